"""Every sample résumé of `resumes/` says what `resumes/expected.txt` says that it says."""

from datetime import date

import pytest

from marketplace.reader.dates import dates_in
from marketplace.reader.experiences import found_in
from marketplace.reader.faults import Unreadable, UnreadFile
from marketplace.reader.kinds import FileKind, check
from marketplace.reader.sections import Section, heading_of
from marketplace.reader.texts import MOST_LETTERS, lines_of
from tests.reader.make_resumes import FOLDER, files
from tests.reader.papers import docx, odt, pdf

pytestmark = pytest.mark.once


def expected() -> dict[str, list[tuple[str, ...]]]:
    """The table, by file: kind, title, organisation, from, until."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    for line in (FOLDER / "expected.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, *cells = (cell.strip() for cell in line.split("|"))
            rows.setdefault(name, [])
            rows[name] += [tuple(cells)] if any(cells) else []
    return rows


def month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def read(name: str, content: bytes) -> list[str]:
    return lines_of(check(name, content), content)


def test_there_are_more_than_twenty_samples_of_four_kinds():
    samples = {path.name for path in FOLDER.iterdir()} - {"expected.txt"}
    assert samples == set(expected()) == set(files())
    assert len(samples) > 20
    assert {name.rpartition(".")[2] for name in samples} == {"pdf", "docx", "odt", "txt"}


@pytest.mark.parametrize("name", sorted(expected()))
def test_a_sample_says_what_the_table_says(name):
    found = found_in(read(name, (FOLDER / name).read_bytes()))
    assert [
        (one.kind, one.title, one.organisation, month(one.started_on), month(one.ended_on)) for one in found
    ] == expected()[name]


def test_each_entry_carries_its_very_words_and_what_was_done():
    found = found_in(read("by_the_book.txt", (FOLDER / "by_the_book.txt").read_bytes()))
    assert [one.words for one in found[:2]] == [
        "Night manager, Hotel Osprey, March 2017 – June 2021",
        "Cashier, Gull Street Market, Sept 2012 - Feb 2017",
    ]
    assert found[0].description == (
        "Ran the night shift of a hotel with 120 rooms\nTrained nine new colleagues\nWrote the rotas with spreadsheets"
    )


@pytest.mark.parametrize(
    ("words", "begun", "ended"),
    [
        ("March 2017 – June 2021", "2017-03", "2021-06"),
        ("Mar. 2017 to present", "2017-03", ""),
        ("03/2017 - 06/2021", "2017-03", "2021-06"),
        ("2017-03 – 2021-06", "2017-03", "2021-06"),
        ("05/15/2017-06/30/2018", "2017-05", "2018-06"),
        ("Jan 5, 2017 – Feb 3, 2018", "2017-01", "2018-02"),
        ("2014-16", "2014-01", "2016-12"),
        ("2014 – 2016", "2014-01", "2016-12"),
        ("May ’19 – Jun ’21", "2019-05", "2021-06"),
        ("Nov - Feb 2020", "2019-11", "2020-02"),
        ("since May 2019", "2019-05", ""),
        ("2019 –", "2019-01", ""),
        ("Summer 2018", "2018-06", "2018-06"),
        ("mars 2017 à juin 2021", "2017-03", "2021-06"),
        ("de février 2018 à aujourd’hui", "2018-02", ""),
        ("août 2011 au 3 déc. 2012", "2011-08", "2012-12"),
        ("depuis mai 2019", "2019-05", ""),
    ],
)
def test_a_span_of_time_is_read_as_people_write_it(words, begun, ended):
    [span] = dates_in(f"Cook, Diner, {words}")
    assert (month(span.started_on), month(span.ended_on)) == (begun, ended)


@pytest.mark.parametrize("words", ["555-0142", "120 rooms", "June 2021 – March 2017", "1066 – 1492", "13/2013 x"])
def test_what_is_no_span_is_none(words):
    assert [span for span in dates_in(words) if span.is_span] == []


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("WORK EXPERIENCE:", Section.WORK),
        ("E X P E R I E N C E", Section.WORK),
        ("Expérience professionnelle", Section.WORK),
        ("Volunteer Experience & Community Service", Section.VOLUNTEER),
        ("Languages: English, French", Section.OTHER),
        ("• Experience", None),
        ("Experience with forklifts and pallets", None),
    ],
)
def test_a_heading_is_known_by_its_words_alone(line, section):
    assert heading_of(line) is section


def test_a_file_without_words_says_so():
    for name, content in (("scan.pdf", pdf([[]])), ("empty.docx", docx([""])), ("empty.odt", odt([""]))):
        with pytest.raises(UnreadFile) as unread:
            read(name, content)
        assert unread.value.why is Unreadable.NO_WORDS


def test_no_more_than_a_long_resume_is_read():
    assert sum(map(len, lines_of(FileKind.TEXT, ("word " * 60 + "\n").encode() * 2_000))) <= MOST_LETTERS


def test_a_hostile_line_takes_no_longer_than_any_other():
    for line in ("2019 - " * 60, "a" * 400, "May " * 100, "1/" * 200, "- " * 200, "from de du since " * 25):
        assert found_in([line] * 150) is not None
