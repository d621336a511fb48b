"""What stands in a file: rows of people by three definitions, figures with all they stand on, and no formula ever."""

import io
import json
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from marketplace.hiring.placements.models import CheckStage, EmploymentKind, Related
from marketplace.outcomes.exports.models import ExportKind
from marketplace.outcomes.exports.queries import COLUMNS, Named, columns, lines, lines_of, row, workbook
from marketplace.outcomes.exports.queries.figures import Beside, share_line
from marketplace.outcomes.exports.queries.printed import told
from marketplace.outcomes.exports.queries.sheets import safe
from marketplace.outcomes.measures.queries.formulas import tally
from marketplace.outcomes.measures.queries.formulas.cirr import outcome_code
from marketplace.outcomes.measures.queries.keys import MARKET, Key
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.settings import default_definition
from marketplace.supply.enrolments.models import Intent, Reason
from tests.factories.measures import BEGAN, MUCH_LATER, after, check, claim, graduate, job, leaver, many, quarter_check

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("session")]
KNOWN = {key: default_definition(key) for key in Key}
NAMED = Named("Logistics", "Winter", "Ada Quill")


def known_by(number, person):
    """The same person with an id that is the same in every run."""
    from dataclasses import replace

    return replace(person, enrolment_id=uuid.UUID(int=number))


def code(person, as_of=MUCH_LATER):
    return outcome_code(KNOWN[Key.GRADUATE_PLACEMENT], KNOWN[Key.ANY_JOB], person, as_of)[0]


def table(kind, people, as_of=MUCH_LATER):
    return lines([row(kind, KNOWN, one, NAMED, as_of) for one in people], columns=columns(kind))


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|cmd", "%0A"])
def test_words_that_would_be_a_formula_are_shown_as_words(words):
    assert safe(words) == f"'{words}"
    assert lines([[words]]).decode().strip('"\r\n').startswith("'")


@pytest.mark.parametrize("words", ["Ada Quill", "Élan & Co", "1A", "", "a=b", "3-4"])
def test_other_words_stay_as_they_are(words):
    assert safe(words) == words


def test_a_table_is_utf8_with_numbers_days_and_nothing():
    told = lines([['É, "x"', -5, Decimal("1.50"), date(2027, 3, 1), True, False, None]], columns=["a", "b"])
    assert told == '\ufeffa,b\r\n"É, ""x""",-5,1.50,2027-03-01,yes,no,\r\n'.encode()


def test_a_workbook_has_numbers_as_numbers_and_no_formula():
    book = load_workbook(io.BytesIO(workbook("figures", ["a", "b", "c"], [["=1+1", Decimal("0.5"), None]])))
    cells = next(iter(book["figures"].iter_rows(min_row=2)))
    assert [(cell.value, cell.data_type) for cell in cells] == [("'=1+1", "s"), (0.5, "n"), (None, "n")]


def test_the_published_cohort_has_its_codes():
    seeks = quarter_check(2, CheckStage.NOT_EMPLOYED_SEEKING)
    people = [
        *many(2, leaver(on=BEGAN + timedelta(days=3))),
        leaver(Reason.DETAINED),
        *many(2, leaver()),
        *many(2, graduate(intent=Intent.FURTHER_EDUCATION)),
        *many(9, graduate(job())),
        graduate(job(hours_per_week=20)),
        graduate(job(related=Related.NO)),
        graduate(claim(ended_on=None, checks=(seeks,))),
        graduate(),
    ]
    codes = [code(one) for one in people]
    assert {one: codes.count(one) for one in codes} == {
        "excluded": 5,
        "": 2,
        "1A": 9,
        "1E": 1,
        "2B": 1,
        "3A": 1,
        "4": 1,
    }
    counted = tally(KNOWN[Key.GRADUATE_PLACEMENT], people, MUCH_LATER)
    assert sum(one.startswith("1") for one in codes) == counted.yes
    assert sum(one not in {"", "excluded"} for one in codes) == counted.base


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ({"kind": EmploymentKind.APPRENTICESHIP}, "1B"),
        ({"kind": EmploymentKind.TERM}, "1B"),
        ({"kind": EmploymentKind.SELF_EMPLOYED}, "1D"),
        ({"kind": EmploymentKind.CASUAL}, "1E"),
        ({"kind": EmploymentKind.SELF_EMPLOYED, "hours_per_week": 10}, "1E"),
    ],
)
def test_the_kind_of_work_decides_the_code(work, expected):
    assert code(graduate(job(**work))) == expected


def test_the_better_of_two_jobs_decides_the_code():
    assert code(graduate(job(10, hours_per_week=10), job(60))) == "1A"


def test_who_learns_on_or_looks_for_nothing_is_not_seeking_and_who_is_silent_too_early_is_seeking():
    for said in (CheckStage.IN_EDUCATION, CheckStage.NOT_SEEKING):
        assert code(graduate(job(related=Related.NO, ended_on=after(50), stage="cancelled_before_start",
                                 checks=(check(30, 90, said),)))) == "3B"  # fmt: skip
    assert code(graduate(), after(30)) == "3A"


def test_a_row_by_cirr_is_exactly_this():
    people = [known_by(1, graduate(job())), known_by(2, leaver())]
    assert table(ExportKind.CIRR, people).decode() == (
        "\ufeffreference,name,program,cohort,started_on,census_on,published_end_on,graduated_on,on_time,left_on,"
        "left_for,intent,may_work,outcome_code,because,work_began_on,days_to_work,hours_per_week,annual_wage,"
        "currency,with_partner,shown_by\r\n"
        "P-7c3ccd10bb7e,Ada Quill,Logistics,Winter,2025-11-03,2025-11-17,2026-03-01,2026-03-01,yes,,,new_job,,1A,"
        "related_work,2026-03-31,30,40,40000,CAD,no,employer_confirmed\r\n"
        "P-692865c9a376,Ada Quill,Logistics,Winter,2025-11-03,2025-11-17,2026-03-01,,,2026-01-15,money,new_job,,,"
        "left_early,,,,,,,\r\n"
    )


def test_a_row_by_wioa_is_exactly_this():
    stays = check(30, 90, CheckStage.EMPLOYED_SAME)
    person = graduate(job(30, checks=(stays, quarter_check(2, CheckStage.EMPLOYED_SAME))), certificate_on=after(0))
    assert table(ExportKind.WIOA, [known_by(1, person)]).decode().splitlines()[1] == (
        "P-7c3ccd10bb7e,Ada Quill,Logistics,Winter,2026-03-01,graduated,,2026-07-01,2026-09-30,yes,work,10000,CAD,"
        "2027-01-01,2027-03-31,unknown,not_answered,unknown,not_answered,yes,2026-03-01,unknown,"
    )


def test_a_row_by_nace_is_exactly_this():
    people = [
        known_by(1, graduate(job(hours_per_week=20))),
        known_by(2, graduate(claim(checks=(check(30, 90, CheckStage.NOT_SEEKING),), stage="cancelled_before_start"))),
    ]
    assert table(ExportKind.NACE, people).decode().splitlines()[1:] == [
        (
            "P-7c3ccd10bb7e,Ada Quill,Logistics,Winter,2026-03-01,2026-08-28,employed_part_time,yes,work,yes,work,yes,20,"
            "40000,CAD"
        ),
        (
            "P-692865c9a376,Ada Quill,Logistics,Winter,2026-03-01,2026-08-28,not_seeking,yes,said_no_work,excluded,"
            "not_seeking,,,,"
        ),
    ]


def test_a_row_by_nace_shows_the_work_that_its_outcome_rests_on():
    """Never a job that was over before the training, and one kept from before it only where no other began."""

    def told(*work):
        return row(ExportKind.NACE, KNOWN, graduate(*work), NAMED, MUCH_LATER)[-4:-2]

    over, still = job(-200, hours_per_week=11, ended_on=after(-150)), job(-190, hours_per_week=12)
    assert told(over) == (None, None)
    assert told(over, job(30, hours_per_week=33)) == ("yes", 33)
    assert told(still, job(30, hours_per_week=33)) == ("yes", 33)
    assert told(over, still) == ("yes", 12)


def test_what_became_known_later_is_not_in_a_file_of_an_earlier_day():
    person = known_by(1, graduate(job(30), gained_on=after(400), certificate_on=after(300)))
    told = b"".join(table(kind, [person], after(-10)) for kind in (ExportKind.CIRR, ExportKind.WIOA, ExportKind.NACE))
    assert all(day.isoformat().encode() not in told for day in (after(30), after(300), after(400)))


def test_figures_tell_all_that_they_stand_on():
    people = [graduate(job()), graduate(), graduate(intent=Intent.SELF_ENRICHMENT), leaver()]
    found = {
        (line.definition.key, line.window_days): line
        for line in lines_of(KNOWN, people, MUCH_LATER, {Key.SEAT_FILL: [Beside(counted=Tally(3, 1, 0), as_of=BEGAN)]})
    }
    assert {key for key, _days in found} == set(Key) - (set(MARKET) - {Key.SEAT_FILL})
    line = found[Key.GRADUATE_PLACEMENT, 180]
    assert dict(zip(COLUMNS, line.row(), strict=True)) == {
        "figure": "graduate_placement",
        "title": "Graduates in related work",
        "window_days": 180,
        "window": "180 days after graduating",
        "as_of": MUCH_LATER,
        "value": Decimal("0.5000"),
        "unit": "share",
        "numerator": 1,
        "denominator": 2,
        "unknown": 1,
        "excluded": 2,
        "excluded_by_reason": "left_early: 1; not_looking: 1",
        "unknown_by_reason": "not_heard_from: 1",
        "low": Decimal("0.5000"),
        "high": Decimal("1.0000"),
        "floor": "verified by the program team",
        "definition": (
            "Of graduates who were looking for a new job and may work: who began work that is related or partly "
            "related to the training, verified by the program team, within 180 days of graduating."
        ),
        "definition_number": 1,
        "step": None,
        "left_by_stage": "",
    }
    assert (found[Key.SEAT_FILL, 365].as_of, found[Key.SEAT_FILL, 365].numerator) == (BEGAN, 3)
    assert [(found[Key.PLACEMENT_OVER_TIME, days].numerator, found[Key.PLACEMENT_OVER_TIME, days].value)
            for days in (30, 365)] == [(1, Decimal("0.5000")), (1, Decimal("0.5000"))]  # fmt: skip
    assert found[Key.PLACEMENT_OVER_TIME, 30].data()["excluded_by_reason"] == {"left_early": 1, "not_looking": 1}
    wages = found[Key.WAGES, 180].data()
    assert (wages["value"], wages["unit"], wages["numerator"]) == ("40000", "CAD_per_year", 1)
    assert list(wages) == [*COLUMNS[:-1][:1], *list(wages)[1:]]
    assert json.dumps(wages)


def test_on_paper_the_bounds_are_rounded_apart():
    """2 of 7 with one unknown: at least 28.57, at most 42.86 of a hundred."""
    line = share_line(KNOWN[Key.ANY_JOB], Tally(2, 4, 1), MUCH_LATER)
    assert (told(line).result, told(line).beside) == ("2 of 7", "28% to 43%")


def test_nobody_gives_figures_without_a_value():
    assert {(line.value, line.denominator) for line in lines_of(KNOWN, [], MUCH_LATER)} == {(None, 0)}
