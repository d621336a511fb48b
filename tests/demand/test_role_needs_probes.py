"""From a probe to a role: what stands behind becomes a requirement, a stand-in's own words never do."""

import pytest

from marketplace.demand.discovery import queries as discovery
from marketplace.demand.discovery.models import ProbeStage, Verdict
from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.models import Origin, Requirement, RequirementKind
from marketplace.errors import Refused
from tests.factories.accounts import sign_in
from tests.factories.competencies import make_competency
from tests.factories.demand import (
    NOW,
    make_draft,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
)
from tests.factories.discovery import make_probe

KINDS = [
    (Verdict.NON_NEGOTIABLE, False, RequirementKind.MUST),
    (Verdict.REAL, False, RequirementKind.SHOULD),
    (Verdict.REAL, True, RequirementKind.MUST),
    (Verdict.PROXY, False, RequirementKind.SHOULD),
    (Verdict.PROXY, True, RequirementKind.MUST),
]


@pytest.mark.parametrize(("verdict", "says_must", "kind"), KINDS)
def test_the_verdict_says_how_much_it_binds(session, staff, verdict, says_must, kind):
    draft = make_draft()
    competency = make_competency()
    finding = {"verdict": verdict, "says_must": says_must}
    probe = make_probe(draft.employer, competency=competency, finding=finding)

    assert actions.take_from_probe(draft, probe, actor=staff, now=NOW) == 1
    row = session.query(Requirement).one()
    assert (row.kind, row.level, row.competency_id) == (kind, 3, competency.id)
    assert (row.origin, row.probe_id) == (Origin.PROBE, probe.id)


def test_the_words_of_a_stand_in_never_become_a_requirement(session, staff):
    draft = make_draft()
    actions.take_from_probe(draft, make_probe(draft.employer, stated="five years"), actor=staff, now=NOW)
    real = make_probe(draft.employer, stated="reads papers twice", finding={"verdict": Verdict.REAL})
    actions.take_from_probe(draft, real, actor=staff, now=NOW)
    assert [row.words for row in session.query(Requirement).order_by("position")] == ["", "reads papers twice"]


def test_what_the_role_asks_for_already_is_left_as_it_is(session, staff):
    draft, competency = make_draft(), make_competency()
    make_requirement(draft, competency=competency, level=1)
    with pytest.raises(Refused, match="all of it already"):
        actions.take_from_probe(draft, make_probe(draft.employer, competency=competency), actor=staff, now=NOW)
    assert session.query(Requirement).one().level == 1


def test_only_into_a_draft_of_the_same_employer_and_with_something_behind(session, staff):
    draft = make_draft()
    with pytest.raises(Refused, match="another employer"):
        actions.take_from_probe(draft, make_probe(), actor=staff, now=NOW)
    with pytest.raises(Refused, match="Nothing is written down"):
        open_probe = make_probe(draft.employer, stage=ProbeStage.OPEN)
        actions.take_from_probe(draft, open_probe, actor=staff, now=NOW)
    confirmed = make_role_need(draft.employer)
    with pytest.raises(Refused, match="Only a draft"):
        actions.take_from_probe(confirmed, make_probe(draft.employer), actor=staff, now=NOW)


def test_staff_take_a_probe_over_in_the_browser(session, client, staff):
    draft = make_draft(title="Night planner")
    probe = make_probe(draft.employer, competency=make_competency("Tell bad news early"))
    make_draft(make_employer(), title="Elsewhere")
    sign_in(client, staff)

    page = client.get_page(f"/discovery/probes/{probe.id}")
    page = client.get_page(page.links["Take it over into a draft role"])
    assert "Elsewhere" not in page.main
    there = client.follow(client.submit(page.form("/role-needs"), status=302, role_need_id=str(draft.id)))
    assert "Tell bad news early" in there.main


# ---- the theme board ------------------------------------------------------------------------------


def counted(staff):
    rows = discovery.board_rows(staff, discovery.board(staff, discovery.Choice()))
    return {row.theme.name: row.openings for row in rows}


def test_openings_rest_on_a_theme_through_quotes_and_probes_and_count_once(session, staff):
    insight = make_insight(theme="First weeks")
    again = make_insight(session=insight.session, theme="First weeks")
    employer = insight.session.employer
    role = make_role_need(employer, openings=5, filled=2)
    make_requirement(role, insight_id=insight.id)
    make_requirement(role, insight_id=again.id)
    probe = make_probe(employer, insight_id=insight.id)
    make_requirement(make_role_need(employer, openings=4), probe_id=probe.id)
    make_requirement(make_draft(employer, openings=9), insight_id=insight.id)
    make_insight(theme="Handover")

    assert counted(staff) == {"First weeks": 3 + 4, "Handover": 0}


def test_a_proxy_behind_a_role_tells_how_many_people_it_would_hide(session, client, staff):
    draft = make_draft()
    probe = make_probe(draft.employer, stated="five years in tech")
    actions.take_from_probe(draft, probe, actor=staff, now=NOW)
    real = make_probe(draft.employer, stated="reads papers twice", finding={"verdict": Verdict.REAL})
    actions.take_from_probe(draft, real, actor=staff, now=NOW)
    other = make_draft(draft.employer)
    make_requirement(other)
    sign_in(client, staff)

    page = client.get_page(f"/role-needs/{draft.id}/what-if")

    assert (queries.proxies_of(draft), queries.proxies_of(other)) == (["five years in tech"], [])
    assert "Asked for as it was said, it would hide up to 0 people who meet every must." in page.main
    assert "reads papers twice" not in page.main


# ---- words that may stand for something else ------------------------------------------------------


def test_a_draft_hints_at_words_that_may_stand_for_something_else_and_an_open_role_does_not(session, client, staff):
    draft = make_draft(summary="A young team.")
    make_requirement(draft, words="five years of experience")
    sign_in(client, staff)
    page = client.get_page(f"/role-needs/{draft.id}")
    assert "“five years of experience”" in page.main
    assert "“young”" in page.main

    role = make_role_need(summary="A young team.")
    assert "Words that may stand" not in client.get_page(f"/role-needs/{role.id}").main


def test_a_pasted_posting_is_hinted_at_and_nothing_of_it_is_decided(session, client, staff):
    draft = make_draft()
    sign_in(client, staff)
    form = client.get_page(f"/role-needs/{draft.id}/posting").form("/posting")
    page = client.submit(form, status=200, words="We want a degree and a native speaker.")
    assert "“native speaker”" in page.main
    assert session.query(Requirement).count() == 0
