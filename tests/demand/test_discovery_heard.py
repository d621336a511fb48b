"""“You said”: an employer reads its own words and nobody else's, answers line by line, and every answer is kept."""

from datetime import timedelta

import pytest

from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.models import HeardReply, ProbeStage, Reply, SessionStage, Verdict
from marketplace.demand.discovery.queries import LineKind
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.competencies import make_competency
from tests.factories.demand import NOW, make_employer, make_insight, make_session

LATER = NOW + timedelta(days=1)


def owner_of(employer):
    return make_actor(Side.EMPLOYER, employer)


def answer(row, actor, kind=LineKind.QUOTE, reply=Reply.RIGHT, words="", at=NOW):
    return actions.reply_to(queries.line(kind, row.id, actor), reply=reply, words=words, actor=actor, now=at)


def probed(staff, employer, stated="five years in tech", why="They have told bad news."):
    row = actions.probe(employer, stated=stated, actor=staff, now=NOW)
    found = {"why": why, "verdict": Verdict.PROXY, "says_must": False}
    actions.find(row, version=row.version, behind=[(make_competency().id, 2)], actor=staff, now=NOW, **found)
    return row


def contrasted(staff, employer, **more):
    told = {"asked_insight_id": None, "asked_words": "A degree", "done_insight_id": None}
    told |= {"done_words": "The last had none", "question": "What matters?"} | more
    return actions.set_beside(employer, actor=staff, now=NOW, **told)


# ---- answers --------------------------------------------------------------------------------------


def test_answers_are_appended_with_who_and_when(session):
    insight = make_insight()
    owner = owner_of(insight.session.employer)
    answer(insight, owner, reply=Reply.RIGHT)
    answer(insight, owner, reply=Reply.NOT_QUITE, words="Only in winter.", at=LATER)

    line = queries.line(LineKind.QUOTE, insight.id, owner)
    assert [(row.reply.value, row.words, row.by_id, row.at) for row in line.said] == [
        ("not_quite", "Only in winter.", owner.person_id, LATER),
        ("right", "", owner.person_id, NOW),
    ]
    assert [row.reply for row in line.latest] == [Reply.NOT_QUITE]


def test_a_correction_needs_own_words(session):
    insight = make_insight()
    with pytest.raises(Refused, match="own words"):
        answer(insight, owner_of(insight.session.employer), reply=Reply.NOT_QUITE)


def test_two_people_of_one_employer_may_see_it_differently_and_both_answers_stay(session, client, staff):
    insight = make_insight()
    employer = insight.session.employer
    owner, recruiter = owner_of(employer), make_actor(Side.EMPLOYER, employer, role=Role.RECRUITER)
    answer(insight, owner)
    assert not queries.line(LineKind.QUOTE, insight.id, owner).split
    answer(insight, recruiter, reply=Reply.DISAGREE, words="Not on my shift.")

    sign_in(client, owner)
    page = client.get_page("/heard")
    assert "You do not all see this alike" in page.main
    assert "Not on my shift." in page.main
    sign_in(client, staff)
    page = client.get_page(f"/discovery/{insight.session_id}/heard")
    assert "Their people answer 1 line differently" in page.main


def test_interviewers_read_and_others_answer(session, client):
    insight = make_insight()
    interviewer = make_actor(Side.EMPLOYER, insight.session.employer, role=Role.INTERVIEWER)
    sign_in(client, interviewer)
    page = client.get_page("/heard")
    assert insight.words in page.texts("blockquote")
    assert "This is right" not in page.main
    assert client.get(f"/heard/quote/{insight.id}").status_code == 404
    with pytest.raises(Refused, match="Owners and recruiters"):
        answer(insight, interviewer)


def test_nobody_answers_for_another_employer(session, staff):
    insight = make_insight()
    stranger = owner_of(make_employer())
    assert queries.line(LineKind.QUOTE, insight.id, stranger) is None
    line = queries.line(LineKind.QUOTE, insight.id, staff)
    with pytest.raises(Refused, match="Owners and recruiters"):
        actions.reply_to(line, reply=Reply.RIGHT, words="", actor=stranger, now=NOW)


def test_a_quote_that_was_answered_stays(session):
    insight = make_insight()
    answer(insight, owner_of(insight.session.employer))
    with pytest.raises(Refused, match="rests on this quote"):
        actions.remove_insight(insight)


# ---- requirements and contradictions --------------------------------------------------------------


def test_right_confirms_what_is_behind_a_requirement(session, staff):
    employer = make_employer()
    owner, probe = owner_of(employer), probed(staff, employer)
    answer(probe, owner, kind=LineKind.REQUIREMENT)
    assert (probe.stage, probe.confirmed_by_id) == (ProbeStage.CONFIRMED, owner.person_id)


@pytest.mark.parametrize("reply", [Reply.NOT_QUITE, Reply.DISAGREE])
def test_anything_else_gives_a_requirement_back_to_staff(session, staff, reply):
    employer = make_employer()
    owner, probe = owner_of(employer), probed(staff, employer)
    answer(probe, owner, kind=LineKind.REQUIREMENT)
    answer(probe, owner, kind=LineKind.REQUIREMENT, reply=reply, words="It is the insurer.", at=LATER)
    assert (probe.stage, probe.confirmed_at) == (ProbeStage.CONTESTED, None)

    found = {"why": "The insurer asks.", "verdict": Verdict.NON_NEGOTIABLE, "says_must": True, "behind": []}
    actions.find(probe, version=probe.version, actor=staff, now=LATER + timedelta(days=1), **found)
    line = queries.line(LineKind.REQUIREMENT, probe.id, owner)
    assert (line.waits, len(line.said)) == (True, 2)


def test_an_employer_reads_a_requirement_only_once_something_is_found(session, client, staff):
    employer = make_employer()
    asked = actions.probe(employer, stated="Zibbel years", actor=staff, now=NOW)
    owner = owner_of(employer)
    sign_in(client, owner)
    assert "Zibbel" not in client.get_page("/heard").html
    assert queries.line(LineKind.REQUIREMENT, asked.id, owner) is None


def test_an_employer_answers_every_kind_of_line_in_the_browser(session, client, staff):
    insight = make_insight()
    employer = insight.session.employer
    probe, contrast = probed(staff, employer), contrasted(staff, employer)
    sign_in(client, owner_of(employer))
    assert "3 lines wait for your word" in client.get_page("/heard").main

    client.submit(client.get_page("/heard").form(f"/heard/quote/{insight.id}"), status=302)
    form = client.get_page(f"/heard/requirement/{probe.id}").form(f"/requirement/{probe.id}")
    page = client.submit(form, status=409, reply="not_quite", words="")
    assert "own words" in page.refusal
    client.submit(form, status=302, reply="not_quite", words="Two would do.")
    form = client.get_page(f"/heard/contradiction/{contrast.id}").form(f"/contradiction/{contrast.id}")
    client.submit(form, status=302, reply="disagree", words="We changed that.")

    page = client.get_page("/heard")
    assert "wait for your word" not in page.main
    assert {"Two would do.", "We changed that."} <= set(page.texts("blockquote"))
    assert session.query(HeardReply).count() == 3


# ---- nothing of another employer ------------------------------------------------------------------


def test_an_employer_reads_nothing_of_another_one(session, client, staff):
    mine, theirs = make_employer(), make_employer("Zibbel Mills")
    make_insight(mine, theme="First weeks", quote="We lose people.")
    other = make_insight(theirs, theme="First weeks", quote="Zibbel loses people.")
    probe = probed(staff, theirs, stated="Zibbel years", why="Zibbel says so.")
    contrast = contrasted(staff, theirs, done_words="Zibbel did")
    stranger = owner_of(theirs)
    answer(other, stranger, reply=Reply.NOT_QUITE, words="Zibbel in winter.")

    sign_in(client, owner_of(mine))
    assert "Zibbel" not in client.get_page("/heard").html
    for kind, row in (("quote", other), ("requirement", probe), ("contradiction", contrast)):
        assert client.get(f"/heard/{kind}/{row.id}").status_code == 404
    assert client.get(f"/heard/requirement/{other.id}").status_code == 404


def test_a_theme_is_read_by_employers_once_three_of_them_speak_of_it(session, client):
    mine = make_employer()
    make_insight(mine, theme="Zibbel weeks")
    make_insight(make_employer(), theme="Zibbel weeks", quote="Second words.")
    sign_in(client, owner_of(mine))
    assert "Zibbel" not in client.get_page("/heard").html

    make_insight(make_employer(), theme="Zibbel weeks", quote="Third words.")
    page = client.get_page("/heard")
    assert "Zibbel weeks: 3 employers speak of it" in page.main
    assert "Second words." not in page.html
    assert "Third words." not in page.html


def test_one_employer_that_says_it_three_times_is_not_three(session, client):
    mine = make_employer()
    for _ in range(3):
        make_insight(mine, theme="Zibbel weeks")
    sign_in(client, owner_of(mine))
    assert "Zibbel" not in client.get_page("/heard").html


def test_a_merged_theme_counts_the_employers_of_both(session, client, staff):
    mine = make_employer()
    one = make_insight(mine, theme="Early days")
    two = make_insight(make_employer(), theme="First weeks")
    make_insight(make_employer(), theme="First weeks")
    actions.merge_themes(one.theme, into=two.theme, actor=staff, now=NOW)
    sign_in(client, owner_of(mine))
    assert "First weeks: 3 employers speak of it" in client.get_page("/heard").main


# ---- telling them ---------------------------------------------------------------------------------


def test_their_owners_and_recruiters_are_told_once(session, client, staff):
    insight = make_insight()
    employer = insight.session.employer
    owner_of(employer)
    make_actor(Side.EMPLOYER, employer, role=Role.RECRUITER)
    make_actor(Side.EMPLOYER, employer, role=Role.INTERVIEWER)
    sign_in(client, staff)
    address = f"/discovery/{insight.session_id}/heard"

    page = client.follow(client.submit(client.get_page(address).form("/heard"), status=302))
    assert "2 people told" in page.main
    mails = session.query(OutboxItem).filter_by(name="heard_ready").all()
    assert len(mails) == 2
    assert all("/heard" in mail.body_text and insight.words not in mail.body_text for mail in mails)

    page = client.submit(client.get_page(address).form("/heard"), status=409)
    assert "told already" in page.text


def test_nobody_is_told_of_nothing(session, staff):
    row = make_session(stage=SessionStage.UNDER_WAY)
    with pytest.raises(Refused, match="Complete the session first"):
        actions.tell(row, actor=staff, now=NOW)
    with pytest.raises(Refused, match="No quote is chosen yet"):
        actions.tell(make_session(), actor=staff, now=NOW)
    with pytest.raises(Refused, match="has an account yet"):
        actions.tell(make_insight().session, actor=staff, now=NOW)


def test_they_may_be_told_again_when_something_is_new(session, staff):
    insight = make_insight()
    owner_of(insight.session.employer)
    actions.tell(insight.session, actor=staff, now=LATER)
    make_insight(session=insight.session, created_at=LATER + timedelta(days=1))
    assert actions.tell(insight.session, actor=staff, now=LATER + timedelta(days=2)) == 1


def test_the_page_asks_as_often_for_many_lines_as_for_one(session, client, staff, counting):
    employer = make_employer()
    owner = owner_of(employer)
    make_insight(employer)
    probed(staff, employer)
    sign_in(client, owner)
    client.get_page("/heard")

    def asked():
        with counting() as statements:
            client.get_page("/heard")
        return len(statements)

    one = asked()
    for _ in range(5):
        answer(make_insight(employer), owner)
        answer(probed(staff, employer), owner, kind=LineKind.REQUIREMENT)
        contrasted(staff, employer, asked_insight_id=make_insight(employer).id)
    assert asked() == one <= 25
