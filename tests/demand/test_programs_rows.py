"""The pages of versions ask the database as often for many versions as for a few."""

import pytest

from marketplace.demand.programs import actions, queries
from tests.factories.accounts import sign_in
from tests.factories.programs import (
    NOW,
    make_comment,
    make_consortium,
    make_module,
    make_partner,
    make_program,
    owner_of,
)


@pytest.fixture
def partner(session):
    return make_partner(consortium=make_consortium())


@pytest.fixture
def program(partner):
    program = make_program(offered=True, consortium=partner.consortium)
    make_module(program=program)
    return program


def send_versions(program, staff, times):
    """Send so many versions one after the other, each with a module more and a word of the first partner."""
    for _ in range(times):
        version = queries.current_version(program)
        if version.sent_at:
            version = actions.begin_next(program, actor=staff, now=NOW)
        make_module(program=program, version_number=version.number)
        actions.send(version, letter="", actor=staff, now=NOW)
        make_comment(queries.reviews_of(version)[0])


def test_the_page_of_versions_asks_as_often_for_nine_versions_as_for_two(
    session, client, program, partner, staff, counting
):
    def asked():
        session.expire_all()
        with counting() as statements:
            client.get_page(f"/programs/{program.id}/versions")
        return len(statements)

    sign_in(client, staff)
    send_versions(program, staff, 2)
    two = asked()
    for _ in range(3):
        make_partner(consortium=partner.consortium)
    send_versions(program, staff, 7)
    assert asked() == two <= 25


def test_the_partners_page_asks_as_often_for_the_ninth_version_as_for_the_second(
    session, client, program, partner, staff, counting
):
    def asked():
        session.expire_all()
        review = queries.reviews_of(queries.current_version(program))[0]
        with counting() as statements:
            client.get_page(f"/programs/reviews/{review.id}")
        return len(statements)

    sign_in(client, owner_of(partner))
    send_versions(program, staff, 2)
    two = asked()
    send_versions(program, staff, 7)
    assert asked() == two <= 25


def test_every_version_is_told_with_its_own_changes_and_words(program, staff):
    send_versions(program, staff, 3)
    told = queries.tell_all(program)

    assert [one.version.number for one in told] == [3, 2, 1]
    assert [one.changes and len(one.changes) for one in told] == [1, 1, None]
    assert [[row.version_id for row in one.reviews] for one in told] == [[one.version.id] for one in told]
    assert [queries.tell(one.version).changes for one in told] == [one.changes for one in told]
    assert queries.tell(told[0].version).reviews == ()
