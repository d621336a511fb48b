"""Every measure of people who started, as a plain function: facts of one person and a day in, an answer out.

No database and no clock. `judge` says of one person what a share says of them, `amount` which number of theirs is in a
spread; `tally` and `spread` count many. What was verified, answered or ended after `as_of` is not known on it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from marketplace.outcomes.measures.queries.formulas import gains, graduations, nace, placements, quarters, wages
from marketplace.outcomes.measures.queries.formulas.opinions import opinion
from marketplace.outcomes.measures.queries.formulas.retention import Judge, any_employer, same_employer
from marketplace.outcomes.measures.queries.formulas.survival import (
    Point,
    curve,
    followed,
    median_day,
    share_by,
    survival,
)
from marketplace.outcomes.measures.queries.formulas.wages import Amount, Spread, median_of, median_of_counts
from marketplace.outcomes.measures.queries.keys import RETENTION_ANY, RETENTION_SAME, Key
from marketplace.outcomes.measures.queries.people import Answer, Starter, Tally, Verdict
from marketplace.outcomes.measures.queries.settings import Definition

__all__ = [
    "AMOUNTS",
    "JUDGES",
    "Point",
    "Spread",
    "amount",
    "curve",
    "followed",
    "judge",
    "median_day",
    "median_of",
    "median_of_counts",
    "merged",
    "over_windows",
    "share_by",
    "spread",
    "survival",
    "tally",
    "tally_of",
]

JUDGES: Final[Mapping[Key, Judge]] = {
    Key.GRADUATION: graduations.graduation,
    Key.GRADUATION_ON_TIME: graduations.on_time,
    Key.GRADUATE_PLACEMENT: placements.graduate_placement,
    Key.GRADUATE_PLACEMENT_FULL_TIME: placements.graduate_placement_full_time,
    Key.STARTER_PLACEMENT: placements.starter_placement,
    Key.STARTER_PLACEMENT_LOOKING: placements.starter_placement_looking,
    Key.ANY_JOB: placements.any_job,
    Key.RELATED_SHARE: placements.related_share,
    Key.CONSORTIUM_SHARE: placements.consortium_share,
    Key.FULL_TIME_SHARE: placements.full_time_share,
    Key.VERIFIED_SHARE: placements.verified_share,
    Key.KNOWLEDGE_RATE: nace.knowledge_rate,
    Key.NACE_KNOWLEDGE: nace.nace_knowledge,
    Key.CAREER_OUTCOMES: nace.career_outcomes,
    **{key: same_employer(days) for days, key in RETENTION_SAME.items()},
    **{key: any_employer(days) for days, key in RETENTION_ANY.items()},
    Key.EMPLOYED_Q2: quarters.employed(quarters.SECOND),
    Key.EMPLOYED_Q4: quarters.employed(quarters.FOURTH),
    Key.SAME_EMPLOYER_Q2_Q4: quarters.same_in_both,
    Key.CREDENTIAL: gains.credential,
    Key.SKILL_GAIN: gains.skill_gain,
    Key.WAGE_GAIN: gains.wage_gain,
    Key.WANTED_WORK: opinion(lambda episode: episode.wanted),
    Key.RECOMMENDS: opinion(lambda episode: episode.recommends),
    Key.HIRE_AGAIN: opinion(lambda episode: episode.hire_again),
}
AMOUNTS: Final[Mapping[Key, Amount]] = {
    Key.WAGES: wages.wages,
    Key.EARNINGS_Q2: wages.earnings_q2,
    Key.WAGE_CHANGE: gains.wage_change,
    Key.DAYS_TO_PLACEMENT: wages.days_to_placement,
    Key.HOURS: wages.hours,
}


def judge(definition: Definition, starter: Starter, as_of: date) -> Verdict:
    """What a share says of one person on the day, and why. KeyError for a figure that is no share of people."""
    return JUDGES[definition.key](definition.settings, starter, as_of)


def amount(definition: Definition, starter: Starter, as_of: date) -> Decimal | Verdict:
    """The number of one person in a spread, or why there is none: unknown or excluded. KeyError for other figures."""
    return AMOUNTS[definition.key](definition.settings, starter, as_of)


def tally(definition: Definition, starters: Iterable[Starter], as_of: date) -> Tally:
    """People counted by what a share says of them."""
    return tally_of(judge(definition, starter, as_of) for starter in starters)


def tally_of(verdicts: Iterable[Verdict]) -> Tally:
    """Verdicts counted by answer and reason."""
    reasons: defaultdict[Answer, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        reasons[verdict.answer][str(verdict.because)] += 1
    return _counted(reasons)


def merged(tallies: Iterable[Tally]) -> Tally:
    """The tally of people who were counted in groups that share nobody."""
    reasons: defaultdict[Answer, Counter[str]] = defaultdict(Counter)
    for one in tallies:
        for answer, counts in one.reasons.items():
            reasons[answer].update(counts)
    return _counted(reasons)


def _counted(reasons: Mapping[Answer, Mapping[str, int]]) -> Tally:
    total = {answer: sum(reasons.get(answer, {}).values()) for answer in Answer}
    plain = {answer: dict(counts) for answer, counts in reasons.items()}
    return Tally(total[Answer.YES], total[Answer.NO], total[Answer.UNKNOWN], plain)


def spread(definition: Definition, starters: Iterable[Starter], as_of: date) -> Spread:
    """The numbers of people in order, the unknown and the excluded counted beside them."""
    amounts = [amount(definition, starter, as_of) for starter in starters]
    rest = tally_of(one for one in amounts if isinstance(one, Verdict))
    values = sorted(one for one in amounts if not isinstance(one, Verdict))
    return Spread(tuple(values), rest.unknown, rest.reasons)


def over_windows(definition: Definition, starters: Iterable[Starter], as_of: date) -> Mapping[int, Tally]:
    """A placement figure once for each window of its settings: shares of one fixed base."""
    people = list(starters)
    return {
        days: tally(replace(definition, settings=settings), people, as_of)
        for days, settings in placements.within_days(definition.settings).items()
    }
