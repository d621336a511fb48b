"""Applying, waiting and deciding over HTTP."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.forms import (
    REASONS,
    ApplyForm,
    DraftForm,
    NotSelectForm,
    StaffWithdrawForm,
    WithdrawForm,
)
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Stage
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.jobseekers import actions as consents
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("applications", __name__, template_folder="templates")


# ---- applying ---------------------------------------------------------------------------------------


@blueprint.get("/cohorts/<uuid:cohort_id>/apply")
@open_to(Side.JOBSEEKER)
def apply_page(cohort_id, form=None):
    cohort = load(cohorts.published(), cohort_id)
    standing = queries.standing(cohort, me().person_id, now())
    return render_template(
        "applications/apply.html",
        cohort=cohort,
        standing=standing,
        form=form or ApplyForm(obj=standing.draft),
        texts=consents.CONSENT_TEXTS,
        consented=jobseekers.matching_consent(me().person_id),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/apply")
@open_to(Side.JOBSEEKER)
@takes(ApplyForm, page=apply_page)
def apply(form, cohort_id):
    cohort = load(cohorts.published(), cohort_id)
    application = actions.apply(cohort, actor=me(), now=now(), **form.values)
    flash(_("We have your application, reference %(reference)s.", reference=application.reference), "good")
    return _to(application)


@blueprint.post("/cohorts/<uuid:cohort_id>/apply/draft")
@open_to(Side.JOBSEEKER)
@takes(DraftForm, page=apply_page)
def save_draft(form, cohort_id):
    cohort = load(cohorts.published(), cohort_id)
    actions.save_draft(cohort, motivation=form.motivation.data, actor=me(), now=now())
    flash(_("Kept. Nobody but you sees it until you send it."), "good")
    return redirect(url_for("applications.apply_page", cohort_id=cohort.id))


@blueprint.post("/cohorts/<uuid:cohort_id>/apply/autosave")
@open_to(Side.JOBSEEKER)
@takes(DraftForm)
def autosave(form, cohort_id):
    cohort = load(cohorts.published(), cohort_id)
    actions.save_draft(cohort, motivation=form.motivation.data, actor=me(), now=now())
    return "", 204


# ---- lists and pages --------------------------------------------------------------------------------


@blueprint.get("/applications")
@open_to(Side.JOBSEEKER, Side.STAFF)
def listing():
    return {Side.JOBSEEKER: _own_listing, Side.STAFF: _review_listing}[me().side]()


def _own_listing():
    rows = db.session.scalars(queries.own_listing(me())).all()
    return render_template("applications/own_listing.html", applications=rows, lifecycle=LIFECYCLE)


def _review_listing():
    cohort_id, stage = request.args.get("cohort", type=uuid.UUID), request.args.get("stage", type=Stage)
    cohort_list = db.session.scalars(cohorts.at_stage(me(), None)).unique().all()
    return render_template(
        "applications/review_listing.html",
        lifecycle=LIFECYCLE,
        cohorts=cohort_list,
        cohort_id=cohort_id,
        stage=stage,
        listing=one_page(queries.review_listing(me(), cohort_id=cohort_id, stage=stage)),
        counts=queries.stage_counts(me(), cohort_id),
    )


@blueprint.get("/applications/<uuid:application_id>")
@open_to(Side.JOBSEEKER, Side.STAFF)
def page(application_id):
    application = load(queries.visible_to(me()), application_id)
    return {Side.JOBSEEKER: _own_page, Side.STAFF: _review_page}[me().side](application)


def _own_page(application):
    steps = history_of(application)
    return render_template(
        "applications/own_page.html",
        application=application,
        history=steps,
        lifecycle=LIFECYCLE,
        words=queries.words_to_the_person(steps),
        steps=queries.own_steps(application),
        open_moves=LIFECYCLE.open_to(application.stage, me()),
    )


def _review_page(application):
    return render_template(
        "applications/review_page.html",
        application=application,
        history=history_of(application),
        lifecycle=LIFECYCLE,
        profile=jobseekers.profile(application.jobseeker_id),
        reasons=dict(REASONS),
        open_moves=LIFECYCLE.open_to(application.stage, me()),
        levels=jobseekers.SHOWN_LEVELS,
        rings=jobseekers.RINGS,
        kinds=jobseekers.EXPERIENCE_KINDS,
        evidence_kinds=jobseekers.EVIDENCE_KINDS,
        now=now(),
    )


# ---- the person's way out ---------------------------------------------------------------------------


def _withdraw_form(application_id):
    return WithdrawForm() if me().side is Side.JOBSEEKER else StaffWithdrawForm()


@blueprint.get("/applications/<uuid:application_id>/withdraw")
@open_to(Side.JOBSEEKER, Side.STAFF)
def withdraw_page(application_id, form=None):
    application = load(queries.visible_to(me()), application_id)
    return render_template(
        "applications/withdraw.html",
        application=application,
        form=form or _withdraw_form(application_id),
        holds=application.stage in queries.HOLDS_A_SEAT,
    )


@blueprint.post("/applications/<uuid:application_id>/withdraw")
@open_to(Side.JOBSEEKER, Side.STAFF)
@takes(_withdraw_form, page=withdraw_page)
def withdraw(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.withdraw(application, actor=me(), now=now(), **form.values)
    flash(_("Withdrawn."), "good")
    return _to(application)


# ---- deciding ---------------------------------------------------------------------------------------


@blueprint.post("/applications/<uuid:application_id>/start-review")
@open_to(Side.STAFF)
@takes(MoveForm)
def start_review(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.start_review(application, actor=me(), now=now())
    flash(_("In review. The person sees that too."), "good")
    return _to(application)


@blueprint.post("/applications/<uuid:application_id>/accept")
@open_to(Side.STAFF)
@takes(MoveForm)
def accept(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.accept(application, actor=me(), now=now())
    flash(_("Accepted. A seat is held, and the person is asked to confirm it."), "good")
    return _to(application)


@blueprint.post("/applications/<uuid:application_id>/waitlist")
@open_to(Side.STAFF)
@takes(MoveForm)
def waitlist(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.waitlist(application, actor=me(), now=now())
    flash(_("On the waitlist. The person gets a mail."), "good")
    return _to(application)


@blueprint.get("/applications/<uuid:application_id>/not-select")
@open_to(Side.STAFF)
def not_select_page(application_id, form=None):
    application = load(queries.visible_to(me()), application_id)
    return render_template("applications/not_select.html", application=application, form=form or NotSelectForm())


@blueprint.post("/applications/<uuid:application_id>/not-select")
@open_to(Side.STAFF)
@takes(NotSelectForm, page=not_select_page)
def not_select(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.not_select(application, actor=me(), now=now(), **form.values)
    flash(_("Decided. The person gets your words by mail."), "good")
    return _to(application)


@blueprint.post("/applications/<uuid:application_id>/lapse")
@open_to(Side.STAFF)
@takes(MoveForm)
def lapse(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.lapse(application, actor=me(), now=now())
    flash(_("The seat is free again."), "good")
    return _to(application)


def _to(application):
    return redirect(url_for("applications.page", application_id=application.id))
