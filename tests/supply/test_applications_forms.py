"""The questions of a cohort: composed version by version, answered on a phone, with scripts or without."""

import uuid
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.models import Application, ApplicationForm, QuestionKind, Stage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.documents.models import Document
from tests.factories.accounts import make_actor, make_membership
from tests.factories.applications import make_form, make_question, publish
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import NOW, jobseeker_actor, make_application, make_ready_jobseeker

WHY = "I run shifts; I want to run a dispatch desk."


@pytest.fixture
def staff(client):
    membership = make_membership(Side.STAFF)
    client.sign_in(membership)
    return membership


@pytest.fixture
def person(client):
    jobseeker = make_ready_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


def name(question):
    return f"q_{question.lineage.hex}"


def labels(cohort):
    form = queries.form_composed(cohort.id) or queries.form_in_use(cohort.id)
    return [one.label for one in form.questions]


def sent(session, cohort):
    return session.scalars(sa.select(Application).where(Application.cohort_id == cohort.id)).one()


def told(application):
    return {one.question.label: one.words for one in queries.answered(application)}


# ---- composing --------------------------------------------------------------------------------------


def test_staff_compose_order_look_and_put_into_use(client, staff, session):
    cohort = make_cohort()
    url = f"/cohorts/{cohort.id}/form"
    page = client.get_page(url)
    assert "No questions of its own yet" in page.main
    client.submit(page.form(url), status=302)
    form = queries.form_composed(cohort.id)
    new = client.get_page(f"/application-forms/{form.id}/new").form("/new")
    client.submit(new, label="Of everybody?", status=302)
    actions.remove_question(form.questions[0], now=NOW)
    for fields in (
        {"label": "Do you drive?", "kind": "one", "choices": "Yes\nNo\n\nNo", "required": "y"},
        {"label": "Which licence?", "kind": "short", "help": "The class is enough."},
        {"label": "How sure are you?", "kind": "scale", "choices": "not at all\nvery"},
    ):
        client.send(f"/application-forms/{form.id}/new", status=302, **{"help": "", "choices": "", "when": ""} | fields)
    drive, licence, sure = form.questions
    assert (drive.choices, sure.choices) == (["Yes", "No"], ["not at all", "very"])
    page = client.get_page(url)
    client.submit(page.form(f"{sure.id}/up"), status=302)
    assert labels(cohort) == ["Do you drive?", "How sure are you?", "Which licence?"]
    edit = client.get_page(f"/form-questions/{licence.id}")
    client.submit(edit.form(f"/form-questions/{licence.id}"), when=f"{drive.lineage.hex}:0", status=302)
    assert (licence.depends_on, licence.depends_answer) == (drive.lineage, "Yes")
    preview = client.get_page(f"{url}/preview")
    assert "Only if “Do you drive?” is “Yes”" in preview.main
    assert preview.forms == [form for form in preview.forms if "/apply" not in form.action]
    client.submit(client.get_page(url).form("/publish"), status=302)
    assert queries.form_in_use(cohort.id).id == form.id


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "one", "choices": "Only this"}, "two to 30 answers"),
        ({"kind": "many", "choices": ""}, "two to 30 answers"),
    ],
)
def test_a_choice_needs_answers_to_choose_from(client, staff, fields, sentence):
    form = make_form()
    words = {"label": "Why?", "help": "Kept words", "when": ""} | fields
    page = client.send(f"/application-forms/{form.id}/new", status=409, **words)
    assert sentence in page.main
    assert "Kept words" in page.html
    assert form.questions == []


def test_what_others_depend_on_stays_before_them_and_keeps_its_answer(app):
    form = make_form()
    drive = make_question(form, kind=QuestionKind.ONE, choices=["Yes", "No"])
    licence = make_question(form, depends_on=drive.lineage, depends_answer="Yes")
    with pytest.raises(Refused, match="stays after it"):
        actions.move_question(drive, up=False, now=NOW)
    with pytest.raises(Refused, match="stays after it"):
        actions.move_question(licence, up=True, now=NOW)
    with pytest.raises(Refused, match="because of an answer here"):
        actions.remove_question(drive, now=NOW)
    with pytest.raises(Refused, match="because of an answer here"):
        actions.change_question(drive, actions.Asked(QuestionKind.ONE, "Drive?", choices=["Often", "Never"]), now=NOW)
    assert drive.choices == ["Yes", "No"]
    actions.remove_question(licence, now=NOW)
    actions.remove_question(drive, now=NOW)
    assert form.questions == []


def test_what_is_in_use_is_never_altered(client, staff, session):
    form = make_form(questions=1, published=True)
    question = form.questions[0]
    for address in (f"/form-questions/{question.id}/remove", f"/application-forms/{form.id}/discard"):
        client.send(address, status=404)
    client.get_page(f"/form-questions/{question.id}", status=404)
    with pytest.raises(Refused, match="stay as they are"):
        actions.remove_question(question, now=NOW)
    for change in (
        sa.update(ApplicationForm).values(number=9),
        sa.text("UPDATE form_questions SET label = 'Else?'"),
        sa.text("DELETE FROM form_questions"),
        sa.text("INSERT INTO form_questions SELECT * FROM form_questions"),
    ):
        with pytest.raises(sa.exc.DatabaseError, match="stay as they are"), session.begin_nested():
            session.execute(change)


def test_a_newer_version_follows_and_what_was_sent_keeps_its_own(client, staff, session):
    cohort = make_cohort()
    first = make_form(cohort=cohort, questions=1, published=True)
    old = first.questions[0]
    person = make_ready_jobseeker()
    application = _applied(cohort, person, {old.lineage: actions.Given(("Blue",))})
    client.submit(client.get_page(f"/cohorts/{cohort.id}/form").form(f"/cohorts/{cohort.id}/form"), status=302)
    second = queries.form_composed(cohort.id)
    assert (second.number, [one.lineage for one in second.questions]) == (2, [old.lineage])
    actions.change_question(second.questions[0], actions.Asked(QuestionKind.SHORT, "Another question?"), now=NOW)
    actions.publish_form(second, actor=make_actor(Side.STAFF), now=NOW)
    assert told(application) == {"Question 1?": "Blue"}
    assert queries.form_in_use(cohort.id).questions[0].label == "Another question?"
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        make_form(cohort=cohort, number=3), make_form(cohort=cohort, number=4)


def test_a_draft_keeps_its_answers_from_version_to_version(client, person, session):
    cohort = make_cohort()
    first = make_form(cohort=cohort, questions=1, published=True)
    old = first.questions[0]
    url = f"/cohorts/{cohort.id}/apply"
    client.send(f"{url}/autosave", status=204, motivation="", **{name(old): "Blue"})
    second = actions.begin_form(cohort, actor=make_actor(Side.STAFF), now=NOW)
    make_question(second, label="New?", required=True)
    publish(second)
    page = client.get_page(url)
    assert "Blue" in page.html
    refused = client.submit(page.form(url), motivation=WHY, status=422)
    assert "This one needs an answer." in refused.main
    assert "Blue" in refused.html
    client.submit(refused.form(url), **{name(second.questions[1]): "Yes"}, status=302)
    assert told(sent(session, cohort)) == {"Question 1?": "Blue", "New?": "Yes"}


def test_questions_are_copied_from_an_earlier_cohort(client, session):
    program = make_cohort().program
    earlier, later, strange = make_cohort(program=program), make_cohort(program=program), make_cohort()
    form = make_form(cohort=earlier)
    drive = make_question(form, kind=QuestionKind.ONE, choices=["Yes", "No"])
    make_question(form, depends_on=drive.lineage, depends_answer="Yes")
    publish(form)
    publish(make_form(cohort=strange, questions=1))
    client.sign_in(make_coordinator(program))
    url = f"/cohorts/{later.id}/form"
    page = client.get_page(url)
    assert page.texts("select[name=source_id] option") == ["Choose", f"{program.title}, {earlier.name}"]
    client.send(f"{url}/copy", status=422, source_id=str(strange.id))
    client.submit(page.form(f"{url}/copy"), source_id=str(earlier.id), status=302)
    copied = queries.form_composed(later.id).questions
    assert [one.label for one in copied] == [one.label for one in form.questions]
    assert copied[0].lineage != drive.lineage
    assert copied[1].depends_on == copied[0].lineage
    client.send(f"{url}/copy", status=409, source_id=str(earlier.id))


def test_nobody_else_composes_and_a_cohort_that_has_begun_keeps_its_questions(client, staff):
    form = make_form()
    over = make_cohort(stage=CohortStage.IN_DELIVERY)
    assert "Nobody applies" in client.send(f"/cohorts/{over.id}/form", status=409).main
    assert "Nobody applies" in client.get_page(f"/cohorts/{over.id}/form").main
    for reader in (make_coordinator(make_cohort().program), make_membership(Side.EMPLOYER), make_membership()):
        client.sign_in(reader)
        client.get_page(f"/cohorts/{form.cohort_id}/form", status=404)
        client.send(f"/application-forms/{form.id}/publish", status=404)
    assert form.published_at is None


# ---- answering --------------------------------------------------------------------------------------


def _applied(cohort, jobseeker, answers):
    return actions.apply(
        cohort, motivation=WHY, answers=answers, actor=jobseeker_actor(jobseeker), now=datetime.now(UTC)
    )


@pytest.fixture
def asked():
    """A question of each kind, one of them only for who drives."""
    cohort = make_cohort()
    form = make_form(cohort=cohort)
    drive = make_question(form, label="Drive?", kind=QuestionKind.ONE, choices=["Yes", "No"], required=True)
    make_question(
        form, label="Class?", kind=QuestionKind.SHORT, required=True, depends_on=drive.lineage, depends_answer="Yes"
    )
    make_question(form, label="Days?", kind=QuestionKind.MANY, choices=["Mon", "Tue", "Wed"])
    make_question(form, label="Sure?", kind=QuestionKind.SCALE, choices=["no", "very"])
    make_question(form, label="Story?", kind=QuestionKind.LONG)
    make_question(form, label="Paper?", kind=QuestionKind.FILE)
    publish(form)
    return cohort, {one.label: one for one in form.questions}


def test_every_kind_of_question_is_answered_and_read(client, person, session, asked, staff, new_client):
    cohort, ask = asked
    url = f"/cohorts/{cohort.id}/apply"
    client.sign_in(jobseeker_actor(person))
    page = client.get_page(url)
    assert page.has("div.conditional[data-is='Yes']")
    fields = {
        name(ask["Drive?"]): "Yes",
        name(ask["Class?"]): "Class 5",
        name(ask["Days?"]): ["Mon", "Wed"],
        name(ask["Sure?"]): "4",
        name(ask["Story?"]): "One winter…",
        name(ask["Paper?"]): (BytesIO(b"A letter."), "letter.txt"),
    }
    client.send(url, status=302, motivation=WHY, **fields)
    application = sent(session, cohort)
    assert told(application) == {
        "Drive?": "Yes",
        "Class?": "Class 5",
        "Days?": "Mon, Wed",
        "Sure?": "4 (1 = no, 5 = very)",
        "Story?": "One winter…",
        "Paper?": "",
    }
    paper = session.scalars(sa.select(Document)).one()
    reading = new_client()
    reading.sign_in(staff)
    page = reading.get_page(f"/applications/{application.id}")
    assert [text for text in ("Class 5", "Mon, Wed", "One winter…", "letter.txt") if text not in page.main] == []
    assert reading.get(f"/documents/{paper.id}").data == b"A letter."
    assert "Class 5" in client.get_page(f"/applications/{application.id}").main


def test_the_server_decides_what_is_asked(client, person, session, asked):
    cohort, ask = asked
    url = f"/cohorts/{cohort.id}/apply"
    page = client.send(url, status=422, motivation=WHY, **{name(ask["Drive?"]): "Yes", name(ask["Story?"]): "Kept"})
    assert page.main.count("This one needs an answer.") == 2  # beside it, and in the list on top
    assert "Kept" in page.html
    client.send(url, status=302, motivation=WHY, **{name(ask["Drive?"]): "No", name(ask["Class?"]): "Left over"})
    assert told(sent(session, cohort)) == {"Drive?": "No", "Days?": "", "Sure?": "", "Story?": "", "Paper?": ""}


def test_what_is_not_offered_is_not_taken(client, person, asked):
    cohort, ask = asked
    for field, value in (("Drive?", "Perhaps"), ("Days?", "Sun"), ("Sure?", "6")):
        client.send(
            f"/cohorts/{cohort.id}/apply",
            status=422,
            motivation=WHY,
            **{name(ask["Drive?"]): "No", name(ask[field]): value},
        )


def test_a_draft_keeps_every_answer_and_its_file(client, person, session, asked):
    cohort, ask = asked
    url = f"/cohorts/{cohort.id}/apply"
    client.send(f"{url}/autosave", status=204, motivation="I", once=uuid.uuid4().hex, **{name(ask["Days?"]): ["Tue"]})
    paper = {name(ask["Paper?"]): (BytesIO(b"A letter."), "letter.txt")}
    client.send(f"{url}/draft", status=302, motivation="I begin", **{name(ask["Days?"]): ["Tue"], **paper})
    client.send(f"{url}/autosave", status=204, motivation="I begin", once=uuid.uuid4().hex, **{name(ask["Sure?"]): "2"})
    page = client.get_page(url)
    assert "Kept: letter.txt" in page.main
    assert page.one(f"input[name={name(ask['Sure?'])}][checked]").attributes["value"] == "2"
    other = {name(ask["Paper?"]): (BytesIO(b"Another."), "other.txt")}
    client.send(f"{url}/draft", status=302, motivation="I begin", **other)
    assert [row.name for row in session.scalars(sa.select(Document))] == ["other.txt"]
    application = sent(session, cohort)
    assert application.stage is Stage.DRAFT
    client.sign_in(make_membership(Side.STAFF))
    assert client.get(f"/documents/{session.scalars(sa.select(Document)).one().id}").status_code == 404


def test_a_required_file_that_was_kept_before_counts(client, person, session):
    cohort = make_cohort()
    form = make_form(cohort=cohort)
    paper = make_question(form, kind=QuestionKind.FILE, required=True)
    publish(form)
    url = f"/cohorts/{cohort.id}/apply"
    client.send(url, status=422, motivation=WHY)
    client.send(f"{url}/draft", status=302, motivation=WHY, **{name(paper): (BytesIO(b"A letter."), "letter.txt")})
    client.send(url, status=302, motivation=WHY)
    assert sent(session, cohort).form_id == form.id


def test_nothing_is_sent_past_the_form_without_what_is_required(app, asked):
    cohort, _ask = asked
    with pytest.raises(Refused, match="Drive"):
        _applied(cohort, make_ready_jobseeker(), {})


def test_the_pages_cost_the_same_for_three_questions_and_for_twelve(client, person, staff, counting):
    def statements(number):
        cohort = make_cohort()
        make_form(cohort=cohort, questions=number, published=True)
        application = make_application(cohort=cohort, form_id=queries.form_in_use(cohort.id).id)
        found = []
        for who, address in (
            (jobseeker_actor(person), f"/cohorts/{cohort.id}/apply"),
            (staff, f"/cohorts/{cohort.id}/form"),
            (staff, f"/applications/{application.id}"),
        ):
            client.sign_in(who)
            client.get(address)
            with counting() as taken:
                client.get(address)
            found.append(len(taken))
        return found

    few = statements(3)
    assert statements(12) == few
    assert max(few) <= 25


def test_old_drafts_and_applications_without_questions_are_as_before(client, person, session):
    cohort = make_cohort()
    client.send(f"/cohorts/{cohort.id}/apply", status=302, motivation=WHY)
    application = sent(session, cohort)
    assert (application.form_id, queries.answered(application)) == (None, [])
    assert application.submitted_at > datetime.now(UTC) - timedelta(minutes=1)
