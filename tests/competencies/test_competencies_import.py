"""The ESCO portal's download: small files of our own in its format."""

import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace.competencies import actions, queries
from marketplace.competencies.models import (
    Competency,
    CompetencyLabel,
    CompetencyRelation,
    Kind,
    Relation,
    VocabularyStamp,
)
from tests.factories.competencies import make_competency

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DATA = Path(__file__).parent / "data"
SKILLS = DATA / "skills_en.csv"
URI = "http://vocabulary.example/skill/"
HEADING = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,"
    "modifiedDate,scopeNote,definition,inScheme,description\n"
)


def take_over(path, **options):
    return actions.import_esco(actions.find_esco(path), now=NOW, **options)


def alone(tmp_path, content, name="skills_en.csv"):
    """A skills file with nothing beside it."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def row(uri, preferred, other_names="", description=""):
    return f'KnowledgeSkillCompetence,{uri},,,{preferred},"{other_names}",,released,,,,,{description}\n'


def found(session, code):
    return session.scalars(queries.by_code(URI + code)).one()


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_row_becomes_a_competency_with_its_names(session):
    tally = take_over(SKILLS)
    bread = found(session, "bake")
    assert (tally.added, tally.changed, tally.unchanged) == (5, 0, 0)
    assert (bread.preferred, bread.kind, bread.source) == ("bake bread", Kind.SKILL, "esco")
    assert bread.description == "Turn flour, water and time into loaves."
    assert [label.words for label in bread.labels] == ["bread baking", "bred baking", "make loaves"]
    assert [label.words for label in found(session, "dough").labels] == ["dough, kinds of", "types of dough"]
    assert found(session, "dough").kind is Kind.KNOWLEDGE
    assert found(session, "rye").description == ""


def test_relations_beside_the_skills_are_read(session):
    tally = take_over(DATA)
    ends = {competency.id: competency.code.removeprefix(URI) for competency in session.scalars(queries.visible())}
    links = {(ends[link.from_id], ends[link.to_id], link.kind) for link in session.scalars(select(CompetencyRelation))}
    assert links == {
        ("rye", "bake", Relation.BROADER),
        ("bake", "dough", Relation.RELATED),
        ("bake", "oven", Relation.RELATED),
    }
    assert (tally.links_added, tally.links_known, tally.outside) == (3, 1, 1)
    assert [(error.file, error.line, error.sentence) for error in tally.errors] == [
        ("broaderRelationsSkillPillar_en.csv", 4, "The relation points from a concept to itself."),
        ("skillSkillRelations_en.csv", 5, "One end of the relation is missing."),
    ]


def test_a_second_run_doubles_nothing(session):
    take_over(DATA)
    before = [count(session, table) for table in (Competency, CompetencyLabel, CompetencyRelation)]
    ids = {competency.id for competency in session.scalars(queries.visible())}
    stamp = session.scalar(select(VocabularyStamp.stamp))
    again = take_over(DATA)
    assert (again.added, again.changed, again.unchanged, again.links_added, again.links_known) == (0, 0, 5, 0, 4)
    assert [count(session, table) for table in (Competency, CompetencyLabel, CompetencyRelation)] == before
    assert {competency.id for competency in session.scalars(queries.visible())} == ids
    assert session.scalar(select(VocabularyStamp.stamp)) == stamp


def test_a_changed_row_changes_its_competency_and_keeps_its_id(session, tmp_path):
    take_over(alone(tmp_path, HEADING + row(URI + "1", "bake cakes", "pastry") + row(URI + "2", "ice cakes")))
    before = found(session, "1").id
    tally = take_over(
        alone(
            tmp_path,
            HEADING
            + row(URI + "1", "bake cakes", "cakes\nbaking of cakes", "Batter and heat.")
            + row(URI + "2", "ice cakes"),
        )
    )
    after = found(session, "1")
    assert (tally.added, tally.changed, tally.unchanged) == (0, 1, 1)
    assert (after.id, after.description) == (before, "Batter and heat.")
    assert [label.words for label in after.labels] == ["baking of cakes", "cakes"]
    assert session.scalars(queries.search("pastry")).all() == []


def test_our_own_competencies_stay_as_they_are(session):
    own = make_competency("Bake bread", labels=("bread baking",))
    take_over(DATA)
    assert (own.preferred, own.source, [label.words for label in own.labels]) == ("Bake bread", "own", ["bread baking"])


def test_a_zip_of_the_download_reads_like_its_folder(session, tmp_path):
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for path in DATA.glob("*.csv"):
            archive.write(path, f"v1/{path.name}")
    tally = take_over(tmp_path / "download.zip")
    assert (tally.added, tally.links_added, len(tally.errors)) == (5, 3, 2)


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(session, tmp_path):
    content = (HEADING + row(URI + "1", "bake cakes", "cakes")).replace("\n", "\r\n")
    tally = take_over(alone(tmp_path, b"\xef\xbb\xbf" + content.encode()))
    assert (tally.added, tally.errors) == (1, [])


def test_bad_rows_are_named_by_line_and_the_others_are_taken(session, tmp_path):
    content = (
        (
            HEADING
            + row(URI + "1", "first", "several\nlines\nof names")  # lines 2 to 4
            + row("", "no address")  # 5
            + row(URI + "2", "")  # 6
            + "KnowledgeSkillCompetence,too,few\n"  # 7
            + row(URI + "1", "first once more")  # 8
            + row(URI + "3", "long" * 100)  # 9
            + f'KnowledgeSkillCompetence,{URI}4,,,"quoted" wrongly,,,,,,,,\n'  # 10
            + row(URI + "5", "caf\ufffe")
        )
        .encode()
        .replace("\ufffe".encode(), b"\xe9")
    )  # 11
    content += row(URI + "6", "null\0").encode() + row(URI + "7", "last").encode()  # 12, 13
    tally = take_over(alone(tmp_path, content))
    assert [(error.line, error.sentence) for error in tally.errors] == [
        (5, "The concept URI is missing."),
        (6, "The preferred label is missing."),
        (7, "This row has 3 columns; the heading has 13."),
        (8, "The concept URI stands on line 2 already."),
        (9, "A label or the URI is longer than 300 characters."),
        (10, "The quotation marks in this row do not close."),
        (11, "This row is not in UTF-8: line 11 has a character that cannot be read."),
        (12, "This row has a null character on line 12, which cannot be stored."),
    ]
    assert {competency.preferred for competency in session.scalars(queries.visible())} == {"first", "last"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "conceptUri, preferredLabel, altLabels"),
        ("name;level\nbaking;3\n", "conceptUri, preferredLabel, altLabels"),
        ("conceptUri,preferredLabel\nx,y\n", "altLabels"),
        (b"\xff\xfec\x00o\x00n\x00", "conceptUri, preferredLabel, altLabels"),
    ],
)
def test_another_kind_of_file_is_refused_whole(session, tmp_path, content, why):
    path = alone(tmp_path, content, name="mine.csv")
    with pytest.raises(actions.NotThisFormat) as refusal:
        take_over(path)
    assert refusal.value.sentence == (
        f"mine.csv is not a file of the ESCO download. Its first line does not name these columns: {why}."
    )
    assert count(session, Competency) == 0


def test_a_relation_file_of_another_kind_stops_before_anything_is_stored(session, tmp_path):
    shutil.copy(SKILLS, tmp_path)
    (tmp_path / "skillSkillRelations_en.csv").write_text("from,to\n1,2\n")
    with pytest.raises(actions.NotThisFormat, match=r"skillSkillRelations_en\.csv"):
        take_over(tmp_path)
    assert count(session, Competency) == 0


def test_a_folder_without_skills_is_refused(tmp_path, app):
    with pytest.raises(actions.NotThisFormat, match="There is no skills file"):
        actions.find_esco(tmp_path)


def test_progress_comes_to_the_size_of_the_files(session):
    files, steps = actions.find_esco(DATA), []
    actions.import_esco(files, now=NOW, progress=steps.append)
    assert sum(steps) == files.size == sum(path.stat().st_size for path in DATA.glob("*.csv"))


class TestFromTheTerminal:
    """`flask competencies …`, run inside the test's own transaction."""

    @pytest.fixture
    def run(self, app, session):
        return lambda *words: app.test_cli_runner().invoke(args=["competencies", *map(str, words)])

    def test_it_sums_up_what_it_did_and_names_the_bad_rows(self, run):
        done = run("import", DATA)
        assert done.exit_code == 0
        assert "Competencies: 5 added, 0 changed, 0 unchanged." in done.output
        assert "Relations: 3 added, 1 known, 1 left out" in done.output
        assert "skillSkillRelations_en.csv, line 5: One end of the relation is missing." in done.output

    def test_it_fails_on_a_file_of_another_kind(self, run, tmp_path):
        done = run("import", alone(tmp_path, "name,level\n", name="levels.csv"))
        assert (done.exit_code, "levels.csv is not a file of the ESCO download" in done.output) == (1, True)

    def test_it_fails_when_no_row_can_be_read(self, run, tmp_path):
        done = run("import", alone(tmp_path, HEADING + row("", "nothing")))
        assert (done.exit_code, "No row could be read." in done.output) == (1, True)

    def test_the_starter_vocabulary_loads(self, run):
        done = run("starter")
        assert (done.exit_code, "0 changed, 0 unchanged" in done.output) == (0, True)
