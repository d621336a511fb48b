"""What employers ask for against what a program teaches, and who may read whose words."""

import pytest

from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.programs import queries
from marketplace.demand.programs.queries import Verdict
from marketplace.demand.role_needs.models import RequirementKind
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, make_person
from tests.factories.demand import (
    make_competency,
    make_contact,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
    make_session,
)
from tests.factories.programs import NOW, make_consortium, make_module, make_partner, make_program


@pytest.fixture
def consortium(session):
    return make_consortium()


@pytest.fixture
def program(consortium):
    return make_program(consortium=consortium)


def ask(
    consortium,
    competency,
    *,
    level=2,
    openings=2,
    stage=PartnerStage.ACTIVE,
    may_be_named=True,
    may_quote=True,
    quote="",
    need_stage=NeedStage.OPEN,
    confirmed=None,
    words="",
    kind=RequirementKind.MUST,
):
    """An employer of the consortium that asks for a competency, with the quote behind it."""
    employer = make_employer()
    make_partner(consortium=consortium, employer=employer, stage=stage, may_be_named=may_be_named)
    need = make_role_need(employer, openings=openings, stage=need_stage, **(confirmed or {}))
    insight = None
    if quote:
        contact = make_contact(employer, job_title="Operations lead", name="Ona Named")
        insight = make_insight(session=make_session(employer, contact_id=contact.id, may_quote=may_quote), quote=quote)
    make_requirement(
        need, competency=competency, level=level, kind=kind, words=words, insight_id=insight.id if insight else None
    )
    return employer


def met(rows):
    return [(row.name, row.level, len(row.employers), row.openings, row.taught_level, row.verdict) for row in rows]


def test_demand_and_teaching_meet_row_by_row_with_what_is_missing_first(consortium, program):
    calm, drive, plan, sing = (make_competency(name) for name in ("Keep calm", "Drive", "Plan routes", "Sing"))
    ask(consortium, calm, level=2, openings=3)
    ask(consortium, calm, level=3, openings=1)
    ask(consortium, drive, level=1, openings=5)
    ask(consortium, plan, level=4, openings=2)
    make_module(program=program, teaches=[(calm, 3), (plan, 2)])
    make_module(program=program, teaches=[(calm, 1), (sing, 2)])
    assert met(queries.coverage(program)) == [
        ("Drive", 1, 1, 5, None, Verdict.NOT_TAUGHT),
        ("Plan routes", 4, 1, 2, 2, Verdict.TAUGHT_LOWER),
        ("Keep calm", 3, 2, 4, 3, Verdict.TAUGHT),
        ("Sing", None, 0, 0, 2, Verdict.NOT_DEMANDED),
    ]


def test_the_score_is_the_sum_of_places_as_a_hand_would_add_them(consortium, program):
    calm, drive, plan, sing = (make_competency(name) for name in ("Keep calm", "Drive", "Plan routes", "Sing"))
    ask(consortium, calm, level=2, openings=3)  # taught to 2: three places answered
    ask(consortium, calm, level=3, openings=1, kind=RequirementKind.SHOULD)  # one place taught lower
    ask(consortium, drive, level=1, openings=5)  # five places not taught
    ask(consortium, plan, level=4, openings=2, kind=RequirementKind.WILL_TRAIN)  # two that employers train
    make_module(program=program, teaches=[(calm, 2), (plan, 2)])
    make_module(program=program, teaches=[(sing, 2)])
    rows = queries.coverage(program)
    assert {row.name: (row.answered, row.places) for row in rows} == {
        "Keep calm": (3, 4),
        "Drive": (0, 5),
        "Plan routes": (0, 0),
        "Sing": (0, 0),
    }
    assert queries.score(rows) == queries.Score(
        places=9, answered=3, lower=1, missing=5, taught=3, unasked=1, will_train=2
    )


def test_a_program_that_nobody_asks_anything_of_has_a_score_without_a_base(client, program, staff):
    make_module(program=program)
    assert queries.score(queries.coverage(program)).places == 0
    client.sign_in(staff)
    client.get_page(f"/programs/{program.id}")


@pytest.mark.parametrize(
    ("how", "counted"),
    [
        ({}, 1),
        ({"stage": PartnerStage.SIGNED}, 1),
        ({"need_stage": NeedStage.PARTLY_FILLED}, 1),
        ({"stage": PartnerStage.PROSPECT}, 0),
        ({"stage": PartnerStage.AGREEMENT_SENT}, 0),
        ({"stage": PartnerStage.ON_HOLD}, 0),
        ({"stage": PartnerStage.ENDED}, 0),
        ({"need_stage": NeedStage.DRAFT}, 0),
        ({"need_stage": NeedStage.ON_HOLD}, 0),
        ({"need_stage": NeedStage.FILLED}, 0),
        ({"need_stage": NeedStage.WITHDRAWN}, 0),
    ],
)
def test_only_live_needs_of_signed_and_active_partners_count(consortium, program, how, counted):
    ask(consortium, make_competency(), **how)
    assert len(queries.coverage(program)) == counted


def test_a_draft_that_its_employer_has_confirmed_counts(consortium, program):
    ask(
        consortium,
        make_competency(),
        need_stage=NeedStage.DRAFT,
        confirmed={"confirmed_at": NOW, "confirmed_by_id": make_person().id},
    )
    assert len(queries.coverage(program)) == 1


def test_demand_of_another_consortium_does_not_count(program):
    ask(make_consortium(), make_competency())
    assert queries.coverage(program) == []


def test_a_program_without_consortium_meets_no_demand(session, consortium):
    ask(consortium, make_competency())
    program = make_program()
    make_module(program=program)
    assert [row.verdict for row in queries.coverage(program)] == [Verdict.NOT_DEMANDED]


def test_words_are_public_only_when_they_may_be_quoted_and_the_active_partner_named(consortium, program):
    calm = make_competency("Keep calm")
    module = make_module(program=program, teaches=[(calm, 3)])
    shown = ask(consortium, calm, quote="Stay calm when three are late.")
    ask(consortium, calm, quote="Not to be quoted.", may_quote=False)
    ask(consortium, calm, quote="Not to be named.", may_be_named=False)
    ask(consortium, calm, quote="Not active yet.", stage=PartnerStage.SIGNED)
    ask(consortium, calm, words="Written, never agreed to.")
    [row] = queries.built_from(program)
    assert row.words == [queries.Words("Stay calm when three are late.", shown.name, "Operations lead")]
    assert (len(row.employers), row.modules) == (5, [module])


def test_public_words_are_about_what_is_taught(consortium, program):
    ask(consortium, make_competency(), quote="We want what nobody teaches.")
    make_module(program=program)
    assert queries.built_from(program) == []


def test_a_partner_reads_its_own_requirements_and_words_only(client, consortium):
    program = make_program(offered=True, consortium=consortium)
    calm, drive = make_competency("Keep calm"), make_competency("Drive a lorry")
    make_module(program=program, teaches=[(calm, 3), (drive, 1)])
    mine = ask(consortium, calm, quote="My own words.")
    theirs = ask(consortium, calm, quote="Words of a competitor.", level=4)
    ask(consortium, drive, quote="They drive at night.")
    client.sign_in(make_actor(Side.EMPLOYER, organisation=mine, role=Role.RECRUITER))
    page = client.get_page(f"/programs/{program.id}")
    assert page.texts("blockquote") == ["My own words."]
    for hidden in (theirs.name, "Words of a competitor", "They drive at night", "level 4;"):
        assert hidden not in page.main
    assert "You ask for level 2" in page.main


def test_programs_are_closed_to_who_is_not_a_partner(client, consortium):
    offered, draft = make_program(offered=True, consortium=consortium), make_program(consortium=consortium)
    member = make_partner(consortium=consortium)
    for partner, program, status in [
        (member, offered, 200),
        (member, draft, 404),
        (make_partner(), offered, 404),
        (make_partner(consortium=consortium, stage=PartnerStage.PROSPECT), offered, 404),
        (make_partner(consortium=consortium, stage=PartnerStage.ENDED), offered, 404),
        (make_partner(consortium=consortium, stage=PartnerStage.AGREEMENT_SENT), offered, 200),
    ]:
        client.sign_in(make_actor(Side.EMPLOYER, organisation=partner.employer))
        client.get_page(f"/programs/{program.id}", status=status)
    client.sign_in(make_actor(Side.JOBSEEKER))
    client.get_page(f"/programs/{offered.id}", status=404)


def test_the_list_of_a_partner_holds_the_offered_programs_of_its_consortium(client, consortium):
    make_program(title="Ours", offered=True, consortium=consortium)
    make_program(title="Still a draft", consortium=consortium)
    make_program(title="Of others", offered=True, consortium=make_consortium())
    client.sign_in(make_actor(Side.EMPLOYER, organisation=make_partner(consortium=consortium).employer))
    assert client.get_page("/programs").texts("article h2") == ["Ours"]
