"""Five hundred random steps of real work: what was frozen, released or published never moves without saying so."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import OrganisationKind
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements import actions as placements
from marketplace.hiring.placements.models import CheckStage, Placement, RetentionCheckpoint
from marketplace.outcomes.measures import actions as measures
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.reports import actions as reports
from marketplace.outcomes.reports.models import FigureRelease
from marketplace.outcomes.reports.queries import published_of
from marketplace.outcomes.snapshots import queries
from marketplace.outcomes.snapshots.models import FrozenPerson, FrozenReport, RestatedPerson
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import Consent, Purpose
from tests.factories import accounts, supply
from tests.factories.snapshots import make_freezing, make_report, make_small_world, make_work

pytestmark = pytest.mark.usefixtures("session")
NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
FROZEN = (FrozenReport, FrozenPerson, RestatedPerson)


def kept(table):
    """Every row of a table as the database holds it."""
    return {row.id: tuple(row) for row in db.session.execute(sa.text(f"SELECT * FROM {table.__tablename__}"))}


class History:
    """A small program over which people work, quarrel, leave, count and publish, as chance will have it."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.staff = accounts.make_actor(Side.STAFF)
        self.cohort, self.people = make_small_world(8)
        self.funders = [accounts.make_organisation(OrganisationKind.FUNDER).id for _number in range(2)]
        self.report = make_report([self.cohort], self.staff, keys=queries.KEYS)
        self.place = {one.jobseeker_id: place for place, one in enumerate(self.people)}
        self.happened: dict[str, int] = {}
        self.gone: set = set()

    def one_of(self, rows):
        found = list(rows)
        if not found:
            raise Refused("There is none.")
        return self.chance.choice(found)

    def work(self):
        known = sa.select(Placement).where(Placement.enrolment_id.in_(one.id for one in self.people))
        rows = db.session.scalars(known).all()
        return self.one_of(sorted(rows, key=lambda one: (self.place[one.jobseeker_id], one.starts_on, one.stage)))

    def person(self):
        return self.one_of(one for one in self.people if one.id not in self.gone)

    def themselves(self, person):
        if person.id in {one.jobseeker_id for one in self.people if one.id in self.gone}:
            raise Refused("They have left.")
        return supply.jobseeker_actor(person)

    # ---- what happens: each as its side does it, and refused where it may not be ----

    def claim(self):
        running = sa.select(Placement.jobseeker_id).where(Placement.ended_on.is_(None))
        busy = set(db.session.scalars(running))
        free = [one for one in self.people if one.jobseeker_id not in busy and one.id not in self.gone]
        person = self.one_of(free)
        over = db.session.scalar(
            sa.select(sa.func.max(Placement.ended_on)).where(Placement.jobseeker_id == person.jobseeker_id)
        )
        begins = (over or date(2026, 8, 3)) + timedelta(self.chance.randint(1, 9))
        make_work(person, "claimed", starts_on=begins, claimed_at=NOW)

    def confirm(self):
        work = self.work()
        placements.confirm(work, actor=self.themselves(work.jobseeker), now=NOW)

    def dispute(self):
        work = self.work()
        placements.dispute(work, note="Not so.", wage=20, actor=self.themselves(work.jobseeker), now=NOW)

    def verify(self):
        related = self.chance.choice(["yes", "no"])
        placements.verify(self.work(), related=related, related_basis="tasks", actor=self.staff, now=NOW)

    def end(self):
        day = date(2026, 8, 28) + timedelta(self.chance.randint(0, 30))
        placements.end(self.work(), ended_on=day, reason="laid_off", note="", actor=self.staff, now=NOW)

    def answer_check(self):
        rows = sa.select(RetentionCheckpoint).where(RetentionCheckpoint.due_on <= NOW.date())
        check = self.one_of(sorted(db.session.scalars(rows), key=lambda one: (one.due_on, one.day, one.stage)))
        found = self.chance.choice([CheckStage.EMPLOYED_SAME, CheckStage.NOT_EMPLOYED_SEEKING])
        told = {"evidence_level": "employer_confirmed", "version": str(check.version), "note": "Asked again."}
        placements.answer(check, found=found, actor=self.staff, now=NOW, **told)

    def consent(self):
        person = self.person().jobseeker
        jobseekers.give_consent(person, Purpose.MATCHING, actor=supply.jobseeker_actor(person), now=NOW)

    def take_consent_back(self):
        person = self.person().jobseeker
        living = sa.select(Consent).where(Consent.jobseeker_id == person.id, Consent.withdrawn_at.is_(None))
        consent = self.one_of(db.session.scalars(living.where(Consent.purpose == Purpose.MATCHING)))
        jobseekers.withdraw_consent(consent, actor=supply.jobseeker_actor(person), now=NOW)

    def leave(self):
        if len(self.gone) == 3 or self.chance.random() < 0.8:
            raise Refused("They stay.")
        person = self.person()
        jobseekers.leave(actor=supply.jobseeker_actor(person.jobseeker), now=NOW)
        self.gone.add(person.id)

    def redefine(self):
        key = self.chance.choice([Key.GRADUATE_PLACEMENT, Key.ANY_JOB])
        told = {"window_days": self.chance.choice([90, 180])}
        number = definitions()[key].number
        measures.redefine(key, told, number=number, why="Another funder asks.", actor=self.staff, now=NOW)

    def freeze(self):
        self.reason = f"Step {self.step}" if queries.newest(self.report.id) else ""
        make_freezing(self.report, self.reason, self.staff)

    def release(self):
        told = {"as_of": NOW.date() - timedelta(self.chance.randint(0, 40)), "actor": self.staff, "now": NOW}
        reports.release(self.cohort, organisation_id=self.chance.choice(self.funders), **told)

    def publish(self):
        reports.publish(self.released(), actor=self.staff, now=NOW)

    def unpublish(self):
        reports.unpublish(self.released(), actor=self.staff, now=NOW)

    def take_back(self):
        reports.take_back(self.released(), reason="A mistake.", actor=self.staff, now=NOW)

    def released(self):
        return self.one_of(db.session.scalars(sa.select(FigureRelease).order_by(FigureRelease.seq)))

    def go_on(self, step, turns: list[Callable]):
        """Something happens, or is refused and leaves nothing; what it was."""
        self.step, turn = step, self.chance.choice(turns)
        try:
            with db.session.begin_nested():
                turn()
        except Refused:
            return ""
        self.happened[turn.__name__] = self.happened.get(turn.__name__, 0) + 1
        return turn.__name__


def moved_as_told(before, after):
    """A restatement names every figure that moved, or whose definition did, and no other."""
    was, now = ({one["key"]: one for one in version.figures} for version in (before, after))
    old, new = ({one["key"]: one["number"] for one in version.definitions} for version in (before, after))
    moved = {key for key in now if was[key] != now[key] or old[key] != new[key]}
    return {one["key"] for one in after.difference} == moved


def test_over_500_steps_of_real_work_nothing_published_moves_without_a_restatement():
    world = History(8)
    turns = [world.claim, world.confirm, world.dispute, world.verify, world.end, world.answer_check]
    turns += [world.consent, world.take_consent_back, world.leave, world.redefine, world.freeze]
    turns += [world.release, world.publish, world.unpublish, world.take_back]
    ledger = {table: kept(table) for table in (*FROZEN, FigureRelease)}
    versions, published = [], {}
    for step in range(500):
        what = world.go_on(step, turns)
        for table, before in ledger.items():
            now = kept(table)
            assert {one: now.get(one) for one in before} == before, (step, what)
            assert len(now) == len(before) or what in {"freeze", "release"}, (step, what)
            ledger[table] = now
        if what == "freeze" and queries.newest(world.report.id) not in versions:
            versions.append(queries.newest(world.report.id))
            assert (versions[-1].number, versions[-1].reason) == (len(versions), world.reason)
            assert len(versions) == 1 or moved_as_told(*versions[-2:])
        for one in published_of(world.cohort.program_id):
            assert published.setdefault(one.release.id, one.shown) == one.shown, (step, what)
    assert all(queries.digest_today(one) == one.digest for one in versions)
    assert len(versions) > 5
    assert {turn.__name__ for turn in turns} == set(world.happened), world.happened
