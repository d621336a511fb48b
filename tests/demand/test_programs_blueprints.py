"""A program goes out as a file and comes in elsewhere: the same draft, with what is not known here said and kept."""

import io
import json

import pytest

from marketplace.accounts.models import OrganisationAlias, name_key
from marketplace.competencies import actions as competencies
from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.models import (
    ModuleWords,
    Program,
    ProgramOrigin,
    Stage,
)
from marketplace.errors import Refused
from marketplace.sides import Side
from tests.factories import programs as make
from tests.factories.accounts import make_actor, make_membership, make_person
from tests.factories.blueprints import NOW, changed, content_of, file_of, whole_program
from tests.factories.competencies import make_competency
from tests.factories.demand import make_contact, make_employer, make_insight


def foreign(name, code):
    """A competency of another vocabulary than our own."""
    row = make_competency(name, code=code)
    row.source = "far"
    return row


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF)


# ---- there and back ----------------------------------------------------------------------------------


def test_a_program_that_went_out_and_came_in_says_the_same_again(session, staff):
    program = whole_program()
    file, before = file_of(program), content_of(program)
    program.title = "As it was"
    session.flush()

    twin = actions.import_blueprint(actions.read(file.encode()), actor=staff, now=NOW)

    assert content_of(twin) == before
    assert (twin.stage, twin.consortium_id, twin.version_number) == (Stage.DRAFT, None, 1)
    origin = session.get(ProgramOrigin, twin.id)
    assert (origin.title, origin.site, origin.version_number, origin.made_at, origin.imported_by_id) == (
        "Night dispatch",
        "Harbour team",
        1,
        NOW,
        staff.person_id,
    )
    assert origin.digest == json.loads(file)["digest"] == queries.digest_of(before)


def test_what_is_not_known_here_goes_out_again_as_it_came(session, staff):
    program = whole_program()
    other = json.loads(file_of(program))["program"]
    other["title"] = "From afar"
    other["modules"][0]["teaches"].append({"label": "Zither tuning", "code": "far/17", "source": "far", "level": 2})
    file = changed(file_of(program), **other)

    twin = actions.import_blueprint(actions.read(file), actor=staff, now=NOW)

    assert content_of(twin) == other
    [words] = session.query(ModuleWords).all()
    assert (words.words, words.code, words.source, words.level) == ("Zither tuning", "far/17", "far", 2)


def test_an_older_version_goes_out_as_it_was_sent(session):
    program, sent = make.make_sent_program()
    program.outcome = "Something newer."
    make.make_version(program, number=2)
    program.version_number = 2
    session.flush()
    content = queries.content_of(sent)
    assert (content["version"], content["outcome"]) == (1, sent.outcome)


def test_a_coordinator_who_imports_works_on_the_draft(session):
    file = file_of(whole_program())
    coordinator = make.make_coordinator()
    twin = actions.import_blueprint(actions.read(file.encode()), title="Ours", actor=coordinator, now=NOW)
    assert list(session.scalars(queries.visible_to(coordinator))) == [twin]


def test_a_title_that_is_taken_is_said_beforehand_and_refused(session, client, staff):
    file = file_of(whole_program())
    client.sign_in(staff)
    page = client.send("/programs/import", status=200, words=file)
    assert "There is a program of that title already." in page.main
    again = client.submit(page.form("/import/draft"), status=409)
    assert "There is a program of that title already." in again.refusal
    done = client.follow(client.submit(again.form("/import/draft"), status=302, title="Another title"))
    assert done.h1 == "Another title"
    assert "Where it came from" in done.main


# ---- which competencies are meant ---------------------------------------------------------------------


def test_competencies_are_known_by_code_by_name_or_not_yet(session):
    esco = foreign("Greet guests", "far/1")
    named = make_competency("Drive a van")
    own = make_competency("Fold paper", code="fold")
    file = file_of(whole_program())
    modules = json.loads(file)["program"]["modules"]
    modules[0]["teaches"] = [
        {"label": "Welcome people", "code": "far/1", "source": "far", "level": 1},
        {"label": "drive a van", "code": "far/2", "source": "far", "level": 2},
        {"label": "Fold sheep", "code": "fold", "source": "own", "level": 3},
        {"label": "Fold paper", "code": "fold", "source": "own", "level": 4},
    ]
    drawn = actions.read(changed(file, modules=modules[:1]))
    foreseen = queries.foresee(drawn)
    lines = [(foreseen.line(taught).known, foreseen.line(taught).competency) for taught in drawn.modules[0].teaches]
    known = queries.Known
    assert lines == [(known.BY_CODE, esco), (known.BY_NAME, named), (known.NOT_YET, None), (known.BY_CODE, own)]


def test_a_code_that_went_on_in_another_one_means_that_one(session):
    goes, stays = foreign("Greet guests", "far/1"), make_competency("Receive visitors")
    lead = make_actor(Side.STAFF, all_programs=True)
    competencies.merge(goes, stays, actor=lead, now=NOW)
    file = file_of(whole_program())
    modules = json.loads(file)["program"]["modules"][:1]
    modules[0]["teaches"] = [{"label": "Welcome people", "code": "far/1", "source": "far", "level": 1}]
    foreseen = queries.foresee(actions.read(changed(file, modules=modules)))
    [line] = foreseen.lines.values()
    assert (line.known, line.competency) == (queries.Known.BY_CODE, stays)


def test_two_names_of_one_competency_are_taught_once_up_to_the_higher_level(session, staff):
    foreign("Drive a van", "far/1")
    file = file_of(whole_program())
    modules = json.loads(file)["program"]["modules"][:1]
    modules[0]["teaches"] = [
        {"label": "Steer", "code": "far/1", "source": "far", "level": 3},
        {"label": "Drive a van", "code": "", "source": "", "level": 2},
    ]
    drawn = actions.read(changed(file, modules=modules, title="Vans"))
    twin = actions.import_blueprint(drawn, actor=staff, now=NOW)
    assert [(taught.competency.preferred, taught.level) for taught in twin.modules[0].teaches] == [("Drive a van", 3)]


def test_staff_decide_what_words_mean_before_the_partners_are_asked(session, client, staff):
    make_competency("Tune instruments")
    file = file_of(whole_program())
    modules = json.loads(file)["program"]["modules"][:1]
    modules[0]["teaches"] = [
        {"label": "Zither tuning", "code": "far/17", "source": "far", "level": 2},
        {"label": "Zither mending", "code": "far/18", "source": "far", "level": 2},
    ]
    client.sign_in(staff)
    page = client.send("/programs/import", status=200, words=changed(file, modules=modules, title="Zithers").decode())
    assert "2 competencies are not known here." in page.main
    page = client.follow(client.submit(page.form("/import/draft"), status=302))
    assert "2 competencies still stand in words." in page.main

    twin = session.query(Program).filter_by(title="Zithers").one()
    make.make_module(program=twin)
    assert "still stands in words" in queries.why_not_send(queries.current_version(twin))
    address = f"/programs/{twin.id}/modules/{twin.modules[0].id}"
    decide = client.get_page(client.get_page(address).links["Decide Zither tuning"])
    client.submit(decide.form(decide.path), status=302, competency="Tune instruments", level="3")
    drop = client.get_page(client.get_page(address).links["Decide Zither mending"])
    client.submit(drop.form("/leave-out"), status=302)

    assert [(row.competency.preferred, row.level) for row in twin.modules[0].teaches] == [("Tune instruments", 3)]
    assert session.query(ModuleWords).count() == 0


def test_a_dry_run_makes_nothing(session, client, staff):
    file = file_of(whole_program())
    before = session.query(Program).count()
    client.sign_in(staff)
    page = client.send("/programs/import", status=200, file=(io.BytesIO(file.encode()), "night.json"))
    assert page.h1 == "What the import would make"
    assert "First calls" in page.main
    assert (session.query(Program).count(), session.query(ProgramOrigin).count()) == (before, 0)


# ---- who gets it, and what does not go out -------------------------------------------------------------


def test_staff_of_the_program_get_the_file(session, client):
    program = whole_program()
    address = f"/programs/versions/{queries.current_version(program).id}/blueprint"
    client.sign_in(make.make_coordinator(program))
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="night-dispatch-version-1.json"'
    assert actions.read(answer.data).title == "Night dispatch"
    client.sign_in(make.make_coordinator())
    assert client.get(address).status_code == 404


def test_a_program_that_names_an_employer_a_person_or_repeats_words_stays_here(session):
    employer = make_employer(name="Thistle Mills")
    make_contact(employer, name="Barnaby Quillfeather")
    make_insight(employer, words="We lose people in their very first month.")
    make_contact(make_employer(name="Fern"), name="Odo Marrow")
    make_insight(make_employer(), quote="The night shift runs on two people and luck.")
    earlier = "Old Thistle Company"
    session.add(OrganisationAlias(organisation_id=employer.id, name=earlier, name_key=name_key(earlier), kept_at=NOW))
    program = whole_program(consortium=make.make_partner(employer=employer).consortium)
    assert file_of(program)
    for name, words in (
        ("summary", "Made with Thistle Mills."),
        ("outcome", "Barnaby Quillfeather hires them."),
        ("objective", "They said: “we lose people\nin their very first month.”"),
        ("cost", "Paid by Fern."),
        ("eligibility", "Sent by OLD THISTLE company."),
        ("headline", "As Odo Marrow does it"),
        ("summary", "Said by one who is no partner: the night shift runs on two people and luck."),
    ):
        setattr(program, name, words)
        session.flush()
        with pytest.raises(Refused, match=f"Say it otherwise here, then export it again: {name}\\."):
            file_of(program)
        setattr(program, name, "Ferns and thistles.")
    program.modules[1].summary = "A day at Thistle Mills"
    session.flush()
    with pytest.raises(Refused, match=r"modules 2, summary\."):
        file_of(program)


def test_the_file_holds_no_id_and_nothing_of_the_consortium(session):
    employer = make_employer(name="Thistle Mills")
    partner = make.make_partner(employer=employer)
    file = file_of(whole_program(consortium=partner.consortium))
    for row in (partner.consortium, employer):
        assert row.name not in file
        assert str(row.id) not in file


# ---- the terminal ---------------------------------------------------------------------------------------


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["programs", *words])


def test_a_program_goes_out_and_comes_in_from_the_terminal(session, run, tmp_path):
    whole_program()
    membership = make_membership(Side.STAFF)
    session.commit()
    path = tmp_path / "night.json"
    path.write_text(run("export", "Night dispatch").output)
    looked = run("import", str(path), "--dry-run")
    assert looked.output.splitlines() == [
        "Night dispatch: 2 modules",
        "  known by code: Calm a caller",
        "  known by code: Keep a sheet",
        "There is a program of that title already. Give this one another.",
        "Nothing was made.",
    ]
    assert "already" not in run("import", str(path), "--dry-run", "--title", "Ours").output
    assert "under 200 characters" in run("import", str(path), "--dry-run", "--title", "Z" * 201).output
    assert run("import", str(path)).exit_code == 2
    assert "already" in run("import", str(path), "--by", membership.person.email).output
    done = run("import", str(path), "--by", membership.person.email, "--title", "Ours")
    assert done.output.splitlines()[-1] == "Made as a draft."
    assert session.query(Program).filter_by(title="Ours").one().stage is Stage.DRAFT


def test_the_terminal_says_what_it_cannot_do(session, run, tmp_path):
    path = tmp_path / "x.json"
    path.write_text("[]")
    assert "no blueprint of a program" in run("import", str(path), "--dry-run").output
    assert "No program is called" in run("export", "Nothing").output
    whole_program()
    session.commit()
    assert "no version 7" in run("export", "Night dispatch", "--version", "7").output
    somebody = make_person()
    path.write_text(run("export", "Night dispatch").output)
    assert run("import", str(path), "--by", somebody.email).exit_code == 2
