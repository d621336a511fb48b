"""A list asks the database as often for a hundred rows as for ten."""

from typing import Any

import pytest

from marketplace.sides import Side
from marketplace.supply.cohorts.models import Cohort
from tests.factories import accounts, demand, hiring, programs, supply

MOST = 25
LISTS = (
    "/",
    "/employers",
    "/discovery",
    "/role-needs",
    "/consortia",
    "/programs",
    "/cohorts",
    "/applications",
    "/matches",
    "/placements",
    "/reports",
    "/competencies",
    "/interviews",
    "/offers",
    "/notices",
    "/search?q=guildhall",
    "/reports/cohorts/{cohort}",
    "/cohorts/{cohort}/roster",
    "/cohorts/{cohort}/desk",
)


def grow(rows: int, cohort: Cohort) -> None:
    """So many more of everything that the program team lists."""
    for _ in range(rows):
        demand.make_requirement(demand.make_role_need())
        enrolment = supply.make_enrolment(cohort=cohort, stage="graduated_on_time")
        hiring.make_placement("verified", enrolment=enrolment, jobseeker=enrolment.jobseeker)
        supply.make_application(cohort=cohort)
        hiring.make_interview()
        hiring.make_offer()
        programs.make_partner()


@pytest.mark.usefixtures("session")
def test_lists_ask_as_often_for_a_hundred_rows_as_for_ten(client: Any, counting: Any) -> None:
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
