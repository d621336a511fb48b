"""Likely stand-ins: words in a requirement that often stand for something else, and the question to ask next.

A hint, never a decision: whoever reads it asks, and the employer's answer decides. The rules stand in
`data/stand_ins.toml`; each looks at the words around a find, for “years” and “degree” have other senses too.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from flask_babel import lazy_gettext as _

LONGEST: Final = 20_000  # characters that are looked at
MOST: Final = 200  # hints that are given
Words = Any  # a lazy sentence: text once a language is known


class StandIn(StrEnum):
    """What kind of words they are."""

    LAW = "law"
    YEARS = "years"
    CREDENTIAL = "credential"
    NAMED_PLACE = "named_place"
    FIT = "fit"
    AGE = "age"
    ORIGIN = "origin"
    NO_GAPS = "no_gaps"


@dataclass(frozen=True)
class Hint:
    """Words that may stand for something else: where they are, why they may, and what to ask."""

    kind: StandIn
    words: str
    start: int
    end: int

    @property
    def reason(self) -> Words:
        """Why these words may stand for something else, in plain words."""
        return REASONS[self.kind]

    @property
    def question(self) -> Words:
        """The question to ask next."""
        return QUESTIONS[self.kind]


LABELS: Final = {
    StandIn.LAW: _("May be required by law"),
    StandIn.YEARS: _("Years"),
    StandIn.CREDENTIAL: _("A credential"),
    StandIn.NAMED_PLACE: _("Where somebody comes from"),
    StandIn.FIT: _("Fitting in"),
    StandIn.AGE: _("Age"),
    StandIn.ORIGIN: _("Language or origin"),
    StandIn.NO_GAPS: _("No gaps"),
}
REASONS: Final = {
    StandIn.LAW: _("A law or a regulator may ask for this, and then it is no stand-in. Sometimes it only used to."),
    StandIn.YEARS: _(
        "Years say how long somebody was there, not what they can do. People who learned it elsewhere, or faster, "
        "are left out."
    ),
    StandIn.CREDENTIAL: _(
        "A credential says that somebody was examined once. Many who can do the work never had the chance to be."
    ),
    StandIn.NAMED_PLACE: _("A well-known name says who was let in, not what somebody did there."),
    StandIn.FIT: _("Fit cannot be shown or checked, and tends to find people who are like those already there."),
    StandIn.AGE: _("It says something about age. What is meant is often pace, or being at ease with new tools."),
    StandIn.ORIGIN: _(
        "It says where somebody was born or worked, not how well they can be understood or know the rules here."
    ),
    StandIn.NO_GAPS: _("A gap says nothing about what somebody can do: people care for others, fall ill, move, learn."),
}
QUESTIONS: Final = {
    StandIn.LAW: _("Which rule asks for it, and from which day of the work on?"),
    StandIn.YEARS: _("What can somebody do after those years that they could not do before? How would you notice it?"),
    StandIn.CREDENTIAL: _("What does it tell you about a person? Who does this work well without it?"),
    StandIn.NAMED_PLACE: _("What did people from there do differently? Where else could somebody have learned it?"),
    StandIn.FIT: _("Think of somebody who fits: what do they do on an ordinary day that others do not?"),
    StandIn.AGE: _("What would this person do in a busy hour that you are looking for?"),
    StandIn.ORIGIN: _("With whom does this person talk, read and write, and about what? What has to go well there?"),
    StandIn.NO_GAPS: _("What are you afraid would have been lost, and how could somebody show that it was not?"),
}

RULES: Final = Path(__file__).parent.parent / "data" / "stand_ins.toml"
_Compiled = tuple[StandIn, tuple[re.Pattern[str], ...]]


def _read(told: dict[str, Any]) -> tuple[dict[str, re.Pattern[str]], tuple[_Compiled, ...]]:
    """The parts and the rules of each kind, compiled; a part may be made of the parts above it."""
    parts: dict[str, str] = {}

    def whole(rule: str) -> str:
        for name, part in parts.items():
            rule = rule.replace(f"<{name}>", part)
        return rule

    for name, part in told["parts"].items():
        parts[name] = whole(part)
    shape = re.IGNORECASE | re.VERBOSE
    kinds = (
        (StandIn(kind["name"]), tuple(re.compile(whole(rule), shape) for rule in kind["rules"]))
        for kind in told["kinds"]
    )
    return {name: re.compile(part, shape) for name, part in parts.items()}, tuple(kinds)


_PARTS, _KINDS = _read(tomllib.loads(RULES.read_text("utf-8")))
_STREET: Final = re.compile(r"^\s(?:&\s)?[A-Z]")
_STARTS: Final = re.compile(r"(?:^|[.:;!?\n•*-]\s*)$")
_NAMED: Final = re.compile(
    r"\b(?:[Ee]xperience|[Bb]ackground|[Ww]orked|[Tt]rained|[Gg]raduates?|[Gg]raduated|[Aa]lumni) (?:at|from|of) "
    r"(?:the )?[A-Z][\w&’']+(?: (?:of |& )?[A-Z][\w&’']+)*"
)
_QUALIFIED: Final = frozenset({StandIn.YEARS, StandIn.AGE})


def likely_stand_ins(text: str) -> list[Hint]:
    """The words of a requirement or a posting that may stand for something else, in order, none within another.

    Pure, and linear in the length of the text: only its first 20,000 characters are looked at.
    """
    text = text[:LONGEST]
    found = [*_by_rules(text), *_by_name(text)]
    kept: list[Hint] = []
    for hint in found:
        if len(kept) == MOST:
            break
        if all(hint.end <= other.start or hint.start >= other.end for other in kept):
            kept.append(hint)
    return sorted(kept, key=lambda hint: hint.start)


def _by_rules(text: str) -> Iterable[Hint]:
    for kind, rules in _KINDS:
        for rule in rules:
            for match in rule.finditer(text):
                if not _in_another_sense(kind, text, match):
                    yield _hint(kind, match)


def _by_name(text: str) -> Iterable[Hint]:
    """Experience at somebody who is named: a capital letter is what tells a name, so case counts here."""
    return (_hint(StandIn.NAMED_PLACE, match) for match in _NAMED.finditer(text))


def _in_another_sense(kind: StandIn, text: str, match: re.Match[str]) -> bool:
    if kind not in _QUALIFIED:
        return False
    before = text[max(0, match.start() - 40) : match.start()]
    if kind is StandIn.YEARS:
        return bool(_PARTS["number"].match(match[0]) and _PARTS["other_time"].search(before))
    # “Young Street” and “Young & Sons” are names, unless the sentence begins with it
    word = match[0]
    return word == "Young" and bool(_STREET.match(text[match.end() :])) and not _STARTS.search(before)


def _hint(kind: StandIn, match: re.Match[str]) -> Hint:
    words = match[0].strip()
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    return Hint(kind, words, start, start + len(words))
