"""A person says that a reading of theirs is wrong; staff answer; the run stays; nobody else hears of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused, Stale
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.models import ContestedReading, ReadingStage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.hiring import employer_actor, make_referral
from tests.factories.matches import make_reading
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import jobseeker_actor, make_application, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
WORDS = "Canary Quillon: I ran the night desk alone for two winters."
ANSWER = "Canary answer: your supervisor has confirmed it."


@pytest.fixture
def shown():
    need = make_role_need()
    for name in ("Keep a shift calm", "Plan routes"):
        make_requirement(need, competency=make_competency(name))
    return make_referral("shared_with_employer", role_need=need)


def contest(referral, now, part=0):
    return actions.contest(
        referral, referral.match_candidate.parts[part], words=WORDS, actor=jobseeker_actor(referral.jobseeker), now=now
    )


def answered(row, now, reason="take_evidence"):
    staff = make_actor(Side.STAFF)
    actions.answer(row, reason=reason, answer=ANSWER, version=str(row.version), actor=staff, now=now)


@pytest.mark.parametrize(
    ("reason", "stage"), [("take_evidence", ReadingStage.UPHELD), ("seen_lower", ReadingStage.NOT_UPHELD)]
)
def test_the_answer_says_whether_they_are_right_and_the_run_stays_as_it_is(shown, now, reason, stage):
    part = shown.match_candidate.parts[0]
    before = (part.state, part.have, part.points)
    row = contest(shown, now)
    answered(row, now, reason)
    assert (row.stage, row.reason, row.answered_at) == (stage, reason, now)
    assert (part.state, part.have, part.points) == before
    with pytest.raises(Stale):
        actions.answer(row, reason=reason, answer=ANSWER, version="1", actor=make_actor(Side.STAFF), now=now)


def test_every_code_of_an_answer_has_words_for_the_person():
    assert queries.TOLD.keys() == queries.UPHELD.keys() | queries.STANDS.keys()


def test_only_the_person_contests_their_own_reading_and_once_at_a_time(shown, client, now):
    other = make_referral("shared_with_employer", role_need=shown.role_need)
    with pytest.raises(Refused, match="Only the person themselves"):
        actions.contest(
            shown, other.match_candidate.parts[0], words="x", actor=jobseeker_actor(shown.jobseeker), now=now
        )
    client.sign_in(jobseeker_actor(shown.jobseeker))
    url = f"/referrals/{shown.id}/parts/{shown.match_candidate.parts[0].id}/contest"
    client.submit(client.get_page(url).form("/contest"), status=302, words=WORDS)
    client.submit(client.get_page(url).form("/contest"), status=409, words="again")
    assert db.session.scalar(sa.select(sa.func.count(ContestedReading.id))) == 1
    client.get_page(f"/referrals/{shown.id}/parts/{other.match_candidate.parts[0].id}/contest", status=404)


def test_the_person_reads_what_would_raise_it_what_they_said_and_what_came_of_it(shown, client, now):
    row = contest(shown, now)
    client.sign_in(jobseeker_actor(shown.jobseeker))
    main = client.get_page(f"/referrals/{shown.id}").main
    assert WORDS in main
    assert "The team looks at it" in main
    assert "“Plan routes” is wrong" in main
    assert "“Keep a shift calm” is wrong" not in main
    answered(row, now)
    main = client.get_page(f"/referrals/{shown.id}").main
    assert ANSWER in main
    assert "You are right. What shows it is looked at and will count." in main
    mail = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == "reading_answered")).one()
    assert mail.to_address == shown.jobseeker.person.email
    assert "Canary" not in mail.subject + mail.body_text + mail.body_html
    assert "right" not in mail.subject


def test_the_person_takes_it_back_before_it_is_answered_and_can_say_it_again(shown, client, now):
    row = contest(shown, now)
    client.sign_in(make_actor(Side.EMPLOYER))
    client.send(f"/contested-readings/{row.id}/take-back", status=404)
    client.sign_in(jobseeker_actor(shown.jobseeker))
    client.submit(client.get_page(f"/referrals/{shown.id}").form("/take-back"), status=302)
    main = client.get_page(f"/referrals/{shown.id}").main
    assert ("You took it back" in main, "“Keep a shift calm” is wrong" in main) == (True, True)
    assert queries.how_many_wait(make_actor(Side.STAFF)) == 0
    with pytest.raises(Refused):
        answered(row, now)
    again = contest(shown, now)
    answered(again, now)
    with pytest.raises(Refused):
        actions.take_back(again, actor=jobseeker_actor(shown.jobseeker), now=now)


def test_the_employer_hears_nothing_of_it(shown, client, now):
    answered(contest(shown, now), now)
    client.sign_in(employer_actor(shown))
    for url in ("/matches", f"/referrals/{shown.id}"):
        html = client.get_page(url).html
        assert "Canary" not in html
        assert "contest" not in html
    for url in ("/contested-readings", f"/referrals/{shown.id}/parts/{shown.match_candidate.parts[0].id}/contest"):
        client.get_page(url, status=404)


def test_staff_find_what_waits_the_oldest_first_with_its_age_and_answer_it(shown, client, now):
    later = contest(shown, now)
    first = make_reading(contested_at=now - timedelta(days=3))
    staff = make_actor(Side.STAFF)
    assert list(db.session.scalars(queries.contested(staff))) == [first, later]
    client.sign_in(staff)
    assert "3 days" in client.get_page("/contested-readings").main
    assert "2 contested readings" in client.get_page("/matches").main
    page = client.get_page(f"/contested-readings/{later.id}")
    assert WORDS in page.main
    client.submit(page.form("/answer"), status=422, answer=ANSWER)
    client.submit(page.form("/answer"), status=302, reason="record_anew", answer=ANSWER)
    main = client.get_page(f"/contested-readings/{later.id}").main
    assert "Run the match anew" in main
    assert db.session.scalars(queries.contested(staff)).all() == [first]


@pytest.mark.once
def test_a_coordinator_reads_those_of_their_own_people_alone(shown, now):
    row, cohort = contest(shown, now), make_cohort()
    make_reading()
    make_application(jobseeker=shown.jobseeker, cohort=cohort)
    assert db.session.scalars(queries.contested(make_coordinator(cohort.program))).all() == [row]
    assert db.session.scalars(queries.contested(jobseeker_actor(make_jobseeker()))).all() == []
