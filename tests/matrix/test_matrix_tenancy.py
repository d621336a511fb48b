"""What holds between tenants beside who gets in: mixed rows, filters, drafts, unsafe requests, what is read only."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from marketplace.accounts.models import Membership
from marketplace.db import Base, db
from marketplace.demand.discovery.models import ProbeStage
from marketplace.demand.employers.models import Employer
from marketplace.outbox.models import OutboxItem
from marketplace.supply.applications.models import Stage as ApplicationStage
from tests.conftest import NOW
from tests.factories import demand, discovery, hiring, programs, supply
from tests.matrix.test_matrix_access import STRANGERS, attempt, looks, method, outcome, rules, tokens, written
from tests.matrix.world import PERSONAS

ELSEWHERE = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
BOOKS = {"disclosures", "notices", "unresolved_words"}
# What lists may be narrowed by, as their pages say.
OFFERED = {
    "q",
    "stage",
    "sector",
    "kind",
    "employer",
    "cohort",
    "name",
    "page",
    "province",
    "side",
    "state",
    "organisation",
    "as_of",
    "region",
    "period",
    "since",
    "theme",
    "until",
}
COUNTS = {"home.figures"}  # it counts what is asked, so it never looks the same twice
# A link that a mail program follows for its reader (RFC 8058): who has the link may, without a token.
BY_LINK = {"notices.stop_at_once"}


def lists(app: Flask) -> Iterator[Rule]:
    """Pages without an id: each shows people their own rows."""
    return (rule for rule in rules(app) if method(rule) == "GET" and not rule.arguments | COUNTS & {rule.endpoint})


# ---- rows of two tenants --------------------------------------------------------------------------------


def mixed_keys() -> list[tuple[str, str, str]]:
    """Every foreign key that goes by tenant and row: its name, its table, and the column of the tenant."""
    return [
        (str(key.name), table.name, key.elements[0].parent.name)
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
        if len(key.elements) > 1
    ]


#: A row of a table that only grows is refused for that before its keys are looked at.
REFUSED_BY_IT = r"(?i)foreign key|only ever appended"


def test_a_row_of_two_tenants_is_refused_by_the_database(desk: Any) -> None:
    """An offer of A that points to a referral of B, and all its like, written past the application."""
    tried = set()
    point_at_rows_of(desk.world.ids["employer"])
    for name, table_name, tenant in mixed_keys():
        table = Base.metadata.tables[table_name]
        complete = sa.and_(*(column.is_not(None) for column in _key(table, name).columns))
        other = desk.other.ids["jobseeker" if tenant == "jobseeker_id" else "employer"].id
        row = db.session.execute(sa.select(table).where(complete, table.c[tenant] != other)).mappings().first()
        if row is None:
            continue
        tried.add(name)
        with pytest.raises(sa.exc.DBAPIError, match=REFUSED_BY_IT), db.session.begin_nested():
            same = (column == row[column.name] for column in table.primary_key)
            db.session.execute(sa.update(table).where(*same).values({tenant: other}))
    assert tried == {name for name, _table, _tenant in mixed_keys()}


def point_at_rows_of(employer: Employer) -> None:
    """Add what the world lacks: rows of one employer that name others of it."""
    told = demand.make_session(employer)
    contact = demand.make_contact(employer)
    asked = demand.make_insight(session=told, speaker_id=contact.id)
    done = demand.make_insight(session=told, answer=asked.answer, speaker_id=contact.id)
    said = {"stage": ProbeStage.CONFIRMED, "confirmed_at": NOW, "confirmed_contact_id": contact.id}
    probe = discovery.make_probe(employer, insight_id=asked.id, **said)
    discovery.make_contradiction(employer, asked_insight_id=asked.id, done_insight_id=done.id)
    demand.make_requirement(demand.make_role_need(employer, session_id=told.id), probe_id=probe.id)


def _key(table: sa.Table, name: str) -> sa.ForeignKeyConstraint:
    return next(key for key in table.foreign_key_constraints if key.name == name)


# ---- lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["J", "A", "A_interviewer", "S", "lead", "admin"])
def test_what_a_page_does_not_offer_neither_sorts_nor_filters_it(desk: Any, persona: str) -> None:
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns} - OFFERED
    asked = dict.fromkeys(columns, "1") | dict.fromkeys(("sort", "order", "order_by", "per_page", "limit"), "wage")
    different = []
    for rule in lists(desk.app):
        if persona in written()[rule.endpoint]:
            plain, narrowed = (
                desk.clients[persona].get(desk.address(rule), query_string=query) for query in ({}, asked)
            )
            if narrowed.status_code != 400 and plainly(plain) != plainly(narrowed):
                different.append(rule.endpoint)
    assert different == []


def plainly(response: Any) -> tuple[Any, ...]:
    """An answer without its own address in it."""
    status, words, _headers = looks(response)
    return status, re.sub(r"[?&][\w=%&;.+-]+", "", words)


@pytest.mark.parametrize(("persona", "name"), [("S", "employer"), ("A", "employer"), ("S", "cohort"), ("J", "cohort")])
def test_a_list_narrowed_to_somebody_elses_row_is_as_empty_as_one_narrowed_to_nobodys(
    desk: Any, persona: str, name: str
) -> None:
    foreign = desk.other.ids["employer_id" if name == "employer" else "cohort_id"]
    for rule in lists(desk.app):
        if persona in written()[rule.endpoint]:
            theirs, nobodys = (
                desk.clients[persona].get(desk.address(rule), query_string={name: str(one)})
                for one in (foreign, uuid.uuid4())
            )
            assert plainly(theirs) == plainly(nobodys), rule.endpoint
            assert db.session.get_one(Employer, desk.other.ids["employer_id"]).name not in theirs.text or persona == "J"


def test_a_draft_leaves_every_page_of_everybody_else_as_it_was(desk: Any) -> None:
    cohort, somebody = desk.world.ids["cohort"], supply.make_ready_jobseeker()
    db.session.commit()
    addresses = [
        "/",
        "/applications",
        f"/cohorts/{cohort.id}/desk",
        f"/cohorts/{cohort.id}",
        f"/cohorts/{cohort.id}/roster",
    ]

    def seen() -> dict[tuple[str, str], Any]:
        return {
            (persona, address): looks(desk.clients[persona].get(address))
            for persona in ("S", "lead", "A", "J", "admin", "F", "anonymous")
            for address in addresses
        }

    before = seen()
    with desk.undone():
        supply.make_application(cohort=cohort, jobseeker=somebody, stage=ApplicationStage.DRAFT)
        db.session.commit()
        assert seen() == before


# ---- what is asked in another way ------------------------------------------------------------------------


@pytest.mark.once
def test_asking_for_the_head_or_the_options_changes_nothing(desk: Any) -> None:
    before = desk.changes()
    for rule in rules(desk.app):
        assert rule.provide_automatic_options  # no view is asked
        if method(rule) == "GET" and "lead" in written()[rule.endpoint]:
            response = desk.clients["lead"].head(desk.address(rule))
            assert response.status_code < 500, rule.endpoint
            assert response.get_data() == b""
    assert desk.changes() - BOOKS == before - BOOKS


@pytest.mark.once
def test_a_method_said_beside_the_method_means_nothing(desk: Any) -> None:
    before = desk.changes()
    beside = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST", "X-Method-Override": "POST"}
    for rule in rules(desk.app):
        persona = next((name for name in written()[rule.endpoint] if name not in STRANGERS), "lead")
        client, address = desk.clients[persona], desk.address(rule)
        assert client.open(address, method="TRACE").status_code in {400, 405}, rule.endpoint
        if method(rule) == "POST":
            client.get(address, query_string={"_method": "POST", **tokens(desk, persona)}, headers=beside)
    assert desk.changes() - BOOKS == before - BOOKS


@pytest.mark.once
def test_a_body_that_another_site_may_send_is_refused_and_changes_nothing(desk: Any) -> None:
    """What a browser sends across sites without asking first: plain text that looks like JSON, and forms."""
    faults = {}
    for rule in desk.routes():
        persona = desk.person(rule)
        with desk.undone():
            response = desk.clients[persona].post(
                desk.address(rule),
                data='{"csrf_token": "x", "once": "y"}',
                content_type="text/plain",
                headers=ELSEWHERE,
            )
        if response.status_code not in {400, 403, 415} and rule.endpoint not in BY_LINK:
            faults[rule.endpoint] = response.status_code
    assert faults == {}


def test_the_token_of_one_person_opens_nothing_for_another(desk: Any) -> None:
    faults, before = {}, desk.changes()
    for rule in desk.routes():
        persona = desk.person(rule)
        other = "J2" if persona != "J2" else "X"
        if rule.endpoint in BY_LINK:
            continue
        response = desk.clients[persona].post(desk.address(rule), data=tokens(desk, other), headers=ELSEWHERE)
        if response.status_code != 400:
            faults[rule.endpoint] = response.status_code
    assert (faults, desk.changes()) == ({}, before)


# ---- what was granted and is no more ---------------------------------------------------------------------


def test_nobody_who_has_left_is_written_to(desk: Any) -> None:
    """Whoever reads a mail of the employer's is a member when it is written."""
    with desk.undone():
        need = demand.make_role_need(desk.world.ids["employer"])
        person = supply.make_jobseeker(consented=True)
        hiring.make_referral("shortlisted", role_need=need, jobseeker=person)
        before = set(db.session.scalars(sa.select(OutboxItem.id)))
        db.session.commit()
        answer_by = (NOW + timedelta(days=3)).date().isoformat()
        words = tokens(desk, "lead") | {"answer_by": answer_by}
        assert desk.clients["lead"].post(f"/role-needs/{need.id}/share", data=words).status_code == 302
        found = set(db.session.scalars(sa.select(OutboxItem.to_address).where(OutboxItem.id.not_in(before))))
        gone, there = (
            db.session.get_one(Membership, desk.world.people[name].membership_id).person.email
            for name in ("Z", "A_recruiter")
        )
        assert there in found
        assert gone not in found


def test_a_role_that_moves_to_another_employer_is_lost_to_the_first_at_once(desk: Any) -> None:
    with desk.undone():
        need = demand.make_role_need(desk.world.ids["employer"])
        db.session.commit()
        address = f"/role-needs/{need.id}"
        assert desk.clients["A"].get(address).status_code == 200
        assert desk.clients["X"].get(address).status_code == 404
        need.employer_id = desk.world.ids["outsider"].id
        db.session.commit()
        assert desk.clients["A"].get(address).status_code == 404
        assert desk.clients["X"].get(address).status_code == 200


def test_a_coordinator_loses_every_page_of_a_program_when_the_work_on_it_ends(desk: Any) -> None:
    said = written()
    with desk.undone():
        table = Base.metadata.tables["program_assignments"]
        mine = table.c.membership_id == desk.world.people["S"].membership_id
        db.session.execute(
            sa.update(table).where(mine).values(ended_at=programs.NOW, ended_by_id=desk.world.people["S"].person_id)
        )
        db.session.commit()
        kept = [
            rule.endpoint
            for rule in rules(desk.app)
            if [name for name in rule.arguments if name.endswith("_id")]
            and "S" in said[rule.endpoint]
            and "S_other" not in said[rule.endpoint]
            and outcome(attempt(desk, "S", rule)) != "404"
        ]
    assert kept == []
    assert set(PERSONAS) >= {"S", "S_other"}
