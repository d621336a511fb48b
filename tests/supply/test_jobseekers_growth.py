"""Competencies: claimed, evidenced, shown; what somebody saw counts, and the newest of it."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.supply.documents.models import Document
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.models import (
    ClaimStage,
    CompetencyClaim,
    CompetencyClaimChange,
    EvidenceItem,
    EvidenceKind,
)
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.supply import NOW, jobseeker_actor, make_claim, make_evidence, make_experience, make_jobseeker
from tests.reader.papers import pdf


@pytest.fixture
def person(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


def evidence_of(claim):
    return db.session.scalars(sa.select(EvidenceItem).where(EvidenceItem.claim_id == claim.id)).all()


def moves_of(claim):
    return list(
        db.session.scalars(
            sa.select(CompetencyClaimChange.move)
            .where(CompetencyClaimChange.subject_id == claim.id)
            .order_by(CompetencyClaimChange.seq)
        )
    )


# ---- in one's own word ------------------------------------------------------------------------------


def test_a_competency_is_claimed_with_a_level_in_behaviours(client, person, session):
    make_competency("Keep a shift calm")
    page = client.get_page("/me/growth/new")
    after = client.follow(
        client.submit(page.form("/me/growth/new"), competency="keep a shift calm", level="3", status=302)
    )
    claim = session.scalars(sa.select(CompetencyClaim)).one()
    assert (claim.jobseeker_id, claim.level, claim.stage) == (person.id, 3, ClaimStage.CLAIMED)
    assert after.h1 == "Keep a shift calm"
    assert "Alone on new tasks" in client.get_page("/me/growth").main


def test_words_that_are_not_clear_are_asked_about(client, person, session):
    make_competency("Keep a shift calm")
    page = client.get_page("/me/growth/new")
    asked = client.submit(page.form("/me/growth/new"), competency="kep a shfit calm", level="2", status=422)
    assert "Did you mean" in asked.main
    assert session.scalars(sa.select(CompetencyClaim)).all() == []


def test_a_competency_is_claimed_once(client, person):
    claim = make_claim(jobseeker=person)
    page = client.send("/me/growth/new", status=409, competency=claim.competency.preferred, level="4")
    assert "is among your competencies already" in page.refusal
    assert claim.level == 2


def test_the_own_level_can_change(client, person, session):
    claim = make_claim(jobseeker=person)
    page = client.get_page(f"/me/growth/{claim.id}")
    client.submit(page.form(f"/me/growth/{claim.id}"), level="4", status=302)
    assert claim.level == 4
    client.submit(page.form(f"/me/growth/{claim.id}"), level="1", status=409)
    assert claim.level == 4


@pytest.mark.parametrize("level", ["0", "5", "", "many"])
def test_a_level_is_one_of_four(client, person, level):
    claim = make_claim(jobseeker=person)
    client.send(f"/me/growth/{claim.id}", status=422, level=level, version=claim.version)
    assert claim.level == 2


def test_a_competency_without_assessment_can_be_taken_back_and_named_again(client, person):
    claim = make_claim(jobseeker=person)
    make_evidence(claim=claim)
    client.send(f"/me/growth/{claim.id}/remove", status=302)
    assert (claim.level, claim.stage, evidence_of(claim)) == (None, ClaimStage.CLAIMED, [])
    assert claim.competency.preferred not in client.get_page("/me/growth").main
    client.get_page(f"/me/growth/{claim.id}", status=404)
    client.send("/me/growth/new", status=302, competency=claim.competency.preferred, level="1")
    assert claim.level == 1


def test_what_the_program_assessed_stays(client, person):
    claim = make_claim(jobseeker=person, shown_level=3)
    page = client.send(f"/me/growth/{claim.id}/remove", status=409)
    assert "so it stays" in page.main
    assert claim.level == 2


# ---- evidence ---------------------------------------------------------------------------------------


def test_a_story_is_evidence(client, person):
    claim = make_claim(jobseeker=person)
    page = client.get_page(f"/me/growth/{claim.id}/evidence/story")
    after = client.follow(client.submit(page.form("/story"), words="I rang forty guests before they rang me."))
    assert claim.stage is ClaimStage.EVIDENCE_LINKED
    assert "I rang forty guests before they rang me." in after.main
    assert "evidenced" in after.main


def test_an_own_experience_is_evidence(client, person):
    claim, experience = make_claim(jobseeker=person), make_experience(jobseeker=person)
    client.send(f"/me/growth/{claim.id}/evidence/experience", status=302, experience_id=str(experience.id))
    assert [item.experience_id for item in evidence_of(claim)] == [experience.id]


def test_somebody_elses_experience_is_not(client, person, session):
    claim, other = make_claim(jobseeker=person), make_experience()
    client.send(f"/me/growth/{claim.id}/evidence/experience", status=422, experience_id=str(other.id))
    assert evidence_of(claim) == []
    with pytest.raises(Refused):
        actions.add_evidence(
            claim, kind=EvidenceKind.EXPERIENCE, experience_id=other.id, actor=jobseeker_actor(person), now=NOW
        )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "ftp://files.example", "https://", "http://[", "page"]
)
def test_a_link_goes_to_the_web(client, person, address):
    claim = make_claim(jobseeker=person)
    page = client.send(f"/me/growth/{claim.id}/evidence/link", status=422, address=address, words="My page")
    assert "A link begins with" in page.main
    assert "My page" in page.text
    assert evidence_of(claim) == []


def test_a_link_is_evidence(client, person):
    claim = make_claim(jobseeker=person)
    client.send(f"/me/growth/{claim.id}/evidence/link", status=302, address="https://kitchen.example/menu")
    assert (
        client.get_page(f"/me/growth/{claim.id}").links["https://kitchen.example/menu"]
        == "https://kitchen.example/menu"
    )


def test_a_file_is_evidence_that_the_team_opens_and_that_goes_with_it(client, new_client, person, session):
    claim, stranger = make_claim(jobseeker=person), make_actor(Side.STAFF, all_programs=False)
    sent = (BytesIO(pdf([["First aid, 2026"]])), "first-aid.pdf")
    page = client.send(f"/me/growth/{claim.id}/evidence/file", status=302, file=sent, words="My certificate")
    assert (claim.stage, "first-aid.pdf" in client.follow(page).main) == (ClaimStage.EVIDENCE_LINKED, True)
    item = evidence_of(claim)[0]
    browser = new_client()
    for actor, status in ((make_actor(Side.STAFF), 200), (stranger, 404), (make_actor(Side.EMPLOYER), 404)):
        browser.sign_in(actor)
        assert browser.get(f"/documents/{item.document_id}").status_code == status
    client.send(f"/me/evidence/{item.id}/remove", status=302)
    assert session.scalars(sa.select(Document)).all() == []


def test_without_a_file_nothing_is_added(client, person):
    claim = make_claim(jobseeker=person)
    client.send(f"/me/growth/{claim.id}/evidence/file", status=422, words="My certificate")
    assert evidence_of(claim) == []


def test_nobody_assesses_themselves(client, person):
    claim = make_claim(jobseeker=person)
    client.send(f"/me/growth/{claim.id}/evidence/assessment", status=404, words="Perfect", level="4")
    with pytest.raises(Refused):
        actions.add_evidence(claim, kind=EvidenceKind.ASSESSMENT, actor=jobseeker_actor(person), now=NOW)


def test_without_its_last_evidence_a_claim_is_ones_own_word_again(client, person):
    claim = make_claim(jobseeker=person)
    first, second = make_evidence(claim=claim), make_evidence(claim=claim)
    client.send(f"/me/evidence/{first.id}/remove", status=302)
    assert claim.stage is ClaimStage.EVIDENCE_LINKED
    client.send(f"/me/evidence/{second.id}/remove", status=302)
    assert claim.stage is ClaimStage.CLAIMED


# ---- what somebody saw ------------------------------------------------------------------------------


def assess(person, competency, level, **options):
    staff = options.pop("staff", None) or make_actor(Side.STAFF)
    return actions.record_assessment(
        person.id, competency.id, level=level, words="Re-planned four routes.", actor=staff, now=options.pop("now", NOW)
    )


def test_an_assessment_makes_the_claim_the_person_never_made(app):
    person, competency, staff = make_jobseeker(), make_competency(), make_actor(Side.STAFF)
    evidence = assess(person, competency, 3, staff=staff)
    claim = queries.claim_on(person.id, competency.id)
    assert (claim.level, claim.shown_level, claim.shown_at, claim.shown_to_id, claim.stage) == (
        None,
        3,
        NOW,
        staff.person_id,
        ClaimStage.DEMONSTRATED,
    )
    assert (evidence.kind, evidence.level, evidence.words) == (EvidenceKind.ASSESSMENT, 3, "Re-planned four routes.")
    assert moves_of(claim) == ["claim", "demonstrate"]


def test_the_newest_assessment_counts_and_all_of_them_stay(app):
    claim = make_claim()
    make_evidence(claim=claim)
    person, competency = claim.jobseeker, claim.competency
    for days, level in enumerate([2, 0, 4]):
        assess(person, competency, level, now=NOW + timedelta(days=days))
        expected = ClaimStage.DEMONSTRATED if level else ClaimStage.NOT_DEMONSTRATED
        assert (claim.shown_level, claim.stage, claim.level) == (level, expected, 2)
    assert sorted(item.level for item in evidence_of(claim) if item.level is not None) == [0, 2, 4]
    assert moves_of(claim) == ["demonstrate", "not_demonstrate", "demonstrate"]


def test_the_person_reads_who_saw_what(client, person):
    staff = make_actor(Side.STAFF)
    competency = make_competency("Plan delivery routes")
    assess(person, competency, 2, staff=staff)
    page = client.get_page("/me/growth")
    assert "Alone on routine tasks" in page.main
    assert f"Seen by {staff.name}" in page.main
    assert "Re-planned four routes." in page.main


def test_an_assessment_cannot_be_removed_by_the_person(client, person):
    evidence = assess(person, make_competency(), 1)
    assert "so it stays" in client.send(f"/me/evidence/{evidence.id}/remove", status=409).main


def test_own_evidence_after_an_assessment_leaves_what_was_seen(client, person):
    claim = make_claim(jobseeker=person, shown_level=3)
    client.send(f"/me/growth/{claim.id}/evidence/story", status=302, words="And another time.")
    assert (claim.stage, claim.shown_level) == (ClaimStage.DEMONSTRATED, 3)


# ---- nobody else's ----------------------------------------------------------------------------------


def test_another_jobseekers_competency_does_not_exist(client, person):
    claim = make_claim(competency=make_competency("CANARY"))
    evidence = make_evidence(claim=claim)
    for url in (f"/me/growth/{claim.id}", f"/me/growth/{claim.id}/evidence/story", f"/me/growth/{uuid.uuid4()}"):
        client.get_page(url, status=404)
    client.send(f"/me/growth/{claim.id}", status=404, level="4", version="1")
    client.send(f"/me/growth/{claim.id}/remove", status=404)
    client.send(f"/me/growth/{claim.id}/evidence/story", status=404, words="Mine")
    client.send(f"/me/evidence/{evidence.id}/remove", status=404)
    assert (claim.level, len(evidence_of(claim))) == (2, 1)
    assert "CANARY" not in client.get_page("/me/growth").html


def test_a_long_list_takes_as_many_statements_as_a_short_one(client, person, counting):
    def statements():
        with counting() as sent:
            client.get("/me/growth")
        return len(sent)

    make_evidence(claim=make_claim(jobseeker=person))
    short = statements()
    for _number in range(2):
        make_evidence(claim=make_claim(jobseeker=person))
    assert statements() == short <= 25
