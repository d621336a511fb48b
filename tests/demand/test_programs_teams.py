"""Who works on a program: leads and administrators decide, the maker of a program works on it at once."""

from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Membership
from marketplace.db import db
from marketplace.demand.programs import actions
from marketplace.demand.programs.models import Program, ProgramAssignment
from marketplace.errors import Refused
from marketplace.sides import Side
from tests.factories.accounts import make_actor, make_membership, make_person
from tests.factories.programs import NOW, make_assignment, make_coordinator, make_program

pytestmark = pytest.mark.usefixtures("session")


def membership_of(actor: Any) -> Membership:
    return db.session.get_one(Membership, actor.membership_id)


def assignments_of(program: Program) -> list[ProgramAssignment]:
    return list(db.session.scalars(sa.select(ProgramAssignment).where(ProgramAssignment.program_id == program.id)))


@pytest.mark.parametrize("decides", [Side.STAFF, Side.ADMIN])
def test_a_lead_and_an_administrator_assign_somebody_and_end_it(decides: Side, client: Any) -> None:
    program = make_program(title="Dispatch desk")
    newcomer = make_actor(Side.STAFF, all_programs=False, person=make_person(name="Ona Reed"))
    client.sign_in(make_actor(decides))
    page = client.get_page(f"/programs/{program.id}/team")
    page = client.follow(client.submit(page.form("/team"), membership_id=str(newcomer.membership_id)))
    assert "Ona Reed works on Dispatch desk now." in page.flashes
    assert "Ona Reed began to work on it" in page.text
    client.follow(client.submit(page.form("/end")))
    [assignment] = assignments_of(program)
    assert assignment.ended_at is not None
    page = client.get_page(f"/programs/{program.id}/team")
    assert "Ona Reed stopped working on it" in page.text
    assert "Nobody is assigned to it." in page.text


def test_whoever_is_assigned_can_be_assigned_again_later_and_both_times_stay(client: Any) -> None:
    program, lead = make_program(), make_actor(Side.STAFF)
    someone = make_coordinator()
    first = actions.assign(program, membership_of(someone), actor=lead, now=NOW)
    actions.end_assignment(first, actor=lead, now=NOW)
    actions.assign(program, membership_of(someone), actor=lead, now=NOW)
    assert sorted(row.ended_at is None for row in assignments_of(program)) == [False, True]


def test_a_coordinator_reads_who_works_on_their_program_and_decides_nothing(client: Any) -> None:
    program, other = make_program(), make_program()
    coordinator = make_coordinator(program)
    client.sign_in(coordinator)
    page = client.get_page(f"/programs/{program.id}/team")
    assert page.forms == [] or all("/team" not in form.action for form in page.forms)
    client.get_page(f"/programs/{other.id}/team", status=404)
    newcomer = make_coordinator()
    client.send(f"/programs/{program.id}/team", status=404, membership_id=str(newcomer.membership_id))
    [own] = assignments_of(program)
    client.send(f"/programs/{program.id}/team/{own.id}/end", status=404)
    assert own.ended_at is None
    with pytest.raises(Refused, match="program lead or an administrator"):
        actions.assign(program, membership_of(newcomer), actor=coordinator, now=NOW)


@pytest.mark.parametrize("side", [Side.EMPLOYER, Side.JOBSEEKER, Side.ADMIN])
def test_only_staff_can_be_assigned(side: Side) -> None:
    with pytest.raises(Refused, match="Only somebody of a program team"):
        actions.assign(make_program(), make_membership(side), actor=make_actor(Side.ADMIN), now=NOW)


def test_a_place_that_has_ended_is_not_offered_and_not_taken(client: Any) -> None:
    program = make_program()
    gone = make_membership(Side.STAFF, all_programs=False, ended_at=NOW)
    client.sign_in(make_actor(Side.STAFF))
    page = client.send(f"/programs/{program.id}/team", status=422, membership_id=str(gone.id))
    assert gone.person.name not in page.text
    with pytest.raises(Refused, match="Only somebody of a program team"):
        actions.assign(program, gone, actor=make_actor(Side.ADMIN), now=NOW)


def test_somebody_whose_place_has_ended_is_not_shown_at_work(client: Any) -> None:
    program = make_program()
    coordinator = make_coordinator(program)
    membership_of(coordinator).ended_at = NOW
    client.sign_in(make_actor(Side.STAFF))
    assert "Nobody is assigned to it." in client.get_page(f"/programs/{program.id}/team").text
    assert "nobody yet" in client.get_page("/programs/teams").text


def test_ending_twice_is_refused() -> None:
    program, lead = make_program(), make_actor(Side.STAFF)
    assignment = make_assignment(program, make_coordinator())
    actions.end_assignment(assignment, actor=lead, now=NOW)
    with pytest.raises(Refused, match="has ended already"):
        actions.end_assignment(assignment, actor=lead, now=NOW)


def test_one_person_is_assigned_to_a_program_once_at_a_time() -> None:
    program, coordinator = make_program(), make_coordinator()
    make_assignment(program, coordinator)
    with pytest.raises(sa.exc.IntegrityError):
        make_assignment(program, coordinator)


def test_the_database_lets_nobody_but_staff_be_a_lead() -> None:
    with pytest.raises(sa.exc.IntegrityError, match="leads_are_staff"):
        make_membership(Side.ADMIN, all_programs=True)


def test_the_maker_of_a_program_works_on_it_unless_they_see_all_of_them(client: Any) -> None:
    words = {
        "title": "Night desk",
        "headline": "For the night",
        "weeks": "8",
        "hours_per_week": "12",
        "consortium_id": "",
        "model": "demand_driven",
        "primary_customer": "employers",
        "transformation": "upskilling",
        "sign_offs_needed": "1",
        "commitment_percent": "50",
    }
    maker = make_coordinator()
    client.sign_in(maker)
    client.follow(client.send("/programs/new", status=302, **words))
    made = db.session.scalars(sa.select(Program).where(Program.title == "Night desk")).one()
    assert [row.membership_id for row in assignments_of(made)] == [maker.membership_id]
    client.sign_in(make_actor(Side.STAFF))
    client.follow(client.send("/programs/new", status=302, **words | {"title": "Day desk"}))
    made = db.session.scalars(sa.select(Program).where(Program.title == "Day desk")).one()
    assert assignments_of(made) == []


def test_a_coordinator_without_a_program_is_told_whom_to_ask(client: Any) -> None:
    client.sign_in(make_coordinator())
    for address in ("/", "/programs"):
        assert "Ask an administrator to assign you." in client.get_page(address).text
    make_membership(Side.STAFF, person=make_person(name="Ilse Marrow"))
    for address in ("/", "/programs"):
        assert "Ask Ilse Marrow" in client.get_page(address).text


def test_the_list_of_teams_names_who_works_on_each_program(client: Any) -> None:
    one, other = make_program(title="Bakery lines"), make_program(title="Dispatch desk")
    worker = make_coordinator(one)
    client.sign_in(make_actor(Side.ADMIN))
    page = client.get_page("/programs/teams")
    assert worker.name in page.text
    assert "Dispatch desk" in page.text
    client.sign_in(make_coordinator(other))
    page = client.get_page("/programs/teams")
    assert "Bakery lines" not in page.text
    assert "Dispatch desk" in page.text
