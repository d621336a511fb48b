"""The words in which a role need is told: levels, kinds, reasons, what each of its facts is called."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.demand.role_needs.models import (
    EmploymentType,
    HowOften,
    Origin,
    RequirementKind,
    WagePeriod,
    WorkPlace,
)

LEVEL_LABELS = {
    1: _("With guidance"),
    2: _("Alone on routine tasks"),
    3: _("Alone on new tasks"),
    4: _("Guides others"),
}
LEVEL_MEANINGS = {
    1: _("Level 1: with guidance, somebody is at hand"),
    2: _("Level 2: alone on routine tasks"),
    3: _("Level 3: alone on new tasks, finds the way"),
    4: _("Level 4: guides others and is asked for advice"),
}
KIND_LABELS = {
    RequirementKind.MUST: _("Must"),
    RequirementKind.SHOULD: _("Should"),
    RequirementKind.WILL_TRAIN: _("Will train"),
}
KIND_MEANINGS = {
    RequirementKind.MUST: _("Must: without it the work cannot begin"),
    RequirementKind.SHOULD: _("Should: it helps, and its absence closes no door"),
    RequirementKind.WILL_TRAIN: _("Will train: the employer teaches it after the hire"),
}
WORK_PLACE_LABELS = {
    WorkPlace.ON_SITE: _("On site"),
    WorkPlace.HYBRID: _("Partly at home"),
    WorkPlace.REMOTE: _("From a distance"),
}
PERIOD_LABELS = {WagePeriod.HOUR: _("an hour"), WagePeriod.YEAR: _("a year")}
STEP_WORDS = {
    "create": _("Written down"),
    "confirm": _("Confirmed and opened"),
    "hold": _("Put on hold"),
    "reopen": _("Opened again"),
    "fill_one": _("One place filled"),
    "fill_last": _("Last place filled"),
    "free_one": _("A place is free again"),
    "free_all": _("All places are free again"),
    "close_unfilled": _("Closed without filling"),
    "withdraw": _("Withdrawn"),
    "merge": _("Merged into another role"),
    "give_up": _("Withdrawn"),
    "wind_down": _("Ends when the talks are over"),
    "expire": _("Expired"),
    "renew": _("Still needed, opened again"),
    "renew_partly": _("Still needed, opened again"),
    "extend": _("Still needed for longer"),
    "ask": _("The employer is asked to confirm it"),
    "copy": _("Copied from another role"),
    "gain": _("Another role was merged into this one"),
}
REASON_LABELS = {
    "no_budget": _("The budget is not there."),
    "plans_changed": _("Plans have changed."),
    "filled_elsewhere": _("Filled in another way."),
    "nobody_suitable": _("Nobody suitable was found."),
    "merged": _("It became part of another role."),
    "entered_twice": _("It was entered twice."),
    "employer_left": _("The employer no longer takes part."),
    "other": _("Another reason."),
}
MOVE_REASONS = {
    "hold": ("no_budget", "plans_changed", "other"),
    "close_unfilled": ("nobody_suitable", "filled_elsewhere", "no_budget", "plans_changed", "merged", "other"),
    "withdraw": ("plans_changed", "no_budget", "filled_elsewhere", "merged", "entered_twice", "other"),
}
EMPLOYMENT_LABELS = {
    EmploymentType.PERMANENT: _("Permanent"),
    EmploymentType.TERM: _("For a term"),
    EmploymentType.CASUAL: _("Casual"),
    EmploymentType.SEASONAL: _("Seasonal"),
    EmploymentType.APPRENTICESHIP: _("Apprenticeship"),
}
WAIVED_LABELS = {
    HowOften.NEVER: _("Never so far"),
    HowOften.SELDOM: _("Now and then"),
    HowOften.OFTEN: _("Often"),
    HowOften.MOSTLY: _("Most of the time"),
}
ORIGIN_LABELS = {
    Origin.QUOTE: _("From a quote"),
    Origin.PROBE: _("From asking what stands behind it"),
    Origin.POSTING: _("From a posting"),
    Origin.TYPED: _("Typed in"),
}
#: What an employer tells of how it hires for a role, in its own words.
TOLD: Final = {
    "hired_how_often": _("How often you hire for it"),
    "why_hard": _("What makes it hard to fill"),
    "ideal_candidate": _("The person you would hire on the spot"),
    "sources_used": _("Where you look for people"),
    "waived": _("Hiring somebody who lacks what the posting asks for"),
    "waived_how": _("What is waived then, and why"),
    "how_decided": _("How you decide whom to hire"),
    "success_ensured": _("What you do so that a new person succeeds"),
}
FACTS: Final = {
    "title": _("What the role is called"),
    "summary": _("What the person will do"),
    "openings": _("Places"),
    "place": _("Place"),
    "province": _("Province or territory"),
    "work_place": _("Where the work is done"),
    "hours_per_week": _("Hours a week"),
    "employment_type": _("Kind of job"),
    "wage_from": _("Wage from"),
    "wage_to": _("Wage to"),
    "wage_period": _("Counted by"),
    "currency": _("Currency"),
    "starts_from": _("First day possible"),
    "starts_until": _("Last day possible"),
    **TOLD,
}
