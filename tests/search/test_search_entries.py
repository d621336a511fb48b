"""The entries follow every change of the rows they tell of, whoever makes it, on either engine."""

import uuid

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Organisation, Person
from marketplace.db import Base, db
from marketplace.search.models import LETTERS, Kind, SearchEntry, fold
from migrations.search import WATCHED
from tests.conftest import NOW, undone
from tests.factories.accounts import make_organisation, make_person
from tests.factories.demand import make_contact, make_role_need
from tests.factories.programs import make_cohort
from tests.factories.supply import make_application

pytestmark = pytest.mark.usefixtures("session")
OTHER = "“‘·-–_%'\"\\/ 0129日本語עברית🙂"


def entries(kind=None):
    rows = sa.select(SearchEntry.kind, SearchEntry.row_id, SearchEntry.search_text)
    if kind:
        rows = rows.where(SearchEntry.kind == kind)
    return sorted((str(kind), row_id, " ".join(text.split())) for kind, row_id, text in db.session.execute(rows))


def rows_in_words():
    """What the entries must say: read from the rows, folded here."""
    wanted = []
    for kind, (name, columns) in WATCHED.items():
        table = Base.metadata.tables[name]
        rows = db.session.execute(sa.select(table)).mappings()
        wanted += [(kind, row["id"], fold(" ".join(row[column] for column in columns))) for row in rows]
    return sorted(wanted)


def text_of(row_id):
    return db.session.scalar(sa.select(SearchEntry.search_text).where(SearchEntry.row_id == row_id))


def indexed(words):
    """The rows that the trigram index gives, whatever the entries say."""
    if db.session.get_bind().dialect.name == "sqlite":
        found = (
            sa.text(
                "SELECT e.row_id FROM search_index JOIN search_entries e ON e.id = search_index.rowid "
                "WHERE search_index MATCH :words"
            )
            .bindparams(words=f'"{words}"')
            .columns(row_id=sa.Uuid)
        )
    else:
        found = sa.select(SearchEntry.row_id).where(SearchEntry.search_text.contains(words))
    return set(db.session.scalars(found))


def test_every_kind_is_watched_and_every_watched_column_is_a_word():
    assert list(WATCHED) == [kind.value for kind in Kind]
    columns = [Base.metadata.tables[table].c[name] for table, names in WATCHED.values() for name in names]
    assert [str(column) for column in columns if column.nullable or not isinstance(column.type, sa.String)] == []


@pytest.mark.xdist_group("demo")
def test_after_the_demo_world_the_entries_say_what_the_rows_say(demo_world):
    with undone(demo_world.app):
        assert entries() == rows_in_words()
        assert {kind for kind, _row, _words in entries()} >= {kind.value for kind in Kind if kind is not Kind.ALIAS}


def test_a_row_is_found_when_it_is_added_changed_and_not_when_it_is_gone():
    make_role_need(), make_contact(), make_cohort(), make_application()
    person = make_person(name="Zoë Łukasz-Œdipe", email="zoe@guildhall.example")
    assert text_of(person.id) == "zoe lukasz-oedipe zoe@guildhall.example"
    assert indexed("oedipe") == {person.id}
    person.name = "Zoë Straße"
    db.session.flush()
    assert (indexed("oedipe"), indexed("strasse")) == (set(), {person.id})
    db.session.delete(person)
    db.session.flush()
    assert (indexed("strasse"), text_of(person.id)) == (set(), None)
    assert entries() == rows_in_words()


@pytest.mark.parametrize("change", ["many at once", "without the models"])
def test_changes_that_no_model_sees_are_followed_too(change):
    first, second = make_organisation(name="Ámbar"), make_organisation(name="Écarlate")
    if change == "many at once":
        db.session.execute(sa.update(Organisation).values(name="Vermilion"))
    else:
        db.session.execute(sa.text("UPDATE organisations SET name = 'Vermilion'"))
    assert indexed("vermilion") >= {first.id, second.id}
    assert entries("organisation") == [row for row in rows_in_words() if row[0] == "organisation"]


def test_what_is_not_searched_for_leaves_the_entry_alone():
    person = make_person()
    before = db.session.scalar(sa.select(SearchEntry.id).where(SearchEntry.row_id == person.id))
    person.epoch += 1
    db.session.flush()
    assert db.session.scalar(sa.select(SearchEntry.id).where(SearchEntry.row_id == person.id)) == before


def test_a_change_that_is_rolled_back_leaves_no_entry():
    row_id = uuid.uuid4()
    with db.session.begin_nested() as savepoint:
        db.session.add(Person(id=row_id, name="Nobody", email="nobody@guildhall.example", created_at=NOW))
        db.session.flush()
        assert text_of(row_id)
        savepoint.rollback()
    assert (text_of(row_id), indexed("nobody@guild")) == (None, set())


def test_the_database_folds_every_letter_as_the_question_is_folded():
    whole = "x".join([*LETTERS, *LETTERS.values(), OTHER])
    person = make_person(name="Zz", email="letters@guildhall.example")
    for start in range(0, len(whole), 190):
        person.name = f"a{whole[start : start + 190]}b".replace("\x00", "")
        db.session.flush()
        assert " ".join(text_of(person.id).split()) == fold(f"{person.name} {person.email}")
