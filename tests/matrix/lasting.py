"""Placements at the stages that their forms need: at rest, for a term, disputed with a file, asked by a link."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from marketplace.db import db
from marketplace.hiring.placements.models import Placement
from tests.factories import demand, hiring
from tests.factories.documents import Upload
from tests.factories.placements import make_claim, make_link, make_paper
from tests.matrix.offering import point


def furnish(world: Any) -> None:
    """J at A: what both say of the placement, a file that J gave, a check of J's to answer, and two links."""
    placement = db.session.get_one(Placement, world.ids["placement_id"])
    make_claim(placement)
    world.ids |= {"paper_id": make_paper(placement).id}
    make_link(placement, secret := uuid4().hex)
    for endpoint in ("placements.link_page", "placements.say_by_link"):
        world.special[endpoint] = {"secret": secret}
    lasts = hiring.make_placement("active", offer=_few_hours(world))
    world.special["placements.say"] = {"check_id": hiring.make_checkpoint(lasts).id}
    world.special["placements.say_opinion"] = {"placement_id": lasts.id}


def _few_hours(world: Any) -> Any:
    """An offer of A to J for an hour a week, so that several stand side by side; it takes none of J’s hours."""
    need = demand.make_role_need(world.ids["employer"])
    referral = hiring.make_referral("hired", jobseeker=world.ids["jobseeker"], role_need=need)
    return hiring.make_offer("concluded", referral=referral, hours_per_week=Decimal(1))


def make_ready(world: Any) -> dict[str, dict[str, Any]]:
    """A row for each form that can be sent now, and what is typed where the page leaves it empty."""
    term = {"kind": "term"}
    for stage, name in (("active", "suspend"), ("suspended", "resume"), ("active", "extend")):
        row = hiring.make_placement(stage, offer=_few_hours(world), **term if name == "extend" else {})
        point(world, "placement_id", row, f"placements.{name}", f"placements.{name}_page")
    disputed = hiring.make_placement("disputed", offer=_few_hours(world))
    make_claim(disputed)
    make_paper(disputed)
    owner = world.people["A"]
    make_paper(
        disputed,
        "employer_letter",
        given_by_id=owner.person_id,
        given_by_side=owner.side,
        organisation_id=owner.organisation_id,
    )
    point(world, "placement_id", disputed, "placements.settle", "placements.settle_page")
    later = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    return {
        "placements.add_evidence": {"kind": "offer_letter", "file": Upload("letter.txt", b"An offer of work.")},
        "placements.extend": {"ends_on": later},
        "placements.answer_check": {"found": "employed_same", "evidence_level": "document", "excluded_for": ""},
        "placements.say": {"answer": "employed_same"},
        "placements.say_by_link": {"answer": "right"},
        "placements.say_opinion": {"question": "wanted", "answer": "yes"},
        "placements.record_own": {"hours_per_week": "4", "ends_on": ""},
        "placements.record_for_them": {"hours_per_week": "4", "ends_on": "", "employer_id": ""},
        "placements.record_hire": {"ends_on": ""},
        "placements.correct": {"ends_on": ""},
    }
