"""A version of a program given away as a file, and a draft made of one that came from elsewhere."""

from datetime import datetime
from typing import Final
from uuid import UUID

from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.programs import queries
from marketplace.demand.programs.actions.design import add_part
from marketplace.demand.programs.actions.making import TITLE_TAKEN, create
from marketplace.demand.programs.actions.modules import require_writable, teach
from marketplace.demand.programs.models import (
    Barrier,
    EligibilityRule,
    Module,
    ModuleCompetency,
    ModuleWords,
    Pool,
    Program,
    ProgramOrigin,
    ProgramVersion,
)
from marketplace.demand.programs.queries import Blueprint, DrawnModule, Foresight
from marketplace.errors import Refused
from marketplace.sides import Actor

#: What a program asks for before a cohort opens, until its own site says otherwise.
SIGN_OFFS: Final = 1
COMMITMENT: Final = 50
MOST_PLACES: Final = 10  # said in one sentence


def export(version: ProgramVersion, *, site: str, now: datetime) -> str:
    """The file of a version. Refused, with the places, while its words name an employer or person, or quote one."""
    places = queries.tells_of_somebody(queries.content_of(version))
    if places:
        raise Refused(
            _(
                "A blueprint names no employer and no person, and repeats nobody’s words. Say it otherwise here, then "
                "export it again: %(places)s.",
                places="; ".join(places[:MOST_PLACES]),
            )
        )
    return queries.blueprint_file(version, site=site, now=now)


def import_blueprint(drawn: Blueprint, *, title: str = "", actor: Actor, now: datetime) -> Program:
    """Make a draft of a blueprint under its title or another one, without a consortium; the trace says where from."""
    columns = {**drawn.columns, "title": title or drawn.title}
    if queries.is_taken(columns["title"]):
        raise Refused(str(TITLE_TAKEN))  # a command has nobody else who would say it
    foreseen = queries.foresee(drawn)
    program = create(actor=actor, now=now, sign_offs_needed=SIGN_OFFS, commitment_percent=COMMITMENT, **columns)
    for position, module in enumerate(drawn.modules, 1):
        db.session.add(_module(program, module, position, foreseen))
    for table, rows in ((Pool, drawn.pools), (Barrier, drawn.barriers), (EligibilityRule, drawn.rules)):
        for row in rows:
            add_part(program, table, **row)
    _keep_trace(program, drawn, actor=actor, now=now)
    db.session.flush()
    db.session.expire(program, ["modules"])
    return program


def _module(program: Program, drawn: DrawnModule, position: int, foreseen: Foresight) -> Module:
    """A module with what it teaches: competencies of ours where they are meant, else the words of the file."""
    facts = {name: getattr(drawn, name) for name in ("title", "summary", "strand", "mode", "hours")}
    module = Module(program_id=program.id, version_number=program.version_number, position=position, **facts)
    levels: dict[UUID, int] = {}
    words: dict[str, ModuleWords] = {}
    for taught in drawn.teaches:
        competency = foreseen.line(taught).competency
        if competency is None:
            kept = words.setdefault(taught.label, ModuleWords(words=taught.label, level=0))
            kept.level, kept.code, kept.source = max(kept.level, taught.level), taught.code, taught.source
        else:
            levels[competency.id] = max(levels.get(competency.id, 0), taught.level)
    module.teaches = [ModuleCompetency(competency_id=row_id, level=level) for row_id, level in levels.items()]
    module.undecided = list(words.values())
    return module


def _keep_trace(program: Program, drawn: Blueprint, *, actor: Actor, now: datetime) -> None:
    db.session.add(
        ProgramOrigin(
            program_id=program.id,
            title=drawn.title,
            version_number=drawn.version_number,
            site=drawn.site,
            made_at=drawn.made_at,
            digest=drawn.digest,
            imported_at=now,
            imported_by_id=actor.person_id,
        )
    )


def settle_words(words: ModuleWords, *, competency: UUID, level: int) -> None:
    """Say which competency the words of a file mean: the module teaches it from now on."""
    module = words.module
    drop_words(words)
    teach(module, competency=competency, level=level)


def drop_words(words: ModuleWords) -> None:
    """Leave the words of a file out: the module does not teach that here."""
    require_writable(words.module.program)
    words.module.undecided.remove(words)
    db.session.flush()
