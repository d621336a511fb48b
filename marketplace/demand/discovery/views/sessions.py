"""Sessions as the program team plans and holds them, and as the employer's people see them."""

import uuid

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.calendars import Party, calendar_file
from marketplace.db import db
from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.forms import (
    PickForm,
    QuotingForm,
    ReasonForm,
    RecordingForm,
    ScheduleForm,
    TimesForm,
)
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import SessionStage
from marketplace.demand.discovery.views import blueprint
from marketplace.demand.employers import queries as employers
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.formats import zone_name
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


@blueprint.get("/discovery")
@open_to(Side.STAFF)
def listing():
    stage, employer_id = request.args.get("stage", type=SessionStage), request.args.get("employer", type=uuid.UUID)
    found = one_page(queries.search(me(), stage=stage, employer_id=employer_id))
    return render_template(
        "discovery/sessions/listing.html",
        listing=found,
        stage=stage,
        employer_id=employer_id,
        stages=LIFECYCLE.labels,
        label=LIFECYCLE.label,
        employers=employers.choices(me()),
    )


@blueprint.get("/discovery/new")
@open_to(Side.STAFF)
def choose_page():
    return render_template("discovery/sessions/choose.html", employers=list(db.session.scalars(employers.search(me()))))


# ---- plan -----------------------------------------------------------------------------------------


def _lists(employer):
    """Who may take part: the employer's contacts, and the program team but whoever looks."""
    others = [person for person in queries.interviewers() if person.id != me().person_id]
    return {"contacts": db.session.scalars(employers.contacts_of(employer)).all(), "others": others}


def schedule_form(employer_id, **_arguments):
    employer = load(employers.visible_to(me()), employer_id)
    return ScheduleForm(**_lists(employer), time_zone=zone_name())


def times_form(employer_id, **_arguments):
    employer = load(employers.visible_to(me()), employer_id)
    return TimesForm(**_lists(employer), time_zone=zone_name())


@blueprint.get("/employers/<uuid:employer_id>/sessions/times")
@open_to(Side.STAFF)
def times_page(employer_id, form=None):
    employer = load(employers.visible_to(me()), employer_id)
    return render_template(
        "discovery/sessions/times.html",
        employer=employer,
        session=None,
        form=form or times_form(employer_id),
        team=queries.hiring_team(employer_id),
    )


@blueprint.post("/employers/<uuid:employer_id>/sessions/times")
@open_to(Side.STAFF)
@takes(times_form, page=times_page)
def propose(form, employer_id):
    employer = load(employers.visible_to(me()), employer_id)
    session = actions.propose(employer, actor=me(), now=now(), **form.values)
    flash(_("%(name)s is asked to pick a time.", name=employer.name))
    return redirect(url_for("discovery.page", session_id=session.id))


@blueprint.get("/employers/<uuid:employer_id>/sessions/new")
@open_to(Side.STAFF)
def new_page(employer_id, form=None):
    employer = load(employers.visible_to(me()), employer_id)
    return render_template("discovery/sessions/new.html", employer=employer, form=form or schedule_form(employer_id))


@blueprint.post("/employers/<uuid:employer_id>/sessions/new")
@open_to(Side.STAFF)
@takes(schedule_form, page=new_page)
def new(form, employer_id):
    employer = load(employers.visible_to(me()), employer_id)
    session = actions.schedule(employer, actor=me(), now=now(), **form.values)
    flash(_("The session with %(name)s is planned.", name=employer.name))
    return redirect(url_for("discovery.page", session_id=session.id))


def reschedule_form(session_id, **_arguments):
    return ScheduleForm(new=False, **_lists(_session(session_id).employer))


@blueprint.get("/discovery/<uuid:session_id>/edit")
@open_to(Side.STAFF)
def edit_page(session_id, form=None):
    session = _session(session_id)
    form = form or ScheduleForm.of(session, **_lists(session.employer))
    may_change = LIFECYCLE.allows(session.stage, "reschedule", me())
    return render_template("discovery/sessions/edit.html", session=session, form=form, may_change=may_change)


@blueprint.post("/discovery/<uuid:session_id>/edit")
@open_to(Side.STAFF)
@takes(reschedule_form, page=edit_page)
def edit(form, session_id):
    session = _session(session_id)
    actions.reschedule(session, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("The plan is changed, and whoever takes part is told."))
    return redirect(url_for("discovery.page", session_id=session_id))


def other_times_form(session_id, **_arguments):
    return TimesForm(new=False, **_lists(_session(session_id).employer))


@blueprint.get("/discovery/<uuid:session_id>/times")
@open_to(Side.STAFF)
def other_times_page(session_id, form=None):
    session = _session(session_id)
    return render_template(
        "discovery/sessions/times.html",
        employer=session.employer,
        session=session,
        form=form or TimesForm.of(session, **_lists(session.employer)),
        team=queries.hiring_team(session.employer_id),
    )


@blueprint.post("/discovery/<uuid:session_id>/times")
@open_to(Side.STAFF)
@takes(other_times_form, page=other_times_page)
def propose_again(form, session_id):
    session = _session(session_id)
    actions.propose_again(session, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("%(name)s is asked to pick a time.", name=session.employer.name))
    return redirect(url_for("discovery.page", session_id=session_id))


# ---- what both sides do ---------------------------------------------------------------------------


def _pick_form(session_id):
    return PickForm(slots=_session(session_id).slots)


@blueprint.post("/discovery/<uuid:session_id>/time")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(_pick_form)
def pick_slot(form, session_id):
    actions.pick_slot(_session(session_id), actor=me(), now=now(), **form.values)
    flash(_("The time is agreed. Everybody who takes part got a mail."))
    return _back(session_id)


@blueprint.get("/discovery/<uuid:session_id>/moves/<name>/why")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def reason_page(session_id, name, form=None):
    session = _session(session_id)
    step = LIFECYCLE.find(session.stage, name)
    return render_template(
        "discovery/sessions/reason.html", session=session, name=name, step=step, form=form or ReasonForm()
    )


@blueprint.post("/discovery/<uuid:session_id>/moves/<name>/why")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda **_arguments: ReasonForm(), page=reason_page)
def give_reason(form, session_id, name):
    actions.make_move(_session(session_id), name, actor=me(), now=now(), **form.values)
    flash(_("That is noted, and the other side is told."))
    return _back(session_id)


@blueprint.post("/discovery/<uuid:session_id>/moves/<name>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def make_move(form, session_id, name):
    actions.make_move(_session(session_id), name, actor=me(), now=now())
    return _back(session_id)


@blueprint.post("/discovery/<uuid:session_id>/quoting")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(QuotingForm)
def quoting(form, session_id):
    actions.set_quoting(_session(session_id), actor=me(), now=now(), **form.values)
    flash(_("That is noted."))
    return _back(session_id)


@blueprint.post("/discovery/<uuid:session_id>/recording")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(RecordingForm)
def recording(form, session_id):
    actions.set_recording(_session(session_id), actor=me(), now=now(), **form.values)
    flash(_("That is noted."))
    return _back(session_id)


@blueprint.get("/discovery/<uuid:session_id>.ics")
@open_to(Side.STAFF, Side.EMPLOYER)
def calendar(session_id):
    session = _session(session_id)
    title = _("Conversation with %(name)s", name=_other_side(session))
    reader = db.session.get_one(Person, me().person_id)
    sender = current_app.config["MAIL_DEFAULT_SENDER"].rpartition("<")[2].strip("> ")
    entry = queries.appointment(session, title=title, to=Party(reader.email, reader.name), sender=sender)
    name = f'attachment; filename="session-{session.id}.ics"'
    file = calendar_file(entry, kind="Discovery", now=now())
    return Response(file, mimetype="text/calendar", headers={"Content-Disposition": name})


def _other_side(session):
    return session.employer.name if me().side is Side.STAFF else session.interviewer.name


@blueprint.get("/talks/<uuid:session_id>")
@open_to(Side.EMPLOYER)
def talk(session_id):
    session = load(queries.with_questions(queries.with_everybody(queries.visible_to(me()))), session_id)
    return render_template(
        "discovery/sessions/talk.html",
        session=session,
        stage=LIFECYCLE.label(session.stage, Side.EMPLOYER),
        open_moves=LIFECYCLE.open_to(session.stage, me()),
        may_decide=me().role in HIRING_ROLES,
        steps=queries.steps_of(session),
        parts=queries.PART_LABELS,
    )


def _session(session_id):
    return load(queries.with_everybody(queries.visible_to(me())), session_id)


def _back(session_id):
    page = "discovery.page" if me().side is Side.STAFF else "discovery.talk"
    return redirect(url_for(page, session_id=session_id))
