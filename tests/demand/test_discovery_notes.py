"""Live notes: answers that several write at once without losing a character, marks, and time per topic."""

import uuid

import pytest
import sqlalchemy as sa

from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.models import (
    Answer,
    AnswerRevision,
    Aside,
    Insight,
    InsightKind,
    QuoteMark,
    SessionStage,
    TopicTime,
)
from marketplace.errors import Refused
from marketplace.sides import Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import NOW, make_answer, make_insight, make_session

UNDER_WAY = SessionStage.UNDER_WAY


@pytest.fixture
def row(session):
    return make_session(stage=UNDER_WAY)


@pytest.fixture
def write(row, staff):
    """Write to the first question as somebody in some page."""

    def write(words, version, *, tab="", turn=0, actor=staff, **more):
        question = row.guide.questions[0]
        return actions.write_answer(
            row, question, words=words, version=version, tab=tab, turn=turn, actor=actor, now=NOW, **more
        )

    return write


def texts(session):
    """Every text that arrived, in order."""
    return [text.words for text in session.query(AnswerRevision).order_by(AnswerRevision.seq)]


def beside(written):
    """What lies beside the answer and waits to be merged."""
    return [text.words for text in queries.asides_of(written.answer)]


# ---- answers ----------------------------------------------------------------------------------------


def test_an_answer_is_kept_without_script_by_its_own_form(session, client, staff, row):
    sign_in(client, staff)
    form = client.get_page(f"/discovery/{row.id}").form(f"/answers/{row.guide.questions[0].id}")
    client.submit(form, status=302, words="  Nobody stays.\n\nThey leave.  ")
    assert session.query(Answer).one().words == "Nobody stays.\n\nThey leave."


def test_a_draft_answers_with_the_version_that_the_next_one_must_name(session, client, staff, row):
    sign_in(client, staff)
    address = f"/discovery/{row.id}/answers/{row.guide.questions[0].id}/draft"
    token = client.csrf_token()
    said = []
    for version, words in (("0", "Nobody"), ("1", "Nobody stays"), ("1", "Somebody else")):
        fields = {"csrf_token": token, "once": uuid.uuid4().hex, "version": version, "words": words}
        said.append(client.post(address, data=fields).get_json())
    assert [(answer["version"], answer["words"]) for answer in said] == [(1, "Nobody"), *[(2, "Nobody stays")] * 2]
    assert [bool(answer["aside"]) for answer in said] == [False, False, True]


def test_two_who_write_one_answer_have_both_texts_side_by_side_and_merge_them(session, client, staff, row):
    question = row.guide.questions[0]
    sign_in(client, staff)
    mine, theirs = (client.get_page(f"/discovery/{row.id}").form(f"/answers/{question.id}") for _ in range(2))
    client.submit(theirs, status=302, words="Theirs")

    there = client.follow(client.submit(mine, status=302, words="Mine"))

    assert session.query(Answer).one().words == "Theirs"
    assert {"Theirs", "Mine"} <= set(there.texts("blockquote"))
    merging = [form for form in there.forms if form.fields.get("settles_id")]
    assert [form.fields["words"] for form in merging] == ["Theirs\n\nMine"]
    after = client.follow(client.submit(merging[0], status=302, words="Theirs, and mine"))
    assert session.query(Answer).one().words == "Theirs, and mine"
    assert [form for form in after.forms if form.fields.get("settles_id")] == []
    assert texts(session) == ["Theirs", "Mine", "Theirs, and mine"]


def test_a_text_that_was_merged_already_is_not_merged_again(session, write):
    write("One", "0")
    written = write("Two", "0")
    (text,) = queries.asides_of(written.answer)
    write("One, two", "1", settles_id=text.id)
    with pytest.raises(Refused, match="merged this text already"):
        write("Two, one", "2", settles_id=text.id)


def test_a_page_whose_last_answer_was_lost_on_the_way_goes_on(session, write):
    write("Nobody", "0", tab="a", turn=1)
    written = write("Nobody st", "0", tab="a", turn=2)
    assert (written.aside, written.answer.words) == (None, "Nobody st")


def test_what_a_page_sent_earlier_does_not_replace_what_it_sent_later(session, write):
    write("Nobody stays", "0", tab="a", turn=2)
    written = write("Nobody", "0", tab="a", turn=1)
    assert (written.aside, written.answer.words) == (None, "Nobody stays")


def test_a_stale_page_whose_text_holds_every_character_of_the_answer_replaces_it(session, write):
    write("Nobody", "0", tab="a", turn=1)
    written = write("Nobody stays", "0", tab="b", turn=1)
    assert (written.aside, written.answer.words) == (None, "Nobody stays")


def test_the_newer_text_of_a_page_takes_up_what_it_laid_aside(session, write):
    write("Theirs", "0", tab="a", turn=1)
    write("Mine", "0", tab="b", turn=1)
    written = write("Mine, longer", "0", tab="b", turn=2)
    assert (written.aside, beside(written)) == (Aside.MEANWHILE, ["Mine, longer"])
    assert texts(session) == ["Theirs", "Mine", "Mine, longer"]


def test_three_who_write_at_once_leave_three_texts(session, write):
    for tab, words in (("a", "One"), ("b", "Two"), ("c", "Three")):
        written = write(words, "0", tab=tab, turn=1, actor=make_actor(Side.STAFF))
    assert (written.answer.words, beside(written)) == ("One", ["Two", "Three"])


def test_the_same_text_twice_is_kept_once(session, write):
    write("Once", "0", tab="a", turn=1)
    write("Once", "1", tab="a", turn=2)
    write("Beside", "0", tab="b", turn=1)
    write("Beside", "0", tab="b", turn=2)
    assert texts(session) == ["Once", "Beside"]


@pytest.mark.parametrize("stage", [SessionStage.PROPOSED, SessionStage.SCHEDULED, SessionStage.CANCELLED])
def test_answers_are_written_only_once_the_session_has_begun(session, staff, stage):
    row = make_session(stage=stage)
    with pytest.raises(Refused, match="while the session is under way"):
        actions.write_answer(row, row.guide.questions[0], words="Late", version="0", actor=staff, now=NOW)


@pytest.mark.parametrize("stage", [SessionStage.PAUSED, SessionStage.COMPLETED])
def test_what_arrives_after_the_end_lies_beside_the_answer(session, staff, stage, client):
    row = make_session(stage=stage)
    written = actions.write_answer(row, row.guide.questions[0], words="Late", version="0", actor=staff, now=NOW)
    assert (written.aside, written.answer.words, beside(written)) == (Aside.NOT_OPEN, "", ["Late"])
    sign_in(client, staff)
    assert "Late" in client.get_page(f"/discovery/{row.id}").texts("blockquote")


def test_a_question_of_another_guide_is_not_found_in_this_session(session, client, staff, row):
    other = make_session(stage=UNDER_WAY).guide.questions[0]
    sign_in(client, staff)
    client.send(f"/discovery/{row.id}/answers/{other.id}", status=404, words="Astray", version="0")
    assert session.query(Answer).count() == 0


def test_a_text_without_the_words_of_a_quote_lies_beside_the_answer(session, staff, row):
    insight = make_insight(quote="Nobody stays.", session=row)
    answer, question = insight.answer, insight.answer.question
    plain = {"actor": staff, "now": NOW}
    written = actions.write_answer(row, question, words="All is well.", version=answer.version, **plain)
    assert (written.aside, beside(written)) == (Aside.QUOTED, ["All is well."])
    written = actions.write_answer(row, question, words="Nobody\nstays. More.", version=answer.version, **plain)
    assert (written.aside, answer.words) == (None, "Nobody\nstays. More.")


@pytest.mark.parametrize("statement", [sa.delete(AnswerRevision), sa.update(AnswerRevision).values(words="Other")])
def test_no_text_that_arrived_is_ever_changed(session, write, statement):
    write("One", "0")
    with pytest.raises(sa.exc.DatabaseError, match="only ever appended"):
        session.execute(statement)


def test_every_text_of_an_answer_can_be_read_with_who_wrote_it(session, client, staff, write, row):
    write("First words", "0")
    written = write("Second words", "1")
    sign_in(client, staff)
    page = client.get_page(f"/discovery/{row.id}/answers/{written.answer.id}/texts")
    assert page.texts("blockquote") == ["Second words", "First words"]


# ---- marks and time ---------------------------------------------------------------------------------


def test_words_are_marked_in_one_step_and_sorted_later(session, client, staff, row):
    answer = make_answer(row, "We lose people in May.")
    sign_in(client, staff)
    client.send(f"/discovery/{row.id}/answers/{answer.question_id}/mark", status=200, words="lose  people")
    marked = session.query(QuoteMark).one()
    assert (marked.words, marked.employer_id) == ("lose people", row.employer_id)

    form = client.get_page(f"/discovery/{row.id}").form(f"/marks/{marked.id}/sort")
    client.submit(form, status=302, kind="pain", theme="")

    kept = session.query(Insight).one()
    assert (kept.words, kept.kind) == ("lose people", InsightKind.PAIN)
    assert session.query(QuoteMark).count() == 0


def test_words_that_were_not_said_cannot_be_marked(session, client, staff, row):
    answer = make_answer(row, "We lose people in May.")
    sign_in(client, staff)
    client.send(f"/discovery/{row.id}/answers/{answer.question_id}/mark", status=409, words="win people")
    assert session.query(QuoteMark).count() == 0


def test_a_mark_is_taken_back(session, client, staff, row):
    answer = make_answer(row, "We lose people in May.")
    marked = actions.mark(row, answer.question, words="people", actor=staff, now=NOW)
    sign_in(client, staff)
    client.send(f"/discovery/{row.id}/marks/{marked.id}/drop", status=302)
    assert session.query(QuoteMark).count() == 0


def test_time_is_added_up_by_topic_and_sitting(session, client, staff, row):
    question = row.guide.questions[0]
    sign_in(client, staff)
    address = f"/discovery/{row.id}/answers/{question.id}/time"
    client.send(address, status=204, seconds="70")
    client.send(address, status=204, seconds="80")
    row.sitting = 2
    client.send(address, status=204, seconds="30")
    client.send(address, status=400, seconds="-5")

    rows = session.query(TopicTime).order_by(TopicTime.sitting)
    assert [(spent.sitting, spent.seconds) for spent in rows] == [(1, 150), (2, 30)]
    assert queries.minutes_by_topic(row) == {question.id: 3}
    assert "3 minutes went into this" in client.get_page(f"/discovery/{row.id}").main


def test_the_page_sends_as_many_statements_with_many_texts_as_with_few(session, client, staff, counting):
    row = make_session(stage=UNDER_WAY)
    sign_in(client, staff)
    counts = []
    for _round in range(2):
        for question in row.guide.questions:
            version = "0" if not queries.answers_of(row).get(question.id) else "1"
            for tab in "abc":
                words = f"{tab} {_round} {question.position}"
                actions.write_answer(row, question, words=words, version=version, tab=tab, actor=staff, now=NOW)
        with counting() as statements:
            client.get_page(f"/discovery/{row.id}")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 30
