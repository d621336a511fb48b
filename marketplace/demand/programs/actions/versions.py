"""Versions of a program: begun, sent to the partners, and followed by the next."""

from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import db, lock, move, record
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.queries import who_may_sign
from marketplace.demand.programs import queries
from marketplace.demand.programs.lifecycle import VERSION
from marketplace.demand.programs.models import (
    Module,
    ModuleCompetency,
    Program,
    ProgramVersion,
    VersionReview,
    VersionStage,
)
from marketplace.errors import Refused
from marketplace.outbox.actions import link_to, queue_mail
from marketplace.sides import Actor


def begin_first(program: Program, *, actor: Actor, now: datetime) -> ProgramVersion:
    """Begin version 1 of a new program, without modules."""
    return _begin(program, 1, actor=actor, now=now)


def begin_next(program: Program, *, actor: Actor, now: datetime) -> ProgramVersion:
    """Begin the next version as a copy of the last; refused while the last is still being written.

    Cohorts go on teaching the version that they were made with.
    """
    last = queries.current_version(lock(program))
    if last.stage is VersionStage.DRAFT:
        raise Refused(
            _("Version %(number)s is still being written. Send it first, or go on writing it.", number=last.number)
        )
    newer = _begin(program, last.number + 1, actor=actor, now=now)
    for module in db.session.scalars(queries.modules_in(program.id, last.number)):
        _copy(module, newer.number)
    program.version_number = newer.number
    db.session.flush()
    db.session.expire(program, ["modules"])
    return newer


def _begin(program: Program, number: int, *, actor: Actor, now: datetime) -> ProgramVersion:
    version = ProgramVersion(program_id=program.id, number=number, stage=VersionStage.DRAFT, created_at=now)
    db.session.add(version)
    db.session.flush()
    record(version, "begin", came_from=None, actor=actor, now=now)
    return version


def _copy(module: Module, number: int) -> None:
    facts = ("program_id", "lineage", "position", "title", "summary", "strand", "mode", "hours")
    twin = Module(version_number=number, **{name: getattr(module, name) for name in facts})
    twin.teaches = [
        ModuleCompetency(competency_id=taught.competency_id, level=taught.level) for taught in module.teaches
    ]
    db.session.add(twin)


def send(version: ProgramVersion, *, letter: str, actor: Actor, now: datetime) -> None:
    """Freeze a version and ask every partner to read it. The one sent before is replaced: it needs no answer now."""
    program = lock(version.program)
    why_not = queries.why_not_send(version)
    if why_not:
        raise Refused(why_not)
    before = queries.newest_sent(program.id)
    if before:
        move(before, VERSION, "replace", actor=actor, now=now)
    version.letter, version.sent_at = letter, now
    version.outcome, version.weeks, version.hours_per_week = program.outcome, program.weeks, program.hours_per_week
    move(version, VERSION, "send", actor=actor, now=now)
    for partner in queries.readers_of(program):
        _ask(version, partner, actor=actor, now=now)


def ask_the_rest(version: ProgramVersion, *, actor: Actor, now: datetime) -> int:
    """Ask the partners who have joined since a version was sent; gives back how many."""
    lock(version)
    if version.stage is not VersionStage.SENT:
        raise Refused(_("This version is not with the partners now, so nobody can be asked about it."))
    asked = {review.hiring_partner_id for review in version.reviews}
    rest = [partner for partner in queries.readers_of(version.program) if partner.id not in asked]
    if not rest:
        raise Refused(_("Every partner has been asked about this version already."))
    for partner in rest:
        _ask(version, partner, actor=actor, now=now)
    return len(rest)


def _ask(version: ProgramVersion, partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    review = VersionReview(version_id=version.id, hiring_partner_id=partner.id, asked_at=now)
    db.session.add(review)
    record(review, "ask", came_from=None, actor=actor, now=now)
    for owner in db.session.scalars(who_may_sign(partner.employer_id)):
        queue_mail(
            to=owner.email,
            subject=_("Version %(number)s of %(title)s", number=version.number, title=version.program.title),
            template="version_sent",
            dedupe_key=f"version_sent:{review.id}:{owner.id}",
            organisation_id=partner.employer_id,
            name=owner.name,
            program=version.program.title,
            employer=partner.employer.name,
            number=version.number,
            review_id=str(review.id),
            url=link_to("programs.review_page", review_id=review.id),
        )
