"""Find what somebody may see by some of its words: each room's visible rows, joined with the entries that match."""

import uuid
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from marketplace.accounts.models import Organisation, OrganisationAlias, Person
from marketplace.db import db
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.demand.programs import queries as programs
from marketplace.demand.role_needs import queries as role_needs
from marketplace.search.models import TRIGRAMS, Kind, SearchEntry, fold
from marketplace.sides import Actor, Side
from marketplace.supply.applications import queries as applications
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.jobseekers import queries as jobseekers

LONGEST: Final = 120  # characters of a question
MOST_WORDS: Final = 8
TRIGRAM: Final = 3

Rows = sa.Select[Any]  # Any: of the row that the kind is about


def words_of(question: str) -> list[str]:
    """The folded words of a question, as many as are looked for."""
    return fold(question[:LONGEST]).split()[:MOST_WORDS]


def matching(words: list[str]) -> sa.ColumnElement[bool]:
    """Whether an entry holds every one of the words: anywhere from three letters on, shorter ones at a word's start."""
    long = [word for word in words if len(word) >= TRIGRAM]
    short = [word for word in words if len(word) < TRIGRAM]
    return sa.and_(sa.true(), *_anywhere(long), *(_at_a_start(word) for word in short))


def _at_a_start(word: str) -> sa.ColumnElement[bool]:
    text = SearchEntry.search_text
    return sa.or_(text.startswith(word, autoescape=True), text.contains(f" {word}", autoescape=True))


def _anywhere(words: list[str]) -> list[sa.ColumnElement[bool]]:
    """With the trigram index: FTS5's own on SQLite, pg_trgm behind LIKE on PostgreSQL. Every sign stands for itself."""
    if not words:
        return []
    if db.session.get_bind().dialect.name != "sqlite":
        return [SearchEntry.search_text.contains(word, autoescape=True) for word in words]
    asked = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
    found = sa.select(TRIGRAMS.c.rowid).where(TRIGRAMS.c.search_index.op("MATCH")(asked))
    return [SearchEntry.id.in_(found)]


def _nearness(words: list[str]) -> list[sa.ColumnElement[Any]]:
    """What begins with the question first, then what has a word that begins so, then the shortest."""
    text, whole = SearchEntry.search_text, " ".join(words)
    begins = sa.case(
        (text.startswith(whole, autoescape=True), 0), (text.contains(f" {whole}", autoescape=True), 1), else_=2
    )
    return [begins, sa.func.length(text), text.expression, SearchEntry.id.expression]


def _people(actor: Actor) -> Rows:
    if actor.side is Side.ADMIN:
        return sa.select(Person)
    return jobseekers.visible_to(actor)


def _organisations(actor: Actor) -> Rows:
    return sa.select(Organisation) if actor.side is Side.ADMIN else employers.visible_to(actor)


def _aliases(actor: Actor) -> Rows:
    seen = _organisations(actor).with_only_columns(_id(_organisations(actor)))
    return sa.select(OrganisationAlias).where(OrganisationAlias.organisation_id.in_(seen))


def _contacts(actor: Actor) -> Rows:
    seen = employers.visible_to(actor).with_only_columns(Employer.id)
    return sa.select(EmployerContact).where(EmployerContact.employer_id.in_(seen))


VISIBLE: Final[dict[Side, dict[Kind, Callable[[Actor], Rows]]]] = {
    Side.STAFF: {
        Kind.PERSON: _people,
        Kind.APPLICATION: applications.visible_to,
        Kind.ORGANISATION: _organisations,
        Kind.ALIAS: _aliases,
        Kind.CONTACT: _contacts,
        Kind.ROLE_NEED: role_needs.visible_to,
        Kind.PROGRAM: programs.visible_to,
        Kind.COHORT: cohorts.visible_to,
    },
    Side.ADMIN: {Kind.PERSON: _people, Kind.ORGANISATION: _organisations, Kind.ALIAS: _aliases},
}


def kinds_for(actor: Actor) -> list[Kind]:
    """What somebody on this side can search for."""
    return list(VISIBLE[actor.side])


def kinds_with(question: str) -> set[Kind]:
    """The kinds of which anything at all matches, whoever may see it: the others need not be asked one by one."""
    return set(db.session.scalars(sa.select(SearchEntry.kind).where(matching(words_of(question))).distinct()))


def found(kind: Kind, question: str, *, actor: Actor) -> Rows:
    """The rows of one kind that this person may see and whose words hold those of the question, the nearest first."""
    words = words_of(question)
    rows = VISIBLE[actor.side][kind](actor)
    entry = sa.and_(SearchEntry.kind == kind, SearchEntry.row_id == _id(rows))
    return rows.join(SearchEntry, entry).where(matching(words)).order_by(None).order_by(*_nearness(words))


def _id(rows: Rows) -> Any:  # Any: the mapped id column of whatever the rows are
    return rows.column_descriptions[0]["entity"].id


def newest_applications(person_ids: list[uuid.UUID], *, actor: Actor) -> dict[uuid.UUID, Application]:
    """Each person's newest application among those that the actor may see."""
    rows = applications.visible_to(actor).where(Application.jobseeker_id.in_(person_ids))
    oldest_first = db.session.scalars(rows.order_by(None).order_by(Application.submitted_at, Application.id)).unique()
    return {application.jobseeker_id: application for application in oldest_first}


def organisations_of(aliases: list[OrganisationAlias]) -> dict[uuid.UUID, Organisation]:
    """The organisations that had other names, by id."""
    ids = [alias.organisation_id for alias in aliases]
    return {row.id: row for row in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(ids)))}
