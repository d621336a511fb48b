"""Whether what a program says tells of somebody: then it stays here."""

import re
from collections.abc import Iterable

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Organisation, OrganisationAlias, Person
from marketplace.db import db
from marketplace.demand.discovery.models import Insight
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.demand.programs.queries.blueprints import Json, texts_in

SHORTEST_QUOTE = 20  # letters; shorter ones are words that anybody says
SPACE = re.compile(r"\s+")


def tells_of_somebody(content: Json) -> list[str]:
    """The places of a blueprint that name an employer or a person of one, or repeat words that one of them said.

    Any employer's: a program can quote one that is no partner of it, or not yet. Names of several words are found
    in any capitals; a single word may be a word like any other, so it is found as it is written.
    """
    texts = list(texts_in(content))
    whole = "\n".join(text for _where, text in texts)
    plain = _plain(whole)
    names = [_found(name) for name in _names() if name in whole or (" " in name and _plain(name) in plain)]
    quotes = [quote for quote in map(_plain, _said()) if quote in plain]
    return [
        where
        for where, text in texts
        if any(name.search(text) for name in names) or any(quote in _plain(text) for quote in quotes)
    ]


def _found(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE if " " in name else re.NOFLAG)


def _names() -> set[str]:
    """Of every employer, today's and earlier ones, and of their people; one word alone names no person."""
    todays = sa.select(Organisation.name).join(Employer, Employer.id == Organisation.id)
    earlier = sa.select(OrganisationAlias.name).join(Employer, Employer.id == OrganisationAlias.organisation_id)
    employers = [*db.session.scalars(todays), *db.session.scalars(earlier)]
    contacts = sa.select(EmployerContact.name)
    members = (
        sa.select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Employer, Employer.id == Membership.organisation_id)
    )
    people = [*db.session.scalars(contacts), *db.session.scalars(members)]
    return {name for name in employers if name} | {name for name in people if " " in name.strip()}


def _said() -> Iterable[str]:
    return db.session.scalars(sa.select(Insight.words).where(sa.func.length(Insight.words) >= SHORTEST_QUOTE))


def _plain(words: str) -> str:
    return SPACE.sub(" ", words).casefold().strip()
