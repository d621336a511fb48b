"""The demand board: quotes with consent only, what employers read of each other, and competencies that look alike."""

from datetime import UTC, datetime

import pytest

from marketplace.demand.board import actions, queries
from marketplace.demand.board.models import DemandLine, DemandLookalike
from marketplace.demand.board.queries.figures import Filter
from marketplace.demand.board.queries.others import Part, in_steps, told
from marketplace.demand.role_needs.models import RequirementKind
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import (
    make_competency,
    make_draft,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
)

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
MUST, SHOULD, TRAIN = RequirementKind


def asks(employer, competency, openings, kind=MUST):
    return make_requirement(make_role_need(employer, openings=openings), competency=competency, kind=kind)


# ---- quotes ---------------------------------------------------------------------------------------


def test_a_quote_shows_only_as_long_as_those_who_spoke_agree(session, client):
    insight = make_insight(quote="We need somebody who stays calm.")
    line = make_requirement(make_role_need(insight.session.employer), insight_id=insight.id)
    sign_in(client, make_actor(Side.STAFF))
    address = f"/demand/competencies/{line.competency_id}"
    agreed = client.get_page(address)

    insight.session.may_quote = False
    session.commit()
    session.expire_all()

    taken_back = client.get_page(address)
    assert agreed.texts("blockquote") == [insight.words]
    assert insight.words not in taken_back.text
    assert "do not agree to be quoted" in taken_back.main


def test_the_words_behind_a_line_are_of_the_needs_that_it_counts(session):
    lead, competency = make_actor(Side.STAFF), make_competency()
    here, draft = make_insight(quote="Counted."), make_insight(quote="Of a draft.")
    make_insight(quote="Of nothing.")
    make_requirement(make_role_need(here.session.employer), competency=competency, insight_id=here.id)
    make_requirement(make_draft(draft.session.employer), competency=competency, insight_id=draft.id)

    assert [row.words for row in queries.quotes_behind(competency.id, Filter(), lead)] == ["Counted."]


# ---- what employers read of each other ------------------------------------------------------------


def read(client, employer, role=Role.OWNER):
    sign_in(client, make_actor(Side.EMPLOYER, employer, role=role))
    return client.get_page("/demand/others")


def test_what_three_ask_for_is_told_to_nobody_for_one_of_them_would_learn_of_two(session, client):
    few, enough = make_competency("Weld pipes"), make_competency("Plan runs")
    employers = [make_employer() for _number in range(4)]
    for place, employer in enumerate(employers):
        asks(employer, enough, 7)
        if place:
            asks(employer, few, 11)
    actions.summarize(now=NOW)

    for reader in (employers[0], employers[1], make_employer()):
        page = read(client, reader)
        assert page.texts("tbody th") == ["Plan runs"]
        assert "Weld pipes" not in page.text


def test_an_employer_with_many_needs_is_one_employer(session, client):
    competency, one = make_competency(), make_employer()
    for _number in range(6):
        asks(one, competency, 5)
    actions.summarize(now=NOW)
    assert read(client, make_employer()).texts("tbody th") == []


def test_a_part_that_few_stand_behind_cannot_be_had_by_subtraction(session, client):
    """Nine ask: five must (50 places), four should (20), and one of them will train (8), which 78 − 70 would tell."""
    competency = make_competency()
    for openings, kind in [(10, MUST)] * 5 + [(5, SHOULD)] * 4 + [(8, TRAIN)]:
        asks(make_employer(), competency, openings, kind)
    actions.summarize(now=NOW)

    (line,) = queries.asked_by_others(queries.newest())

    assert (line.employers, line.openings) == (10, 75)
    assert line.parts == {MUST: 50, SHOULD: None, TRAIN: None}
    page = read(client, make_employer(), Role.INTERVIEWER)
    assert page.texts("tbody td") == ["10", "75 or more", "50 or more", "kept back", "kept back"]


def test_parts_that_few_stand_behind_hide_each_other_and_one_more():
    """Two hidden parts have three employers at most between them, so their sum must not be had either."""
    parts = [Part(MUST, 30, 6), Part(SHOULD, 4, 1), Part(TRAIN, 9, 2)]
    assert told(parts) == {MUST: None, SHOULD: None, TRAIN: None}


@pytest.mark.parametrize("few", range(1, queries.ENOUGH))
def test_whatever_is_hidden_has_enough_employers_behind_it(few):
    """By hand for every way in which one part is small: what is hidden together is never the small part alone."""
    parts = [Part(MUST, 40, 9), Part(SHOULD, 20, 5), Part(TRAIN, 8, few)]
    hidden = [part for part in parts if told(parts)[part.kind] is None]
    assert [part.kind for part in hidden] == [SHOULD, TRAIN]
    assert max(part.employers for part in hidden) >= queries.ENOUGH


def test_what_nobody_asks_is_nought_and_hides_nothing():
    assert told([Part(MUST, 40, 9), Part(SHOULD, 0, 0), Part(TRAIN, 21, 4)]) == {MUST: 40, SHOULD: 0, TRAIN: 20}


@pytest.mark.parametrize(("places", "said"), [(0, 0), (4, 0), (5, 5), (14, 10)])
def test_places_are_told_in_steps(places, said):
    assert in_steps(places) == said


def test_everybody_reads_the_same(session, client):
    competency = make_competency()
    members = [make_employer() for _number in range(5)]
    for employer in members:
        asks(employer, competency, 3)
    actions.summarize(now=NOW)
    pages = {tuple(read(client, employer).texts("tbody td")) for employer in (*members, make_employer())}
    assert len(pages) == 1


def test_a_page_without_a_summary_says_what_will_be_here(session, client):
    assert "Too few employers ask for the same yet" in read(client, make_employer()).main


def test_employers_never_see_the_board_of_staff(session, client):
    line = asks(make_employer(), make_competency(), 2)
    sign_in(client, make_actor(Side.EMPLOYER))
    for address in ("/demand", f"/demand/competencies/{line.competency_id}", "/demand/look-alikes"):
        assert client.get(address).status_code == 404


# ---- look-alikes ----------------------------------------------------------------------------------


def pairs(session):
    return {frozenset((row.one.preferred, row.other.preferred)) for row in session.query(DemandLookalike)}


def test_names_that_are_close_are_proposed_and_others_are_not(session, client):
    names = ("Plan routes", "Route planning", "Keep a shift calm", "Keep shifts calm", "Weld pipes", "Sell bread")
    for name in names:
        asks(make_employer(), make_competency(name), 1)
    make_competency("Planning of routes")  # nobody asks for it
    for _twice in range(2):
        actions.find_lookalikes(now=NOW)

    assert pairs(session) == {
        frozenset({"Plan routes", "Route planning"}),
        frozenset({"Keep a shift calm", "Keep shifts calm"}),
    }
    sign_in(client, make_actor(Side.STAFF))
    assert "2 pairs of competencies look alike" in client.get_page("/demand").main
    assert "Route planning" in client.get_page("/demand/look-alikes").main


def test_a_pair_is_found_wherever_the_two_stand(session):
    """Each of eight is compared with each, though the matcher is asked about halves only."""
    words = ["routes", "bread", "pipes", "lamps", "boats", "roofs", "goats", "songs"]
    for word in words:
        asks(make_employer(), make_competency(f"Deliver {word}"), 1)
        asks(make_employer(), make_competency(f"Delivering {word}"), 1)
    actions.find_lookalikes(now=NOW)
    assert pairs(session) == {frozenset({f"Deliver {word}", f"Delivering {word}"}) for word in words}


def test_nothing_asked_leaves_no_pair(session):
    actions.find_lookalikes(now=NOW)
    assert session.query(DemandLookalike).count() == session.query(DemandLine).count() == 0
