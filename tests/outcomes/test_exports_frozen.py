"""Versions of frozen reports as files, and figures on paper: what was frozen and nothing else, or a sentence why not."""

import io
import json
from dataclasses import replace

import pypdf
import pytest
import sqlalchemy as sa
from markupsafe import Markup
from openpyxl import load_workbook
from PIL import Image

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outcomes.exports import actions, queries
from marketplace.outcomes.exports.models import Export, ExportResult
from marketplace.outcomes.reports import queries as reports
from marketplace.sides import Side
from marketplace.web.violations import violated
from tests.factories.accounts import make_actor
from tests.factories.hiring import make_release
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.snapshots import make_frozen, make_small_world, make_work
from tests.outcomes.test_exports_taking import bytes_of, file_of
from tests.outcomes.test_reports_alike import figure

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def printer():
    if queries.printer() is None:
        pytest.skip("PDF needs WeasyPrint and the system's Pango library")


def words_of(content):
    reader = pypdf.PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def cells_of(content):
    rows = load_workbook(io.BytesIO(content)).active.values
    return " ".join(str(cell) for row in rows for cell in row if cell is not None)


READ = {"figures_pdf": words_of, "figures_xlsx": cells_of}


def printed(export, now):
    """The file of an export that the job prints."""
    db.session.commit()
    actions.put_on_paper(export_id=str(export.id), now=now)
    db.session.commit()
    return bytes_of(export)


def placed_in(content):
    told = json.loads(content)
    (one,) = (row for row in told["figures"] if row["figure"] == "graduate_placement")
    return one["numerator"], one["denominator"]


def test_a_version_goes_out_as_it_was_frozen_and_never_counted_anew(client, now):
    cohort, people = make_small_world()
    first = make_frozen([cohort])
    make_work(people[1])
    second = make_frozen([cohort])
    client.sign_in(make_actor(Side.STAFF))
    assert f"/frozen-versions/{first.id}/export" in client.get_page(f"/frozen-versions/{first.id}").html
    page = client.get_page(f"/frozen-versions/{first.id}/export")
    page = client.follow(
        client.submit(page.form(f"/frozen-versions/{first.id}/export"), status=302, kind="figures_json")
    )
    assert f"{first.report.title}, version 1" in page.main
    told = json.loads(client.get(file_of(page)).data)
    assert (told["report"]["digest"], told["people"], told["as_of"]) == (
        first.digest,
        3,
        first.report.as_of.isoformat(),
    )
    assert placed_in(json.dumps(told)) == (1, 3)
    newer = actions.take_frozen(second, kind="figures_json", actor=make_actor(Side.STAFF), now=now)
    assert placed_in(bytes_of(newer)) == (2, 3)


def test_its_lines_are_the_figures_of_its_page(now):
    cohort, _people = make_small_world()
    version = make_frozen([cohort])
    export = actions.take_frozen(version, kind="figures_csv", actor=make_actor(Side.STAFF), now=now)
    lines = bytes_of(export).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == version.report.keys
    kept = {one["key"]: one for one in version.figures}
    for line in queries.frozen_lines(version):
        figure = kept[line.definition.key.value]
        assert (line.numerator, line.unknown) == (figure["count"], figure["unknown"])


def test_whoever_no_longer_reaches_a_cohort_of_the_version_takes_nothing(client, now):
    cohort, _people = make_small_world()
    other, _others = make_small_world()
    both = make_frozen([cohort, other])
    client.sign_in(make_coordinator(cohort.program))
    client.get_page(f"/frozen-versions/{both.id}/export", status=404)
    lead = make_actor(Side.STAFF)
    export = actions.take_frozen(both, kind="figures_csv", actor=lead, now=now)
    assert {one.id for one in export.cohorts} == {cohort.id, other.id}


@pytest.mark.usefixtures("printer")
def test_figures_on_paper_name_their_base_and_what_they_stand_on(now):
    cohort, _people = make_small_world()
    version = make_frozen([cohort])
    export = actions.take_frozen(version, kind="figures_pdf", actor=make_actor(Side.STAFF), now=now)
    assert (export.result, bytes_of(export)) == (None, b"")
    content = printed(export, now)
    assert (content[:5], export.files[0].name[-4:]) == (b"%PDF-", ".pdf")
    told = words_of(content)
    for words in (
        version.report.title,
        "1 of 3",
        version.digest[:16],
        "Definition 1.",
        "small numbers are not withheld",
    ):
        assert words in told


@pytest.mark.usefixtures("printer")
def test_the_figures_of_a_choice_go_on_paper_too(client, now):
    cohort, _people = make_small_world()
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/exports/figures/new?cohort={cohort.id}")
    page = client.follow(client.submit(page.form("/exports/figures/new"), status=302, kind="figures_pdf"))
    assert "The figures are being counted." in page.main
    export = db.session.scalars(sa.select(Export)).one()
    for _again in range(2):
        printed(export, now)
    assert cohort.program.title in words_of(client.get(file_of(client.get_page(f"/exports/{export.id}"))).data)


@pytest.mark.usefixtures("printer")
def test_what_was_withheld_from_a_funder_is_withheld_on_paper(client, now):
    funder = make_actor(Side.FUNDER)
    cohort = make_cohort(name="Spring <b>desk</b>")
    shown = reports.told_shown(
        [
            reports.Shown(reports.Measure.GRADUATES, None),
            reports.Shown(reports.Measure.STARTERS, figure(reports.Measure.STARTERS, 11, 20, 5)),
        ]
    )
    release = make_release(cohort=cohort, organisation_id=funder.organisation_id, shown=shown, released_at=now)
    export = actions.take_released(release, kind="figures_pdf", actor=funder, now=now)
    client.sign_in(funder)
    assert "every 2s" in client.get_page(f"/exports/{export.id}").html
    assert client.get(f"/exports/{export.id}/progress?seen=0").status_code == 204
    told = words_of(printed(export, now))
    for words in ("Spring <b>desk</b>", "Withheld", "11 of 20", "55% to 80%"):
        assert words in told


@pytest.mark.parametrize("kind", ["figures_csv", "figures_xlsx", "figures_json", "figures_pdf"])
def test_a_number_that_the_page_of_a_release_does_not_show_is_in_none_of_its_files(kind, now):
    """Four people may not work here. That number was never checked for being small."""
    if kind == "figures_pdf" and queries.printer() is None:
        pytest.skip("PDF needs WeasyPrint and the system's Pango library")
    funder = make_actor(Side.FUNDER)
    told = replace(figure(reports.Measure.GRADUATES, 11, 20, 5), left_out={reports.Group.MAY_NOT_WORK: 4})
    shown = reports.told_shown([reports.Shown(reports.Measure.GRADUATES, told)])
    release = make_release(
        cohort=make_cohort(name="Spring desk"), organisation_id=funder.organisation_id, shown=shown, released_at=now
    )
    export = actions.take_released(release, kind=kind, actor=funder, now=now)
    content = printed(export, now) if kind == "figures_pdf" else bytes_of(export)
    words = READ.get(kind, bytes.decode)(content)
    assert "11" in words
    assert [told for told in ("excluded", "may_not_work", "may not work", "Left out") if told in words] == []


def test_a_withheld_figure_has_no_number_in_a_workbook_either(client, now):
    funder = make_actor(Side.FUNDER)
    starters = figure(reports.Measure.STARTERS, 11, 20, 5)
    shown = [reports.Shown(reports.Measure.GRADUATES, None), reports.Shown(reports.Measure.STARTERS, starters)]
    release = make_release(
        cohort=make_cohort(), organisation_id=funder.organisation_id, shown=reports.told_shown(shown), released_at=now
    )
    client.sign_in(funder)
    form = client.get_page(f"/released-figures/{release.id}/export").form(f"/released-figures/{release.id}/export")
    page = client.follow(client.submit(form, status=302, kind="figures_xlsx"))
    answer = client.get(file_of(page))
    _head, withheld, told = load_workbook(io.BytesIO(answer.data)).active.values
    assert (withheld[2:], told[2:8]) == (("graduates", "yes", *[None] * 9), ("starters", "no", 11, 20, 5, 0))
    (export,) = db.session.scalars(sa.select(Export))
    assert (export.requested_by_id, export.release_id, export.result.rows) == (funder.person_id, release.id, 2)
    assert export.files[0].name.endswith(".xlsx")


def test_staff_that_lose_a_program_lose_what_was_released_of_it(client, now):
    cohort = make_cohort(name="Spring desk")
    coordinator = make_coordinator(cohort.program)
    shown = reports.told_shown([reports.Shown(reports.Measure.STARTERS, figure(reports.Measure.STARTERS, 11, 20, 5))])
    release = make_release(cohort=cohort, shown=shown, released_at=now)
    export = actions.take_released(release, kind="figures_csv", actor=coordinator, now=now)
    client.sign_in(coordinator)
    link = file_of(client.get_page(f"/exports/{export.id}"))
    assert client.get(link).status_code == 200
    db.session.execute(sa.text("DELETE FROM program_assignments"))
    assert client.get(link).status_code == 404
    client.get_page(f"/exports/{export.id}", status=404)


@pytest.mark.usefixtures("printer")
def test_a_page_that_names_something_elsewhere_fetches_nothing(tmp_path):
    """Once as a word somebody typed, once as markup that got past the escaping."""
    picture = tmp_path / "a.png"
    Image.new("RGB", (8, 8), "red").save(picture)
    named = f'<img src="{picture.as_uri()}" alt="red">'
    for value, words in ((named, named), (Markup(named), "red")):
        content = queries.pdf(queries.Sheet("Title", [("From", value)], [], apart="Left out", note=""))
        assert words in words_of(content).replace("/ ", "/")
        assert [list(page.images) for page in pypdf.PdfReader(io.BytesIO(content)).pages] == [[]]


@pytest.mark.usefixtures("printer")
def test_many_cohorts_go_on_over_several_pages():
    names = "; ".join(f"Program {number}, Cohort {number}" for number in range(400))
    figures = [queries.Told(f"Figure {number}", "1 of 2", "50%", "1") for number in range(40)]
    content = queries.pdf(queries.Sheet("Title", [("Cohorts", names)], figures, apart="Left out", note="The end."))
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 3
    told = words_of(content)
    for words in ("Cohort 0;", "Cohort 399", "Figure 39", "The end."):
        assert words in told


def test_a_site_that_cannot_write_pdf_does_not_offer_it(client, now, monkeypatch):
    monkeypatch.setattr(queries, "printer", lambda: None)
    cohort, _people = make_small_world()
    version = make_frozen([cohort])
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/frozen-versions/{version.id}/export")
    assert ("(CSV)" in page.main, "(PDF)" in page.main) == (True, False)
    with pytest.raises(Refused, match="cannot write PDF"):
        actions.take_frozen(version, kind="figures_pdf", actor=make_actor(Side.STAFF), now=now)


def test_a_worker_that_cannot_print_says_so_and_one_out_of_reach_too(now, monkeypatch):
    cohort, _people = make_small_world()
    actor = make_coordinator(cohort.program)
    version = make_frozen([cohort])
    monkeypatch.setattr(queries, "printer", lambda: object)
    ones = [actions.take_frozen(version, kind="figures_pdf", actor=actor, now=now) for _number in range(2)]
    monkeypatch.setattr(queries, "printer", lambda: None)
    printed(ones[0], now)
    assert "could not write PDF" in db.session.get_one(ExportResult, ones[0].id).problem
    db.session.execute(sa.text("DELETE FROM program_assignments"))
    printed(ones[1], now)
    assert "can no longer see" in db.session.get_one(ExportResult, ones[1].id).problem


def test_a_file_is_of_a_release_or_of_a_version_and_holds_no_people(now):
    cohort, _people = make_small_world()
    export = actions.take_frozen(make_frozen([cohort]), kind="figures_csv", actor=make_actor(Side.STAFF), now=now)
    row = Export(kind="cirr", as_of=now.date(), at=now, frozen_id=export.frozen_id, reason="", definitions={})
    row.requested_by_id, row.membership_id = export.requested_by_id, export.membership_id
    db.session.add(row)
    with pytest.raises(sa.exc.IntegrityError) as caught, db.session.no_autoflush, db.session.begin_nested():
        db.session.flush()
    assert violated(caught.value) == "ck_exports_figures_of_a_version"
