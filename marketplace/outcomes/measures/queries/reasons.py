"""Why a measure says what it says of one person: short keys and their words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _


class Because(StrEnum):
    """A reason behind an answer. The same one can stand behind several answers; the answer says how it counts."""

    # of the person in the program
    BEFORE_CENSUS = "before_census"
    NOT_COUNTED = "not_counted"
    NOT_BEGUN_TRAINING = "not_begun_training"
    IN_TRAINING = "in_training"
    LEFT_EARLY = "left_early"
    NOT_LOOKING = "not_looking"
    MAY_NOT_WORK = "may_not_work"
    ON_TIME = "on_time"
    LATE = "late"
    EXIT_OPEN = "exit_open"
    # of work
    RELATED_WORK = "related_work"
    WORK = "work"
    WITH_PARTNER = "with_partner"
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    OTHER_WORK = "other_work"
    OTHER_EMPLOYER = "other_employer"
    HELD_BEFORE = "held_before"
    PLACED_LATER = "placed_later"
    NOT_BEGUN = "not_begun"
    NOT_JUDGED = "not_judged"
    NOT_VERIFIED = "not_verified"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    NO_CLAIM = "no_claim"
    SUBSIDISED = "subsidised"
    SUBSIDY_NOT_SAID = "subsidy_not_said"
    # of what was said, or not
    WINDOW_OPEN = "window_open"
    NOT_HEARD_FROM = "not_heard_from"
    SAID_WORK = "said_work"
    SAID_NO_WORK = "said_no_work"
    SEEKING = "seeking"
    NOT_SEEKING = "not_seeking"
    IN_EDUCATION = "in_education"
    LASTS = "lasts"
    ENDED_LATER = "ended_later"
    ENDED = "ended"
    WORKS_ELSEWHERE = "works_elsewhere"
    CHECK_EXCLUDED = "check_excluded"
    DAY_TO_COME = "day_to_come"
    QUARTER_OPEN = "quarter_open"
    NOT_REACHED = "not_reached"
    NOT_ANSWERED = "not_answered"
    ANSWERS_DISAGREE = "answers_disagree"
    EMPLOYER_NOT_KNOWN = "employer_not_known"
    NOT_EMPLOYED_Q2 = "not_employed_q2"
    Q2_NOT_KNOWN = "q2_not_known"
    # of gains and opinions
    CERTIFICATE = "certificate"
    NO_CERTIFICATE = "no_certificate"
    GAINED = "gained"
    NO_GAIN = "no_gain"
    NO_LEVELS = "no_levels"
    NO_WORK_BEFORE = "no_work_before"
    NO_BASELINE = "no_baseline"
    WAGE_NOT_SAID = "wage_not_said"
    OTHER_CURRENCY = "other_currency"
    SAID_YES = "said_yes"
    SAID_NO = "said_no"
    NOT_SAID = "not_said"
    KNOWN = "known"  # a number of a person
    # of applications and cohorts
    WITHDREW_FIRST = "withdrew_first"
    COHORT_CANCELLED = "cohort_cancelled"
    COHORT_NOT_BEGUN = "cohort_not_begun"


REASONS: Final[Mapping[Because, object]] = {
    Because.BEFORE_CENSUS: _("Left before the census day"),
    Because.NOT_COUNTED: _("Not counted: nobody’s choice"),
    Because.NOT_BEGUN_TRAINING: _("Was not in training for a day yet"),
    Because.IN_TRAINING: _("Still in training"),
    Because.LEFT_EARLY: _("Left early"),
    Because.NOT_LOOKING: _("Was not looking for a new job"),
    Because.MAY_NOT_WORK: _("Not authorised to work"),
    Because.ON_TIME: _("Graduated on time"),
    Because.LATE: _("Graduated late"),
    Because.EXIT_OPEN: _("The last day is too recent to be sure of"),
    Because.RELATED_WORK: _("In related work"),
    Because.WORK: _("In work"),
    Because.WITH_PARTNER: _("With a hiring partner of the cohort"),
    Because.FULL_TIME: _("In full-time work"),
    Because.PART_TIME: _("In part-time work"),
    Because.OTHER_WORK: _("In other work"),
    Because.OTHER_EMPLOYER: _("With another employer"),
    Because.HELD_BEFORE: _("In work held since before the training"),
    Because.PLACED_LATER: _("In work, after the window"),
    Because.NOT_BEGUN: _("The work has not begun yet"),
    Because.NOT_JUDGED: _("Nobody has judged whether the work is related"),
    Because.NOT_VERIFIED: _("Not verified yet"),
    Because.VERIFIED: _("Verified"),
    Because.DISPUTED: _("Disputed by the person"),
    Because.NO_CLAIM: _("Nobody has told of work"),
    Because.SUBSIDISED: _("In subsidised work"),
    Because.SUBSIDY_NOT_SAID: _("In work of which nobody has said whether it is subsidised"),
    Because.WINDOW_OPEN: _("The window is still open"),
    Because.NOT_HEARD_FROM: _("Not heard from"),
    Because.SAID_WORK: _("Said that they work"),
    Because.SAID_NO_WORK: _("Said that they have no work"),
    Because.SEEKING: _("Still looking for work"),
    Because.NOT_SEEKING: _("Looks for no work"),
    Because.IN_EDUCATION: _("In training or school"),
    Because.LASTS: _("Works there still"),
    Because.ENDED_LATER: _("The work ended later"),
    Because.ENDED: _("The work had ended"),
    Because.WORKS_ELSEWHERE: _("Works somewhere else"),
    Because.CHECK_EXCLUDED: _("Not asked any more: died, ill for long, detained or in military service"),
    Because.DAY_TO_COME: _("The day is still to come"),
    Because.QUARTER_OPEN: _("The quarter is not over"),
    Because.NOT_REACHED: _("Could not be reached"),
    Because.NOT_ANSWERED: _("No answer yet"),
    Because.ANSWERS_DISAGREE: _("The answers do not agree"),
    Because.EMPLOYER_NOT_KNOWN: _("With an employer that nobody has named"),
    Because.NOT_EMPLOYED_Q2: _("Had no work in the second quarter"),
    Because.Q2_NOT_KNOWN: _("Nobody knows of the second quarter"),
    Because.CERTIFICATE: _("Has a certificate"),
    Because.NO_CERTIFICATE: _("Has no certificate"),
    Because.GAINED: _("Has gained"),
    Because.NO_GAIN: _("Has not gained"),
    Because.NO_LEVELS: _("There are no levels to compare"),
    Because.NO_WORK_BEFORE: _("Had no work before"),
    Because.NO_BASELINE: _("Nobody knows the wage before"),
    Because.WAGE_NOT_SAID: _("Nobody has said the wage"),
    Because.OTHER_CURRENCY: _("Paid in another currency"),
    Because.SAID_YES: _("Said yes"),
    Because.SAID_NO: _("Said no"),
    Because.NOT_SAID: _("Has not said"),
    Because.KNOWN: _("Known"),
    Because.WITHDREW_FIRST: _("Withdrew before an answer"),
    Because.COHORT_CANCELLED: _("The cohort was cancelled"),
    Because.COHORT_NOT_BEGUN: _("The cohort has not begun yet"),
}
