"""How graduates and employers meet, in three waves: long in work, newly in work, and under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from marketplace.db import db
from marketplace.demo.actions import contesting, lasting
from marketplace.demo.actions.demand import Hirer
from marketplace.demo.actions.reading import Calendar, Scene
from marketplace.hiring.interviews import actions as interviews
from marketplace.hiring.interviews.models import Interview
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches import queries as meetings
from marketplace.hiring.matches.models import MatchRun, Referral
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.placements import actions as placements
from marketplace.hiring.placements.models import Placement, Related
from marketplace.sides import Actor
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import Consent

# How far a graduate came, in order; each comes after all before it.
PATHS: Final = ("shared", "interviewing", "offered", "hired", "claimed", "confirmed", "verified")
# Each wave: the paths in it, the day of its match runs, and in which week the first of it begins to work.
WAVES: Final = (
    (("verified",), -118, -95),
    (("confirmed", "claimed"), -47, -24),
    (("offered", "interviewing", "shared"), -15, 24),
)
WEEK: Final = 7


@dataclass(frozen=True)
class Graduate:
    """Somebody who finished a training, as the file tells of them."""

    told: dict[str, Any]
    actor: Actor

    def reached(self, path: str) -> bool:
        """Whether they came as far as this step."""
        return PATHS.index(self.told["path"]) >= PATHS.index(path)


@dataclass(frozen=True)
class Meeting:
    """One graduate and one employer, from the day of the match run on."""

    scene: Scene
    hirer: Hirer
    graduate: Graduate
    referral: Referral
    days: int
    begins: date

    @property
    def calendar(self) -> Calendar:
        """The calendar of the world."""
        return self.scene.calendar


def meet(scene: Scene, hirers: Sequence[Hirer], graduates: Sequence[Graduate]) -> None:
    """All three waves: match, shortlist and share by role, then each pair as far as it came."""
    for paths, days, first in WAVES:
        wave = [graduate for graduate in graduates if graduate.told["path"] in paths]
        for place, hirer in enumerate(hirers):
            chosen = [graduate for graduate in wave if graduate.told["employer"] == place]
            for graduate, referral in share(scene, hirer, chosen, days=days):
                begins = scene.calendar.monday(first + WEEK * wave.index(graduate))
                _go_on(Meeting(scene, hirer, graduate, referral, days, begins))
    for graduate in graduates:
        if "also" in graduate.told:
            _meet_another(scene, hirers, graduate)


def _meet_another(scene: Scene, hirers: Sequence[Hirer], graduate: Graduate) -> None:
    """Somebody met a second employer, who has written nothing yet of what it saw, or is late with its decision."""
    also, days = graduate.told["also"], WAVES[-1][1]
    hirer, told = hirers[also["employer"]], graduate.told | {"said": ["employer", "person"]}
    ((_same, referral),) = share(scene, hirer, [graduate], days=days)
    meeting = Meeting(scene, hirer, Graduate(told, graduate.actor), referral, days, scene.calendar.today)
    answer(meeting)
    interview = interviews.propose(
        referral,
        slots=[scene.calendar.at(also["day"], also["hour"])],
        actor=hirer.owner,
        now=scene.calendar.at(days + 5, 9),
        time_zone=scene.calendar.time_zone,
        minutes=45,
        place=hirer.told["meets_at"],
        decide_within=also["decide_within"],
    )
    now = scene.calendar.at(days + 6, 20)
    interviews.pick_slot(interview, slot_id=interview.slots[0].id, actor=graduate.actor, now=now)
    interviews.record_outcome(
        interview,
        outcome=interviews.Outcome.TOOK_PLACE,
        version=str(interview.version),
        actor=hirer.owner,
        now=scene.calendar.at(also["day"], also["hour"] + 2),
    )


def share(scene: Scene, hirer: Hirer, chosen: Sequence[Graduate], *, days: int) -> list[tuple[Graduate, Referral]]:
    """Run the match of a role, put these people on its shortlist and share it."""
    if not chosen:
        return []
    run = matches.run(hirer.role_need, actor=scene.staff, now=scene.calendar.at(days, 9))
    db.session.refresh(run)
    referrals = [
        (graduate, _shortlist(scene, run, graduate, now=scene.calendar.at(days, 9, 30 + place)))
        for place, graduate in enumerate(chosen)
    ]
    matches.share(
        hirer.role_need, answer_by=scene.calendar.day(days + 18), actor=scene.staff, now=scene.calendar.at(days, 16)
    )
    return referrals


def _shortlist(scene: Scene, run: MatchRun, graduate: Graduate, *, now: datetime) -> Referral:
    found = next(row for row in run.candidates if row.jobseeker_id == graduate.actor.person_id)
    early = found.id in meetings.out_of_turn(run.id, run.role_need, scene.staff)
    return matches.shortlist(found, reason="others_busy" if early else None, actor=scene.staff, now=now)


def _go_on(meeting: Meeting) -> None:
    answer(meeting)
    contesting.contest(
        meeting.referral,
        meeting.graduate.told,
        person=meeting.graduate.actor,
        staff=meeting.scene.staff,
        calendar=meeting.calendar,
        days=meeting.days,
    )
    if not meeting.graduate.reached("interviewing"):
        return
    _interview(meeting)
    if not meeting.graduate.reached("offered"):
        return
    offer = _offer(meeting)
    if meeting.graduate.reached("hired"):
        offers.accept(offer, actor=meeting.graduate.actor, now=meeting.calendar.at(meeting.days + 16, 20))
        _work(meeting, offer)


def answer(meeting: Meeting) -> None:
    """Each says yes in its own time; who is only shared waits for the other, or for both (`said` names who spoke)."""
    said = meeting.graduate.told.get("said", ["employer", "person"])
    if "employer" in said:
        now = meeting.calendar.at(meeting.days + 2, 17)
        matches.say_interested(meeting.referral, actor=meeting.hirer.owner, now=now)
    if "person" in said:
        now = meeting.calendar.at(meeting.days + 3, 18)
        matches.say_interested(meeting.referral, actor=meeting.graduate.actor, now=now)
    consent = meetings.identity_consent(meeting.referral)
    if consent is not None:
        _look(meeting, consent)


def _look(meeting: Meeting, consent: Consent) -> None:
    """The employer opens the page of who said yes too, and the person can see that it did."""
    jobseekers.disclose(
        meeting.referral.jobseeker_id,
        meeting.referral.employer_id,
        consent,
        actor=meeting.hirer.owner,
        what="identity",
        now=meeting.calendar.at(meeting.days + 4, 9),
    )


def _interview(meeting: Meeting) -> None:
    """Three times offered and one picked; held when it lies in the past, else still to come."""
    calendar = meeting.calendar
    ahead = meeting.graduate.told["path"] == "interviewing"
    first = 3 if ahead else meeting.days + 10
    interview = interviews.propose(
        meeting.referral,
        slots=[calendar.at(first + later, hour) for later, hour in ((0, 10), (0, 14), (4, 11))],
        time_zone=calendar.time_zone,
        minutes=45,
        place=meeting.hirer.told["meets_at"],
        actor=meeting.hirer.owner,
        now=calendar.at(meeting.days + 6, 9),
    )
    slot = min(interview.slots, key=lambda offered: offered.starts_at)
    interviews.pick_slot(
        interview, slot_id=slot.id, actor=meeting.graduate.actor, now=calendar.at(meeting.days + 7, 20)
    )
    (_move if ahead else _decide)(meeting, interview)


def _decide(meeting: Meeting, interview: Interview) -> None:
    interviews.record_outcome(
        interview,
        outcome=interviews.Outcome.WOULD_HIRE,
        private_notes=meeting.graduate.told.get("notes", ""),
        version=str(interview.version),
        actor=meeting.hirer.owner,
        now=meeting.calendar.at(meeting.days + 11, 17),
    )


def _move(meeting: Meeting, interview: Interview) -> None:
    """The person asks for another time, and picks one of those that the employer offers then."""
    calendar = meeting.calendar
    words, actor = meeting.graduate.told["another_time"], meeting.graduate.actor
    interviews.reschedule(interview, note=words, actor=actor, now=calendar.at(-2, 19))
    slots = [calendar.at(5, 10), calendar.at(6, 15)]
    interviews.offer_again(interview, slots=slots, actor=meeting.hirer.owner, now=calendar.at(-1, 9))
    interviews.pick_slot(interview, slot_id=interview.slots[1].id, actor=actor, now=calendar.at(-1, 20))


def _terms(meeting: Meeting) -> dict[str, Any]:
    role_need = meeting.hirer.role_need
    wage = Decimal(meeting.hirer.told["role"]["wage_from"])
    return {
        "job_title": role_need.title,
        "starts_on": meeting.begins,
        "hours_per_week": role_need.hours_per_week,
        "wage": wage,
        "wage_period": role_need.wage_period,
    }


def _offer(meeting: Meeting) -> Offer:
    calendar = meeting.calendar
    last = meeting.days + 20
    offer = offers.write(
        meeting.referral,
        actor=meeting.hirer.owner,
        now=calendar.at(meeting.days + 14, 10),
        remarks="",
        expires_at=calendar.at(last, 17),
        time_zone=calendar.time_zone,
        **_terms(meeting),
    )
    offers.extend(offer, actor=meeting.hirer.owner, now=calendar.at(meeting.days + 14, 15))
    return offer


def _work(meeting: Meeting, offer: Offer) -> None:
    """The first day comes; the employer claims the hire, the person confirms, staff verify and look again."""
    calendar, begins = meeting.calendar, meeting.begins
    hire = placements.record_hire(
        offer, actor=meeting.hirer.owner, now=calendar.on(begins + timedelta(2), 12), **_terms(meeting)
    )
    if not meeting.graduate.reached("confirmed"):
        return
    placements.confirm(hire, actor=meeting.graduate.actor, now=calendar.on(begins + timedelta(3), 20))
    if meeting.graduate.reached("verified"):
        _verify(meeting, hire, now=calendar.on(begins + timedelta(9)))


def _verify(meeting: Meeting, hire: Placement, *, now: datetime) -> None:
    told, calendar = meeting.graduate.told, meeting.calendar
    placements.verify(
        hire,
        related=Related(told.get("related", "yes")),
        related_basis=told["related_basis"],
        actor=meeting.scene.staff,
        now=now,
    )
    db.session.refresh(hire)
    lasting.ask(hire, told, staff=meeting.scene.staff, calendar=calendar)
