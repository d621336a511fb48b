"""“You said”: an employer's people answer line by line, and are told when there is something to read."""

from datetime import datetime

from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.db import ChangeNote, db, lock
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.actions.probes import confirm_probe, contest_probe
from marketplace.demand.discovery.lifecycle import PROBES
from marketplace.demand.discovery.models import DiscoverySession, HeardNotice, HeardReply, Reply, SessionStage
from marketplace.demand.discovery.queries import Line, LineKind
from marketplace.demand.employers.models import Employer
from marketplace.errors import Refused
from marketplace.outbox.actions import link_to, queue_mail
from marketplace.sides import HIRING_ROLES, Actor

COLUMNS = {
    LineKind.QUOTE: "insight_id",
    LineKind.REQUIREMENT: "probe_id",
    LineKind.CONTRADICTION: "contradiction_id",
}


def reply_to(line: Line, *, reply: Reply, words: str, actor: Actor, now: datetime) -> HeardReply:
    """Answer to one line. Earlier answers stay; this one is what the person says now.

    To a requirement, “right” confirms what was found behind it, and anything else gives it back to staff.
    """
    if actor.organisation_id != line.row.employer_id or actor.role not in HIRING_ROLES:
        raise Refused(_("Owners and recruiters of the employer answer for it. Ask one of them."))
    if reply is Reply.NOT_QUITE and not words:
        raise Refused(_("Say in your own words how it is."))
    lock(line.row)
    note = ChangeNote(words=words) if words else None
    if note:
        db.session.add(note)
        db.session.flush()
    row = HeardReply(
        **{COLUMNS[line.kind]: line.row.id},
        reply=reply,
        note_id=note.id if note else None,
        by_id=actor.person_id,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    if line.kind is LineKind.REQUIREMENT:
        _pass_on(line, reply, actor=actor, now=now)
    return row


def _pass_on(line: Line, reply: Reply, *, actor: Actor, now: datetime) -> None:
    probe = line.row
    if reply is Reply.RIGHT and PROBES.allows(probe.stage, "confirm", actor):
        confirm_probe(probe, actor=actor, now=now)
    elif reply is not Reply.RIGHT and PROBES.allows(probe.stage, "contest", actor):
        contest_probe(probe, actor=actor, now=now)


def tell(session: DiscoverySession, *, actor: Actor, now: datetime) -> int:
    """Write to the employer's owners and recruiters that they can read what was heard; to how many.

    Refused while there is nothing to read, when nobody there has an account, and when nothing is new since.
    """
    lock(session)
    _refuse_nothing_new(session)
    readers = db.session.scalars(queries.readers(session.employer_id)).all()
    if not readers:
        raise Refused(
            _(
                "Nobody at %(name)s has an account yet. Invite somebody on the employer’s page, then tell them.",
                name=session.employer.name,
            )
        )
    notice = HeardNotice(session_id=session.id, told_by_id=actor.person_id, told_at=now, told=len(readers))
    db.session.add(notice)
    db.session.flush()
    for reader in readers:
        _write_to(reader, session.employer, notice)
    return len(readers)


def _refuse_nothing_new(session: DiscoverySession) -> None:
    if session.stage is not SessionStage.COMPLETED:
        raise Refused(_("Complete the session first: until then its words may still change."))
    told, coded = queries.notices_of(session), queries.last_coded(session)
    if coded is None:
        raise Refused(_("No quote is chosen yet. Choose what you take from the session, then tell them."))
    if told and told[0].told_at >= coded:
        raise Refused(_("They were told already, and nothing is new since."))


def _write_to(reader: Person, employer: Employer, notice: HeardNotice) -> None:
    queue_mail(
        to=reader.email,
        subject=_("What we heard from %(name)s", name=employer.name),
        template="heard_ready",
        dedupe_key=f"heard:{notice.id}:{reader.id}",
        organisation_id=employer.id,
        name=reader.name,
        employer=employer.name,
        url=link_to("discovery.heard"),
    )
