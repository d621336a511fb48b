from marketplace.supply.enrolments.models import Stage
from tests.factories.supply import make_consent, make_enrolment, make_evidence, make_jobseeker


def test_every_factory_makes_a_row_the_database_takes(session):
    make_evidence()
    make_consent()
    assert make_enrolment(stage=Stage.GRADUATED_ON_TIME).cohort.seats_taken == 1
    assert make_jobseeker(consented=True, name="Imani Reyes").person.name == "Imani Reyes"
