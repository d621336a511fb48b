"""What an employer must not learn beside the pages of hiring: who took a place, what somebody does elsewhere."""

import pytest

from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.placements.models import CheckStage, Stage
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_checkpoint, make_offer, make_placement, make_referral
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("now")
CANARY = "Canary Quillon"


def test_the_history_of_a_role_does_not_name_who_took_its_place(browser, now):
    person = make_jobseeker(consented=True, name=CANARY)
    offer = make_offer(referral=make_referral(ReferralStage.OFFERED, jobseeker=person))
    offers.accept(offer, actor=jobseeker_actor(person), now=now)
    page = browser(employer_actor(offer, Role.INTERVIEWER)).get_page(f"/role-needs/{offer.referral.role_need_id}")
    assert "Last place filled" in page.main or "One place filled" in page.main
    assert CANARY not in page.html


@pytest.mark.parametrize(
    ("found", "employer_reads"),
    [
        (CheckStage.EMPLOYED_SAME, "Works there still"),
        (CheckStage.EMPLOYED_OTHER, "answered"),
        (CheckStage.NOT_EMPLOYED_SEEKING, "answered"),
        (CheckStage.UNREACHABLE, "answered"),
    ],
)
def test_an_employer_does_not_read_what_somebody_does_who_has_left(browser, now, found, employer_reads):
    check = make_checkpoint(make_placement(Stage.ENDED), stage=found, evidence_level="self_report")
    page = browser(employer_actor(check.placement)).get_page(f"/placements/{check.placement_id}")
    line = page.main.partition("Day 30")[2].partition("Files that show it")[0].partition("What do you say of it?")[0]
    assert line.split("2026 ")[-1].strip() == employer_reads
    staff = browser(make_actor(Side.STAFF)).get_page(f"/placements/{check.placement_id}")
    assert "The person said so" in staff.main
