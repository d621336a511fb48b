"""Search as staff and administrators meet it: what they may see, by any of its words, and nothing else."""

import pytest

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.search import queries
from marketplace.search.models import Kind
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage as ApplicationStage
from tests.factories.accounts import make_actor, make_organisation, make_person
from tests.factories.demand import make_contact, make_employer, make_role_need
from tests.factories.programs import make_cohort, make_coordinator, make_program
from tests.factories.supply import make_application, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def staff(client):
    return client.sign_in(make_actor(Side.STAFF))


def named(name):
    """A row of every kind that staff can find, each with the word in it."""
    employer = make_employer(f"{name} Works")
    jobseeker = make_jobseeker(name=f"Ida {name}")
    program = make_program(title=f"{name} in ten weeks")
    return {
        Kind.PERSON: jobseeker.id,
        Kind.ORGANISATION: employer.id,
        Kind.CONTACT: make_contact(employer, name=f"Contact {name}").id,
        Kind.ROLE_NEED: make_role_need(employer, title=f"{name} keeper").id,
        Kind.PROGRAM: program.id,
        Kind.COHORT: make_cohort(program=program, name=f"{name} spring").id,
        Kind.APPLICATION: make_application(
            jobseeker=jobseeker, stage=ApplicationStage.SUBMITTED, reference=f"GH-{name[:4].upper()}"
        ).id,
    }


def make_seeker(name, email):
    return make_jobseeker(person=make_person(name=name, email=email))


def ids(kind, question, actor):
    return [row.id for row in db.session.scalars(queries.found(kind, question, actor=actor)).unique()]


def titles(page):
    return page.texts(".search-hits .what > :first-child")


def test_staff_find_a_row_of_every_kind_with_what_it_is_and_a_way_to_it(client, staff):
    rows = named("Quillon")
    named("Others")
    assert {kind: ids(kind, "quillon", staff) for kind in rows if kind is not Kind.APPLICATION} == {
        kind: [row_id] for kind, row_id in rows.items() if kind is not Kind.APPLICATION
    }
    page = client.get_page("/search?q=quillon")
    assert page.texts("#search-results .sheet-top h2") == [
        "People",
        "Organisations",
        "People to talk to at employers",
        "Role needs",
        "Programs",
        "Cohorts",
    ]
    for link in [node.attributes["href"] for node in page.all(".search-hits a")]:
        assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("GH-QUIL", Kind.APPLICATION),
        ("gh-qu", Kind.APPLICATION),
        ("contact quillon", Kind.CONTACT),
        ("quillon KEEPER", Kind.ROLE_NEED),
        ("uillon wor", Kind.ORGANISATION),
        ("ten weeks quillon", Kind.PROGRAM),
        ("spri quillon", Kind.COHORT),
    ],
)
def test_all_words_count_in_any_order_in_part_and_in_any_case(staff, question, kind):
    rows = named("Quillon")
    named("Others")
    assert ids(kind, question, staff) == [rows[kind]]


def test_an_address_a_job_title_and_a_place_lead_there(staff):
    jobseeker = make_seeker("Ida", "ida.q@guildhall.example")
    contact = make_contact(job_title="Head of Rigging")
    need = make_role_need(place="Saltmarsh Quay")
    assert ids(Kind.PERSON, "ida.q@guild", staff) == [jobseeker.id]
    assert ids(Kind.CONTACT, "rigging head", staff) == [contact.id]
    assert ids(Kind.ROLE_NEED, "saltmarsh", staff) == [need.id]


@pytest.mark.parametrize("question", ["zoe lukasz", "ZOË ŁUKASZ", "Zoe\u0308", "zo", "łu"])
def test_accents_and_capitals_do_not_matter(staff, question):
    person = make_jobseeker(name="Zoë Łukasz")
    make_jobseeker(name="Azora Blue")
    assert ids(Kind.PERSON, question, staff) == [person.id]


def test_fewer_than_three_letters_are_the_beginning_of_a_word(staff):
    there = make_seeker("Xu Anders", "a@guildhall.example")
    also = make_seeker("Anders Xu", "b@guildhall.example")
    make_seeker("Maxxum Hill", "c@guildhall.example")
    assert ids(Kind.PERSON, "xu", staff) == [there.id, also.id]


@pytest.mark.parametrize("question", ["%%%", "___", "%", "_", '"""', '"', "* OR *", "NEAR(", "a%d", "\\", "^ann"])
def test_signs_stand_for_themselves(client, staff, question):
    make_jobseeker(name="Ann Odd")
    assert ids(Kind.PERSON, question, staff) == []
    odd = make_jobseeker(name=f"Say {question} twice")
    assert ids(Kind.PERSON, question, staff) == [odd.id]
    assert client.get("/search", query_string={"q": question}).status_code == 200


def test_a_very_long_question_is_cut_and_answered(client, staff):
    person = make_jobseeker(name="Aaaa")
    assert client.get("/search", query_string={"q": "x" * 100_000}).status_code == 200
    assert len(queries.words_of("ab " * 5_000)) == 8
    assert ids(Kind.PERSON, "aaaa" + " " * 200 + "zzz", staff) == [person.id]


def test_what_was_not_sent_and_people_of_other_sides_are_not_found(staff):
    draft = make_application(stage=ApplicationStage.DRAFT, submitted_at=None, reference="GH-DRAFT")
    make_person(name="Quillon of no side")
    make_organisation("funder", name="Quillon Fund")
    assert ids(Kind.APPLICATION, draft.reference, staff) == []
    assert (ids(Kind.PERSON, "quillon", staff), ids(Kind.ORGANISATION, "quillon", staff)) == ([], [])


def seen(kind, actor):
    rows = queries.finding.VISIBLE[actor.side][kind](actor)
    return {row.id for row in db.session.scalars(rows).unique()}


def test_each_kind_shows_exactly_what_its_room_lets_the_person_see(staff):
    """Whatever the rooms decide: an empty question meets every entry, so what is found is what may be seen."""
    first, _second, third = (named(name) for name in ("Quillon", "Others", "Third"))
    works_on = [db.session.get(Program, rows[Kind.PROGRAM]) for rows in (first, third)]
    for actor in (staff, make_coordinator(), make_coordinator(works_on[0]), make_coordinator(*works_on)):
        for kind in queries.kinds_for(actor):
            assert set(ids(kind, "", actor)) == seen(kind, actor), kind


def test_a_coordinator_finds_nothing_of_other_programs():
    mine, other = named("Mine Quillon"), named("Others Quillon")
    actor = make_coordinator(db.session.get(Program, mine[Kind.PROGRAM]))
    of_programs = (Kind.PERSON, Kind.APPLICATION, Kind.PROGRAM, Kind.COHORT)
    found = {kind: ids(kind, "quillon", actor) for kind in of_programs}
    assert {row_id for rows in found.values() for row_id in rows} & set(other.values()) == set()
    assert (found[Kind.PROGRAM], found[Kind.COHORT]) == ([mine[Kind.PROGRAM]], [mine[Kind.COHORT]])


def test_administrators_find_people_and_organisations_of_every_side(client):
    admin = client.sign_in(make_actor(Side.ADMIN))
    named("Quillon")
    person = make_person(name="Quillon of no side")
    fund = make_organisation("funder", name="Quillon Fund")
    assert person.id in ids(Kind.PERSON, "quillon", admin)
    assert fund.id in ids(Kind.ORGANISATION, "quillon", admin)
    assert queries.kinds_for(admin) == [Kind.PERSON, Kind.ORGANISATION, Kind.ALIAS]
    page = client.get_page("/search?q=quillon")
    assert page.texts("#search-results .sheet-top h2") == ["People", "Organisations"]
    assert client.get("/search/cohort?q=quillon").status_code == 404


def test_only_staff_and_administrators_search(client):
    for side in (Side.JOBSEEKER, Side.EMPLOYER, Side.FUNDER):
        client.sign_in(make_actor(side))
        assert client.get("/search?q=a").status_code == 404
        assert client.get("/search/person?q=a").status_code == 404


def test_what_begins_with_the_words_comes_first(staff):
    for name in ("Old Harbour", "Harbourmaster Lee", "Harbour"):
        make_seeker(name, f"someone{len(name)}@guildhall.example")
    found = [row.person.name for row in db.session.scalars(queries.found(Kind.PERSON, "harbour", actor=staff)).unique()]
    assert found[0] == "Harbour"
    assert found[-1] == "Old Harbour"


def test_six_of_a_kind_are_shown_and_all_of_them_one_step_further(client, staff):
    for number in range(30):
        make_jobseeker(name=f"Quillon {number:02}")
    page = client.get_page("/search?q=quillon")
    assert len(titles(page)) == 6
    link = next(node.attributes["href"] for node in page.all("#search-results .sheet-top a"))
    first = client.get_page(link)
    assert len(titles(first)) == 25
    assert len(titles(client.get_page(f"{link}&page=2"))) == 5


def test_nothing_found_and_nothing_asked_are_said(client, staff):
    assert client.get_page("/search?q=nowhere").texts("#search-results h2") == ["Nothing found for “nowhere”"]
    assert client.get_page("/search").texts("main .sheet-top h2")[0] == "What can be found"
    assert client.get_page("/search?q=++").texts("main .sheet-top h2")[0] == "What can be found"


def test_a_search_asks_as_often_for_a_hundred_rows_as_for_ten(client, staff, counting):
    def asked():
        with counting() as statements:
            assert client.get("/search?q=quillon").status_code == 200
        return len(statements)

    ten = _grown(10, asked)
    assert _grown(90, asked) == ten
    assert ten <= 25


def _grown(times, asked):
    program = make_program(title=f"Quillon for {times}")
    for number in range(times):
        employer = make_employer(f"Quillon {times} {number}")
        make_contact(employer, name="Quillon")
        make_role_need(employer, title="Quillon keeper")
        make_cohort(program=program, name=f"Quillon {number}")
        make_application(
            jobseeker=make_jobseeker(name="Quillon"),
            stage=ApplicationStage.SUBMITTED,
            reference=f"QUILLON-{times}-{number}",
        )
    return asked()
