"""Reviewers read the profile as it was sent, and are told what has changed since."""

from datetime import UTC, date, datetime

import pytest

from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.models import ProfileSnapshot
from tests.factories.accounts import make_membership
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import (
    jobseeker_actor,
    make_application,
    make_claim,
    make_evidence,
    make_experience,
    make_jobseeker,
)


@pytest.fixture
def applied(app):
    """Somebody who applied with one experience and one competency that evidence shows."""
    jobseeker = make_jobseeker(headline="Night manager")
    experience = make_experience(jobseeker=jobseeker, title="Ran the night desk", description="Forty guests a night.")
    claim = make_claim(jobseeker=jobseeker, level=2)
    make_evidence(claim=claim, words="I rang forty guests.")
    application = actions.apply(
        make_cohort(), motivation="Because.", actor=jobseeker_actor(jobseeker), now=datetime.now(UTC)
    )
    return application, jobseeker, experience, claim


def test_what_is_sent_is_what_is_read_whatever_is_changed_later(client, session, applied):
    application, jobseeker, experience, claim = applied
    jobseeker.headline, experience.title, experience.description = "Director", "Ran everything", ""
    claim.level = 4
    make_experience(jobseeker=jobseeker, title="Coach")
    session.flush()
    client.sign_in(make_membership(Side.STAFF))
    page = client.get_page(f"/applications/{application.id}")
    for words in ("Night manager", "Ran the night desk", "Forty guests a night.", "I rang forty guests.", "as sent on"):
        assert words in page.html
    assert "Director" not in page.html
    assert page.texts(".note li") == [
        "What they say about themselves has changed.",
        "New experience: Coach.",
        "Told otherwise now: Ran everything.",
        f"Another level now: {claim.competency.preferred}.",
    ]


def test_nothing_is_said_while_nothing_has_changed(client, applied):
    application, *_rest = applied
    client.sign_in(make_membership(Side.STAFF))
    page = client.get_page(f"/applications/{application.id}")
    assert "Since then" not in page.html


def test_what_is_gone_and_what_was_added_is_named(session, applied):
    application, jobseeker, experience, claim = applied
    name = claim.competency.preferred
    make_evidence(claim=claim, words="And once more.")
    session.delete(experience)
    session.flush()
    new = make_claim(jobseeker=jobseeker)
    session.expire_all()
    assert queries.profile_sent(application).changes == [
        "No longer named: Ran the night desk.",
        *sorted([f"More evidence now: {name}.", f"New competency: {new.competency.preferred}."]),
    ]


def test_a_snapshot_reads_back_as_it_was_laid_out(session, applied):
    application, _jobseeker, experience, _claim = applied
    kept = session.get(ProfileSnapshot, application.id)
    assert kept.format == queries.FORMAT == 1
    profile = queries.profile_sent(application).profile
    past = profile.experiences[0]
    assert (past.title, past.started_on, past.kind) == (experience.title, experience.started_on, experience.kind.value)
    assert isinstance(profile.claims[0].evidence[0].day, date)
    assert not {"email", "phone", "name"} & set(kept.body)


def test_what_was_sent_before_snapshots_is_read_as_it_is_and_says_so(client):
    application = make_application()
    client.sign_in(make_membership(Side.STAFF))
    page = client.get_page(f"/applications/{application.id}")
    assert "before profiles were kept" in page.main


def test_only_staff_of_the_program_read_it(client, applied):
    application, *_rest = applied
    for reader, status in (
        (make_coordinator(application.cohort.program), 200),
        (make_coordinator(make_cohort().program), 404),
        (make_membership(Side.EMPLOYER), 404),
        (make_membership(Side.ADMIN), 404),
    ):
        client.sign_in(reader)
        client.get_page(f"/applications/{application.id}", status=status)
