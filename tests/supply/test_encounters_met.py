"""Who was met where partners gave hours: noted by staff, and told to a partner by nobody but the person."""

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.errors import Refused
from marketplace.sides import Role, Side
from marketplace.supply.cohorts.models import DeliveryStage
from marketplace.supply.encounters import actions, queries
from marketplace.supply.encounters.models import Encounter, Observation
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, Disclosure, EvidenceItem, EvidenceKind
from marketplace.supply.jobseekers.queries import identity_consent
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.encounters import make_encounter, make_held, make_introduction, make_observation
from tests.factories.hiring import employer_actor, make_referral
from tests.factories.programs import make_cohort_partner, make_coordinator, make_delivery, make_partner, owner_of
from tests.factories.supply import NOW, jobseeker_actor, make_application, make_claim, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def held():
    return make_held()


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


@pytest.fixture
def owner(held):
    return owner_of(held.hiring_partner)


@pytest.fixture
def person():
    return make_jobseeker(name="Quillonette Zibbel-Marrow")


@pytest.fixture
def met(held, person):
    return make_encounter(held=held, enrolment=make_enrolment(cohort=held.cohort, jobseeker=person, stage="active"))


@pytest.fixture
def claim(person):
    return make_claim(jobseeker=person, competency=make_competency("Keep calm"))


def noted(held):
    return set(db.session.scalars(sa.select(Encounter.enrolment_id).where(Encounter.co_delivery_id == held.id)))


# ---- who was there ------------------------------------------------------------------------------


def test_staff_note_who_was_there_and_correct_it(client, held, staff):
    here, away = (make_enrolment(cohort=held.cohort, stage="active") for _ in range(2))
    elsewhere = make_enrolment()
    client.sign_in(staff)
    form = client.get_page(f"/hours/{held.id}/people").form("/people")
    client.submit(form, people=[str(here.id), str(away.id)], status=302)
    assert noted(held) == {here.id, away.id}
    form = client.get_page(f"/hours/{held.id}/people").form("/people")
    assert set(form.fields["people"]) == {str(here.id), str(away.id)}
    client.submit(form, people=[str(here.id)], status=302)
    assert noted(held) == {here.id}
    client.send(f"/hours/{held.id}/people", status=422, people=[str(elsewhere.id)])
    assert noted(held) == {here.id}


def test_an_old_list_takes_nobody_off_who_was_noted_meanwhile(client, held, staff):
    here, meanwhile = (make_enrolment(cohort=held.cohort, stage="active") for _ in range(2))
    client.sign_in(staff)
    form = client.get_page(f"/hours/{held.id}/people").form("/people")
    make_encounter(held=held, enrolment=meanwhile)
    client.submit(form, people=[str(here.id)], status=302)
    assert noted(held) == {here.id, meanwhile.id}


def test_who_left_and_came_back_stands_on_the_list_once(client, held, staff, person):
    first = make_application(cohort=held.cohort, jobseeker=person, stage="withdrawn")
    before = make_enrolment(application=first, stage="withdrew")
    again = make_enrolment(cohort=held.cohort, jobseeker=person, stage="active")
    client.sign_in(staff)
    form = client.get_page(f"/hours/{held.id}/people").form("/people")
    assert [one.id for one in queries.roster_of(held).enrolments] == [again.id]
    client.submit(form, people=[str(again.id)], status=302)
    assert noted(held) == {again.id}
    rest = make_held(cohort_partner=make_cohort_partner(cohort=held.cohort))
    make_encounter(held=rest, enrolment=before)
    assert [one.id for one in queries.roster_of(rest).enrolments] == [before.id]


def test_somebody_of_whom_something_was_written_stays_on_the_list(held, met, staff):
    make_observation(met)
    with pytest.raises(Refused, match="Keep them on the list"):
        actions.note_who_was_there(held, [], could_go=[met.enrolment_id], actor=staff, now=NOW)


def test_nobody_is_noted_before_it_was_held(client, staff):
    planned = make_delivery(stage=DeliveryStage.SCHEDULED)
    with pytest.raises(Refused, match="not held yet"):
        actions.note_who_was_there(planned, [], could_go=[], actor=staff, now=NOW)
    client.sign_in(staff)
    client.get_page(f"/hours/{planned.id}/people", status=404)


def test_staff_of_another_program_note_and_read_nothing(client, held, met):
    client.sign_in(make_coordinator())
    client.get_page(f"/hours/{held.id}/people", status=404)
    client.send(f"/hours/{held.id}/people", status=404)
    assert noted(held) == {met.enrolment_id}


# ---- whom a partner reads of ----------------------------------------------------------------------


def test_a_partner_reads_nobody_who_has_not_agreed(client, held, met, claim, owner):
    client.sign_in(owner)
    page = client.get_page(f"/hours/{held.id}/met")
    assert "9 people were there. 0 let you know who they are." in page.main
    assert ("Quillonette" in page.html, "Keep calm" in page.html) == (False, False)
    client.get_page(f"/met/{met.id}/observe", status=404)
    client.send(f"/met/{met.id}/observe", status=404, claim_id=str(claim.id), words="Very calm.")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Observation)) == 0


def test_who_agrees_is_read_by_first_name_and_competencies_and_nothing_more(client, held, met, claim, owner, person):
    client.sign_in(jobseeker_actor(person))
    client.submit(client.get_page("/me/met").form("/introduce"), status=302)
    client.sign_in(owner)
    page = client.get_page(f"/hours/{held.id}/met")
    assert ("Quillonette" in page.main, "Keep calm" in page.main) == (True, True)
    told = page.html + client.get_page(f"/met/{met.id}/observe").html
    for private in ("Zibbel", person.person.email, person.phone, person.headline):
        assert private not in told
    rows = db.session.scalars(sa.select(Disclosure).where(Disclosure.jobseeker_id == person.id)).all()
    assert {(row.employer_id, row.seen_by_id, row.what) for row in rows} == {
        (held.hiring_partner.employer_id, owner.person_id, "first name")
    }


def test_who_is_not_in_the_ledger_is_not_on_the_page(client, held, met, owner, monkeypatch):
    """As when somebody agrees after the ledger was written and before the page is made."""
    early = make_encounter(held=held, introduced=True).enrolment.jobseeker_id
    disclose = actions.disclose_first_names
    make_introduction(met)

    def only_early(encounters, **by):
        return disclose([one for one in encounters if one.enrolment.jobseeker_id == early], **by)

    monkeypatch.setattr(actions, "disclose_first_names", only_early)
    client.sign_in(owner)
    page = client.get_page(f"/hours/{held.id}/met")
    assert ("1 lets you know who they are." in page.main, "Quillonette" in page.html) == (True, False)
    assert set(db.session.scalars(sa.select(Disclosure.jobseeker_id))) == {early}


def test_many_people_are_read_with_as_many_statements_as_one(client, held, owner, counting):
    def statements(more):
        for _person in range(more):
            make_claim(jobseeker=make_encounter(held=held, introduced=True).enrolment.jobseeker)
        client.sign_in(owner)
        client.get_page(f"/hours/{held.id}/met")
        with counting() as asked:
            client.get_page(f"/hours/{held.id}/met")
        return len(asked)

    few = statements(1)
    assert (statements(11), few <= 25) == (few, True)


def test_what_is_taken_back_is_gone_at_the_next_request(client, held, met, claim, owner, person):
    make_introduction(met)
    make_observation(met, claim_id=claim.id, words="Zibbel words.")
    client.sign_in(owner)
    assert "Zibbel words." in client.get_page(f"/hours/{held.id}/met").main
    client.sign_in(jobseeker_actor(person))
    client.submit(client.get_page("/me/met").form("/withdraw"), status=302)
    client.sign_in(owner)
    page = client.get_page(f"/hours/{held.id}/met")
    assert ("Quillonette" in page.html, "Zibbel" in page.html) == (False, False)
    client.get_page(f"/met/{met.id}/observe", status=404)
    client.sign_in(jobseeker_actor(person))
    assert "Zibbel words." in client.get_page("/me/met").main


@pytest.mark.parametrize("stage", [PartnerStage.ON_HOLD, PartnerStage.ENDED])
def test_a_partner_whose_agreement_does_not_hold_reads_nobody(client, held, met, owner, stage):
    make_introduction(met)
    held.hiring_partner.stage = stage
    db.session.flush()
    client.sign_in(owner)
    client.get_page(f"/hours/{held.id}/met", status=404)
    client.get_page(f"/met/{met.id}/observe", status=404)


def test_a_competitor_interviewers_and_strangers_read_nothing(client, held, met, claim, person):
    make_introduction(met)
    make_observation(met, claim_id=claim.id)
    rival = make_cohort_partner(
        cohort=held.cohort, hiring_partner=make_partner(consortium=held.hiring_partner.consortium)
    )
    theirs = make_held(cohort_partner=rival)
    make_encounter(held=theirs, enrolment=met.enrolment)
    client.sign_in(owner_of(rival.hiring_partner))
    assert "Quillonette" not in client.get_page(f"/hours/{theirs.id}/met").html
    interviewer = make_actor(Side.EMPLOYER, organisation=held.hiring_partner.employer, role=Role.INTERVIEWER)
    for actor in (owner_of(rival.hiring_partner), owner_of(make_partner()), interviewer, make_actor(Side.FUNDER)):
        client.sign_in(actor)
        client.get_page(f"/hours/{held.id}/met", status=404)
        client.get_page(f"/met/{met.id}/observe", status=404)


# ---- what was seen --------------------------------------------------------------------------------


def test_a_partner_writes_what_it_saw_and_the_person_decides_who_reads_it(client, held, met, claim, owner, person):
    make_introduction(met)
    client.sign_in(owner)
    form = client.get_page(f"/met/{met.id}/observe").form("/observe")
    client.submit(form, claim_id=str(claim.id), words="She calmed two drivers.", status=302)
    [row] = db.session.scalars(sa.select(Observation))
    assert (row.claim_id, row.written_by_id, row.evidence_id) == (claim.id, owner.person_id, None)
    assert claim.stage is ClaimStage.CLAIMED
    client.sign_in(jobseeker_actor(person))
    client.submit(client.get_page("/me/met").form("/show"), status=302)
    [item] = db.session.scalars(sa.select(EvidenceItem).where(EvidenceItem.claim_id == claim.id))
    assert (item.kind, item.words, claim.stage) == (
        EvidenceKind.OBSERVATION,
        "She calmed two drivers.",
        ClaimStage.EVIDENCE_LINKED,
    )
    client.submit(client.get_page("/me/met").form("/keep-back"), status=302)
    assert db.session.scalars(sa.select(EvidenceItem)).all() == []
    assert db.session.get_one(CompetencyClaim, claim.id).stage is ClaimStage.CLAIMED


def test_another_employer_reads_it_only_as_evidence_and_without_the_partners_name(client, held, met, person, owner):
    asked = make_competency("Plan by night")
    claim = make_claim(jobseeker=person, competency=asked)
    row = make_observation(met, claim_id=claim.id, words="Zibbel saw it.")
    need = make_role_need()
    make_requirement(need, competency=asked)
    referral = make_referral("interviewing", jobseeker=person, role_need=need)
    other = employer_actor(referral)
    client.sign_in(other)
    address = f"/referrals/{referral.id}"
    assert "Zibbel saw it." not in client.get_page(address).html
    actions.let_it_be_shown(row, actor=jobseeker_actor(person), now=NOW)
    page = client.get_page(address)
    assert ("Zibbel saw it." in page.html, held.hiring_partner.employer.name in page.html) == (True, False)


def test_evidence_that_the_person_removes_elsewhere_leaves_the_observation(client, met, claim, person):
    row = make_observation(met, claim_id=claim.id)
    me = jobseeker_actor(person)
    actions.let_it_be_shown(row, actor=me, now=NOW)
    actions.let_it_be_shown(row, actor=me, now=NOW)
    client.sign_in(me)
    client.send(f"/me/evidence/{row.evidence_id}/remove", status=302)
    db.session.expire_all()
    assert (row.evidence, row.words) == (None, "Calmed two drivers at once.")
    actions.let_it_be_shown(row, actor=me, now=NOW)
    assert row.evidence.words == row.words


def test_only_the_person_decides_about_what_was_seen(client, met, claim, staff, owner):
    row = make_observation(met, claim_id=claim.id)
    other = jobseeker_actor(make_jobseeker())
    for actor in (staff, owner, other):
        for act in (actions.let_it_be_shown, actions.keep_it_back):
            with pytest.raises(Refused, match="Only the person"):
                act(row, actor=actor, now=NOW)
    client.sign_in(other)
    for name in ("show", "keep-back"):
        client.send(f"/me/observations/{row.id}/{name}", status=404)
    client.send(f"/me/met/{met.id}/introduce", status=404)


def test_a_partner_writes_about_competencies_of_that_person_only(met, owner, claim):
    strangers = make_claim()
    make_introduction(met)
    with pytest.raises(Refused, match="competencies that they named"):
        actions.write_down(met, claim_id=strangers.id, words="Calm.", actor=owner, now=NOW)


def test_a_yes_to_one_partner_is_none_to_another_and_no_identity(held, met, person):
    consent = make_introduction(met)
    assert identity_consent(person.id, held.hiring_partner.employer_id) is None
    assert consent.employer_id == held.hiring_partner.employer_id
