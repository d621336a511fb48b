"""The program team looks at evidence: asked for, taken, decided with a level and words, and lapsing on its day."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.matches.queries import as_holding
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.lifecycle import LIFECYCLE
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, CompetencyClaimChange, EvidenceItem
from tests.factories import programs, supply
from tests.factories.accounts import make_actor
from tests.factories.supply import NOW, jobseeker_actor, make_claim, make_evidence, make_jobseeker

LATER = NOW + timedelta(days=3)


@pytest.fixture
def person(client):
    jobseeker = make_jobseeker()
    client.sign_in(jobseeker_actor(jobseeker))
    return jobseeker


@pytest.fixture
def lead(app):
    return make_actor(Side.STAFF, all_programs=True)


def asked(person=None, **overrides):
    """A claim with a story whose person asked for a look."""
    claim = make_claim(**({"jobseeker": person} if person else {}), **overrides)
    make_evidence(claim=claim)
    actions.ask(claim, actor=jobseeker_actor(claim.jobseeker), now=NOW)
    return claim


def decided(claim, staff, level, **options):
    actions.take(claim, actor=staff, now=NOW)
    words = {"reason": "" if level else "too_little", "words": "Two evenings told in full.", "lapses_on": None}
    actions.decide(
        claim, version=str(claim.version), level=level, actor=staff, now=options.pop("now", LATER), **words | options
    )


# ---- asking -----------------------------------------------------------------------------------------


def test_a_person_asks_and_takes_the_question_back(client, person):
    claim = make_claim(jobseeker=person)
    make_evidence(claim=claim)
    page = client.get_page(f"/me/growth/{claim.id}")
    after = client.follow(client.submit(page.form("/ask"), status=302))
    assert (claim.stage, "With the program team" in after.main) == (ClaimStage.WAITING_REVIEW, True)
    client.submit(after.form("/stop-asking"), status=302)
    assert (claim.stage, claim.asked_at) == (ClaimStage.EVIDENCE_LINKED, None)


def test_without_anything_that_shows_it_nobody_is_asked(client, person):
    claim = make_claim(jobseeker=person)
    assert "Add what shows it first" in client.send(f"/me/growth/{claim.id}/ask", status=409).main
    assert claim.stage is ClaimStage.CLAIMED


def test_after_a_no_the_team_is_asked_again_with_something_new_only(client, person, lead):
    claim = asked(person)
    decided(claim, lead, 0)
    assert "Add something new" in client.send(f"/me/growth/{claim.id}/ask", status=409).main
    make_evidence(claim=claim, created_at=LATER + timedelta(days=1))
    client.send(f"/me/growth/{claim.id}/ask", status=302)
    client.send(f"/me/growth/{claim.id}/stop-asking", status=302)
    assert (claim.stage, claim.shown_level) == (ClaimStage.NOT_DEMONSTRATED, 0)


def test_what_waits_without_its_last_evidence_waits_no_longer(client, person):
    claim = asked(person)
    item = db.session.scalars(sa.select(EvidenceItem).where(EvidenceItem.claim_id == claim.id)).one()
    client.send(f"/me/evidence/{item.id}/remove", status=302)
    assert claim.stage is ClaimStage.CLAIMED


# ---- looking ----------------------------------------------------------------------------------------


def test_staff_take_it_and_say_a_level_in_words_that_the_person_reads(client, new_client, lead):
    claim = asked()
    browser = new_client()
    browser.sign_in(lead)
    page = browser.get_page("/evidence")
    assert claim.competency.preferred in page.main
    after = browser.follow(browser.send(f"/evidence/{claim.id}/take", status=302))
    assert "I re-planned the evening after a breakdown." in after.main
    browser.submit(after.form("/decide"), level="3", words="You changed a plan that was new.", status=302)
    assert (claim.stage, claim.shown_level, claim.shown_to_id) == (ClaimStage.DEMONSTRATED, 3, lead.person_id)
    client.sign_in(jobseeker_actor(claim.jobseeker))
    own = client.get_page(f"/me/growth/{claim.id}")
    assert "Alone on new tasks" in own.main
    assert "You changed a plan that was new." in own.main


def test_a_no_needs_a_reason_that_the_person_reads(client, new_client, lead):
    claim = asked()
    browser = new_client()
    browser.sign_in(lead)
    browser.send(f"/evidence/{claim.id}/take", status=302)
    words = {"version": str(claim.version), "level": "0", "words": "Tell one evening more.", "lapses_on": ""}
    assert "Choose why" in browser.send(f"/evidence/{claim.id}/decide", status=422, reason="", **words).main
    browser.send(f"/evidence/{claim.id}/decide", status=302, reason="too_little", **words)
    assert (claim.stage, claim.shown_level) == (ClaimStage.NOT_DEMONSTRATED, 0)
    client.sign_in(jobseeker_actor(claim.jobseeker))
    assert "There is too little to tell from" in client.get_page(f"/me/growth/{claim.id}").main


def test_only_whoever_looks_at_it_decides(lead):
    claim, other = asked(), make_actor(Side.STAFF, all_programs=True)
    actions.take(claim, actor=lead, now=NOW)
    with pytest.raises(Refused, match="that you look at it"):
        actions.decide(
            claim,
            version=str(claim.version),
            level=2,
            reason="",
            words="Yes.",
            lapses_on=None,
            actor=other,
            now=NOW,
        )
    actions.take(claim, actor=other, now=NOW)
    assert claim.reviewer_id == other.person_id
    actions.give_back(claim, actor=other, now=NOW)
    assert (claim.stage, claim.reviewer_id, claim.asked_at) == (ClaimStage.WAITING_REVIEW, None, NOW)


def test_a_coordinator_sees_what_waits_among_the_people_of_their_programs_alone(client):
    coordinator = programs.make_coordinator()
    cohort = programs.make_cohort(program=programs.make_program(offered=True))
    programs.make_assignment(cohort.program, coordinator)
    mine, other = asked(), asked()
    supply.make_application(cohort=cohort, jobseeker=mine.jobseeker)
    client.sign_in(coordinator)
    page = client.get_page("/evidence")
    assert mine.competency.preferred in page.main
    assert other.competency.preferred not in page.html
    client.get_page(f"/evidence/{other.id}", status=404)
    client.send(f"/evidence/{other.id}/take", status=404)


def test_what_is_decided_is_on_no_list(client, lead):
    claim = asked()
    decided(claim, lead, 2)
    client.sign_in(lead)
    assert claim.competency.preferred not in client.get_page("/evidence").main
    client.get_page(f"/evidence/{claim.id}", status=404)


def test_a_long_list_takes_as_many_statements_as_a_short_one(client, lead, counting):
    def statements():
        with counting() as sent:
            client.get("/evidence")
        return len(sent)

    client.sign_in(lead)
    asked()
    short = statements()
    asked()
    asked()
    assert statements() == short <= 25


# ---- lapsing ----------------------------------------------------------------------------------------


def test_it_lapses_after_its_day_and_counts_as_ones_own_word_again(client, person, lead):
    claim = asked(person)
    decided(claim, lead, 3, lapses_on=date(2026, 6, 1))
    actions.expire_by_the_clock(now=NOW.replace(month=6, day=1))
    assert claim.stage is ClaimStage.DEMONSTRATED
    actions.expire_by_the_clock(now=NOW.replace(month=6, day=2))
    actions.expire_by_the_clock(now=NOW.replace(month=6, day=3))
    assert (claim.stage, claim.level, claim.shown_level) == (ClaimStage.EXPIRED, 2, 3)
    assert "It lapsed on" in client.get_page(f"/me/growth/{claim.id}").main
    assert "lapsed on" in client.get_page("/me/growth").main
    moves = sa.select(CompetencyClaimChange.move).where(CompetencyClaimChange.subject_id == claim.id)
    assert list(db.session.scalars(moves.order_by(CompetencyClaimChange.seq)))[-1] == "expire"
    client.send(f"/me/growth/{claim.id}/ask", status=302)
    client.send(f"/me/growth/{claim.id}/stop-asking", status=302)
    assert claim.stage is ClaimStage.EXPIRED


@pytest.mark.parametrize(
    ("stage", "level", "shown", "holds"),
    [
        (ClaimStage.CLAIMED, 2, None, (2, "declared")),
        (ClaimStage.EVIDENCE_LINKED, 2, None, (2, "evidenced")),
        (ClaimStage.WAITING_REVIEW, 2, None, (2, "evidenced")),
        (ClaimStage.WAITING_REVIEW, 2, 0, (2, "evidenced")),
        (ClaimStage.DEMONSTRATED, 4, 3, (3, "verified")),
        (ClaimStage.DEMONSTRATED, None, 3, (3, "verified")),
        (ClaimStage.NOT_DEMONSTRATED, 4, 0, (0, "verified")),
        (ClaimStage.EXPIRED, 2, 4, (2, "declared")),
        (ClaimStage.EXPIRED, None, 4, (4, "declared")),
        (ClaimStage.CLAIMED, None, None, None),
    ],
)
def test_the_matcher_reads_each_stage_as_it_counts(app, stage, level, shown, holds):
    claim = CompetencyClaim(competency_id=make_jobseeker().id, stage=stage, level=level, shown_level=shown)
    held = as_holding(claim)
    assert (held and (held.level, held.evidence)) == holds


def test_what_is_looked_at_is_evidenced(lead):
    claim = asked()
    actions.take(claim, actor=lead, now=NOW)
    assert as_holding(claim).evidence == "evidenced"


def test_every_stage_has_a_word_and_a_ring():
    assert set(queries.RINGS) == set(ClaimStage)
    assert all(LIFECYCLE.label(stage) for stage in ClaimStage)


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": "in_review"},  # by nobody
        {"stage": "expired", "shown_level": 0, "shown_at": NOW},
        {"stage": "expired"},
        {"stage": "demonstrated", "shown_level": 0, "shown_at": NOW},
        {"stage": "evidence_linked", "shown_level": 2, "shown_at": NOW},
    ],
)
def test_the_database_refuses_what_cannot_be(session, wrong):
    claim = make_claim()
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(CompetencyClaim).where(CompetencyClaim.id == claim.id).values(**wrong))


def test_the_person_is_told_by_mail_that_the_team_has_looked_without_the_words_it_wrote(lead):
    for level, said in ((3, "It is shown at this level"), (0, "It is not shown yet")):
        claim = asked()
        decided(claim, lead, level)
        mail = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.dedupe_key.like(f"%:{claim.id}:%"))).one()
        assert (mail.name, said in mail.body_text) == ("evidence_reviewed", True)
        assert "Two evenings told in full." not in mail.body_text + mail.body_html
        assert f"/me/growth/{claim.id}" in mail.body_text
