"""Interviews over HTTP, for the two sides that meet; staff look on."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.accounts.queries import history_of
from marketplace.db import bookkeep, db
from marketplace.hiring.interviews import actions, queries
from marketplace.hiring.interviews.forms import CancelForm, OutcomeForm, PickForm, ProposeForm
from marketplace.hiring.interviews.lifecycle import LIFECYCLE
from marketplace.hiring.matches import queries as matches
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.web.access import load, me, now, open_to
from marketplace.web.formats import zone_name
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("interviews", __name__, template_folder="templates")


def person_shown(referral):
    """The person behind the tree: to staff and to themselves; to the employer under consent, and noted down first."""
    if me().side is not Side.EMPLOYER:
        return referral.jobseeker
    consent = matches.identity_consent(referral)
    if consent is None:
        return None
    bookkeep(
        lambda: jobseekers.disclose(
            referral.jobseeker_id, referral.employer_id, consent, actor=me(), what="identity", now=now()
        )
    )
    return referral.jobseeker


@blueprint.get("/interviews")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER)
def listing():
    return render_template("interviews/listing.html", listing=one_page(queries.listed(me())), lifecycle=LIFECYCLE)


@blueprint.get("/referrals/<uuid:referral_id>/interviews/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def new_page(referral_id, form=None):
    referral = load(matches.visible_to(me()), referral_id)
    return render_template(
        "interviews/new.html",
        person=person_shown(referral),
        referral=referral,
        form=form or ProposeForm(time_zone=zone_name()),
        why_not=actions.why_not_propose(referral),
    )


@blueprint.post("/referrals/<uuid:referral_id>/interviews/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda referral_id: ProposeForm(), page=new_page)
def propose(form, referral_id):
    referral = load(matches.visible_to(me()), referral_id)
    interview = actions.propose(referral, actor=me(), now=now(), **form.values)
    flash(_("The person is asked to pick a time."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER)
def page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    return render_template(
        "interviews/page.html",
        person=person_shown(interview.referral),
        interview=interview,
        open_moves=LIFECYCLE.open_to(interview.stage, me()),
        lifecycle=LIFECYCLE,
        history=history_of(interview),
        ends_of=queries.ends_of,
    )


def _pick_form(interview_id):
    return PickForm(slots=load(queries.visible_to(me()), interview_id).slots)


@blueprint.post("/interviews/<uuid:interview_id>/time")
@open_to(Side.JOBSEEKER)
@takes(_pick_form, page=page)
def pick_slot(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.pick_slot(interview, actor=me(), now=now(), **form.values)
    flash(_("It is arranged. Both sides got a mail."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>/outcome")
@open_to(Side.EMPLOYER)
def outcome_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    return render_template(
        "interviews/outcome.html",
        person=person_shown(interview.referral),
        interview=interview,
        form=form or OutcomeForm(private_notes=interview.private_notes),
    )


@blueprint.post("/interviews/<uuid:interview_id>/outcome")
@open_to(Side.EMPLOYER)
@takes(lambda interview_id: OutcomeForm(), page=outcome_page)
def record_outcome(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.record_outcome(interview, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Recorded. Your notes stay with your organisation."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.post("/interviews/<uuid:interview_id>/employer-missed")
@open_to(Side.JOBSEEKER)
@takes(lambda interview_id: MoveForm(), page=page)
def employer_missed(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.say_employer_missed(interview, actor=me(), now=now())
    flash(_("Thank you for saying so. The program team sees it."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>/cancel")
@open_to(Side.EMPLOYER, Side.JOBSEEKER)
def cancel_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    return render_template("interviews/cancel.html", interview=interview, form=form or CancelForm())


@blueprint.post("/interviews/<uuid:interview_id>/cancel")
@open_to(Side.EMPLOYER, Side.JOBSEEKER)
@takes(lambda interview_id: CancelForm(), page=cancel_page)
def cancel(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.cancel(interview, actor=me(), now=now(), **form.values)
    flash(_("Called off. The other side is told."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>.ics")
@open_to(Side.EMPLOYER, Side.JOBSEEKER)
def calendar(interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    if interview.starts_at is None:
        abort(404)
    file = _calendar_file(interview, person_shown(interview.referral))
    name = f'attachment; filename="interview-{interview.id}.ics"'
    return Response(file, mimetype="text/calendar", headers={"Content-Disposition": name})


def _calendar_file(interview, person):
    return queries.calendar_file(
        interview,
        title=_calendar_title(interview, person),
        to=me(),
        address=db.session.get_one(Person, me().person_id).email,
        sender=current_app.config["MAIL_DEFAULT_SENDER"].rpartition("<")[2].strip("> "),
        now=now(),
    )


def _calendar_title(interview, person):
    need = interview.referral.role_need
    if me().side is Side.JOBSEEKER:
        return _("Interview with %(employer)s: %(role)s", employer=need.employer.name, role=need.title)
    name = person.person.name if person else _("Candidate %(tree)s", tree=interview.referral.alias)
    return _("Interview with %(person)s: %(role)s", person=name, role=need.title)
