"""A cohort of twelve and five employers, from the match to the check after ninety days; what is alike for all happens beside the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from playwright.sync_api import expect

from marketplace.accounts.models import Organisation
from marketplace.db import db
from marketplace.demand.role_needs.models import RequirementKind, RoleNeed
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import MatchCandidate, MatchRun, Referral, ReferralStage
from marketplace.hiring.rounds import actions as rounds
from marketplace.hiring.rounds.models import MatchingRound
from marketplace.sides import Actor, Role, Side
from marketplace.supply.enrolments.models import Stage as Learning
from marketplace.supply.jobseekers.models import ClaimStage
from tests.conftest import wait_until
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_employer, make_requirement, make_role_need
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_claim, make_enrolment, make_jobseeker
from tests.journeys.conftest import Site
from tests.journeys.story import Window
from tests.journeys.thread_demand import days_from_now

PEOPLE = 12
EMPLOYERS = {
    "Ashlar Parcels": 3,
    "Bramble Yard": 2,
    "Cobalt Stores": 2,
    "Dune Haulage": 1,
    "Ember Works": 1,
}
ROUND = "Choosing in the harbour"
WANTED = "Harper 01"  # whom two employers want
ROLE = "Night desk at {}"


@dataclass(frozen=True)
class Market:
    """What the story goes back to."""

    cohort: UUID
    needs: tuple[UUID, ...]
    wanted: UUID
    owners: tuple[Actor, ...]
    staff: Actor


def moment() -> datetime:
    """The clock on the wall, as the server reads it."""
    return datetime.now(UTC)


def market_is_there() -> Market:
    """Five open roles that ask for the same, and twelve graduates who have what they must; the first has more."""
    competency, extra = make_competency("Keeping a night ledger"), make_competency("Calming a caller at night")
    needs, owners = [], []
    for name, openings in EMPLOYERS.items():
        employer = make_employer(name)
        need = make_role_need(employer, title=ROLE.format(name), openings=openings)
        make_requirement(need, competency=competency, level=3)
        make_requirement(need, competency=extra, level=2, kind=RequirementKind.SHOULD)
        organisation = db.session.get_one(Organisation, employer.id)
        needs.append(need.id)
        owners.append(make_actor(Side.EMPLOYER, organisation=organisation, role=Role.OWNER))
    cohort = make_cohort(name="Harbour cohort", stage="completed", seats=PEOPLE)
    people = []
    for number in range(1, PEOPLE + 1):
        person = make_jobseeker(consented=True, name=f"Harper {number:02d}")
        shown = {"stage": ClaimStage.DEMONSTRATED, "level": 3, "shown_level": 3}
        for held in (competency, extra) if number == 1 else (competency,):
            make_claim(jobseeker=person, competency=held, **shown)
        make_enrolment(cohort=cohort, jobseeker=person, stage=Learning.GRADUATED_ON_TIME)
        people.append(person)
    staff = make_actor(Side.STAFF)
    return Market(cohort.id, tuple(needs), people[0].id, tuple(owners), staff)


def comes(window: Window, words: str) -> None:
    """What a job brings to the page, whether or not the page looks again by itself."""

    def there() -> bool:
        window.page.reload()
        return words in window.main.inner_text()

    wait_until(there, seconds=60)


def many_roles_are_matched(staff: Window, market: Market) -> None:
    """One request for five roles and twelve people."""
    staff.go(f"/match-batches/new?cohort={market.cohort}")
    staff.tick(*(ROLE.format(name) for name in EMPLOYERS), *(f"Harper {n:02d}" for n in range(1, PEOPLE + 1)))
    staff.press("Run the matches")
    staff.sees("Runs for 5 roles", *(ROLE.format(name) for name in EMPLOYERS))
    comes(staff, "5 of 5")
    staff.go(f"/role-needs/{market.needs[0]}/matches")
    staff.sees(WANTED, "Keeping a night ledger")


def shortlists_are_shared(staff: Window, site: Site, market: Market) -> None:
    """The first one in the browser; the other four the same way beside it."""

    def shortlisted() -> None:
        for need_id in market.needs:
            newest = sa.select(MatchRun.id).where(MatchRun.role_need_id == need_id).order_by(MatchRun.at.desc())
            rows = sa.select(MatchCandidate).where(MatchCandidate.run_id == newest.limit(1).scalar_subquery())
            for candidate in db.session.scalars(rows.order_by(MatchCandidate.rank)).all():
                matches.shortlist(candidate, actor=market.staff, now=moment())

    def shared() -> None:
        for need_id in market.needs[1:]:
            need = db.session.get_one(RoleNeed, need_id)
            matches.share(need, answer_by=moment().date() + timedelta(days=9), actor=market.staff, now=moment())

    site.make(shortlisted)
    staff.page.reload()
    staff.fill({"Answer by": days_from_now(9)})
    staff.press("Share the shortlist")
    site.make(shared)


def referrals(need_id: UUID, *stages: ReferralStage) -> Sequence[Referral]:
    """The referrals of a role, best match first."""
    rows = sa.select(Referral).join(Referral.match_candidate).order_by(MatchCandidate.rank)
    rows = rows.where(Referral.role_need_id == need_id)
    return db.session.scalars(rows.where(Referral.stage.in_(stages)) if stages else rows).all()


def round_is_opened(staff: Window, market: Market) -> str:
    """Gives back the address of the round."""
    staff.go("/rounds/new")
    staff.fill({"Name": ROUND, "Last day for the lists": days_from_now(5)})
    staff.tick(*(ROLE.format(name) for name in EMPLOYERS))
    staff.press("Open the round")
    staff.sees("0 of 12", "0 of 5")
    return staff.page.url


def both_sides_choose(person: Window, owner: Window, site: Site, market: Market, address: str) -> None:
    """One person on a phone and one employer in the browser; whoever else takes part beside it."""
    person.go(f"{address}/list")
    person.sees(*(ROLE.format(name) for name in EMPLOYERS))
    first = person.main.locator(".order-list .name").first.inner_text()
    person.main.get_by_role("button", name=f"Down: {first}").click()
    expect(person.main.locator(".order-list .name").nth(1)).to_have_text(first)
    person.press("Save the order")
    owner.go(f"{address}/roles/{market.needs[0]}/list")
    assert WANTED not in owner.page.content()
    owner.press("Save the order")
    owner.sees("Saved")

    def chosen() -> None:
        row = db.session.get_one(MatchingRound, UUID(address.rpartition("/")[2]))
        by_person: dict[UUID, list[UUID]] = {}
        for number, need_id in enumerate(market.needs):
            found = referrals(need_id)
            for referral in found:
                by_person.setdefault(referral.jobseeker_id, []).append(referral.id)
            ids = [referral.id for referral in found]
            if number:
                how = {"order": ids, "wanted": ids, "version": "0", "now": moment()}
                rounds.save(row, role_need_id=need_id, actor=market.owners[number], **how)
        for number, (person_id, ids) in enumerate(by_person.items()):
            if person_id != market.wanted:
                turned = ids[number % len(ids) :] + ids[: number % len(ids)]
                actor = jobseeker_actor(db.session.get_one(Referral, ids[0]).jobseeker)
                rounds.save(row, order=turned, wanted=turned, version="0", actor=actor, now=moment())

    site.make(chosen)


def proposal_is_made_and_released_by_another(staff: Window, colleague: Window, address: str) -> None:
    staff.go(address)
    staff.sees("12 of 12", "5 of 5")
    staff.press("Freeze the lists now")
    staff.press("Make a proposal")
    comes(staff, "A proposal, not a decision")
    staff.sees("9 of 12", "Checked by code that did not make it", "somebody else of the team")
    staff.examine()
    colleague.go(address)
    colleague.press("Release to both sides")
    colleague.sees("What was released")


def each_side_reads_its_own_part(person: Window, owner: Window, address: str) -> None:
    person.go(address)
    person.sees("You would meet")
    owner.go(address)
    assert not [name for name in (WANTED, "Harper 02") if name in owner.page.content()]
