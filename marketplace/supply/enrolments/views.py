"""Confirming a seat, the roster, assessing and graduating over HTTP."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.applications import queries as applications
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.enrolments import actions, queries
from marketplace.supply.enrolments.forms import (
    IntentForm,
    assess_form,
    away_form,
    correction_form,
    leave_form,
    transfer_form,
)
from marketplace.supply.enrolments.lifecycle import LIFECYCLE
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.enrolments.queries import baselines
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
    return render_template("enrolments/confirm.html", application=application, form=form or MoveForm(), now=now())


@blueprint.post("/applications/<uuid:application_id>/confirm")
@open_to(Side.JOBSEEKER)
@takes(lambda application_id: MoveForm(), page=confirm_page)
def confirm(form, application_id):
    application = load(applications.visible_to(me()), application_id)
    enrolment = actions.confirm(application, actor=me(), now=now())
    flash(_("The seat is yours. You are enrolled."), "good")
    return _to(enrolment)


@blueprint.get("/me/programs")
@open_to(Side.JOBSEEKER)
def mine():
    rows = db.session.scalars(queries.visible_to(me()).order_by(Enrolment.enrolled_at.desc(), Enrolment.id)).all()
    return render_template("enrolments/mine.html", rows=rows, lifecycle=LIFECYCLE)


# ---- what the person says, and leaving ----------------------------------------------------------------


@blueprint.get("/enrolments/<uuid:enrolment_id>/question")
@open_to(Side.JOBSEEKER)
def question(enrolment_id, form=None):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    return render_template(
        "enrolments/question.html",
        enrolment=enrolment,
        form=form or IntentForm(),
        why_not=queries.why_not_answer(enrolment, now()),
        days=queries.days_to_answer(enrolment.first_cohort),
        intents=queries.INTENTS,
        said=baselines.baselines_of(enrolment),
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/question")
@open_to(Side.JOBSEEKER)
@takes(lambda enrolment_id: IntentForm(), page=question)
def answer(form, enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    actions.answer(enrolment, intent=form.intent.data, before=form.before, actor=me(), now=now())
    flash(_("Thank you. It is kept as you said it."), "good")
    return _to(enrolment)


@blueprint.get("/enrolments/<uuid:enrolment_id>/leave")
@open_to(Side.JOBSEEKER)
def leave_page(enrolment_id, form=None):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    open_now = LIFECYCLE.allows(enrolment.stage, "withdraw", me())
    return render_template(
        "enrolments/leave.html", enrolment=enrolment, form=form or leave_form(), open_now=open_now, lifecycle=LIFECYCLE
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/leave")
@open_to(Side.JOBSEEKER)
@takes(lambda enrolment_id: leave_form(), page=leave_page)
def leave(form, enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    actions.step_away(enrolment, "withdraw", actor=me(), now=now(), **form.values)
    flash(_("You have left. What you have shown stays yours, and you can apply again."), "good")
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
        progress=queries.progress(listing.rows, cohort),
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
        taught=queries.taught(enrolment.cohort),
        newest=queries.newest_of([enrolment.id])[enrolment.id],
        assessments=queries.assessments_of(enrolment),
        open_moves=LIFECYCLE.open_to(enrolment.stage, me()),
        levels=jobseekers.SHOWN_LEVELS,
        timings=queries.TIMINGS,
        intents=queries.INTENTS,
        why_not=actions.why_not_graduate(enrolment, now()),
        requirements=queries.requirements_of([enrolment], now())[enrolment.id],
        reasons=queries.REASON_WORDS,
        said=baselines.baselines_of(enrolment),
        may_graduate=LIFECYCLE.allows(enrolment.stage, "graduate_on_time", me()),
    )


def _own_page(enrolment):
    return render_template(
        "enrolments/own_page.html",
        enrolment=enrolment,
        lifecycle=LIFECYCLE,
        assessments=queries.assessments_of(enrolment),
        levels=jobseekers.SHOWN_LEVELS,
        timings=queries.TIMINGS,
        intents=queries.INTENTS,
        why_not_answer=queries.why_not_answer(enrolment, now()),
        days=queries.days_to_answer(enrolment.first_cohort),
        requirements=queries.requirements_of([enrolment], now())[enrolment.id],
        may_leave=LIFECYCLE.allows(enrolment.stage, "withdraw", me()),
    )


@blueprint.get("/enrolments/<uuid:enrolment_id>/before")
@open_to(Side.STAFF)
def correction_page(enrolment_id, form=None):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    said = baselines.baselines_of(enrolment)
    form = form or correction_form(said[0].row if said else None)
    return render_template("enrolments/correction.html", enrolment=enrolment, said=said, form=form)


@blueprint.post("/enrolments/<uuid:enrolment_id>/before")
@open_to(Side.STAFF)
@takes(lambda enrolment_id: correction_form(), page=correction_page)
def correct(form, enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    told = {"words": form.words.data, "seen": form.seen.data}
    actions.correct(enrolment, before=form.before, actor=me(), now=now(), **told)
    flash(_("Corrected. What stood there before stays readable, with your reason."), "good")
    return _to(enrolment)


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
    return assess_form(queries.taught(load(queries.visible_to(me()), enrolment_id).cohort))


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
    actions.assess(enrolment, form.seen, timing=form.timing.data, actor=me(), now=now())
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


@blueprint.get("/enrolments/<uuid:enrolment_id>/<any(withdraw, dismiss, not_complete, pause):name>")
@open_to(Side.STAFF)
def away_page(enrolment_id, name, form=None):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    return render_template("enrolments/away.html", enrolment=enrolment, name=name, form=form or away_form(name))


@blueprint.post("/enrolments/<uuid:enrolment_id>/<any(withdraw, dismiss, not_complete, pause):name>")
@open_to(Side.STAFF)
@takes(lambda enrolment_id, name: away_form(name), page=away_page)
def step_away(form, enrolment_id, name):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    actions.step_away(enrolment, name, actor=me(), now=now(), **form.values)
    flash(_("Noted."), "good")
    return _to(enrolment)


@blueprint.post("/enrolments/<uuid:enrolment_id>/resume")
@open_to(Side.STAFF)
@takes(MoveForm)
def resume(form, enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    actions.resume(enrolment, actor=me(), now=now())
    flash(_("Back in training."), "good")
    return _to(enrolment)


def _transfer_form(enrolment_id):
    return transfer_form(queries.ways_on(load(queries.visible_to(me()), enrolment_id), me()))


@blueprint.get("/enrolments/<uuid:enrolment_id>/transfer")
@open_to(Side.STAFF)
def transfer_page(enrolment_id, form=None):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    ways = queries.ways_on(enrolment, me())
    return render_template(
        "enrolments/transfer.html", enrolment=enrolment, ways=ways, form=form or _transfer_form(enrolment_id)
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/transfer")
@open_to(Side.STAFF)
@takes(_transfer_form, page=transfer_page)
def transfer(form, enrolment_id):
    enrolment = load(queries.visible_to(me()), enrolment_id)
    values = form.values
    cohort = load(cohorts.visible_to(me()), values.pop("cohort_id"))
    later = actions.transfer(enrolment, cohort=cohort, actor=me(), now=now(), **values)
    flash(_("They go on in %(cohort)s, and have a mail about it.", cohort=cohort.name), "good")
    return _to(later)


def _to(enrolment):
    return redirect(url_for("enrolments.page", enrolment_id=enrolment.id))
