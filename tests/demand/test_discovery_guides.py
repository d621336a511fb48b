"""Guides: drafts in editions, written question by question, and fixed by their first session."""

import pytest
import sqlalchemy as sa

from marketplace.demand.discovery import actions
from marketplace.demand.discovery.actions.guides import freeze
from marketplace.demand.discovery.models import GuideProbe, GuideQuestion, InterviewGuide
from marketplace.errors import Refused
from tests.factories.accounts import sign_in
from tests.factories.demand import NOW, make_guide

ASKED = actions.Asked(2, "Night shift", "How does the night shift go?", ("What happens at three?", "Who is there?"))


@pytest.fixture
def draft(session):
    return make_guide(questions=4)


@pytest.fixture
def frozen(session):
    return make_guide(questions=2, frozen_at=NOW)


def topics(guide):
    return [(question.position, question.part, question.topic) for question in guide.questions]


def test_copying_makes_the_next_edition_as_a_draft_with_the_same_words(session, frozen):
    copied = actions.copy_guide(frozen)
    assert (copied.name, copied.edition, copied.frozen_at) == (frozen.name, frozen.edition + 1, None)
    words = [[(q.question, [p.words for p in q.probes]) for q in guide.questions] for guide in (frozen, copied)]
    assert words[0] == words[1] != []


def test_two_copies_at_once_are_two_editions(session, frozen):
    assert {actions.copy_guide(frozen).edition for _time in range(2)} == {frozen.edition + 1, frozen.edition + 2}


def test_a_question_joins_the_end_of_its_part_with_its_probes(session, draft):
    actions.add_question(draft, actions.Asked(1, "Growth", "What grows?", ("What does not?",)))
    assert topics(draft) == [
        (1, 1, "Topic 1"),
        (2, 1, "Topic 2"),
        (3, 1, "Growth"),
        (4, 2, "Topic 3"),
        (5, 2, "Topic 4"),
    ]
    assert [probe.words for probe in draft.questions[2].probes] == ["What does not?"]


def test_a_question_that_changes_its_part_goes_to_the_end_of_the_other(session, draft):
    actions.change_question(draft.questions[0], ASKED)
    assert topics(draft) == [(1, 1, "Topic 2"), (2, 2, "Topic 3"), (3, 2, "Topic 4"), (4, 2, "Night shift")]
    assert [probe.words for probe in draft.questions[3].probes] == list(ASKED.probes)


def test_questions_change_places_within_their_part_only(session, draft):
    first = draft.questions[0]
    actions.move_question(first, up=False)
    assert [topic for _position, _part, topic in topics(draft)] == ["Topic 2", "Topic 1", "Topic 3", "Topic 4"]
    actions.move_question(first, up=False)
    assert [topic for _position, _part, topic in topics(draft)] == ["Topic 2", "Topic 1", "Topic 3", "Topic 4"]
    actions.move_question(first, up=True)
    assert [topic for _position, _part, topic in topics(draft)] == ["Topic 1", "Topic 2", "Topic 3", "Topic 4"]


def test_a_question_is_taken_out_of_a_draft_and_the_others_close_up(session, draft):
    actions.remove_question(draft.questions[1])
    assert topics(draft) == [(1, 1, "Topic 1"), (2, 2, "Topic 3"), (3, 2, "Topic 4")]


@pytest.mark.parametrize(
    "change",
    [
        lambda guide: actions.add_question(guide, ASKED),
        lambda guide: actions.change_question(guide.questions[0], ASKED),
        lambda guide: actions.remove_question(guide.questions[0]),
        lambda guide: actions.move_question(guide.questions[0], up=False),
        lambda guide: actions.change_introduction(guide, introduction="Other"),
    ],
)
def test_nothing_of_an_edition_in_use_changes(session, frozen, change):
    before = topics(frozen)
    with pytest.raises(Refused, match="Copy it into a new edition"):
        change(frozen)
    session.expire_all()
    assert topics(frozen) == before


@pytest.mark.parametrize("table", [InterviewGuide, GuideQuestion, GuideProbe])
@pytest.mark.parametrize("verb", ["update", "delete", "insert"])
def test_the_database_keeps_an_edition_in_use_too(session, frozen, table, verb):
    if (table, verb) == (InterviewGuide, "insert"):
        pytest.skip("a new guide is nobody's yet")
    words = {InterviewGuide: "introduction", GuideQuestion: "question", GuideProbe: "words"}[table]
    question = frozen.questions[0]
    statements = {
        "update": sa.update(table).values({words: "Other"}),
        "delete": sa.delete(table),
        "insert": sa.insert(table).values(
            {"guide_id": frozen.id, "part": 1, "position": 9, "topic": "T", "question": "Q"}
            if table is GuideQuestion
            else {"question_id": question.id, "position": 9, "words": "W"}
        )
        if table is not InterviewGuide
        else None,
    }
    with pytest.raises(sa.exc.DatabaseError, match="a guide in use stays as it is"):
        session.execute(statements[verb], execution_options={"synchronize_session": False})


def test_a_guide_without_a_question_is_not_followed(session):
    empty = actions.begin_guide(name="Care homes", introduction="")
    with pytest.raises(Refused, match="no question yet"):
        freeze(empty, now=NOW)


# ---- pages ------------------------------------------------------------------------------------------


def test_staff_begin_a_guide_and_write_its_questions(session, client, staff):
    sign_in(client, staff)
    page = client.follow(client.send("/guides/new", status=302, name="Care homes", introduction="We listen."))
    guide = session.query(InterviewGuide).filter_by(name="Care homes").one()
    assert "Draft" in page.main
    there = client.follow(
        client.send(
            f"/guides/{guide.id}/questions/new",
            status=302,
            part="2",
            topic="Nights",
            question="Have you tried an agency?",
            probes="How did it go?\n\n  What then?  ",
        )
    )
    (question,) = guide.questions
    assert [probe.words for probe in question.probes] == ["How did it go?", "What then?"]
    assert "The check has a remark" in there.main
    assert "It can be answered with yes or no" in there.main


def test_the_check_answers_while_one_writes_and_blocks_nothing(session, client, staff):
    sign_in(client, staff)
    said = client.get("/guides/check", query_string={"question": "What do you need?", "probes": "Is it so?\nHow?"})
    assert "Yes or no" in said.text
    assert "Is it so?" in said.text
    assert client.get("/guides/check", query_string={"question": "How?"}).text.strip() == ""


def test_an_edition_in_use_offers_a_copy_and_no_change(session, client, staff, frozen):
    sign_in(client, staff)
    page = client.get_page(f"/guides/{frozen.id}")
    assert [form.action for form in page.forms if "/guides/" in form.action] == [f"/guides/{frozen.id}/copy"]
    there = client.follow(client.submit(page.form("/copy"), status=302))
    assert f"edition {frozen.edition + 1}" in there.main


def test_the_list_of_guides_sends_as_many_statements_for_three_as_for_one(session, client, staff, counting):
    sign_in(client, staff)
    make_guide()
    client.get_page("/guides")
    with counting() as one:
        client.get_page("/guides")
    make_guide()
    make_guide()
    with counting() as three:
        client.get_page("/guides")
    assert len(three) == len(one) <= 25
