"""Notices as people meet them: their own, counted in the band, leading to the thing; and the link of a mail."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.interviews.models import Stage
from marketplace.notices import queries
from marketplace.notices.models import Notice
from marketplace.sides import Side
from marketplace.web.signed import sign
from tests.factories.accounts import NOW, make_actor, make_organisation
from tests.factories.hiring import make_interview
from tests.factories.notices import make_notice
from tests.factories.supply import jobseeker_actor

pytestmark = pytest.mark.usefixtures("session")


def read_at(notice_id):
    db.session.expire_all()
    return db.session.get(Notice, notice_id).read_at


def test_each_person_sees_their_own_notices_only(client):
    actor = make_actor()
    mine, other = make_notice(person_id=actor.person_id, subject="About me"), make_notice(subject="About another")
    client.sign_in(actor)
    page = client.get_page("/notices")
    assert page.texts(".notice .what button") == ["About me"]
    assert client.send(f"/notices/{other.id}").status == 404
    assert client.send(f"/notices/{other.id}/read").status == 404
    assert mine.person_id != other.person_id


def test_the_newest_stands_first_and_a_page_holds_25(client):
    actor = make_actor()
    for number in range(30):
        make_notice(person_id=actor.person_id, subject=f"Number {number}", created_at=NOW + timedelta(minutes=number))
    client.sign_in(actor)
    first, second = client.get_page("/notices"), client.get_page("/notices?page=2")
    assert first.texts(".notice .what button") == [f"Number {number}" for number in range(29, 4, -1)]
    assert second.texts(".notice .what button") == [f"Number {number}" for number in range(4, -1, -1)]


def test_the_band_counts_what_is_new(client):
    actor = make_actor()
    make_notice(person_id=actor.person_id)
    make_notice(person_id=actor.person_id, read_at=NOW)
    client.sign_in(actor)
    assert client.get_page("/notices").texts(".bell .unseen") == ["one new"]
    client.send("/notices/read")
    page = client.get_page("/notices")
    assert not page.has(".bell .count")
    assert page.texts("h1") == ["Nothing new"]


def test_a_notice_leads_to_its_page_and_is_read_then(client):
    interview = make_interview(Stage.PROPOSED)
    actor = jobseeker_actor(interview.referral.jobseeker)
    notice = make_notice(person_id=actor.person_id, target_id=interview.id)
    client.sign_in(actor)
    page = client.submit(client.get_page("/notices").form(f"/notices/{notice.id}"), status=303)
    assert page.location == f"/interviews/{interview.id}"
    assert read_at(notice.id) is not None


def test_whatever_fetches_pages_ahead_marks_nothing_as_read(client):
    actor = make_actor()
    notice = make_notice(person_id=actor.person_id, target_id=make_interview(Stage.PROPOSED).id)
    client.sign_in(actor)
    page = client.get_page("/notices")
    for url in {node.attributes["href"] for node in page.all("a[href]")} | {f"/notices/{notice.id}"}:
        client.get(url)
        client.head(url)
    assert read_at(notice.id) is None
    assert client.get(f"/notices/{notice.id}").status_code == 405


def test_a_notice_of_another_side_leads_to_the_choice_of_sides(client):
    actor = make_actor(Side.EMPLOYER, make_organisation())
    notice = make_notice(person_id=actor.person_id)  # written to a jobseeker
    client.sign_in(actor)
    assert client.send(f"/notices/{notice.id}").location == "/act-for"


def test_a_notice_without_a_page_is_words_only(client):
    actor = make_actor()
    make_notice(person_id=actor.person_id, template="no_longer_written", subject="Long ago")
    client.sign_in(actor)
    page = client.get_page("/notices")
    assert page.texts(".notice .told") == ["Long ago"]


def test_only_new_ones_can_be_shown(client):
    actor = make_actor()
    make_notice(person_id=actor.person_id, subject="Old", read_at=NOW)
    make_notice(person_id=actor.person_id, subject="Fresh")
    client.sign_in(actor)
    assert client.get_page("/notices?show=unread").texts(".notice .what button") == ["Fresh"]


def test_marking_all_reads_nobody_elses(client):
    actor, other = make_actor(), make_notice()
    mine = make_notice(person_id=actor.person_id)
    client.sign_in(actor)
    client.send("/notices/read", status=303)
    assert (read_at(mine.id) is None, read_at(other.id)) == (False, None)


def test_the_mail_page_offers_the_topics_of_the_side_and_names_the_mandatory_ones(client):
    client.sign_in(make_actor(Side.JOBSEEKER))
    page = client.get_page("/notices/mail")
    boxes = [node.attributes["name"] for node in page.all("main input[type=checkbox]")]
    assert {"receipts", "deadlines", "evidence", "meetings", "interviews"} <= set(boxes)
    assert boxes == [topic.name for topic in queries.optional_topics(make_actor(Side.JOBSEEKER))]
    assert "Your account and password" in page.texts("aside h3")
    assert "Offers to you" in page.texts("aside h3")


def test_a_choice_is_saved_and_shown(client):
    actor = make_actor(Side.JOBSEEKER)
    client.sign_in(actor)
    wanted = [topic.name for topic in queries.optional_topics(actor) if topic.name != "interviews"]
    client.send("/notices/mail", status=303, **dict.fromkeys(wanted, "y"))
    assert queries.unwanted(actor.person_id) == {"interviews"}
    page = client.get_page("/notices/mail")
    checked = [node.attributes["name"] for node in page.all("main input[type=checkbox][checked]")]
    assert checked == wanted


def test_funders_have_nothing_to_choose_and_are_told_so(client):
    client.sign_in(make_actor(Side.FUNDER))
    assert "nothing to choose" in client.get_page("/notices/mail").texts("main .sheet p")[0]


def stop_url(actor, topic="interviews", purpose="stop-mail"):
    return f"/mail/stop/{sign(purpose, str(actor.person_id), topic)}"


def test_a_link_ends_the_mails_of_its_topic_without_a_sign_in(client):
    actor = make_actor()
    page = client.get_page(stop_url(actor))
    assert page.texts("h1") == ["Stop these mails?"]
    assert queries.unwanted(actor.person_id) == set()  # looking changes nothing
    client.send(stop_url(actor), status=303)
    assert queries.unwanted(actor.person_id) == {"interviews"}
    assert client.get_page(stop_url(actor)).texts("h1") == ["These mails have stopped"]


def test_a_mail_program_ends_them_with_one_click_and_no_token_of_a_page(client):
    actor = make_actor()
    response = client.post(f"{stop_url(actor)}/at-once", data={"List-Unsubscribe": "One-Click"})
    assert (response.status_code, queries.unwanted(actor.person_id)) == (204, {"interviews"})
    assert client.get(f"{stop_url(actor)}/at-once").location == stop_url(actor)


def test_a_link_outlives_a_new_key_for_as_long_as_the_old_one_is_kept(client, app, monkeypatch):
    actor = make_actor()
    old, url = app.config["SECRET_KEY"], stop_url(actor)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, of thirty-two characters")
    assert client.post(f"{url}/at-once").status_code == 404
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old])
    assert client.post(f"{url}/at-once").status_code == 204


@pytest.mark.parametrize("topic", ["security", "called_off", "no_such_topic"])
def test_no_link_ends_a_mandatory_topic(client, topic):
    actor = make_actor()
    assert client.get(stop_url(actor, topic)).status_code == 404
    assert client.post(f"{stop_url(actor, topic)}/at-once").status_code == 404
    assert queries.unwanted(actor.person_id) == set()


def test_a_forged_link_or_one_of_another_purpose_ends_nothing(client):
    actor = make_actor()
    for url in (stop_url(actor)[:-20] + 20 * "x", stop_url(actor, purpose="another"), "/mail/stop/word"):
        assert client.get(url).status_code == 404
        assert client.post(f"{url}/at-once").status_code == 404
    assert queries.unwanted(actor.person_id) == set()


def test_the_page_asks_as_often_for_many_notices_as_for_one(client, counting):
    actor = make_actor()
    make_notice(person_id=actor.person_id)
    client.sign_in(actor)

    def asked():
        with counting() as statements:
            client.get("/notices")
        return len(statements)

    one = asked()
    for _ in range(20):
        make_notice(person_id=actor.person_id)
    assert (asked(), db.session.scalar(sa.select(sa.func.count(Notice.id)))) == (one, 21)
