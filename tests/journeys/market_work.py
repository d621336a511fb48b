"""The second part of the market: the pairs meet, work is offered and begins, lasts or ends, and an employer leaves."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.hiring.interviews import actions as interviews
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import MatchCandidate, Referral, ReferralStage
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.placements import actions as placements
from marketplace.hiring.placements.models import EmploymentKind, Placement
from marketplace.hiring.placements.models import Stage as Placed
from marketplace.hiring.rounds.models import RoundProposal, RoundResult
from marketplace.sides import Actor
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.supply import jobseeker_actor
from tests.journeys.conftest import Site
from tests.journeys.market import EMPLOYERS, WANTED, Market, moment, referrals
from tests.journeys.story import Window
from tests.journeys.thread_demand import days_from_now


def decided(address: str) -> list[Referral]:
    """The pairs that the round brought."""
    rows = sa.select(RoundResult.decided_id).where(RoundResult.decided_id.is_not(None))
    rows = rows.join(RoundResult.proposal).where(RoundProposal.round_id == UUID(address.rpartition("/")[2]))
    found = db.session.scalars(rows).all()
    return [db.session.get_one(Referral, one) for one in found]


def owner_of(market: Market, referral: Referral) -> Actor:
    """Who acts for the employer of a referral."""
    return next(one for one in market.owners if one.organisation_id == referral.employer_id)


def both_say_yes(referral: Referral, market: Market) -> None:
    """The employer, then the person."""
    matches.say_interested(referral, actor=owner_of(market, referral), now=moment())
    matches.say_interested(referral, actor=jobseeker_actor(referral.jobseeker), now=moment())


def meets(referral: Referral, market: Market, hour: int) -> None:
    """An interview that is offered, picked, held and good."""
    owner, now = owner_of(market, referral), moment()
    at = now + timedelta(days=1, hours=hour)
    plan = {"minutes": 45, "time_zone": "America/Halifax", "place": "Depot"}
    interview = interviews.propose(referral, slots=[at], actor=owner, now=now, **plan)
    interviews.pick_slot(interview, slot_id=interview.slots[0].id, actor=jobseeker_actor(referral.jobseeker), now=now)
    after = at + timedelta(hours=2)
    interviews.record_outcome(interview, outcome="clear", version=str(interview.version), actor=owner, now=after)


def is_offered_work(referral: Referral, market: Market) -> Offer:
    """Full-time work from tomorrow."""
    owner, now = owner_of(market, referral), moment()
    offer = offers.write(
        referral,
        actor=owner,
        now=now,
        job_title=referral.role_need.title,
        remarks="",
        starts_on=now.date() + timedelta(days=1),
        hours_per_week=Decimal("37.5"),
        wage=Decimal("24.50"),
        wage_period=WagePeriod.HOUR.value,
        expires_at=now + timedelta(days=6),
        time_zone="America/Halifax",
    )
    offers.extend(offer, actor=owner, now=now)
    return offer


@dataclass(frozen=True)
class Wanted:
    """The person whom two employers want: both offers, and what the second employer's role is."""

    taken: UUID
    other: UUID
    other_referral: UUID
    other_owner: Actor


def everybody_meets_and_two_employers_want_one(site: Site, market: Market, address: str) -> Wanted:
    """All pairs of the round meet; the person whom two want meets a second employer too, and both offer work."""

    def met() -> Wanted:
        pairs = decided(address)
        for hour, referral in enumerate(pairs):
            both_say_yes(referral, market)
            meets(referral, market, hour)
        first = next(one for one in pairs if one.jobseeker_id == market.wanted)
        need_id = next(one for one in market.needs if one != first.role_need_id)
        second = next(one for one in referrals(need_id) if one.jobseeker_id == market.wanted)
        both_say_yes(second, market)
        meets(second, market, len(pairs) + 1)
        taken, other = is_offered_work(first, market), is_offered_work(second, market)
        for referral in pairs:
            if referral.jobseeker_id != market.wanted:
                offer = is_offered_work(referral, market)
                offers.accept(offer, actor=jobseeker_actor(referral.jobseeker), now=moment())
        return Wanted(taken.id, other.id, second.id, owner_of(market, second))

    return site.make(met)


def person_takes_one_and_the_other_hears_no_name(person: Window, other: Window, wanted: Wanted, market: Market) -> None:
    person.go("/offers/compare")
    person.examine()
    person.go(f"/offers/{wanted.taken}")
    person.press("Accept")
    other.go(f"/offers/{wanted.other}")
    other.sees("Not available")
    own = other.page.content()
    assert not [name for name in EMPLOYERS if name in own and not other.who.endswith(name)]


def hires_are_recorded_confirmed_and_verified(staff: Window, site: Site, wanted: Wanted, market: Market) -> UUID:
    """Gives back the placement of the person whom two wanted, which staff verify in the browser."""

    def hired() -> UUID:
        found = None
        accepted = sa.select(Offer).join(Offer.referral).where(Referral.role_need_id.in_(market.needs))
        for offer in db.session.scalars(accepted.where(Offer.stage == "accepted")).all():
            work = {name: getattr(offer, name) for name in ("job_title", "starts_on", "hours_per_week", "wage")}
            work |= {"wage_period": offer.wage_period.value, "kind": EmploymentKind.PERMANENT.value}
            row = placements.record_hire(offer, actor=owner_of(market, offer.referral), now=moment(), **work)
            placements.confirm(row, actor=jobseeker_actor(offer.referral.jobseeker), now=moment())
            if offer.id == wanted.taken:
                found = row.id
            else:
                said = {"related": "yes", "related_basis": "The night ledger every day."}
                placements.verify(row, actor=market.staff, now=moment(), **said)
        assert found is not None
        return found

    placement_id = site.make(hired)
    staff.go(f"/placements/{placement_id}/verify")
    staff.tick("Yes, it uses what the program taught")
    staff.fill({"What you go by": "The night ledger every day."})
    staff.press("Verify")
    staff.sees("Day 30", "Day 90", "Day 365")
    return placement_id


def ninety_days_pass(site: Site, placement_id: UUID) -> None:
    """Nobody waits for them here: the database moves the days back."""

    def passed() -> None:
        row = db.session.get_one(Placement, placement_id)
        back = timedelta(days=100)
        for table, column in (("placements", "starts_on"), ("retention_checkpoints", "due_on")):
            key = "id" if table == "placements" else "placement_id"
            rows = sa.table(table, sa.column(column, sa.Date), sa.column(key, sa.Uuid))
            mine = rows.c[key] == row.id
            for due in db.session.scalars(sa.select(rows.c[column]).where(mine).order_by(rows.c[column])).all():
                values = {column: due - back}
                db.session.execute(sa.update(rows).where(mine, rows.c[column] == due).values(values))

    site.make(passed)


def check_after_ninety_days_is_answered(staff: Window, placement_id: UUID) -> None:
    staff.go(f"/placements/{placement_id}")
    staff.follow("Answer the check of day 90")
    staff.tick("Works there still")
    staff.fill({"How is it known?": "The employer confirmed it"})
    staff.press("Keep the answer")
    staff.sees("Day 90")


def person_is_laid_off_and_placed_again(
    staff: Window, site: Site, placement_id: UUID, wanted: Wanted, market: Market
) -> None:
    """The episode ends; the employer that was turned down has a new role; a second episode begins."""
    staff.go(f"/placements/{placement_id}/end")
    staff.fill({"Last day of work": days_from_now(0)})
    staff.tick("Laid off")
    staff.press("Record the end")
    staff.sees("Ended")

    def again() -> UUID:
        ended = db.session.get_one(Placement, placement_id)
        asked = db.session.get_one(Referral, wanted.other_referral).role_need
        need = make_role_need(asked.employer, title="Day desk")
        for one in asked.requirements:
            make_requirement(need, competency=one.competency, level=one.level, kind=one.kind)
        run = matches.run(need, actor=market.staff, now=moment(), among=[market.wanted])
        (candidate,) = db.session.scalars(sa.select(MatchCandidate).where(MatchCandidate.run_id == run.id)).all()
        matches.shortlist(candidate, actor=market.staff, now=moment())
        matches.share(need, answer_by=moment().date() + timedelta(days=5), actor=market.staff, now=moment())
        referral = next(iter(referrals(need.id, ReferralStage.SHARED_WITH_EMPLOYER)))
        both_say_yes(referral, market)
        offer = is_offered_work(referral, market)
        offers.accept(offer, actor=jobseeker_actor(referral.jobseeker), now=moment())
        work = {name: getattr(offer, name) for name in ("job_title", "starts_on", "hours_per_week", "wage")}
        work |= {"wage_period": offer.wage_period.value, "kind": EmploymentKind.PERMANENT.value}
        row = placements.record_hire(offer, actor=owner_of(market, referral), now=moment(), **work)
        placements.confirm(row, actor=jobseeker_actor(referral.jobseeker), now=moment())
        assert ended.stage is Placed.ENDED
        return row.id

    second = site.make(again)
    staff.go(f"/placements/{second}")
    staff.sees(WANTED)
    staff.go(f"/placements/{placement_id}")
    staff.sees("Laid off")


def employer_leaves_midway(staff: Window, person: Window, site: Site, market: Market) -> None:
    """The last employer goes: whoever still talks with it is told, what was placed stays."""
    employer_id = market.owners[4].organisation_id
    staff.go(f"/employers/{employer_id}/leave")
    staff.fill({"In your words": "The site closes in spring."})
    staff.press("End the work together")

    def what_is_left() -> tuple[int, int]:
        open_still = [
            one
            for one in referrals(market.needs[4])
            if one.stage not in {ReferralStage.CLOSED, ReferralStage.OBSOLETE, ReferralStage.HIRED}
        ]
        placed = sa.select(sa.func.count()).select_from(Placement).where(Placement.employer_id == employer_id)
        return len(open_still), db.session.scalar(placed) or 0

    assert site.make(what_is_left) == (0, 1)
    person.go("/matches")
    person.examine()
