"""A notice is written with the mail, in one transaction, to the person; and people get the mails they want."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from marketplace.db import db, transaction
from marketplace.errors import Refused
from marketplace.notices import actions, queries
from marketplace.notices.models import MailChoice, Notice
from marketplace.outbox import actions as outbox
from marketplace.outbox import worker
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.factories.accounts import make_actor, make_membership, make_organisation, make_person

pytestmark = pytest.mark.usefixtures("session")
MOMENT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
INTERVIEW = "0a7b6c1e-0000-4000-8000-000000000001"


def tell(person, *, key="one", template="interview_proposed", subject="Pick a time for your interview"):
    return outbox.queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=key,
        interview_id=INTERVIEW,
        name=person.name,
        employer="Fennel & Rook",
        role="Dispatcher",
        moment="Mon 1 March, 10:00",
        url="https://guildhall.example/reset/s3cret",
        reset_url="",
    )


def notices():
    return db.session.scalars(sa.select(Notice)).all()


def mails():
    return db.session.scalars(sa.select(OutboxItem.name)).all()


def switch_off(person, *topics):
    for topic in topics:
        actions.stop(person.id, topic, now=MOMENT)


def test_a_mail_to_a_person_leaves_a_notice_of_its_subject_and_place():
    person = make_person()
    assert tell(person)
    (notice,) = notices()
    assert (notice.person_id, notice.template, notice.subject) == (
        person.id,
        "interview_proposed",
        "Pick a time for your interview",
    )
    assert (str(notice.target_id), notice.read_at) == (INTERVIEW, None)


def test_the_same_thing_told_twice_is_one_notice():
    person = make_person()
    assert [tell(person), tell(person)] == [True, False]
    assert len(notices()) == 1


def test_a_change_that_is_rolled_back_leaves_no_notice(app):
    person = make_person()
    db.session.commit()

    def fail():
        with transaction():
            tell(person)
            raise Refused("no")

    with pytest.raises(Refused):
        fail()
    assert (notices(), mails()) == ([], [])


@pytest.mark.parametrize("state", [{"active": False}, {"confirmed_at": None}])
def test_who_cannot_sign_in_gets_no_notice(state):
    tell(make_person(**state))
    assert (notices(), mails()) == ([], ["interview_proposed"])


def test_an_unwanted_mail_is_not_queued_and_its_notice_is_written():
    person, other = make_person(), make_person()
    switch_off(person, "interviews")
    assert [tell(person, key="his"), tell(other, key="hers")] == [False, True]
    assert [notice.person_id for notice in notices()] == [person.id, other.id]
    assert mails() == ["interview_proposed"]


def test_a_mandatory_mail_is_sent_whatever_is_stored():
    person = make_person()
    switch_off(person, "security", "called_off")
    assert tell(person, key="1", template="interview_cancelled")
    assert tell(person, key="2", template="password_changed")
    assert mails() == ["interview_cancelled", "password_changed"]


def test_a_notice_holds_no_secret_of_a_mail():
    person = make_person()
    tell(person, template="reset_password", subject="A new password")
    (notice,) = notices()
    columns = {column.key: str(getattr(notice, column.key)) for column in sa.inspect(Notice).columns}
    assert [name for name, value in columns.items() if "s3cret" in value] == []


def test_an_optional_mail_says_how_it_ends_and_a_mandatory_one_does_not(app):
    person = make_membership(Side.JOBSEEKER).person
    with transaction():
        tell(person, key="optional")
        tell(person, key="mandatory", template="interview_cancelled")
    worker.drain(jobs={})
    optional, mandatory = app.extensions["mailman"].outbox
    link = optional.extra_headers["List-Unsubscribe"].strip("<>")
    assert link.endswith("/at-once")
    assert optional.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.removesuffix("/at-once") in optional.body
    assert link.removesuffix("/at-once") in optional.alternatives[0][0]
    assert "List-Unsubscribe" not in mandatory.extra_headers
    assert "/mail/stop/" not in mandatory.body


def test_a_choice_is_kept_and_taken_back():
    actor = make_actor(Side.JOBSEEKER)
    everything = {topic.name: True for topic in queries.optional_topics(actor)}
    actions.choose(wanted=everything | {"interviews": False}, actor=actor, now=MOMENT)
    assert queries.unwanted(actor.person_id) == {"interviews"}
    actions.choose(wanted=everything, actor=actor, now=MOMENT)
    assert queries.unwanted(actor.person_id) == set()
    assert len(db.session.scalars(sa.select(MailChoice)).all()) == 1


def test_another_sides_topics_are_no_choice():
    actor = make_actor(Side.EMPLOYER, make_organisation())
    actions.choose(wanted={"meetings": False, "security": False, "shortlists": False}, actor=actor, now=MOMENT)
    assert queries.unwanted(actor.person_id) == {"shortlists"}
