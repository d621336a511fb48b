"""Staff make a program: its page, its modules, what they teach, and the move that offers it."""

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs import actions
from marketplace.demand.programs.models import Module, ModuleCompetency, Program, ProgramChange, Stage, Strand
from marketplace.errors import Refused, Stale
from marketplace.sides import Side
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.programs import make_consortium, make_module, make_program

WORDS = {
    "title": "Dispatch coordination",
    "headline": "Ten weeks to a dispatch desk",
    "summary": "You do part of it.",
    "outcome": "You run a desk.",
    "eligibility": "Three years of work.",
    "weeks": "10",
    "hours_per_week": "16.5",
    "cost": "Nothing.",
}


@pytest.fixture
def staff(client):
    actor = make_actor(Side.STAFF)
    client.sign_in(actor)
    return actor


def count(kind):
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind))


def test_staff_make_a_program_step_by_step_and_offer_it(client, staff):
    consortium, competency = make_consortium(), make_competency("Keep a shift calm")
    page = client.follow(
        client.submit(client.get_page("/programs/new").form(), **WORDS, consortium_id=str(consortium.id), status=302)
    )
    program = db.session.scalars(sa.select(Program)).one()
    assert "It has no module yet" in page.main

    added = client.submit(
        client.get_page(f"/programs/{program.id}/modules/new").form(),
        title="Calm",
        position="1",
        strand="acumen",
        summary="Two weeks",
        status=302,
    )
    page = client.follow(added)
    page = client.follow(client.submit(page.form("/teach"), competency="keep a shift calm", level="3", status=302))
    assert "Keep a shift calm" in page.main
    page = client.get_page(f"/programs/{program.id}")
    client.submit(page.form("/offer"), status=302)

    assert (program.stage, program.consortium_id, str(program.hours_per_week)) == (Stage.OFFERED, consortium.id, "16.5")
    [module] = program.modules
    assert (module.strand, [(row.competency_id, row.level) for row in module.teaches]) == (
        Strand.ACUMEN,
        [(competency.id, 3)],
    )
    changes = db.session.scalars(sa.select(ProgramChange).order_by(ProgramChange.seq))
    assert [change.move for change in changes] == ["create", "offer"]


def test_a_program_that_teaches_nothing_is_not_offered(session):
    program, staff = make_program(), make_actor(Side.STAFF)
    with pytest.raises(Refused, match="has no module yet"):
        actions.offer(program, actor=staff, now=NOW)
    make_module(program=program, teaches=[])
    db.session.expire(program)
    with pytest.raises(Refused, match="teaches a competency yet"):
        actions.offer(program, actor=staff, now=NOW)
    make_module(program=program)
    db.session.expire(program)
    actions.offer(program, actor=staff, now=NOW)
    assert program.stage is Stage.OFFERED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("headline", "x" * 301),
        ("weeks", "0"),
        ("weeks", "1.5"),
        ("hours_per_week", "61"),
        ("hours_per_week", "Infinity"),
        ("consortium_id", "0d3f2a52-6f5e-4d7c-a8bb-7d3c5d1a0000"),
        ("consortium_id", "none"),
    ],
)
def test_a_wrong_word_keeps_the_others_and_makes_nothing(client, staff, field, value):
    page = client.submit(client.get_page("/programs/new").form(), **{**WORDS, field: value}, status=422)
    kept = page.form().fields
    assert {name: kept[name] for name in WORDS if name != field} == {
        name: words for name, words in WORDS.items() if name != field
    }
    assert count(Program) == 0


def test_a_title_that_is_taken_gets_a_sentence(client, staff):
    make_program(title=WORDS["title"])
    page = client.submit(client.get_page("/programs/new").form(), **WORDS, status=409)
    assert "of that title already" in page.refusal
    assert page.form().fields["outcome"] == "You run a desk."


def test_an_edit_on_an_old_page_is_stale_and_keeps_the_words(client, staff):
    program = make_program()
    form = client.get_page(f"/programs/{program.id}/edit").form()
    program.cost = "A little"
    db.session.commit()
    page = client.submit(form, **WORDS, status=409)
    assert page.form().fields["title"] == WORDS["title"]
    assert (program.title == WORDS["title"], program.cost) == (False, "A little")
    client.submit(page.form(), status=302)
    assert program.title == WORDS["title"]


def test_a_module_changed_meanwhile_makes_the_page_stale(session):
    program = make_program()
    module = make_module(program=program)
    seen = str(program.version)
    actions.edit_module(module, version=seen, position=module.position, title="New", strand=module.strand, summary="")
    with pytest.raises(Stale):
        actions.edit_module(
            module, version=seen, position=module.position, title="Lost", strand=module.strand, summary=""
        )
    assert module.title == "New"


def test_two_modules_do_not_stand_in_one_place(client, staff):
    program = make_program()
    make_module(program=program, position=1)
    form = client.get_page(f"/programs/{program.id}/modules/new").form()
    assert form.fields["position"] == "2"
    page = client.submit(form, position="1", title="Second", strand="technical", status=409)
    assert "Choose another number" in page.refusal
    assert page.form().fields["title"] == "Second"


def test_words_the_vocabulary_does_not_have_are_kept(client, staff):
    module = make_module(teaches=[])
    page = client.get_page(f"/programs/{module.program_id}/modules/{module.id}")
    page = client.submit(page.form("/teach"), competency="zzzz qqqq", level="3", status=422)
    assert page.form("/teach").fields["competency"] == "zzzz qqqq"
    assert count(ModuleCompetency) == 0


def test_teaching_a_competency_again_changes_its_level(session):
    competency = make_competency()
    module = make_module(teaches=[(competency, 2)])
    actions.teach(module, competency=competency.id, level=4)
    assert [row.level for row in module.teaches] == [4]


def test_an_offered_program_keeps_something_to_teach_and_its_modules(session):
    program = make_program(offered=True)
    [module] = program.modules
    [taught] = module.teaches
    with pytest.raises(Refused, match="all the program teaches"):
        actions.stop_teaching(module, competency_id=taught.competency_id)
    with pytest.raises(Refused, match="keeps its modules"):
        actions.remove_module(module)
    actions.teach(module, competency=make_competency().id, level=1)
    actions.stop_teaching(module, competency_id=taught.competency_id)
    assert len(module.teaches) == 1


def test_a_module_leaves_a_draft_with_what_it_teaches(client, staff):
    module = make_module()
    program = module.program
    page = client.get_page(f"/programs/{program.id}/modules/{module.id}")
    client.submit(page.form("/remove"), status=302)
    assert (count(Module), count(ModuleCompetency)) == (0, 0)


def test_a_module_of_another_program_does_not_exist(client, staff):
    module, other = make_module(), make_program()
    address = f"/programs/{other.id}/modules/{module.id}"
    client.get_page(address, status=404)
    for action in ("/teach", "/edit", "/remove"):
        client.send(address + action, competency="x", level="1", title="x", position="1", strand="acumen", status=404)
    assert (count(Module), count(ModuleCompetency)) == (1, 1)


def test_a_double_submit_makes_one_program(client, staff):
    form = client.get_page("/programs/new").form()
    first, second = (client.submit(form, **WORDS).location for _ in range(2))
    assert (first, count(Program)) == (second, 1)


def test_an_out_of_order_move_gets_a_sentence(client, staff):
    program = make_program(offered=True)
    page = client.send(f"/programs/{program.id}/offer", status=409)
    assert "no longer open" in page.main
    assert program.stage is Stage.OFFERED


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.ADMIN])
def test_the_list_is_for_staff_and_partners(client, session, side):
    client.sign_in(make_actor(side))
    client.get_page("/programs", status=404)


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.EMPLOYER, Side.ADMIN])
def test_only_staff_make_programs(client, session, side):
    program = make_program(offered=True)
    client.sign_in(make_actor(side))
    for address in (
        "/programs/new",
        f"/programs/{program.id}/edit",
        f"/programs/{program.id}/modules/new",
    ):
        client.get_page(address, status=404)
    client.send(f"/programs/{program.id}/retire", status=404)
    assert program.stage is Stage.OFFERED


def test_lists_need_the_same_statements_for_one_and_many(client, staff, counting):
    consortium = make_consortium()
    first = make_program(offered=True, consortium=consortium)
    sent = []
    for more in range(3):
        for _ in range(more):
            make_program(offered=True, consortium=consortium)
            make_module(program=first)
        for address in ("/programs", f"/programs/{first.id}"):
            with counting() as statements:
                client.get_page(address)
            sent.append((address, len(statements)))
    assert len(set(sent)) == 2
    assert max(number for _address, number in sent) <= 25
