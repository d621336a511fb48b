"""The O*NET database download: small files of our own in its format."""

import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from marketplace.administration.queries.overview import sources
from marketplace.competencies import actions, queries
from marketplace.competencies.actions import onet, sheets
from marketplace.competencies.models import (
    Competency,
    CompetencyLabel,
    Kind,
    Occupation,
    OccupationCompetency,
    OccupationTitle,
    VocabularyStamp,
)
from marketplace.competencies.queries.occupations import Title
from marketplace.sides import Side
from tests.factories.accounts import make_membership
from tests.factories.competencies import make_competency

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DATA = Path(__file__).parent / "data" / "onet"
ELEMENTS = ("O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value", "Recommend Suppress")
TABLES = (Competency, CompetencyLabel, Occupation, OccupationTitle, OccupationCompetency)


def take_over(path=DATA, **options):
    return actions.import_onet(actions.find_onet(path), now=NOW, **options)


def found(session, code):
    return session.scalars(queries.by_code(code)).one()


def counts(session):
    return [session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def asked(session, title):
    occupation = session.scalars(queries.occupations_called(title)).one()
    return [(row.competency.preferred, row.weight) for row in session.scalars(queries.asked_by(occupation.id))]


def workbook(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_technologies_become_tools_and_elements_skills(session):
    tally = take_over()
    rows = session.scalars(queries.visible())
    assert [(row.preferred, row.kind, row.source) for row in rows] == [
        ("KiteDraw", Kind.TOOL, "onet"),
        ("Knot Tying", Kind.SKILL, "onet"),
        ("Lamp Cleaning", Kind.SKILL, "onet"),
        ("Wick Trimming", Kind.SKILL, "onet"),
        ("Windsheet WS", Kind.TOOL, "onet"),
    ]
    windsheet = found(session, "onet/tool/windsheet ws")
    assert [label.words for label in windsheet.labels] == ["WINDSHEET ws"]
    assert windsheet.description == "Weather software; Wind software"
    assert (tally.added, tally.occupations_added, tally.asked_added) == (5, 2, 4)


def test_an_occupation_goes_by_its_own_title_and_the_others(session):
    take_over()
    kites = session.scalars(queries.occupations_called("kite makers")).one()
    assert (kites.code, kites.source, kites.description) == ("99-1011.00", "onet", "Design, sew and fly kites.")
    assert [title.words for title in kites.titles] == ["CKO", "Chief Kite Officer (CKO)", "Kite Builder", "Kite Makers"]
    assert session.scalars(queries.occupations_called("Wick trimmer")).one().title == "Lamp Trimmers"


def test_what_an_occupation_asks_for_is_kept_with_how_commonly(session):
    take_over()
    assert asked(session, "CKO") == [("Windsheet WS", 100), ("Knot Tying", 75), ("KiteDraw", 50)]
    assert asked(session, "Lamp Trimmers") == [("Windsheet WS", 75)]


def test_titles_are_found_by_the_beginnings_of_their_words(session):
    take_over()
    assert [row.words for row in session.scalars(queries.titles_like("kit"))] == [
        "Kite Makers",
        "Kite Builder",
        "Chief Kite Officer (CKO)",
    ]
    assert [row.words for row in session.scalars(queries.titles_like("Off. chief"))] == ["Chief Kite Officer (CKO)"]
    assert session.scalars(queries.titles_like("ite")).all() == []


def test_whoever_types_a_title_is_shown_titles_with_their_occupations(client, session):
    take_over()
    client.sign_in(make_membership(Side.EMPLOYER))
    assert client.get("/occupations/titles?q=kite").json == [
        {"label": "Kite Makers", "why": ""},
        {"label": "Kite Builder", "why": "Kite Makers"},
        {"label": "Chief Kite Officer (CKO)", "why": "Kite Makers"},
    ]
    assert client.get("/occupations/titles?q=").json == []


def test_a_title_of_several_occupations_comes_once(session, tmp_path):
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "Alternate Titles.txt").open("a") as rows:
        rows.write("99-1012.00\tKite Builder\tn/a\t01\r\n")
    take_over(tmp_path)
    assert queries.titles("kite builder") == [Title("Kite Builder", "")]


def test_a_second_run_changes_nothing_and_says_so(session):
    take_over()
    before, stamp = counts(session), session.scalar(select(VocabularyStamp.stamp))
    again = take_over()
    assert (again.added, again.changed, again.unchanged) == (0, 0, 5)
    assert (again.occupations_added, again.occupations_changed, again.occupations_unchanged) == (0, 0, 2)
    assert (again.asked_added, again.asked_changed, again.asked_unchanged) == (0, 0, 4)
    assert (counts(session), session.scalar(select(VocabularyStamp.stamp))) == (before, stamp)


def test_a_changed_row_changes_only_what_it_says(session, tmp_path):
    take_over()
    kites = session.scalars(queries.occupations_called("Kite Makers")).one().id
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    titles, tools = tmp_path / "Alternate Titles.txt", tmp_path / "Technology Skills.txt"
    titles.write_text(titles.read_text().replace("Kite Builder", "Kite Crafter"))
    tools.write_text(tools.read_text().replace("Drawing software\tN\tN", "Drawing software\tN\tY"))
    tally = take_over(tmp_path)
    assert (tally.changed, tally.occupations_changed, tally.occupations_unchanged) == (0, 1, 1)
    assert (tally.asked_changed, tally.asked_unchanged) == (1, 3)
    assert session.scalars(queries.occupations_called("Kite Builder")).all() == []
    assert session.scalars(queries.occupations_called("Kite Crafter")).one().id == kites


def test_bad_rows_are_named_by_line_and_the_others_are_taken(session):
    assert [(error.file, error.line, error.sentence) for error in take_over().errors] == [
        ("Alternate Titles.txt", 5, "The occupation 99-9999.00 is not in Occupation Data."),
        ("Alternate Titles.txt", 6, "A name or code is missing."),
        ("Technology Skills.txt", 6, "This row has 3 columns; the heading has 6."),
        ("Technology Skills.txt", 7, "A name or code is missing."),
        ("Skills.txt", 6, "The element 7.A.2 is called “Wick Trimming” above."),
        ("Skills.txt", 7, "The importance is not a number."),
        ("Skills.txt", 8, "The importance is not between 1 and 5."),
    ]


def test_a_name_that_another_source_has_is_not_added_again(session):
    ours = make_competency("Tie knots", labels=("knot tying",))
    tally = take_over()
    assert (tally.added, tally.elsewhere) == (4, 1)
    assert ("Tie knots", 75) in asked(session, "Kite Makers")
    again = take_over()
    assert (again.added, again.changed, again.elsewhere, ours.source) == (0, 0, 1, "own")


def test_a_workbook_reads_like_the_text(session, tmp_path):
    workbook(
        tmp_path / "Knowledge.xlsx",
        ELEMENTS,
        ("99-1011.00", "8.C.1", "Weather", "IM", 4.5, "N"),
        (None,) * 6,
        ("99-1011.00", "8.C.1", "Weather", "IM", "high", "N"),
        ("99-1011.00", "8.C.2", None, "IM", 4, "N"),
    )
    shutil.copy(DATA / "Occupation Data.txt", tmp_path)
    tally = take_over(tmp_path)
    assert (found(session, "onet/8.C.1").kind, asked(session, "Kite Makers")) == (Kind.KNOWLEDGE, [("Weather", 88)])
    assert [(error.line, error.sentence) for error in tally.errors] == [
        (4, "The importance is not a number."),
        (5, "A name or code is missing."),
    ]


def test_a_zip_and_one_of_the_files_read_like_the_folder(session, tmp_path):
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for path in DATA.iterdir():
            archive.write(path, f"db_text/{path.name}")
    assert take_over(tmp_path / "download.zip").added == 5
    assert take_over(DATA / "Skills.txt").unchanged == 5


def test_occupations_that_are_not_there_lead_to_nothing_but_are_counted(session, tmp_path):
    shutil.copy(DATA / "Skills.txt", tmp_path)
    tally = take_over(tmp_path)
    assert (tally.added, tally.asked_added, tally.asked_outside) == (3, 0, 1)


def test_a_damaged_workbook_stores_nothing(session, tmp_path):
    shutil.copy(DATA / "Occupation Data.txt", tmp_path)
    (tmp_path / "Skills.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(actions.NotThisFormat, match=r"Skills\.xlsx .* It is not a workbook that can be read\."):
        take_over(tmp_path)
    assert counts(session) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("Skills.txt", "name\tlevel\n", "Its first line does not name these columns: O\\*NET-SOC Code"),
        ("Alternate Titles.txt", "O*NET-SOC Code\tAlternate Title\n", "only be read with Occupation Data"),
    ],
)
def test_other_files_are_refused_whole(app, tmp_path, name, content, why):
    (tmp_path / name).write_text(content)
    with pytest.raises(actions.NotThisFormat, match=why):
        actions.find_onet(tmp_path)


def test_files_and_sheets_beyond_the_caps_are_refused(app, tmp_path, monkeypatch):
    workbook(tmp_path / "Skills.xlsx", ELEMENTS, *[("99-1011.00", "8", "Weather", "IM", 4, "N")] * 3)
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(actions.NotThisFormat, match="It has more than 3 rows"):
        take_over(tmp_path)
    monkeypatch.setattr(sheets, "LARGEST", 100)
    with pytest.raises(actions.NotThisFormat, match="Unpacked, it is larger than 100 bytes"):
        actions.find_onet(tmp_path)
    monkeypatch.setattr(onet, "LARGEST", 100)
    with pytest.raises(actions.NotThisFormat, match=r"Skills\.xlsx is larger than 100 bytes"):
        actions.find_onet(tmp_path)


def test_another_download_is_left_to_others(tmp_path):
    assert actions.find_onet(tmp_path) is None
    assert actions.find_onet(DATA.parent / "skills_en.csv") is None


def test_progress_comes_to_the_size_of_the_files(session):
    files, steps = actions.find_onet(DATA), []
    actions.import_onet(files, now=NOW, progress=steps.append)
    assert sum(steps) == files.size == sum(path.stat().st_size for path in DATA.iterdir())


def test_the_source_is_named_so_that_the_notice_shows(session):
    take_over()
    assert sources() == {"onet"}


def test_the_terminal_sums_up(app, session):
    done = app.test_cli_runner().invoke(args=["competencies", "import", str(DATA)])
    assert done.exit_code == 0
    assert "Competencies: 5 added, 0 changed, 0 unchanged." in done.output
    assert "Occupations: 2 added, 0 changed, 0 unchanged." in done.output
    assert "What they ask for: 4 added, 0 changed, 0 unchanged, 0 left out" in done.output
    assert "Skills.txt, line 7: The importance is not a number." in done.output
    assert "CC BY 4.0" in done.output
