"""What a reviewer reads of an application: answers, experiences and competencies, without who the person is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.supply.applications import queries as applications
from marketplace.supply.applications.models import Application
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import ExperienceKind

SHORTEST: Final = 3  # letters of a name that are looked for: two stand in every second word
# Bounded, so that no text takes longer than its length.
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w.-]{1,190}\.\w{2,24}")
_LINK = re.compile(r"(?:https?://|www\.)\S{1,500}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)\+?\(?\d[\d().\s-]{6,24}\d(?!\w)")


def masked(words: str, known: Iterable[str]) -> str:
    """The words without addresses, links, numbers to call, and the known words of a person (whole, in any case).

    What nobody has written down elsewhere stays: a nickname, or a story that only one person can tell.
    """
    gone = _("[taken out]")
    for pattern in (_ADDRESS, _LINK, _NUMBER):
        words = pattern.sub(gone, words)
    parts = sorted({part for part in known if len(part) >= SHORTEST}, key=len, reverse=True)
    if not parts:
        return words
    any_of_them = "|".join(re.escape(part) for part in parts)
    return re.sub(rf"(?<!\w)(?:{any_of_them})(?!\w)", gone, words, flags=re.IGNORECASE)


@dataclass(frozen=True)
class Done:
    """One experience: its kind, what it is called, and how long it lasted."""

    kind: str
    title: str
    years: str


@dataclass(frozen=True)
class Answer:
    """What was asked and what the person wrote."""

    question: str
    words: str


@dataclass(frozen=True)
class Shown:
    """A competency, the level that counted when it was sent, and by how much it is shown."""

    name: str
    level: int | None
    seen: bool
    evidence: int


@dataclass(frozen=True)
class Reading:
    """An application as its reviewers read it. It has no field for who the person is."""

    answers: list[Answer]
    experiences: list[Done]
    claims: list[Shown]


def reading(application: Application, today: date) -> Reading:
    """What was sent, names or not: the same for everybody, so that scores can be compared."""
    profile = applications.profile_sent(application).profile
    known = _known(application, profile)
    return Reading(
        answers=[Answer(question, masked(words, known)) for question, words in answers_of(application)],
        experiences=[
            Done(
                str(jobseekers.EXPERIENCE_KINDS[ExperienceKind(row.kind)]),
                masked(row.title, known),
                _lasted(row.started_on, row.ended_on or (profile.taken_at.date() if profile.taken_at else today)),
            )
            for row in profile.experiences
        ],
        claims=[
            Shown(row.name, row.level, row.seen, len(row.evidence)) for row in profile.claims if row.level is not None
        ],
    )


def answers_of(application: Application) -> list[tuple[str, str]]:
    """Question and words of everything that the person wrote for this application; files are named and not shown."""
    found = [(_("Why this program, and why now?"), application.motivation)]
    for line in applications.answered(application):
        handed_in = line.answer is not None and line.answer.document_id is not None
        words = _("A file was handed in. Reviewers do not open it: it may say who somebody is.") if handed_in else ""
        found.append((line.question.label, line.words or words))
    return [(question, words) for question, words in found if words]


def _known(application: Application, profile: applications.PastProfile) -> set[str]:
    """Everything that is written elsewhere of who and where the person is, when they applied and now."""
    row = application.jobseeker
    name = row.person.name
    whole = {name, *name.split(), row.person.email, row.phone, row.place, profile.place.removesuffix(row.province)}
    then = {one.organisation for one in profile.experiences}
    now = {one.organisation for one in jobseekers.profile(application.jobseeker_id).experiences}
    return {word.strip(" ,") for word in whole | then | now}


def _lasted(first: date, last: date) -> str:
    months = max(1, (last.year - first.year) * 12 + last.month - first.month)
    if months < 12:  # noqa: PLR2004 -- a year
        return ngettext("%(num)s month", "%(num)s months", months)
    return ngettext("%(num)s year", "%(num)s years", round(months / 12))
