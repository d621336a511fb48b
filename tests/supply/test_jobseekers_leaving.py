"""Everything about me in one file; and being forgotten: names and words go from every table, ids and days stay."""

import itertools
import json
import string
import uuid

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.db import Base, ChangeNote, db, move
from marketplace.errors import Refused
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.outbox.models import Kind, OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications.lifecycle import LIFECYCLE as APPLICATIONS
from marketplace.supply.applications.models import ENDED, Application, ProfileSnapshot
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.decisions.models import Outcome, Proposal
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.actions.leaving import NO_WORDS, NOBODY_NAMED, hash_of
from marketplace.supply.jobseekers.models import Erasure
from marketplace.supply.jobseekers.queries.personal import ROOTS, said
from tests.factories import accounts, hiring, notices, programs, supply
from tests.factories.supply import NOW, jobseeker_actor
from tests.guards.test_schema import load_models
from tests.matrix import canaries, world

# Words that stay in a row of somebody who was forgotten, each with its reason.
STAY = {
    "applications.reference": "a code",
    "certificates.code": "a code",
    "consents.text_version": "a code",
    "decision_proposals.reason": "a code",
    "disclosures.what": "a code",
    "evidence_items.reason": "a code",
    "interviews.place": "where an employer meets people",
    "interviews.time_zone": "a code",
    "invitations.token_hash": "a hash",
    "match_parts.evidence": "a code",
    "offers.currency": "a code",
    "offers.job_title": "what the employer calls the job",
    "offers.time_zone": "a code",
    "outbox_events.reason": "goes with the mail",
    "placements.currency": "a code",
    "placements.job_title": "what the employer calls the job",
    "referrals.alias": "the name of a tree",
    "retention_checkpoints.evidence_level": "a code",
}
SHORTEST = 8  # letters: a code like a currency holds none of our words
_words = ("xq" + "".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=5))


def text_columns(table):
    for column in table.columns:
        short = isinstance(column.type, sa.String) and (column.type.length or SHORTEST) < SHORTEST
        if isinstance(column.type, (sa.String, sa.JSON)) and not isinstance(column.type, sa.Enum) and not short:
            yield column


def mark(rule, person, *, spare=()):
    """A word of its own in every text column of each row of a person; the words, by column."""
    marked = {}
    if rule.table.name.endswith("_changes") or rule.table.info.get("append_only"):
        return marked
    for column in text_columns(rule.table):
        name = f"{rule.table.name}.{column.name}"
        if name in spare or column.name == rule.email or column.foreign_keys:
            continue
        for row in db.session.execute(sa.select(rule.table).where(rule.rows_of(person))).mappings().all():
            word = next(_words)
            here = sa.and_(*(key == row[key.name] for key in rule.table.primary_key))
            value = {"said": word} if isinstance(column.type, sa.JSON) else word
            db.session.execute(sa.update(rule.table).where(here).values({column: value}))
            marked[word] = name
    return marked


def everything():
    """Every text of every table, as one."""
    db.session.flush()
    found = []
    for table in Base.metadata.sorted_tables:
        for column in text_columns(table):
            found += [f"{table.name}.{column.name}: {value}" for value in db.session.scalars(sa.select(column))]
    return found


@pytest.fixture
def rich(app, session):
    """A world in which J has rows of nearly every kind."""
    made = world.build()
    canaries.furnish(made)
    return made


@pytest.fixture
def person(rich):
    return db.session.get_one(Person, rich.people["J"].person_id)


# ---- the registry -----------------------------------------------------------------------------------


def test_every_table_that_points_at_a_person_is_in_the_file_with_what_it_is():
    load_models()
    theirs, others = said()["theirs"], said()["others"]
    known = theirs.keys() | ROOTS
    missing = [
        table.name
        for table in Base.metadata.sorted_tables
        if {key.column.table.name for key in table.foreign_keys} & known and table.name not in {*theirs, *others}
    ]
    assert missing == [], "say in data/personal.toml what of them is whose"
    assert [name for name in (*theirs, *others) if name not in Base.metadata.tables] == []
    assert theirs.keys() & others.keys() == set()


def test_every_column_that_the_file_names_is_there():
    load_models()
    named = {
        f"{name}.{column}"
        for name, rule in queries.rules().items()
        for column in (*rule.hidden, *rule.blank, *filter(None, (rule.by, rule.email, rule.taken_by)))
        if column not in rule.table.c
    }
    assert named == set()


def test_every_free_word_of_a_person_goes_or_is_said_to_stay():
    load_models()
    kept = {
        f"{name}.{column.name}"
        for name, rule in queries.rules().items()
        for column in text_columns(rule.table)
        if rule.delete is not True and column.name not in rule.blank and name not in ROOTS
        if not name.endswith("_changes") and not rule.table.info.get("append_only")
    }
    assert kept - STAY.keys() == set()


# ---- the file ---------------------------------------------------------------------------------------


def test_the_file_has_every_word_of_the_person_and_none_of_anybody_else(rich, person, session):
    mine, theirs = {}, {}
    other = db.session.get_one(Person, rich.ids["unknown"].id)
    for rule in queries.rules().values():
        if not rule.silent and rule.table.name != "equity_answers":
            hidden = {f"{rule.table.name}.{name}" for name in rule.hidden} | {"people.email", "people.password"}
            mine |= mark(rule, person, spare=hidden)
            theirs |= mark(rule, other, spare=hidden)
    db.session.expire_all()
    told = json.dumps(queries.everything_about(person, now=NOW))
    shown = {word for word in mine if word in told}
    missing = {mine[word] for word in mine.keys() - shown}
    assert missing <= {"offers.job_title", "offers.remarks", "offers.currency", "offers.time_zone"}  # drafts
    assert {theirs[word] for word in theirs if word in told} == set()
    assert len({name.split(".")[0] for name in mine.values()}) > 12


def test_what_is_hidden_from_the_person_is_in_no_file(rich, person, session):
    hidden = {}
    for rule in queries.rules().values():
        spare = {f"{rule.table.name}.{c.name}" for c in text_columns(rule.table) if c.name not in rule.hidden}
        hidden |= mark(rule, person, spare=() if rule.silent else spare)
    db.session.expire_all()
    told = json.dumps(queries.everything_about(person, now=NOW))
    assert {hidden[word] for word in hidden if word in told} == set()


def test_a_decision_that_is_not_released_cannot_be_read_from_the_file(app):
    application = supply.make_application(stage=ApplicationStage.SUBMITTED, waitlist_rank=7)
    staff = accounts.make_actor(Side.STAFF)
    move(application, APPLICATIONS, "start_review", actor=staff, now=NOW)

    def told():
        return queries.everything_about(application.jobseeker.person, now=NOW)["kept"]

    before = told()
    move(application, APPLICATIONS, "propose", actor=staff, now=NOW)
    assert (application.stage, told()) == (ApplicationStage.DECISION_PENDING, before)
    application.waitlist_rank = None
    db.session.flush()
    assert told() == before


def test_nobody_of_the_team_is_named_in_the_profile_as_it_was_sent(app):
    application = supply.make_application()
    body = {"claims": [{"name": "Calm", "evidence": [{"by": "Nadia of the team", "words": "Seen"}]}]}
    db.session.add(ProfileSnapshot(application_id=application.id, format=1, taken_at=NOW, body=body))
    db.session.flush()
    told = queries.everything_about(application.jobseeker.person, now=NOW)["kept"]["profile_snapshots"]
    assert [row["body"] for row in told] == [{"claims": [{"name": "Calm", "evidence": [{"words": "Seen"}]}]}]


def test_the_profile_as_it_was_sent_is_in_the_file(app):
    application = supply.make_application()
    body = {"experiences": [{"title": "Night baker"}]}
    db.session.add(ProfileSnapshot(application_id=application.id, format=1, taken_at=NOW, body=body))
    db.session.flush()
    told = queries.everything_about(application.jobseeker.person, now=NOW)["kept"]["profile_snapshots"]
    assert [row["body"] for row in told] == [body]


def test_the_file_is_handed_out_after_the_password(client, rich, person):
    client.sign_in(rich.people["J"])
    answer = client.get("/me/consents/data")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.get_data(as_text=True))["about"]["email"] == person.email


# ---- being forgotten --------------------------------------------------------------------------------


def test_no_word_of_somebody_who_left_is_in_any_table(rich, person, session):
    marked = {}
    for rule in queries.rules().values():
        marked |= mark(rule, person, spare=STAY)
    note = ChangeNote(words=next(_words))
    session.add(note)
    db.session.expire_all()
    name, email = person.name, person.email
    theirs_before = len([line for line in everything() if rich.ids["unknown"].person.name in line])
    actions.leave(actor=rich.people["J"], now=NOW)
    session.flush()
    left = everything()
    assert sorted({marked[word] for line in left for word in marked if word in line}) == []
    assert [line for line in left if name in line or email in line] == []
    assert len([line for line in left if rich.ids["unknown"].person.name in line]) == theirs_before


def test_ids_and_days_stay_and_everything_open_is_ended(rich, person, session):
    counts = {name: session.scalar(sa.select(sa.func.count()).where(rule.rows_of(person))) for name, rule in stays()}
    actions.leave(actor=rich.people["J"], now=NOW)
    person = db.session.get_one(Person, rich.people["J"].person_id)
    assert (person.name, person.active, person.password) == (NOBODY_NAMED, False, None)
    for name, rule in stays():
        assert session.scalar(sa.select(sa.func.count()).where(rule.rows_of(person))) >= counts[name], name
    applications = session.scalars(sa.select(Application).where(Application.jobseeker_id == person.id)).all()
    assert {row.stage for row in applications} <= ENDED | {ApplicationStage.ENROLLED}
    referrals = session.scalars(sa.select(Referral).where(Referral.jobseeker_id == person.id)).all()
    assert {row.stage for row in referrals} <= {
        *(ReferralStage.CLOSED, ReferralStage.OBSOLETE, ReferralStage.HIRED, ReferralStage.OFFERED)
    }
    assert session.scalars(sa.select(Erasure.person_hash)).all() == [hash_of(person.id)]
    assert str(person.id) not in hash_of(person.id)
    places = session.scalars(sa.select(Membership).where(Membership.person_id == person.id)).all()
    assert all(place.ended_at for place in places)


def stays():
    return [
        (name, rule)
        for name, rule in queries.rules().items()
        if not rule.delete and not rule.email and name != "people"
    ]


def test_a_seat_goes_to_whoever_waits_and_an_offer_is_declined(app, session):
    cohort = programs.make_cohort(seats=1)
    application = supply.make_application(cohort=cohort, stage=ApplicationStage.ACCEPTED)
    person = application.jobseeker
    offer = hiring.make_offer("extended", referral=hiring.make_referral("offered", jobseeker=person))
    actions.leave(actor=jobseeker_actor(person), now=NOW)
    assert db.session.get_one(Application, application.id).stage is ApplicationStage.WITHDRAWN
    assert db.session.get_one(Cohort, cohort.id).seats_taken == 0
    assert db.session.get_one(Offer, offer.id).stage is not OfferStage.EXTENDED


def queued(to, key, **words):
    values = {"name": "test", "dedupe_key": f"test:{key}", "to_address": to, "created_at": NOW, "not_before": NOW}
    return accounts.add(OutboxItem(kind=Kind.MAIL, **values | words))


def test_a_name_of_one_letter_spoils_no_word_of_anybody_else(app, session):
    person = supply.make_jobseeker(name="a")
    item = queued("them@example.org", uuid.uuid4(), subject="a day", body_text="a word", body_html='<a href="/a">a</a>')
    notice = notices.make_notice(subject="a" * 200, target_id=uuid.uuid4())
    actions.leave(actor=jobseeker_actor(person), now=NOW)
    session.expire_all()
    assert (item.subject, item.body_text, item.body_html) == ("a day", "a word", '<a href="/a">a</a>')
    assert notice.subject == "a" * 200


def test_what_others_are_still_to_read_of_somebody_names_nobody(app, session):
    application = supply.make_application(jobseeker=supply.make_jobseeker(name="Ann O’Hare"))
    words = f"{'x' * 280} Ann O’Hare"
    text = f"Ann O’Hare, not Ann O’Harebell <{application.jobseeker.person.email}>"
    item = queued(
        "them@example.org", application.id, subject=words, body_text=text, body_html="<p title='Ann O’Hare'>it</p>"
    )
    notice = notices.make_notice(subject=f"{'x' * 180} Ann O’Hare", target_id=application.id)
    other = notices.make_notice(subject="Somebody else, called Ann O’Hare", target_id=uuid.uuid4())
    actions.leave(actor=jobseeker_actor(application.jobseeker), now=NOW)
    session.expire_all()
    said = f"{NOBODY_NAMED}, not Ann O’Harebell <{NOBODY_NAMED}>"
    assert (item.subject, item.body_text, notice.subject) == (NOBODY_NAMED, said, NOBODY_NAMED)
    assert item.body_html == f"<pre>{said.replace('<', '&lt;').replace('>', '&gt;')}</pre>"
    assert other.subject == "Somebody else, called Ann O’Hare"


def test_what_was_sent_to_an_address_of_before_goes_too_and_nothing_of_whoever_has_it_now(app, session):
    person = supply.make_jobseeker()
    emails = ("middle@example.org", "taken@example.org", "never@example.org")
    changes = [accounts.make_address_change(email, person_id=person.id, email=email) for email in emails]
    queued("first@example.org", "an old one", name="account_known", body_text="To them")
    for change, before in zip(changes, ("first@example.org", "middle@example.org"), strict=False):
        queued(before, change.id, name="address_changed", dedupe_key=f"address_changed:{change.id}")
    accounts.make_person(email="taken@example.org")
    others = [queued(to, to) for to in ("taken@example.org", "never@example.org")]
    taken = {"accepted_at": NOW, "accepted_by_id": person.id}
    invited = accounts.make_invitation(email="elsewhere@example.org", name="Zilla", **taken)
    told = queries.everything_about(person.person, now=NOW)["kept"]["outbox_items"]
    assert {row["to_address"] for row in told} == {"first@example.org", "middle@example.org"}
    actions.leave(actor=jobseeker_actor(person), now=NOW)
    assert set(session.scalars(sa.select(OutboxItem.to_address))) == {row.to_address for row in others}
    session.refresh(invited)
    assert (invited.email, invited.name) == (NO_WORDS, NO_WORDS)


def test_it_takes_the_password_and_signs_out(client, app, session):
    jobseeker = supply.make_jobseeker()
    jobseeker.person.password = accounts.make_person().password
    client.sign_in(jobseeker_actor(jobseeker))
    page = client.get_page("/me/consents/leave")
    wrong = client.submit(page.form("/me/consents/leave"), understood="y", password="not this one", status=409)
    assert "is not the one you sign in with" in wrong.refusal
    assert db.session.get_one(Person, jobseeker.id).active
    client.send("/me/consents/leave", status=422, password=accounts.PASSWORD)
    client.send("/me/consents/leave", status=303, understood="y", password=accounts.PASSWORD)
    assert db.session.get_one(Person, jobseeker.id).name == NOBODY_NAMED
    assert client.get("/me/profile").status_code == 302


def test_who_also_acts_for_an_organisation_ends_that_first(app):
    jobseeker = supply.make_jobseeker()
    accounts.make_membership(Side.STAFF, person=jobseeker.person)
    with pytest.raises(Refused, match="also act for an organisation"):
        actions.leave(actor=jobseeker_actor(jobseeker), now=NOW)


def test_the_ledger_is_kept_and_replayed_by_commands(app, session, tmp_path):
    gone = supply.make_jobseeker(name="CANARYGONE")
    ledger = tmp_path / "ledger"
    ledger.write_text(hash_of(gone.id))
    session.commit()
    told = app.test_cli_runner().invoke(args=["erasures", "replay", str(ledger)])
    assert "1 of 1" in told.output
    assert hash_of(gone.id) in app.test_cli_runner().invoke(args=["erasures", "list"]).output


def test_after_an_older_backup_whoever_the_ledger_names_is_forgotten_again(app, session):
    gone, stays_here = supply.make_jobseeker(name="CANARYGONE"), supply.make_jobseeker(name="Stays Here")
    hashes = [hash_of(gone.id), hash_of(uuid.uuid4())]
    assert actions.forget_again(hashes, now=NOW) == 1
    assert actions.forget_again(hashes, now=NOW) == 0
    assert not [line for line in everything() if "CANARYGONE" in line]
    assert db.session.get_one(Person, stays_here.id).name == "Stays Here"


def test_after_an_older_backup_what_waits_is_ended_too_whatever_somebody_is_called(app, session):
    application = supply.make_application(jobseeker=supply.make_jobseeker(name=NOBODY_NAMED))
    assert actions.forget_again([hash_of(application.jobseeker_id)], now=NOW) == 1
    assert actions.forget_again([hash_of(application.jobseeker_id)], now=NOW) == 0
    assert db.session.get_one(Application, application.id).stage is ApplicationStage.WITHDRAWN


def test_a_proposal_without_trouble_has_none_after_it_is_forgotten(app, session):
    application = supply.make_application(stage=ApplicationStage.DECISION_PENDING)
    staff = accounts.make_person().id
    values = {"reason": "other", "words": "Their words", "proposed_by_id": staff, "proposed_at": NOW}
    proposal = accounts.add(Proposal(application_id=application.id, outcome=Outcome.NOT_SELECT, **values))
    actions.leave(actor=jobseeker_actor(application.jobseeker), now=NOW)
    session.refresh(proposal)
    assert (proposal.words, proposal.problem) == (NO_WORDS, "")
