"""Would a program fit? Its conditions asked as questions, and what the answers come to. Nothing is kept of either.

A condition is never held against somebody who did not answer it: unknown stays unknown, and a person decides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.demand.programs.models import EligibilityRule, Operator, RuleKind

Answers = Mapping[str, Any]  # Any: a number, a word or none, by the key of its question

COUNTED: Final = frozenset({RuleKind.EXPERIENCE_YEARS, RuleKind.AGE, RuleKind.HOURS})
BOUNDS: Final = frozenset({Operator.AT_LEAST, Operator.AT_MOST})
YES, NO, ELSEWHERE, UNSAID = "yes", "no", "elsewhere", "unsaid"

ASKED: Final = {
    RuleKind.EXPERIENCE_YEARS: lazy_gettext("How many years have you worked or volunteered?"),
    RuleKind.AGE: lazy_gettext("How old will you be on the first day?"),
    RuleKind.HOURS: lazy_gettext("How many hours a week could you give?"),
    RuleKind.REGION: lazy_gettext("Where do you live?"),
}
HELP: Final = {
    RuleKind.EXPERIENCE_YEARS: lazy_gettext(
        "All of it together, in any trade: paid, unpaid, self-employed, in the military, caring for family. "
        "Studies do not count."
    ),
}
#: What can be done next, where the program team has not written it.
ADVICE: Final = {
    RuleKind.EXPERIENCE_YEARS: lazy_gettext(
        "Count everything once more: volunteering and caring for family are experience. If it is not enough yet, "
        "volunteering brings you closer with each month."
    ),
    RuleKind.RIGHT_TO_WORK: lazy_gettext(
        "If a permit is on its way, say so. A settlement service near you can tell what you may do meanwhile."
    ),
    RuleKind.REGION: lazy_gettext("If you plan to move, or could travel, tell us before you decide against it."),
    RuleKind.HOURS: lazy_gettext("Hours can sometimes be moved. Tell us which ones you have."),
    RuleKind.AGE: lazy_gettext("This one only time changes. Leave your address, and we write when a cohort opens."),
    RuleKind.LANGUAGE: lazy_gettext("A language class near you can bring you there. Many are free."),
    RuleKind.OTHER: lazy_gettext("Tell us how it is with you. There may be another way."),
}


class Standing(StrEnum):
    """How somebody stands to a condition, as far as they have said."""

    MEETS = "meets"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Question:
    """What is asked once for all conditions about the same thing. `choices` are places, beside “somewhere else”."""

    key: str
    words: str
    help: str = ""
    counted: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One condition, or several of which one is enough, and how somebody stands to it. `advice`: what can be done."""

    sentences: tuple[str, ...]
    standing: Standing
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """Every condition of a program with how somebody stands to it."""

    conditions: tuple[Condition, ...]

    @property
    def standing(self) -> Standing:
        """Everything is asked for together: one that is not met yet decides, then one that is not known."""
        found = {condition.standing for condition in self.conditions}
        return next((one for one in (Standing.NOT_YET, Standing.UNKNOWN) if one in found), Standing.MEETS)

    @property
    def open(self) -> int:
        """How many conditions nobody knows about yet."""
        return sum(condition.standing is Standing.UNKNOWN for condition in self.conditions)


def in_order(rules: Iterable[EligibilityRule]) -> list[EligibilityRule]:
    """The conditions by what they are about, in the order of the kinds; own questions last."""
    return sorted(rules, key=lambda rule: list(RuleKind).index(rule.kind))


def questions(rules: Iterable[EligibilityRule]) -> list[Question]:
    """What the check of a program asks, each thing once, in the order of its conditions."""
    found: dict[str, Question] = {}
    for rule in in_order(rules):
        key = _key(rule)
        known = found.get(key)
        choices = (*(known.choices if known else ()), *(_values(rule) if _is_place(rule) else ()))
        asked = known or Question(key, _words(rule), str(HELP.get(rule.kind, "")), counted=_is_counted(rule))
        found[key] = Question(asked.key, asked.words, asked.help, asked.counted, tuple(dict.fromkeys(choices)))
    return list(found.values())


def check(rules: Sequence[EligibilityRule], answers: Answers, *, asked: Iterable[str] = ()) -> Fit:
    """How somebody with these answers stands to each condition.

    `asked` are the places that the question offered: “somewhere else” says nothing about any other.
    """
    groups: dict[object, list[EligibilityRule]] = {}
    for rule in in_order(rules):
        groups.setdefault(rule.one_of_group.casefold() or rule.id, []).append(rule)
    offered = frozenset(asked)
    return Fit(tuple(_condition(group, answers, offered) for group in groups.values()))


def _condition(group: Sequence[EligibilityRule], answers: Answers, offered: frozenset[str]) -> Condition:
    found = [_standing(rule, answers, offered) for rule in group]
    standing = next((one for one in (Standing.MEETS, Standing.UNKNOWN) if one in found), Standing.NOT_YET)
    advice = [rule.advice or str(ADVICE[rule.kind]) for rule in group] if standing is Standing.NOT_YET else []
    return Condition(tuple(rule.sentence for rule in group), standing, tuple(dict.fromkeys(advice)))


def _standing(rule: EligibilityRule, answers: Answers, offered: frozenset[str]) -> Standing:
    given = answers.get(_key(rule))
    if given in {None, "", UNSAID}:
        return Standing.UNKNOWN
    if _is_counted(rule):
        wanted = Decimal(rule.value)
        holds = given >= wanted if rule.operator is Operator.AT_LEAST else given <= wanted
    elif _is_place(rule):
        wanted_places = _values(rule)
        if given == ELSEWHERE and not offered.issuperset(wanted_places):
            return Standing.UNKNOWN
        holds = given in wanted_places
    else:
        holds = given == YES
    return Standing.MEETS if holds else Standing.NOT_YET


def _is_counted(rule: EligibilityRule) -> bool:
    return rule.kind in COUNTED and rule.operator in BOUNDS


def _is_place(rule: EligibilityRule) -> bool:
    return rule.kind is RuleKind.REGION and not rule.question


def _values(rule: EligibilityRule) -> tuple[str, ...]:
    """What a condition takes: each of several, for one of them."""
    if rule.operator is not Operator.ONE_OF:
        return (rule.value,)
    return tuple(part.strip() for part in rule.value.split(",") if part.strip()) or (rule.value,)


def _key(rule: EligibilityRule) -> str:
    """The same for conditions that one answer decides, in whichever program they stand."""
    if _is_counted(rule) or _is_place(rule):
        return rule.kind.value
    if rule.kind in {RuleKind.RIGHT_TO_WORK, RuleKind.LANGUAGE} and not rule.question:
        return f"{rule.kind.value}_{re.sub(r'[^a-z0-9]+', '_', rule.value.casefold())}"
    return f"own_{rule.id.hex}"


def _words(rule: EligibilityRule) -> str:
    if rule.question and not _is_counted(rule):
        return rule.question
    if _is_counted(rule) or _is_place(rule):
        return str(ASKED[rule.kind])
    value = ", ".join(_values(rule))
    if rule.kind is RuleKind.RIGHT_TO_WORK:
        return _("May you work in %(place)s?", place=value)
    if rule.kind is RuleKind.LANGUAGE:
        return _("Can you follow a class in %(language)s?", language=value)
    return _("Does this hold for you? “%(sentence)s”", sentence=rule.sentence)
