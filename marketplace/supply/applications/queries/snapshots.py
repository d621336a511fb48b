"""The profile that was sent with an application, and what has changed in it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _

from marketplace.db import db
from marketplace.supply.applications.models import Application, ProfileSnapshot
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import CompetencyClaim, EvidenceItem, Experience

#: How a body is laid out. Another layout gets another number, and `read` learns both.
FORMAT: Final = 1
Body = dict[str, Any]  # Any: text, numbers, days as text, and lists of them


@dataclass(frozen=True)
class PastExperience:
    """Something the person had done, as they told it."""

    id: str
    title: str
    organisation: str
    kind: str
    started_on: date
    ended_on: date | None
    description: str


@dataclass(frozen=True)
class PastEvidence:
    """What showed a competency; `by` saw it, and `level` is what they saw, where somebody did."""

    id: str
    kind: str
    words: str
    address: str
    experience: str
    level: int | None
    by: str
    day: date


@dataclass(frozen=True)
class PastClaim:
    """A competency with the level that counted: what was seen (`seen`), else the person's own word."""

    id: str
    name: str
    level: int | None
    seen: bool
    ring: str
    evidence: Sequence[PastEvidence]


@dataclass(frozen=True)
class PastProfile:
    """A profile as it was at a moment; `taken_at` is None where it is read as it is now, for want of a snapshot."""

    taken_at: datetime | None
    headline: str
    place: str
    hours_per_week: int | None
    available_from: date | None
    may_work: bool | None
    experiences: Sequence[PastExperience]
    claims: Sequence[PastClaim]


def layout(profile: jobseekers.Profile) -> Body:
    """A profile as text and numbers, in format 1. How to reach the person is no part of it."""
    row = profile.row
    return {
        "headline": row.headline if row else "",
        "place": ", ".join(part for part in (row.place, row.province) if part) if row else "",
        "hours_per_week": row.hours_per_week if row else None,
        "available_from": _day(row.available_from if row else None),
        "may_work": row.may_work if row else None,
        "experiences": [_experience(one) for one in profile.experiences],
        "claims": [_claim(one) for one in profile.claims],
    }


def _experience(one: Experience) -> Body:
    return {
        "id": str(one.id),
        "title": one.title,
        "organisation": one.organisation,
        "kind": one.kind.value,
        "started_on": _day(one.started_on),
        "ended_on": _day(one.ended_on),
        "description": one.description,
    }


def _claim(one: CompetencyClaim) -> Body:
    seen = one.counts or (one.shown_level is not None and one.level is None)
    return {
        "id": str(one.id),
        "name": one.competency.preferred,
        "level": one.shown_level if seen else one.level,
        "seen": seen,
        "ring": jobseekers.RINGS[one.stage],
        "evidence": [_evidence(item) for item in one.evidence],
    }


def _evidence(item: EvidenceItem) -> Body:
    return {
        "id": str(item.id),
        "kind": item.kind.value,
        "words": item.words,
        "address": item.address,
        "experience": item.experience.title if item.experience else "",
        "level": item.level,
        "by": item.added_by.name if item.level is not None else "",
        "day": _day(item.created_at.date()),
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def read(body: Body, taken_at: datetime | None = None) -> PastProfile:
    """A body as the page shows it."""
    return PastProfile(
        taken_at=taken_at,
        headline=body["headline"],
        place=body["place"],
        hours_per_week=body["hours_per_week"],
        available_from=_date(body["available_from"]),
        may_work=body["may_work"],
        experiences=[_past_experience(one) for one in body["experiences"]],
        claims=[
            PastClaim(**one | {"evidence": [PastEvidence(**it | {"day": _date(it["day"])}) for it in one["evidence"]]})
            for one in body["claims"]
        ],
    )


def _past_experience(one: Body) -> PastExperience:
    return PastExperience(**one | {"started_on": _date(one["started_on"]), "ended_on": _date(one["ended_on"])})


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


@dataclass(frozen=True)
class Sent:
    """What reviewers read of a person, and what has changed since they sent it, a sentence each."""

    profile: PastProfile
    changes: Sequence[str]


def profile_sent(application: Application) -> Sent:
    """The profile as it was sent. What was sent before snapshots were kept is read as it is now."""
    now = layout(jobseekers.profile(application.jobseeker_id))
    kept = db.session.get(ProfileSnapshot, application.id)
    if kept is None:
        return Sent(read(now), ())
    return Sent(read(kept.body, kept.taken_at), changes(kept.body, now))


def changes(then: Body, now: Body) -> list[str]:
    """What differs between two bodies, in words; nothing when they are the same."""
    found = []
    if any(then[name] != now[name] for name in ("headline", "place", "hours_per_week", "available_from", "may_work")):
        found.append(_("What they say about themselves has changed."))
    before, after = _by_id(then["experiences"]), _by_id(now["experiences"])
    found += [_("New experience: %(name)s.", name=one["title"]) for key, one in after.items() if key not in before]
    found += [_("No longer named: %(name)s.", name=one["title"]) for key, one in before.items() if key not in after]
    changed = [one for key, one in after.items() if key in before and before[key] != one]
    found += [_("Told otherwise now: %(name)s.", name=one["title"]) for one in changed]
    return found + _claims_changed(_by_id(then["claims"]), _by_id(now["claims"]))


def _claims_changed(before: dict[str, Body], after: dict[str, Body]) -> list[str]:
    found = [_("New competency: %(name)s.", name=one["name"]) for key, one in after.items() if key not in before]
    found += [_("No longer named: %(name)s.", name=one["name"]) for key, one in before.items() if key not in after]
    for key in before.keys() & after.keys():
        one, was = after[key], before[key]
        if (one["level"], one["seen"]) != (was["level"], was["seen"]):
            found.append(_("Another level now: %(name)s.", name=one["name"]))
        if len(one["evidence"]) > len(was["evidence"]):
            found.append(_("More evidence now: %(name)s.", name=one["name"]))
        elif one["evidence"] != was["evidence"]:
            found.append(_("Other evidence now: %(name)s.", name=one["name"]))
    return sorted(found)


def _by_id(rows: Sequence[Body]) -> dict[str, Body]:
    return {row["id"]: row for row in rows}
