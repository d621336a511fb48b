"""How open a question is: marks what asks for a yes or a no, leads, asks two things, or sells. Pure; it never decides.

Rules over words and word order, British and Canadian usage included. They would rather let a closed question
pass than mark an open one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _


class Fault(StrEnum):
    """What keeps a question from being open."""

    YES_NO = "yes_no"
    LEADING = "leading"
    DOUBLE = "double"
    PITCHING = "pitching"


@dataclass(frozen=True)
class Remark:
    """What the check says about one line: the fault, and the words it hangs on."""

    fault: Fault
    words: str

    @property
    def label(self) -> Any:  # Any: a lazy sentence
        """The fault in a word or two."""
        return LABELS[self.fault]

    @property
    def why(self) -> Any:  # Any: a lazy sentence
        """Why it matters, and what to ask instead."""
        return WHY[self.fault]


LABELS: Final = {
    Fault.YES_NO: _("Yes or no"),
    Fault.LEADING: _("Leading"),
    Fault.DOUBLE: _("Two questions"),
    Fault.PITCHING: _("Selling"),
}
WHY: Final = {
    Fault.YES_NO: _("It can be answered with yes or no, and then the talk stops. Begin with what, how, or “tell me”."),
    Fault.LEADING: _("It says what you would like to hear. Leave the answer to them."),
    Fault.DOUBLE: _("It asks two things, and one of them gets lost. Ask the second as a probe."),
    Fault.PITCHING: _("It speaks of what we offer. Nothing is proposed in this conversation; ask about their work."),
}

_AUX = (
    "am|is|are|was|were|do|does|did|have|has|had|can|could|will|would|shall|should|may|might|must|ought|need|dare|"
    "got|reckon|fancy"
)
_NOT = (
    r"(?:is|are|was|were|do|does|did|have|has|had|could|would|should|might|must|need)n['’]t|"
    r"(?:ca|wo|sha|ai)n['’]t|cannot|innit"
)
_WH = "what|how|why|who|whom|whose|where|when|which"
_SUBJECT = (
    "i|you|we|they|he|she|it|there|this|that|these|those|your|their|our|the|a|an|any|anyone|anybody|someone|somebody|"
    "everyone|everybody|people|managers|staff|employers|new|most|many|some"
)
# Words of courtesy that ask for a story although they begin like a question of yes or no.
_ASKED_FOR = re.compile(
    r"^(?:can|could|will|would|might|may|do|shall)\s+(?:you|i|it be possible(?: for you)?)\s+"
    r"(?:please\s+|perhaps\s+|maybe\s+|kindly\s+|mind\s+|just\s+|also\s+|to\s+)*"
    r"(?:tell|telling|describe|describing|walk|walking|talk|talking|explain|explaining|say|saying|share|sharing|give|"
    r"giving|show|showing|take|taking|help me|think (?:of|back)|recall|paint|go (?:back|into|over|through)|expand|"
    r"elaborate|unpack|begin|start|ask (?:what|how|why|who|where|when|which))\b",
    re.IGNORECASE,
)
_SAYS_BUT_CLOSES = re.compile(
    r"^(?:would|could|can)\s+you\s+(?:not\s+)?(?:say|agree)\s+(?:that|it|this|the|your|so|with)\b", re.IGNORECASE
)
_LEAD_IN = re.compile(
    r"^(?:and|but|so|well|now|then|ok|okay|right|right then|also|finally|first|next|sorry)[,]?\s+", re.IGNORECASE
)
_INTRODUCED = re.compile(
    r"^(?:when|whenever|if|after|before|since|once|as|in|on|at|for|with|while|whilst|because|given|given that|looking|"
    r"thinking|during|over|apart|besides|suppose|imagine|say)\b[^,]*,\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
_BEGINS_CLOSED = re.compile(rf"^(?:{_AUX})\s+(?:not\s+)?(?P<subject>\w+)", re.IGNORECASE)
_BEGINS_NEGATIVE = re.compile(rf"^(?:{_NOT})\b", re.IGNORECASE)
_STATED = re.compile(r"^(?:you|your|they|it|there|that|this)(?:['’](?:re|ve|ll|d|s))?\s+\w+", re.IGNORECASE)
_TAG = re.compile(
    rf"(?:,?\s+(?:{_NOT})\s+(?:you|it|they|we|he|she|there|that)(?:\s+(?:say|agree|think))?|"
    r",\s+(?:innit|eh|right|correct|no|yes|yeah|true|agreed|or not|surely|(?:do|does|did|is|are|was|were|would|will|"
    r"have|has|can|could)\s+(?:you|it|they|we|there)(?:\s+not)?))\s*\?\s*$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\b(?:surely|obviously|of course|clearly|naturally|undoubtedly|no doubt|presumably|"
    r"as (?:we|you|everyone|everybody|most people) (?:all )?know[s]?|"
    r"(?:everyone|everybody|we all) knows?|"
    r"i(?:['’]d| would)? (?:assume|suppose|presume|imagine|guess|expect|take it|bet|gather|reckon) "
    r"(?:that )?(?:you|your|it|they|the)|"
    r"you must (?:be|have|feel|find|think|agree)|"
    r"(?:do|would|don['’]t|wouldn['’]t) you (?:not )?agree|you(?:['’]d| would) (?:surely )?agree|"
    r"would you (?:not )?say (?:that|it|this|the|your|so)|"
    r"is it (?:not )?(?:fair|true|safe) to say|isn['’]t it (?:true|fair|the case)|"
    r"how (?:bad|terrible|awful|dreadful|great|wonderful|brilliant|fantastic|frustrating|painful|annoying|"
    r"much (?:better|worse|easier|nicer))|"
    r"why (?:don['’]t|didn['’]t|haven['’]t|aren['’]t|won['’]t|wouldn['’]t|not) (?:you|just|simply|they)|"
    r"why on earth)\b",
    re.IGNORECASE,
)
_SELLS = re.compile(
    r"\b(?:our (?:(?:new|free|own|next|training|upskilling) )*(?:programs?|programmes?|services?|"
    r"graduate|graduates|candidates|trainees|participants|training|courses?|solution|platform|product|software|offer|"
    r"consortium|cohorts?|people|learners)|"
    r"we (?:can |could |would |will |also )*(?:offer|provide|supply|train people|deliver|run a (?:course|program)|"
    r"help you|save you|send you|find you|solve)|"
    r"if we (?:built|offered|trained|gave|provided|sent|found|could|made|ran|had)|what if we|"
    r"imagine (?:that )?we (?:could|offered|had|built|trained)|"
    r"(?:how much |what )?would you (?:be (?:willing|prepared|happy|keen|ready|interested)|pay|buy|use|join|sign|"
    r"subscribe|consider (?:joining|hiring our|taking|using))|"
    r"(?:are|be) you (?:keen|interested) (?:in|to|on)|interest(?:ed)? you in|"
    r"interested in (?:our|joining|taking|hiring|a|an)|"
    r"sign(?:ing)? up|free of charge|at no cost|for free|no obligation|money back|a demo\b|help if we|like us to)\b",
    re.IGNORECASE,
)
_PAIR = (
    "goals|challenges|problems|needs|plans|strengths|weaknesses|costs|causes|effects|benefits|risks|hopes|fears|wages|"
    "hours|successes|failures|expectations|worries"
)
_TWO_THINGS = re.compile(rf"\b(?:{_PAIR})\s+(?:and|or)\s+(?:(?:your|the|their|what)\s+)?(?:{_PAIR})\b", re.IGNORECASE)
_TWO_ASKED = re.compile(
    rf"\b(?:{_WH})\b.{{3,}}?[,;]?\s+(?:and|or|but)\s+(?P<second>(?:(?:{_WH})\b|(?:{_AUX}|{_NOT})\s+(?:{_SUBJECT})\b).*)$",
    re.IGNORECASE,
)
_REASON_ONLY = re.compile(r"^(?:why|how|how so|why so|why not|where|when|what else|who else)\s*\??$", re.IGNORECASE)
_TWO_DONE = re.compile(
    rf"\b(?:do|does|did|would|will|can|could|should)\s+(?:you|they|we|people|your \w+)\s+(?P<one>\w+)\s+(?:and|or)\s+"
    rf"(?P<two>(?!{_SUBJECT}\b)\w+)\b",
    re.IGNORECASE,
)
_ONE_IDEA: Final = """
come go, wait see, pick choose, try keep, try find, go look, go find, want need, need want, hope expect, sit wait,
see hear, think feel, think say, notice measure
"""
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_AFTER_COLON = re.compile(r"[:;–—]\s+")


def look(line: str) -> list[Remark]:
    """What keeps this question (or probe) from being open, each fault once; an open one gets no remark."""
    sentences = [part.strip() for part in _SENTENCE.findall(line) if part.strip()]
    found: dict[Fault, Remark] = {}
    if line.count("?") > 1:
        found[Fault.DOUBLE] = Remark(Fault.DOUBLE, line.strip())
    for sentence in sentences:
        for remark in _remarks(sentence):
            found.setdefault(remark.fault, remark)
    return [found[fault] for fault in Fault if fault in found]


def look_through(lines: Iterable[str]) -> list[tuple[str, Remark]]:
    """The same for several lines: each remark with the line it is about."""
    return [(line.strip(), remark) for line in lines for remark in look(line)]


def _remarks(sentence: str) -> Iterable[Remark]:
    sells = _SELLS.search(sentence)
    if sells:
        yield Remark(Fault.PITCHING, sells.group(0))
    leads = _led(sentence)
    if leads:
        yield Remark(Fault.LEADING, leads)
    two = _doubled(sentence)
    if two:
        yield Remark(Fault.DOUBLE, two)
    if not leads:
        closed = _closed(sentence)
        if closed:
            yield Remark(Fault.YES_NO, closed)


def _led(sentence: str) -> str:
    words = _LEADS.search(sentence)
    if words:
        return words.group(0)
    tag = _TAG.search(sentence)
    if tag and len(sentence[: tag.start()].split()) > 1:
        return tag.group(0).strip(" ,")
    for clause in _clauses(sentence):
        negative = _BEGINS_NEGATIVE.match(clause)
        if negative:
            return _first_words(clause)
        if sentence.endswith("?") and _STATED.match(clause) and not re.search(rf"\b(?:{_WH})\b", clause, re.IGNORECASE):
            return _first_words(clause)
    return ""


def _doubled(sentence: str) -> str:
    things = _TWO_THINGS.search(sentence)
    if things:
        return things.group(0)
    for clause in _clauses(sentence):
        asked = _TWO_ASKED.search(clause)
        if asked and not _REASON_ONLY.match(asked.group("second")):
            return asked.group("second")
        done = _TWO_DONE.search(clause)
        if done and f"{done.group('one')} {done.group('two')}".lower() not in _ONE_IDEA:
            return f"{done.group('one')} … {done.group('two')}"
    return ""


def _closed(sentence: str) -> str:
    for clause in _clauses(sentence):
        if _ASKED_FOR.match(clause) and not _SAYS_BUT_CLOSES.match(clause):
            continue
        begins = _BEGINS_CLOSED.match(clause)
        if begins and (sentence.endswith("?") or begins.group("subject").lower() in _SUBJECT.split("|")):
            return _first_words(clause)
    return ""


def _clauses(sentence: str) -> list[str]:
    """Where a question may begin: the sentence itself, what follows a colon, and what an introduction leads to."""
    clauses = []
    for part in _AFTER_COLON.split(sentence):
        begins = _LEAD_IN.sub("", part.strip())
        clauses.append(begins)
        introduced = _INTRODUCED.match(begins)
        if introduced:
            clauses.append(_LEAD_IN.sub("", introduced.group("rest").strip()))
    return clauses


def _first_words(clause: str) -> str:
    return " ".join(clause.split()[:3])
