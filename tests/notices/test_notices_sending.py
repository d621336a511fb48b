"""Between queueing and sending somebody may leave: what was written to them for a place goes out only while they hold it."""

from datetime import UTC, datetime

import pytest

from marketplace.accounts.actions import end_membership, shut_out
from marketplace.accounts.models import OrganisationMerger
from marketplace.db import db
from marketplace.outbox import actions as outbox
from marketplace.outbox import worker
from marketplace.outbox.models import OutboxEvent, OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, make_membership, make_organisation, make_person

MOMENT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
INTERVIEW = "0a7b6c1e-0000-4000-8000-000000000001"
SECRET = "Quillonette Vale"  # whom the mail is about


@pytest.fixture
def recruiter(session):
    return make_membership(Side.EMPLOYER, role=Role.RECRUITER)


def tell(place, template="interview_scheduled_employer", **context):
    """Queue a mail to somebody for one of their places."""
    words = {"name": place.person.name, "employer": "Fennel & Rook", "role": SECRET, "moment": "Mon 1 March, 10:00"}
    outbox.queue_mail(
        to=place.person.email,
        subject="An interview is arranged",
        template=template,
        dedupe_key=f"{template}:{place.id}",
        **{"organisation_id": place.organisation_id, "interview_id": INTERVIEW} | words | context,
    )
    db.session.commit()


def sent(app):
    """Send what waits; the addresses that got something."""
    worker.drain(jobs={})
    return [to for mail in app.extensions["mailman"].outbox for to in mail.to]


def leave(place):
    end_membership(place, actor=make_actor(Side.ADMIN), now=MOMENT)
    db.session.commit()


def test_a_member_gets_the_mail(app, recruiter):
    tell(recruiter)
    assert sent(app) == [recruiter.person.email]


def test_a_former_member_gets_nothing_and_no_word_of_it_is_kept(app, recruiter):
    tell(recruiter)
    leave(recruiter)
    assert sent(app) == []
    item = db.session.query(OutboxItem).one()
    assert (item.done_at, item.body_text, item.body_html) == (None, "", "")
    assert item.dead_at is not None
    assert item.dropped_at is not None
    (event,) = db.session.query(OutboxEvent).all()
    assert (event.event.value, event.reason) == ("dropped", outbox.NO_RIGHT)
    assert sent(app) == [], "nor at the next round"


def test_a_place_at_another_employer_gives_no_right_to_the_first_ones_mail(app, recruiter):
    other = make_membership(Side.EMPLOYER, person=recruiter.person)
    tell(recruiter)
    tell(other, "interview_cancelled_employer")
    leave(recruiter)
    assert sent(app) == [other.person.email]
    assert [mail.subject for mail in app.extensions["mailman"].outbox] == ["An interview is arranged"]
    assert db.session.query(OutboxItem).filter_by(name="interview_scheduled_employer").one().done_at is None


def test_somebody_who_was_shut_out_gets_nothing(app, recruiter):
    tell(recruiter)
    shut_out(recruiter.person, reason="Left.", actor=make_actor(Side.ADMIN), now=MOMENT)
    db.session.commit()
    assert sent(app) == []


def test_an_employer_that_became_part_of_another_still_hears_of_what_is_its_own(app, recruiter):
    tell(recruiter)
    into = make_organisation()
    db.session.add(OrganisationMerger(organisation_id=recruiter.organisation_id, into_id=into.id, merged_at=MOMENT))
    recruiter.organisation_id = into.id
    db.session.commit()
    assert sent(app) == [recruiter.person.email]


def test_a_jobseeker_hears_of_a_role_though_the_mail_names_an_employer(app, session):
    person = make_membership(Side.JOBSEEKER)
    tell(person, "interview_proposed")
    assert sent(app) == [person.person.email]


def test_what_concerns_the_account_itself_is_sent_whatever_place_is_held(app, recruiter):
    leave(recruiter)
    tell(recruiter, "password_changed", url="https://guildhall.example/forgotten-password")
    assert sent(app) == [recruiter.person.email]


def test_a_guest_who_holds_no_place_gets_what_is_written_to_their_address(app, recruiter):
    guest = make_membership(Side.JOBSEEKER)
    tell(guest, organisation_id=recruiter.organisation_id)
    assert sent(app) == [guest.person.email]


def test_an_address_without_an_account_gets_what_was_written_to_it(app, session):
    outbox.queue_mail(
        to="new@guildhall.example",
        subject="Your invitation",
        template="invitation",
        dedupe_key="invitation:1",
        name="",
        inviter="",
        organisation="",
        side=Side.STAFF,
        expires_at=MOMENT,
        url="https://guildhall.example/invitation/secret",
    )
    db.session.commit()
    assert sent(app) == ["new@guildhall.example"]


def test_what_is_kept_of_the_right_are_ids_alone(recruiter):
    tell(recruiter)
    (right,) = [item.arguments["right"] for item in db.session.query(OutboxItem)]
    assert right == {
        "person_id": str(recruiter.person_id),
        "side": "employer",
        "organisation_id": str(recruiter.organisation_id),
    }
    assert make_person().name not in str(right)
