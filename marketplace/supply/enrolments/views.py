"""Confirming a seat, the roster, assessing and graduating over HTTP."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.sides import Side
from marketplace.supply.applications import queries as applications
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.enrolments import actions, queries
from marketplace.supply.enrolments.forms import ConfirmForm, EndForm, assess_form
from marketplace.supply.enrolments.lifecycle import LIFECYCLE
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("enrolments", __name__, template_folder="templates")


# ---- the person takes the seat ----------------------------------------------------------------------


@blueprint.get("/applications/<uuid:application_id>/confirm")
@open_to(Side.JOBSEEKER)
def confirm_page(application_id, form=None):
    application = load(applications.visible_to(me()), application_id)
    return render_template("enrolments/confirm.html", application=application, form=form or ConfirmForm(), now=now())


@blueprint.post("/applications/<uuid:application_id>/confirm")
@open_to(Side.JOBSEEKER)
@takes(ConfirmForm, page=confirm_page)
def confirm(form, application_id):
    application = load(applications.visible_to(me()), application_id)
    enrolment = actions.confirm(application, actor=me(), now=now(), **form.values)
    flash(_("The seat is yours. You are enrolled."), "good")
    return _to(enrolment)


# ---- lists and pages --------------------------------------------------------------------------------


@blueprint.get("/cohorts/<uuid:cohort_id>/roster")
@open_to(Side.STAFF)
def roster(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    listing = one_page(queries.roster(me(), cohort.id), size=100)
    return render_template(
        "enrolments/roster.html",
        cohort=cohort,
        listing=listing,
        lifecycle=LIFECYCLE,
        progress=queries.progress(listing.rows, cohort.program_id),
        actor=me(),
    )


@blueprint.get("/enrolments/<uuid:enrolment_id>")
@open_to(Side.STAFF, Side.JOBSEEKER)
def page(enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    return {Side.STAFF: _staff_page, Side.JOBSEEKER: _own_page}[me().side](enrolment)


def _staff_page(enrolment):
    return render_template(
        "enrolments/page.html",
        enrolment=enrolment,
        lifecycle=LIFECYCLE,
        history=history_of(enrolment),
        taught=queries.taught(enrolment.cohort.program_id),
        newest=queries.newest_of([enrolment.id])[enrolment.id],
        assessments=queries.assessments_of(enrolment),
        open_moves=LIFECYCLE.open_to(enrolment.stage, me()),
        levels=jobseekers.SHOWN_LEVELS,
        intents=queries.INTENTS,
        why_not=actions.why_not_graduate(enrolment),
        may_graduate=LIFECYCLE.allows(enrolment.stage, "graduate_on_time", me()),
    )


def _own_page(enrolment):
    return render_template(
        "enrolments/own_page.html",
        enrolment=enrolment,
        lifecycle=LIFECYCLE,
        assessments=queries.assessments_of(enrolment),
        levels=jobseekers.SHOWN_LEVELS,
        intents=queries.INTENTS,
    )


# ---- what the program team does ---------------------------------------------------------------------


@blueprint.post("/enrolments/<uuid:enrolment_id>/begin")
@open_to(Side.STAFF)
@takes(MoveForm)
def begin(form, enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    actions.begin(enrolment, actor=me(), now=now())
    flash(_("In training from today."), "good")
    return _to(enrolment)


def _assess_form(enrolment_id):
    return assess_form(queries.taught(load(queries.visible_to(me()), enrolment_id).cohort.program_id))


@blueprint.get("/enrolments/<uuid:enrolment_id>/assess")
@open_to(Side.STAFF)
def assess_page(enrolment_id, form=None):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    return render_template(
        "enrolments/assess.html",
        enrolment=enrolment,
        form=form or _assess_form(enrolment_id),
        newest=queries.newest_of([enrolment.id])[enrolment.id],
        levels=jobseekers.SHOWN_LEVELS,
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/assess")
@open_to(Side.STAFF)
@takes(_assess_form, page=assess_page)
def assess(form, enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    actions.assess(enrolment, form.seen, actor=me(), now=now())
    flash(_("Recorded. The person sees it, with your words."), "good")
    return _to(enrolment)


@blueprint.post("/enrolments/<uuid:enrolment_id>/graduate")
@open_to(Side.STAFF)
@takes(MoveForm)
def graduate(form, enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    actions.graduate(enrolment, actor=me(), now=now())
    flash(_("Graduated."), "good")
    return _to(enrolment)


@blueprint.get("/enrolments/<uuid:enrolment_id>/<any(withdraw, dismiss):name>")
@open_to(Side.STAFF)
def end_page(enrolment_id, name, form=None):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    return render_template("enrolments/end.html", enrolment=enrolment, name=name, form=form or EndForm())


@blueprint.post("/enrolments/<uuid:enrolment_id>/<any(withdraw, dismiss):name>")
@open_to(Side.STAFF)
@takes(lambda **_arguments: EndForm(), page=end_page)
def end(form, enrolment_id, name):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    actions.end(enrolment, name, actor=me(), now=now(), **form.values)
    flash(_("Noted."), "good")
    return _to(enrolment)


def _to(enrolment):
    return redirect(url_for("enrolments.page", enrolment_id=enrolment.id))
