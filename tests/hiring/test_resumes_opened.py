"""Who opens a résumé: its person, the team of a program they applied to, an employer while both agree; each time is told."""

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.matches.models import ReferralStage
from marketplace.sides import Role
from marketplace.supply.jobseekers import actions as consents
from marketplace.supply.jobseekers.models import Consent, Disclosure
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_referral
from tests.factories.programs import make_coordinator
from tests.factories.resumes import make_resume
from tests.factories.supply import jobseeker_actor, make_application, make_consent, make_jobseeker

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def person(session):
    return make_jobseeker(consented=True)


@pytest.fixture
def file(person):
    return f"/documents/{make_resume(person).document_id}"


def told():
    return db.session.execute(sa.select(Disclosure.employer_id, Disclosure.what)).all()


def test_an_employer_opens_it_while_both_agree_and_each_time_is_noted_down(browser, person, file, now):
    referral = make_referral(ReferralStage.MUTUAL, jobseeker=person)
    employer = referral.employer_id
    agreed = sa.select(Consent).where(Consent.jobseeker_id == person.id, Consent.employer_id == employer)
    consent = db.session.scalars(agreed).first() or make_consent(jobseeker=person, employer_id=employer)
    owner = browser(employer_actor(referral))
    assert file in owner.get_page(f"/referrals/{referral.id}").links.values()
    assert owner.get(file).headers["Content-Disposition"].startswith("attachment")
    assert told() == [(employer, "identity"), (employer, "resume")]
    assert browser(employer_actor(referral, Role.INTERVIEWER)).get(file).status_code == 404
    assert browser(make_actor("employer")).get(file).status_code == 404
    page = browser(jobseeker_actor(person)).get_page("/me/consents")
    assert "Your résumé" in page.main
    assert "Résumé" in page.main
    consents.withdraw_consent(consent, actor=jobseeker_actor(person), now=now)
    assert owner.get(file).status_code == 404
    assert file not in owner.get_page(f"/referrals/{referral.id}").links.values()
    assert len(told()) == 2


@pytest.mark.parametrize("stage", [ReferralStage.SHARED_WITH_EMPLOYER, ReferralStage.CLOSED])
def test_no_employer_opens_it_before_both_agree_or_after_it_is_over(browser, person, file, stage):
    referral = make_referral(stage, jobseeker=person)
    make_consent(jobseeker=person, employer_id=referral.employer_id)
    assert browser(employer_actor(referral)).get(file).status_code == 404
    assert told() == []


def test_the_team_of_the_program_opens_it_and_another_does_not(browser, person, file):
    cohort = make_application(jobseeker=person).cohort
    team = browser(make_coordinator(cohort.program))
    assert team.get(file).status_code == 200
    application = make_application(jobseeker=person, cohort=cohort, stage="withdrawn")
    assert file in team.get_page(f"/applications/{application.id}").links.values()
    assert browser(make_coordinator()).get(file).status_code == 404
    assert browser(jobseeker_actor(make_jobseeker())).get(file).status_code == 404
    assert told() == []
