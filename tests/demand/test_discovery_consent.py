"""The consent to be quoted: one place decides, and no page, fragment or file shows a quote after it was taken back."""

import pytest

from marketplace.demand.discovery import actions
from marketplace.demand.discovery.models import Insight
from marketplace.errors import Refused
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.competencies import make_competency
from tests.factories.demand import (
    NOW,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
    make_session,
)
from tests.factories.programs import make_cohort, make_consortium, make_module, make_partner, make_program
from tests.matrix.world import World, build

BIRD = "zibbelquote"
WORDS = f"We need a {BIRD} at the desk"


@pytest.fixture
def world(session):
    """The whole house, with the quote behind each requirement, program and placement made of one word."""
    world = build()
    world.ids["shown_id"] = in_public(world.ids["employer"])
    session.execute(Insight.__table__.update().values(quote=WORDS))
    session.commit()
    session.expire_all()
    return world


def in_public(employer):
    """A cohort whose public page says in an employer's words why something is taught."""
    consortium, calm = make_consortium(), make_competency("Keep the desk calm")
    program = make_program(offered=True, consortium=consortium)
    make_module(program=program, position=9, teaches=[(calm, 3)])
    make_partner(consortium=consortium, employer=employer, may_be_named=True)
    make_requirement(make_role_need(employer), competency=calm, insight_id=make_insight(employer).id)
    return make_cohort(program=program).id


def pages_with_the_word(app, world: World, client, persona: str) -> set[str]:
    """Every page of a persona that shows the word: each GET route, with the ids of the world."""
    if world.people[persona] is not None:
        client.sign_in(world.people[persona])
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in {"static", "accounts.sign_out"}:
            continue
        address = world.address(rule, app)
        response = client.get(address)
        if BIRD.encode() in response.data.lower():
            found.add(rule.endpoint)
    if BIRD in client.get(f"/cohorts/{world.ids['shown_id']}").text.lower():
        found.add("cohorts.public_page")
    return found


PERSONAS = ("A", "S", "lead", "B", "J", "anonymous")


@pytest.mark.once
def test_quotes_show_while_they_agree_and_nowhere_after_they_took_it_back(session, app, world, new_client):
    before = {who: pages_with_the_word(app, world, new_client(), who) for who in ("lead", "anonymous")}
    for row in session.query(Insight):
        row.session.may_quote = False
    session.commit()
    after = {persona: pages_with_the_word(app, world, new_client(), persona) for persona in PERSONAS}

    assert {"discovery.insights", "role_needs.page", "programs.page"} <= before["lead"]
    assert before["anonymous"] == {"cohorts.public_page"}
    # the pages of the session itself, for those who were there, and those of the employer's own people
    own = {
        "discovery.heard_back",
        "discovery.page",
        "discovery.quotes_page",
        "discovery.insight",
        "discovery.heard",
        "discovery.line_page",
    }
    assert {persona: sorted(shown - own) for persona, shown in after.items()} == {persona: [] for persona in PERSONAS}
    assert "discovery.heard" in after["A"]
    assert after["B"] == after["J"] == after["anonymous"] == set()


def test_the_decision_is_made_in_the_statement_that_loads_a_quote(session):
    insight = make_insight(quote="Our words.", session=make_session(may_quote=True))
    session.expire_all()
    assert insight.quote == "Our words."
    insight.session.may_quote = False
    session.flush()
    session.expire_all()
    assert (insight.quote, insight.words) == ("", "Our words.")
    assert [quote for (quote,) in session.query(Insight.quote)] == [""]


@pytest.mark.parametrize("kind", ["quoting", "recording"])
def test_the_two_consents_are_given_and_taken_back_one_by_one(session, client, kind):
    employer = make_employer()
    row = make_session(employer, may_quote=False)
    sign_in(client, make_actor(Side.EMPLOYER, employer, role=Role.RECRUITER))
    address = f"/talks/{row.id}"
    client.submit(client.get_page(address).form(f"/{kind}"), status=302)
    assert (row.may_quote, row.may_record) == (kind == "quoting", kind == "recording")
    there = client.follow(client.submit(client.get_page(address).form(f"/{kind}"), status=302))
    assert (row.may_quote, row.may_record) == (False, False)
    assert "no longer agreed" in there.main


@pytest.mark.parametrize("consent", ["set_quoting", "set_recording"])
def test_an_interviewer_decides_neither(session, consent):
    employer = make_employer()
    row = make_session(employer)
    words = {"set_quoting": {"may_quote": False}, "set_recording": {"may_record": True}}[consent]
    with pytest.raises(Refused, match="Owners and recruiters"):
        getattr(actions, consent)(
            row, actor=make_actor(Side.EMPLOYER, employer, role=Role.INTERVIEWER), now=NOW, **words
        )
