"""The steps of applying in a file: each with who went on, who is still there, and how the others left."""

import csv
import io
import json
from datetime import date, timedelta

import pytest

from marketplace.outcomes.exports import actions, queries
from marketplace.outcomes.exports.actions import making
from marketplace.supply.applications.models import Stage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.conftest import NOW
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import make_application, make_enrolment

pytestmark = pytest.mark.usefixtures("session")
EARLIER = date(2026, 8, 1)


@pytest.fixture
def cohort():
    """Six were sent: one is not eligible, one in review, one not selected; of three who began, one graduated and one left."""
    row = make_cohort()
    make_application(cohort=make_cohort(), stage=Stage.IN_REVIEW)  # of another, and in no file of this one
    make_application(cohort=row, stage=Stage.DRAFT)
    make_application(cohort=row, stage=Stage.SCREENING, submitted_at=NOW - timedelta(days=366))
    for stage in (Stage.INELIGIBLE, Stage.IN_REVIEW, Stage.NOT_SELECTED):
        make_application(cohort=row, stage=stage)
    for stage in ("graduated_on_time", "withdrew", "active"):
        make_enrolment(cohort=row, stage=EnrolmentStage(stage))
    return row


def taken(cohort, kind):
    export = actions.take_figures([cohort], kind=kind, as_of=EARLIER, actor=make_coordinator(cohort.program), now=NOW)
    return queries.piece(export.id, 1, 0)


def test_a_table_has_a_line_for_each_step_as_it_is_on_the_day_of_the_file(cohort):
    table = csv.DictReader(io.StringIO(taken(cohort, "figures_csv").decode("utf-8-sig")))
    told = [line for line in table if line["figure"] == "application_funnel"]
    asked = ("step", "numerator", "denominator", "unknown", "value", "low", "high", "left_by_stage", "as_of")
    today = NOW.date().isoformat()
    assert [tuple(line[name] for name in asked) for line in told] == [
        ("sent", "5", "6", "0", "0.8333", "0.8333", "0.8334", "ineligible: 1", today),
        ("screened", "3", "5", "1", "0.6000", "0.6000", "0.8000", "not_selected: 1", today),
        ("accepted", "3", "3", "0", "1.0000", "1.0000", "1.0000", "", today),
        ("confirmed", "3", "3", "0", "1.0000", "1.0000", "1.0000", "", today),
        ("enrolled", "1", "3", "1", "0.3333", "0.3333", "0.6667", "withdrew: 1", today),
    ]


def test_what_is_not_kept_over_time_says_the_day_it_was_counted(cohort):
    figures = json.loads(taken(cohort, "figures_json"))["figures"]
    days = {line["figure"]: line["as_of"] for line in figures}
    assert {name for name, day in days.items() if day != EARLIER.isoformat()} == {"seat_fill", "application_funnel"}
    first = next(line for line in figures if line["step"] == "sent")
    assert (first["left_by_stage"], first["unit"]) == ({"ineligible": 1}, "share")
    assert {line["step"] for line in figures if line["figure"] != "application_funnel"} == {None}
    assert "impact_ratio" not in days


def test_on_paper_a_step_is_in_words(cohort):
    export = actions.take_figures(
        [cohort], kind="figures_csv", as_of=EARLIER, actor=make_coordinator(cohort.program), now=NOW
    )
    _people, found = making.counted_for(export, NOW)
    last = [queries.told(line) for line in found if line.step][-1]
    assert (last.title, last.result, last.unknown) == (
        "From application to enrolment, from the step “Began”",
        "1 of 3",
        "1",
    )
    assert "Left: Withdrew: 1." in last.counted
