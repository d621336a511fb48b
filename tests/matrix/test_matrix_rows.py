"""A list asks the database as often for a hundred rows as for ten."""

import uuid
from typing import Any

import pytest

from marketplace.competencies.queries import fitted
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Cohort
from tests.factories import accounts, demand, discovery, hiring, programs, supply, training

MOST = 25
LISTS = (
    "/",
    "/employers",
    "/discovery",
    "/discovery/themes",
    "/discovery/saturation",
    "/discovery/probes",
    "/discovery/quotes",
    "/role-needs",
    "/demand",
    "/demand?province=Nova+Scotia&view=table",
    "/consortia",
    "/programs",
    "/cohorts",
    "/applications",
    "/matches",
    "/placements",
    "/outcomes",
    "/outcomes?province=Nova+Scotia",
    "/outcomes/partners",
    "/outcomes/competencies",
    "/outcomes/people/starter_placement/base",
    "/outcomes/lines/application_funnel/base",
    "/outcomes/lines/seat_fill/base",
    "/reports",
    "/competencies",
    "/interviews",
    "/offers",
    "/notices",
    "/search?q=guildhall",
    "/reports/cohorts/{cohort}",
    "/cohorts/{cohort}/roster",
    "/cohorts/{cohort}/desk",
    "/cohorts/{cohort}/training?when=past",
    "/cohorts/{cohort}/at-risk",
    "/cohorts/{cohort}/levels",
)


def grow(rows: int, cohort: Cohort) -> None:
    """So many more of everything that the program team lists."""
    for _ in range(rows):
        demand.make_requirement(demand.make_role_need())
        discovery.make_probe(demand.make_insight(theme=f"Theme {uuid.uuid4()}").session.employer)
        enrolment = supply.make_enrolment(cohort=cohort, stage="graduated_on_time")
        hiring.make_placement("verified", enrolment=enrolment, jobseeker=enrolment.jobseeker)
        supply.make_application(cohort=cohort)
        held = training.make_training(cohort=cohort)
        learning = supply.make_enrolment(cohort=cohort, stage="active")
        training.make_attendance(training=held, enrolment=learning, mark="absent")
        training.make_contact(learning)
        training.make_support(training.make_barrier(learning))
        hiring.make_interview()
        hiring.make_offer()
        programs.make_partner()


@pytest.mark.usefixtures("session", "now")  # where a minute passes, one request notes who was seen
def test_lists_ask_as_often_for_a_hundred_rows_as_for_ten(client: Any, counting: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(fitted, "LARGE", 0)  # the page of a vocabulary that waits for its fit asks for more
    client.sign_in(accounts.make_actor(Side.STAFF))
    cohort = programs.make_cohort(seats=500)
    addresses = [address.format(cohort=cohort.id) for address in LISTS]

    def asked() -> dict[str, int]:
        counts = {}
        for address in addresses:
            with counting() as statements:
                assert client.get(address).status_code == 200, address
            counts[address] = len(statements)
        return counts

    grow(10, cohort)
    ten = asked()
    grow(90, cohort)
    assert asked() == ten
    assert {address: count for address, count in ten.items() if count > MOST} == {}
