"""What each figure is called, and what it counts in one sentence with its numbers left open."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.outcomes.measures.queries.keys import RETENTION_ANY, RETENTION_SAME, Key

TITLES: Final[Mapping[Key, object]] = {
    Key.GRADUATION: _("Graduated"),
    Key.GRADUATION_ON_TIME: _("Graduated on time"),
    Key.GRADUATE_PLACEMENT: _("Graduates in related work"),
    Key.GRADUATE_PLACEMENT_FULL_TIME: _("Graduates in related full-time work"),
    Key.STARTER_PLACEMENT: _("In related work, of everybody who started"),
    Key.STARTER_PLACEMENT_LOOKING: _("In related work, of everybody who started and was looking"),
    Key.ANY_JOB: _("Graduates in any work"),
    Key.RELATED_SHARE: _("Work related to the training"),
    Key.CONSORTIUM_SHARE: _("Work with a hiring partner"),
    Key.FULL_TIME_SHARE: _("Full-time work"),
    Key.VERIFIED_SHARE: _("Verified, of what was told"),
    Key.KNOWLEDGE_RATE: _("Graduates of whom we know"),
    Key.NACE_KNOWLEDGE: _("Knowledge rate of first destinations"),
    Key.CAREER_OUTCOMES: _("Career outcomes rate of first destinations"),
    **dict.fromkeys(RETENTION_SAME.values(), _("Works for the same employer after %(days)s days")),
    **dict.fromkeys(RETENTION_ANY.values(), _("Works for any employer after %(days)s days")),
    Key.EMPLOYED_Q2: _("In work in the second quarter after the last day"),
    Key.EMPLOYED_Q4: _("In work in the fourth quarter after the last day"),
    Key.SAME_EMPLOYER_Q2_Q4: _("With the same employer in both quarters"),
    Key.CREDENTIAL: _("Has a certificate"),
    Key.SKILL_GAIN: _("Showed a gain of skill"),
    Key.WAGE_GAIN: _("Earns more than before"),
    Key.WANTED_WORK: _("In the work they wanted"),
    Key.RECOMMENDS: _("Would recommend the program"),
    Key.HIRE_AGAIN: _("The employer would hire again"),
    Key.WAGES: _("Base pay for a year"),
    Key.EARNINGS_Q2: _("Pay in the second quarter after the last day"),
    Key.WAGE_CHANGE: _("Change of base pay for a year"),
    Key.DAYS_TO_PLACEMENT: _("Days until related work began"),
    Key.HOURS: _("Hours a week"),
    Key.PLACEMENT_OVER_TIME: _("Placed over time"),
    Key.REPEAT_HIRED: _("Partners who hired from more than one cohort"),
    Key.REPEAT_HOSTED: _("Partners who hosted more than one cohort"),
    Key.COMMITMENT: _("Hires of what partners intended"),
    Key.SEAT_FILL: _("Seats taken"),
    Key.APPLICATION_FUNNEL: _("From application to enrolment"),
    Key.DECISION_LATENCY: _("Applications answered in time"),
    Key.IMPACT_RATIO: _("How selection differs between groups"),
}
_SAME = _(
    "Of those whose first work since the training began, %(floor)s, was begun within %(window)s days of graduating: "
    "who works for the same employer on its day %(days)s. Without an answer a day is unknown; an end is an answer."
)
_ANY = _(
    "Of those whose first work since the training began, %(floor)s, was begun within %(window)s days of graduating: "
    "who works for whichever employer on its day %(days)s. Without an answer a day is unknown."
)
_QUARTER = _(
    "Of everybody whose training ended, by graduating or not: who is in work, %(floor)s%(subsidy)s, in the "
    "%(quarter)s calendar quarter after that of their last day."
)

MEANINGS: Final[Mapping[Key, object]] = {
    Key.GRADUATION: _("Of everybody enrolled on the census day: who has graduated. Who is in training is unknown."),
    Key.GRADUATION_ON_TIME: _(
        "Of everybody enrolled on the census day: who has graduated with the cohort of their start, in its time."
    ),
    Key.GRADUATE_PLACEMENT: _(
        "Of %(looking)s: who began work that is %(related)s, %(floor)s, within %(window)s days of graduating."
    ),
    Key.GRADUATE_PLACEMENT_FULL_TIME: _(
        "Of %(looking)s: who began work of at least %(hours)s hours a week that is %(related)s, %(floor)s, within "
        "%(window)s days of graduating."
    ),
    Key.STARTER_PLACEMENT: _(
        "Of everybody enrolled on the census day, people who left included: who graduated, was looking, and began "
        "work that is %(related)s, %(floor)s, within %(window)s days of graduating."
    ),
    Key.STARTER_PLACEMENT_LOOKING: _(
        "Of everybody enrolled on the census day, people who left included, without those who were not looking: who "
        "began work that is %(related)s, %(floor)s, within %(window)s days of graduating."
    ),
    Key.ANY_JOB: _(
        "Of %(looking)s: who began any paid work, %(floor)s, within %(window)s days of graduating, or kept work "
        "held before."
    ),
    Key.RELATED_SHARE: _("Of the graduates in any work within %(window)s days: whose work is %(related)s, %(floor)s."),
    Key.CONSORTIUM_SHARE: _(
        "Of the graduates in any work within %(window)s days: who began work with a hiring partner of the cohort, "
        "%(floor)s."
    ),
    Key.FULL_TIME_SHARE: _(
        "Of the graduates in any work within %(window)s days: whose work has at least %(hours)s hours a week. Several "
        "jobs are not added up."
    ),
    Key.VERIFIED_SHARE: _(
        "Of %(looking)s, of whom somebody told that work began within %(window)s days: whose work is %(floor)s."
    ),
    Key.KNOWLEDGE_RATE: _(
        "Of %(looking)s: of whom it is known what became of them within %(window)s days, by work that is %(floor)s or "
        "by an answer."
    ),
    Key.NACE_KNOWLEDGE: _(
        "Of all graduates, whatever they wanted: of whom it is known what became of them within %(window)s days, by "
        "work that is %(floor)s or by an answer."
    ),
    Key.CAREER_OUTCOMES: _(
        "Of all graduates of whom it is known what became of them within %(window)s days, without those who look for "
        "nothing: who is in work, %(floor)s or by their answer, or in further education."
    ),
    **dict.fromkeys(RETENTION_SAME.values(), _SAME),
    **dict.fromkeys(RETENTION_ANY.values(), _ANY),
    Key.EMPLOYED_Q2: _QUARTER,
    Key.EMPLOYED_Q4: _QUARTER,
    Key.SAME_EMPLOYER_Q2_Q4: _(
        "Of everybody in work, %(floor)s%(subsidy)s, in the second calendar quarter after that of their last day: who "
        "works for the same employer in the fourth."
    ),
    Key.CREDENTIAL: _(
        "Of everybody whose training ended, by graduating or not: who has a certificate of the program within "
        "%(credential)s days of the last day."
    ),
    Key.SKILL_GAIN: _(
        "Of everybody who was in training for at least a day: of whom a level was seen that is above an earlier one."
    ),
    Key.WAGE_GAIN: _(
        "Of those who had work before and began work, %(floor)s, within %(window)s days of graduating: whose base pay "
        "for a year in %(currency)s is higher than before. The training need not be the reason."
    ),
    Key.WANTED_WORK: _(
        "Of those who began work, %(floor)s, within %(window)s days of graduating: who says that it is the work they "
        "wanted."
    ),
    Key.RECOMMENDS: _(
        "Of those who began work, %(floor)s, within %(window)s days of graduating: who says that they would recommend "
        "the program."
    ),
    Key.HIRE_AGAIN: _(
        "Of those who began work, %(floor)s, within %(window)s days of graduating: whose employer says that it would "
        "hire them again."
    ),
    Key.WAGES: _(
        "The middle of the base pay for a year in %(currency)s, without bonus, of graduates in work that is "
        "%(related)s, %(floor)s, within %(window)s days."
    ),
    Key.EARNINGS_Q2: _(
        "The middle of a quarter of the base pay for a year in %(currency)s, of everybody in work, "
        "%(floor)s%(subsidy)s, in the second calendar quarter after that of their last day."
    ),
    Key.WAGE_CHANGE: _(
        "The middle of base pay for a year in %(currency)s after the training less that before it, of those who had "
        "work before and began work, %(floor)s, within %(window)s days. The training need not be the reason."
    ),
    Key.DAYS_TO_PLACEMENT: _(
        "The middle of the days from graduating to the first work that is %(related)s, %(floor)s, of those placed "
        "within %(window)s days. Who is not placed is told beside it."
    ),
    Key.HOURS: _(
        "The middle of the hours a week of graduates in work that is %(related)s, %(floor)s, within %(window)s days."
    ),
    Key.PLACEMENT_OVER_TIME: _(
        "Of %(looking)s: the share in work that is %(related)s, %(floor)s, by each day after graduating, up to "
        "%(longest)s days. Who is not placed is kept in for as long as they can be looked at (Kaplan and Meier)."
    ),
    Key.REPEAT_HIRED: _(
        "Of the partners of whom somebody of at least one cohort was hired: of whom that is so of two cohorts or more."
    ),
    Key.REPEAT_HOSTED: _("Of the partners who hosted at least one cohort: who hosted two cohorts or more."),
    Key.COMMITMENT: _("Of the hires that partners intended: those that were made, %(floor)s."),
    Key.SEAT_FILL: _("Of the seats of cohorts: those that were taken."),
    Key.APPLICATION_FUNNEL: _("Of everybody at one step of applying: who went on to the next."),
    Key.DECISION_LATENCY: _("Of the applications that were to be answered: those answered by the day that was said."),
    Key.IMPACT_RATIO: _(
        "At each step from applying to any work, %(floor)s: the share of a group that went on, against that of the "
        "group that went on most. Told once of cohorts that are settled. It shows a difference, not its reason."
    ),
}
