"""What people read of a figure: its title, its meaning, window and floor with their numbers, reasons in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from marketplace.hiring.placements.models import Evidence
from marketplace.outcomes.measures.queries.keys import MARKET, RETENTION_ANY, RETENTION_SAME, Key
from marketplace.outcomes.measures.queries.meanings import MEANINGS, TITLES
from marketplace.outcomes.measures.queries.reasons import REASONS, Because
from marketplace.outcomes.measures.queries.settings import Definition, Floor, Settings

FLOORS: Final[Mapping[Floor, object]] = {
    Floor.CLAIMED: _("told by somebody and disputed by nobody"),
    Floor.CONFIRMED: _("told by both sides"),
    Floor.VERIFIED: _("verified by the program team"),
    Floor.EMPLOYER_CONFIRMED: _("verified by the program team on the word of the employer or better"),
    Floor.DOCUMENT: _("verified by the program team on a document or better"),
    Floor.WAGE_RECORD: _("verified by the program team on a wage record"),
}
ANSWERS: Final[Mapping[Evidence, object]] = {
    Evidence.SELF_REPORT: _("the person’s own word"),
    Evidence.THIRD_PARTY: _("somebody else’s word"),
    Evidence.EMPLOYER_CONFIRMED: _("the employer’s word"),
    Evidence.DOCUMENT: _("a document"),
    Evidence.WAGE_RECORD: _("a wage record"),
}
DAYS: Final = {key: days for group in (RETENTION_SAME, RETENTION_ANY) for days, key in group.items()}
QUARTERLY: Final = frozenset({Key.EMPLOYED_Q2, Key.EMPLOYED_Q4, Key.SAME_EMPLOYER_Q2_Q4, Key.EARNINGS_Q2})
#: Figures that look at no work, so that no floor of work is told of them.
WITHOUT_WORK: Final = frozenset({Key.GRADUATION, Key.GRADUATION_ON_TIME, Key.CREDENTIAL, Key.SKILL_GAIN}) | (
    frozenset(MARKET) - {Key.COMMITMENT, Key.REPEAT_HIRED, Key.IMPACT_RATIO}
)
#: Figures of the hires of partners: these are verified ones whatever else a definition says, as on a partner's page.
HIRES: Final = frozenset({Key.COMMITMENT, Key.REPEAT_HIRED})


def title(key: Key) -> str:
    """What a figure is called."""
    return str(TITLES[key]) % {"days": DAYS.get(key, 0)}


def meaning(definition: Definition) -> str:
    """What a figure counts, of whom, with the numbers of its definition, in a sentence or two."""
    settings = definition.settings
    values = {
        "looking": _looking(settings),
        "related": _related(settings),
        "floor": str(FLOORS[_floor(definition)]),
        "window": settings.window_days,
        "hours": plain(settings.full_time_hours),
        "days": DAYS.get(definition.key, 0),
        "quarter": gettext("fourth") if definition.key is Key.EMPLOYED_Q4 else gettext("second"),
        "subsidy": "" if settings.subsidised_counts else gettext(" and not subsidised"),
        "credential": settings.credential_days,
        "currency": settings.currency,
        "longest": max(settings.windows),
    }
    sentence = str(MEANINGS[definition.key]) % values
    if not settings.least_hours or definition.key in WITHOUT_WORK | HIRES:
        return sentence
    fewer = gettext("Work with fewer than %(hours)s hours a week does not count.", hours=plain(settings.least_hours))
    return f"{sentence} {fewer}"


def version(definition: Definition) -> str:
    """Which definition it is: that of the house, or one that a report has of its own."""
    if definition.own:
        return gettext("This report’s own definition %(number)s", number=definition.number)
    return gettext("Definition %(number)s", number=definition.number)


def window(definition: Definition) -> str:
    """The window of a figure in words; empty for one that is true of the as-of day alone."""
    key, settings = definition.key, definition.settings
    if key in {Key.GRADUATION, Key.GRADUATION_ON_TIME, Key.SKILL_GAIN}:
        return ""
    if key in MARKET and key is not Key.IMPACT_RATIO:
        return gettext("the last %(days)s days", days=settings.looked_back_days)
    if key in DAYS:
        return gettext("day %(days)s of the first work", days=DAYS[key])
    if key in QUARTERLY:
        return _quarters(key)
    if key is Key.CREDENTIAL:
        return gettext("%(days)s days after the last day", days=settings.credential_days)
    longest = key is Key.PLACEMENT_OVER_TIME
    days = max(settings.windows) if longest else settings.window_days
    return gettext("%(days)s days after graduating", days=days)


def floor(definition: Definition) -> str:
    """How well work has to be shown in words, and answers where they count; empty where no work is looked at."""
    settings = definition.settings
    if definition.key in WITHOUT_WORK:
        return ""
    words = str(FLOORS[_floor(definition)])
    if definition.key not in QUARTERLY and definition.key not in DAYS:
        return words
    return gettext("%(floor)s; answers from %(answer)s on", floor=words, answer=str(ANSWERS[settings.answer_floor]))


def reason_words(because: str) -> str:
    """A reason in words."""
    return str(REASONS[Because(because)])


def plain(number: Decimal) -> str:
    """A number without zeros that say nothing."""
    return f"{number.normalize():f}"


def _floor(definition: Definition) -> Floor:
    return Floor.VERIFIED if definition.key in HIRES else definition.settings.floor


def _looking(settings: Settings) -> str:
    if settings.excluded_intents and settings.authorised_only:
        return gettext("graduates who were looking for a new job and may work")
    if settings.excluded_intents:
        return gettext("graduates who were looking for a new job")
    return gettext("graduates who may work") if settings.authorised_only else gettext("graduates")


def _related(settings: Settings) -> str:
    if settings.partly_counts:
        return gettext("related or partly related to the training")
    return gettext("related to the training")


def _quarters(key: Key) -> str:
    if key is Key.SAME_EMPLOYER_Q2_Q4:
        return gettext("the second and the fourth calendar quarter after the last day")
    if key is Key.EMPLOYED_Q4:
        return gettext("the fourth calendar quarter after the last day")
    return gettext("the second calendar quarter after the last day")
