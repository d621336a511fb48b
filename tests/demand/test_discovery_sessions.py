"""Discovery sessions: times on offer, one picked, held in one sitting or several, called off; told from the table."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from icalendar import Calendar

from marketplace.demand.discovery import actions
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import DiscoverySession, InterviewGuide, SessionSlot, SessionStage
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, make_membership, make_person, sign_in
from tests.factories.demand import (
    NOW,
    make_answer,
    make_contact,
    make_employer,
    make_guide,
    make_session,
)

Stage = SessionStage
HALIFAX = "America/Halifax"
LATER = [datetime(2027, 3, day, 18, 30, tzinfo=UTC) for day in (2, 3, 4)]
PLAN = {
    "contact_id": "",
    "on": "2027-03-02",
    "clock": "14:30",
    "time_zone": HALIFAX,
    "minutes": "60",
    "is_remote": "yes",
}
TIMES = {"day_1": "2027-03-02", "time_1": "14:30", "day_2": "2027-03-03", "time_2": "09:00"}


def owner_of(employer, role=Role.OWNER):
    return make_actor(Side.EMPLOYER, employer, role=role)


def propose(employer, staff, slots=LATER, now=NOW, **terms):
    make_guide()
    return actions.propose(employer, slots=slots, time_zone=HALIFAX, actor=staff, now=now, **terms)


def mails(session, template):
    rows = session.query(OutboxItem).filter(OutboxItem.name == template)
    return sorted(item.to_address for item in rows)


# ---- the table --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "name"), list(product(Stage, LIFECYCLE.names())))
@pytest.mark.parametrize("side", [Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, Side.FUNDER, Side.ADMIN])
def test_exactly_the_listed_moves_succeed(session, stage, name, side):
    employer = make_employer()
    row = make_session(employer, stage=stage)
    make_answer(row)
    actor = owner_of(employer) if side is Side.EMPLOYER else make_actor(side)
    step = LIFECYCLE.find(stage, name)

    if step and side in step.by:
        actions.make_move(row, name, actor=actor, now=NOW, note="Because.")
        assert row.stage is step.target
    else:
        with pytest.raises(Refused):
            actions.make_move(row, name, actor=actor, now=NOW, note="Because.")
        assert row.stage is stage


def test_an_interviewer_of_the_employer_makes_no_move(session):
    employer = make_employer()
    for stage in Stage:
        assert LIFECYCLE.open_to(stage, owner_of(employer, Role.INTERVIEWER)) == []


# ---- plan -------------------------------------------------------------------------------------------


def test_staff_note_a_session_at_a_wall_clock_time_of_a_place(session, client, staff):
    make_guide()
    contact = make_contact()
    sign_in(client, staff)
    plan = PLAN | {"contact_id": str(contact.id), "may_quote": "y", "place": "https://call.example/7"}
    there = client.follow(client.send(f"/employers/{contact.employer_id}/sessions/new", status=302, **plan))

    kept = session.query(DiscoverySession).one()
    assert kept.starts_at == LATER[0]
    assert (kept.may_quote, kept.may_record, kept.contact_id) == (True, False, contact.id)
    assert (kept.interviewer_id, kept.is_remote, kept.place) == (staff.person_id, True, "https://call.example/7")
    assert "14:30 Halifax time" in there.main
    assert mails(session, "discovery_scheduled") == []


@pytest.mark.parametrize("address", ["new", "times"])
def test_a_time_that_the_clocks_skip_is_refused_beside_its_field(session, client, staff, address):
    make_guide()
    employer = make_employer()
    sign_in(client, staff)
    skipped = {"on": "2027-03-14", "clock": "02:30", "day_1": "2027-03-14", "time_1": "02:30"}

    page = client.send(f"/employers/{employer.id}/sessions/{address}", status=422, **PLAN | skipped)

    assert "this time does not exist" in page.main
    assert session.query(DiscoverySession).count() == 0


def test_without_a_guide_scheduling_says_what_is_missing(session, client, staff):
    sign_in(client, staff)
    page = client.send(f"/employers/{make_employer().id}/sessions/new", status=409, **PLAN)
    assert "No interview guide is installed yet" in page.refusal


def test_several_take_part_on_both_sides_and_nobody_twice(session, client, staff):
    make_guide()
    lead = make_contact()
    guest = make_contact(lead.employer)
    other = make_membership(Side.STAFF).person
    sign_in(client, staff)

    client.send(
        f"/employers/{lead.employer_id}/sessions/new",
        status=302,
        **PLAN | {"contact_id": str(lead.id)},
        guest_ids=[str(lead.id), str(guest.id)],
        interviewer_ids=[str(other.id)],
    )

    kept = session.query(DiscoverySession).one()
    assert [person.id for person in kept.guests] == [guest.id]
    assert [person.id for person in kept.others] == [other.id]


@pytest.mark.parametrize("name", ["contact_id", "guest_ids"])
def test_the_contact_of_another_employer_is_refused(session, staff, name):
    stranger = make_contact().id
    terms = {name: stranger if name == "contact_id" else [stranger]}
    with pytest.raises(Refused, match="another employer"):
        propose(make_employer(), staff, **terms)


def test_somebody_outside_the_program_team_is_no_interviewer(session, staff):
    with pytest.raises(Refused, match="no longer on the program team"):
        propose(make_employer(), staff, interviewer_ids=[make_person().id])


def test_planning_a_session_freezes_the_guide_it_follows(session, staff):
    old, draft = make_guide(frozen_at=NOW), make_guide()
    row = actions.schedule(
        make_employer(), starts_at=LATER[0], time_zone=HALIFAX, actor=staff, now=NOW, guide_id=draft.id
    )
    assert (row.guide_id, session.get(InterviewGuide, draft.id).frozen_at) == (draft.id, NOW)
    usual = actions.schedule(make_employer(), starts_at=LATER[0], time_zone=HALIFAX, actor=staff, now=NOW)
    assert usual.guide_id == draft.id
    assert old.frozen_at == NOW


# ---- times to pick from -------------------------------------------------------------------------------


def test_an_employer_picks_a_time_from_the_mail_and_both_sides_hear_of_it(session, client, new_client, staff):
    make_guide()
    employer = make_employer()
    owner, recruiter = (
        make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.OWNER),
        make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.RECRUITER),
    )
    make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.INTERVIEWER)
    sign_in(client, staff)
    client.send(f"/employers/{employer.id}/sessions/times", status=302, **PLAN | TIMES)
    row = session.query(DiscoverySession).one()
    assert mails(session, "discovery_proposed") == sorted([owner.person.email, recruiter.person.email])
    asked = session.query(OutboxItem).filter(OutboxItem.name == "discovery_proposed").first()
    assert f"/talks/{row.id}" in asked.body_text

    theirs = new_client()
    theirs.sign_in(owner)
    page = theirs.get_page(f"/talks/{row.id}")
    assert page.main.count("Halifax time") >= 2
    slot = session.query(SessionSlot).order_by(SessionSlot.starts_at.desc()).first()
    there = theirs.follow(theirs.send(f"/discovery/{row.id}/time", status=302, slot_id=str(slot.id)))

    assert (row.stage, row.starts_at, row.calendar_sequence) == (Stage.SCHEDULED, slot.starts_at, 1)
    assert "We talk on Wed 3 March 2027" in there.main
    assert len(mails(session, "discovery_scheduled")) == 2
    assert mails(session, "discovery_picked") == [row.interviewer.email]


def test_a_reader_elsewhere_sees_the_time_in_both_zones(session, client, staff):
    employer = make_employer()
    row = propose(employer, staff)
    owner = make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.OWNER)
    owner.person.time_zone = "America/Vancouver"
    client.sign_in(owner)
    assert (
        "14:30 Halifax time, which is Tue 2 Mar 2027, 10:30 Vancouver time" in client.get_page(f"/talks/{row.id}").main
    )


def test_times_around_the_change_of_clocks_keep_their_wall_clock(session, client, staff):
    make_guide()
    employer = make_employer()
    sign_in(client, staff)
    both = {"day_1": "2027-03-13", "time_1": "09:00", "day_2": "2027-03-15", "time_2": "09:00"}
    client.send(f"/employers/{employer.id}/sessions/times", status=302, **PLAN | both)
    offered = [slot.starts_at for slot in session.query(SessionSlot).order_by(SessionSlot.starts_at)]
    assert [moment.hour for moment in offered] == [13, 12]
    assert offered[1] - offered[0] == timedelta(hours=47)


@pytest.mark.parametrize(
    ("slots", "said"),
    [([], "between one and five"), ([NOW], "has passed already"), (LATER * 2, "between one and five")],
)
def test_what_cannot_be_offered_is_refused(session, staff, slots, said):
    with pytest.raises(Refused, match=said):
        propose(make_employer(), staff, slots=slots)


def test_a_time_that_has_passed_or_is_gone_is_not_picked(session, staff):
    employer = make_employer()
    row = propose(employer, staff)
    first = row.slots[0].id
    with pytest.raises(Refused, match="has passed"):
        actions.pick_slot(row, slot_id=first, actor=owner_of(employer), now=LATER[0])
    actions.propose_again(row, version=row.version, slots=LATER[1:], time_zone=HALIFAX, actor=staff, now=NOW)
    with pytest.raises(Refused, match="no longer on offer"):
        actions.pick_slot(row, slot_id=first, actor=owner_of(employer), now=NOW)


def test_an_employer_asks_for_other_times_in_words_that_the_team_reads(session, client, staff, new_client):
    employer = make_employer()
    row = propose(employer, staff)
    sign_in(client, owner_of(employer))
    form = client.get_page(f"/discovery/{row.id}/moves/ask_times/why").form("/why")
    client.submit(form, status=302, note="Any morning but Tuesday.")

    assert row.stage is Stage.TIMES_ASKED
    assert mails(session, "discovery_not_possible") == [row.interviewer.email]
    ours = new_client()
    sign_in(ours, staff)
    assert "Any morning but Tuesday." in ours.get_page(f"/discovery/{row.id}").main


def test_a_competitor_sees_neither_the_session_nor_its_file(session, client, staff):
    row = propose(make_employer(), staff)
    sign_in(client, make_actor(Side.EMPLOYER))
    for address in (f"/talks/{row.id}", f"/discovery/{row.id}.ics", f"/discovery/{row.id}/moves/cancel/why"):
        assert client.get(address).status_code == 404


# ---- calendar -----------------------------------------------------------------------------------------


def entry(client, row):
    (event,) = Calendar.from_ical(client.get(f"/discovery/{row.id}.ics").data).walk("VEVENT")
    return event


def test_the_calendar_entry_keeps_its_id_and_counts_up_with_every_change(session, client, staff):
    employer = make_employer()
    row = propose(employer, staff)
    sign_in(client, owner_of(employer))
    actions.pick_slot(row, slot_id=row.slots[0].id, actor=owner_of(employer), now=NOW)
    first = entry(client, row)
    actions.reschedule(row, version=row.version, starts_at=LATER[2], time_zone=HALIFAX, actor=staff, now=NOW)
    moved = entry(client, row)
    actions.make_move(row, "cancel", actor=staff, now=NOW, note="Ill.")
    gone = entry(client, row)

    assert first["uid"] == moved["uid"] == gone["uid"]
    assert [event["sequence"] for event in (first, moved, gone)] == [1, 2, 3]
    assert [event["status"] for event in (first, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert moved.decoded("dtstart") == LATER[2]
    assert first.decoded("dtend") - first.decoded("dtstart") == timedelta(minutes=60)
    assert str(first["dtstart"].params["TZID"]) == HALIFAX


def test_a_file_of_a_session_called_off_says_cancel(session, client, staff):
    row = make_session(stage=Stage.CANCELLED)
    sign_in(client, staff)
    assert Calendar.from_ical(client.get(f"/discovery/{row.id}.ics").data)["method"] == "CANCEL"


# ---- held -----------------------------------------------------------------------------------------------


def test_a_plan_changes_only_before_the_session_begins(session, client, staff):
    planned = make_session(stage=Stage.SCHEDULED)
    sign_in(client, staff)
    client.submit(client.get_page(f"/discovery/{planned.id}/edit").form("/edit"), status=302, clock="09:15")
    assert session.get(DiscoverySession, planned.id).starts_at.minute == 15

    late = client.get_page(f"/discovery/{planned.id}/edit").form("/edit")
    client.send(f"/discovery/{planned.id}/moves/begin", status=302)

    assert "Somebody changed this" in client.submit(late, status=409, clock="10:00").refusal
    assert "its plan stays as it is" in client.get_page(f"/discovery/{planned.id}/edit").main


def test_a_session_held_in_part_goes_on_another_day_with_every_word(session, client, staff):
    row = make_session(stage=Stage.UNDER_WAY)
    answer = make_answer(row, "Half of it.")
    first_uid = f"discovery-{row.id}@guildhall"
    actions.make_move(row, "pause", actor=staff, now=NOW)
    actions.propose_again(row, version=row.version, slots=LATER, time_zone=HALIFAX, actor=staff, now=NOW)
    actions.pick_slot(row, slot_id=row.slots[1].id, actor=staff, now=NOW)
    sign_in(client, staff)
    assert entry(client, row)["uid"] != first_uid
    actions.make_move(row, "begin", actor=staff, now=LATER[1])

    assert (row.stage, row.sitting, answer.words) == (Stage.UNDER_WAY, 2, "Half of it.")
    assert "sitting 2" in client.get_page(f"/discovery/{row.id}").main


@pytest.mark.parametrize(
    ("name", "stage", "side"),
    [
        ("employer_missed", Stage.MISSED_BY_EMPLOYER, Side.STAFF),
        ("team_missed", Stage.MISSED_BY_TEAM, Side.EMPLOYER),
    ],
)
def test_who_did_not_come_is_said_from_the_beginning_on_and_new_times_may_follow(session, staff, name, stage, side):
    employer = make_employer()
    row = make_session(employer, stage=Stage.SCHEDULED, starts_at=LATER[0])
    actor = staff if side is Side.STAFF else owner_of(employer)
    with pytest.raises(Refused, match="From then on"):
        actions.make_move(row, name, actor=actor, now=LATER[0] - timedelta(minutes=1))
    actions.make_move(row, name, actor=actor, now=LATER[0])
    assert row.stage is stage
    actions.propose_again(row, version=row.version, slots=LATER[1:], time_zone=HALIFAX, actor=staff, now=LATER[0])
    assert (row.stage, row.sitting) == (Stage.PROPOSED, 1)


def test_calling_off_needs_a_reason_and_tells_the_other_side(session, client, staff):
    employer = make_employer()
    contact = make_contact(employer)
    row = make_session(employer, stage=Stage.SCHEDULED, contact_id=contact.id, starts_at=LATER[0])
    sign_in(client, staff)
    address = f"/discovery/{row.id}/moves/cancel/why"
    assert client.send(address, status=422, note="").form("/why")
    client.send(address, status=302, note="The interviewer is ill.")
    assert row.stage is Stage.CANCELLED
    assert mails(session, "discovery_cancelled") == [contact.email]


def test_a_move_that_is_not_open_gets_a_sentence_and_changes_nothing(session, client, staff):
    done = make_session()
    sign_in(client, staff)
    page = client.send(f"/discovery/{done.id}/moves/begin", status=409)
    assert "no longer open" in page.main
    assert session.get(DiscoverySession, done.id).stage is Stage.COMPLETED


def test_a_session_in_which_nothing_was_heard_is_not_completed(session, staff):
    row = make_session(stage=Stage.UNDER_WAY)
    make_answer(row, words="")
    with pytest.raises(Refused, match="Nothing has been written down"):
        actions.make_move(row, "complete", actor=staff, now=NOW)


def test_only_staff_open_sessions(session, new_client, staff):
    employer = make_employer()
    row = make_session(employer)
    for actor, status in {
        staff: 200,
        owner_of(employer): 404,
        make_actor(Side.JOBSEEKER): 404,
        make_actor(Side.ADMIN): 404,
    }.items():
        browser = new_client()
        sign_in(browser, actor)
        assert browser.get(f"/discovery/{row.id}").status_code == status, actor.side


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_a_page_for_both_sides(session, new_client, staff, stage):
    employer = make_employer()
    row = make_session(employer, stage=stage, starts_at=LATER[0])
    make_answer(row)
    for actor, address in ((staff, f"/discovery/{row.id}"), (owner_of(employer), f"/talks/{row.id}")):
        browser = new_client()
        sign_in(browser, actor)
        assert browser.get_page(address).has("h1")
