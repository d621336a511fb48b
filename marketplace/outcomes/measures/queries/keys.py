"""The figures that have a definition, by what they are counted over."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Key(StrEnum):
    """A figure. Its rules are the code of `formulas`, its thresholds, windows and floors are `Settings`."""

    # shares of the people who started
    GRADUATION = "graduation"
    GRADUATION_ON_TIME = "graduation_on_time"
    GRADUATE_PLACEMENT = "graduate_placement"
    GRADUATE_PLACEMENT_FULL_TIME = "graduate_placement_full_time"
    STARTER_PLACEMENT = "starter_placement"
    STARTER_PLACEMENT_LOOKING = "starter_placement_looking"
    ANY_JOB = "any_job"
    RELATED_SHARE = "related_share"
    CONSORTIUM_SHARE = "consortium_share"
    FULL_TIME_SHARE = "full_time_share"
    VERIFIED_SHARE = "verified_share"
    KNOWLEDGE_RATE = "knowledge_rate"
    NACE_KNOWLEDGE = "nace_knowledge"
    CAREER_OUTCOMES = "career_outcomes"
    RETENTION_SAME_30 = "retention_same_30"
    RETENTION_SAME_90 = "retention_same_90"
    RETENTION_SAME_180 = "retention_same_180"
    RETENTION_SAME_365 = "retention_same_365"
    RETENTION_ANY_30 = "retention_any_30"
    RETENTION_ANY_90 = "retention_any_90"
    RETENTION_ANY_180 = "retention_any_180"
    RETENTION_ANY_365 = "retention_any_365"
    EMPLOYED_Q2 = "employed_q2"
    EMPLOYED_Q4 = "employed_q4"
    SAME_EMPLOYER_Q2_Q4 = "same_employer_q2_q4"
    CREDENTIAL = "credential"
    SKILL_GAIN = "skill_gain"
    WAGE_GAIN = "wage_gain"
    WANTED_WORK = "wanted_work"
    RECOMMENDS = "recommends"
    HIRE_AGAIN = "hire_again"
    # a number for each person, told by its middle
    WAGES = "wages"
    EARNINGS_Q2 = "earnings_q2"
    WAGE_CHANGE = "wage_change"
    DAYS_TO_PLACEMENT = "days_to_placement"
    HOURS = "hours"
    # over time, the unplaced kept in
    PLACEMENT_OVER_TIME = "placement_over_time"
    # figures that are not about people who started
    REPEAT_HIRED = "repeat_hired"
    REPEAT_HOSTED = "repeat_hosted"
    COMMITMENT = "commitment"
    SEAT_FILL = "seat_fill"
    APPLICATION_FUNNEL = "application_funnel"
    DECISION_LATENCY = "decision_latency"
    IMPACT_RATIO = "impact_ratio"


SPREADS: Final = (Key.WAGES, Key.EARNINGS_Q2, Key.WAGE_CHANGE, Key.DAYS_TO_PLACEMENT, Key.HOURS)
CURVES: Final = (Key.PLACEMENT_OVER_TIME,)
MARKET: Final = (
    Key.REPEAT_HIRED,
    Key.REPEAT_HOSTED,
    Key.COMMITMENT,
    Key.SEAT_FILL,
    Key.APPLICATION_FUNNEL,
    Key.DECISION_LATENCY,
    Key.IMPACT_RATIO,
)
#: Placement is told once for each window of its definition: shares of one fixed base.
AT_EACH_WINDOW: Final = (Key.GRADUATE_PLACEMENT, Key.STARTER_PLACEMENT, Key.ANY_JOB)
#: Shares of people: what `judge` and `tally` know, in the order of pages.
SHARES: Final = tuple(key for key in Key if key not in {*SPREADS, *CURVES, *MARKET})
RETENTION_SAME: Final[Mapping[int, Key]] = {
    30: Key.RETENTION_SAME_30,
    90: Key.RETENTION_SAME_90,
    180: Key.RETENTION_SAME_180,
    365: Key.RETENTION_SAME_365,
}
RETENTION_ANY: Final[Mapping[int, Key]] = {
    30: Key.RETENTION_ANY_30,
    90: Key.RETENTION_ANY_90,
    180: Key.RETENTION_ANY_180,
    365: Key.RETENTION_ANY_365,
}
