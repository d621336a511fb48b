"""Writing, sending and withdrawing an application."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.forms import ApplyForm, DraftForm, StaffWithdrawForm, WithdrawForm, compose, typed
from marketplace.supply.applications.models import QuestionKind
from marketplace.supply.applications.views import blueprint
from marketplace.supply.applications.views.reading import to
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.jobseekers import actions as consents
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.uploads import takes_files


def _apply_form(cohort_id):
    return _composed(ApplyForm, cohort_id)


def _draft_form(cohort_id):
    return _composed(DraftForm, cohort_id)


def _composed(base, cohort_id):
    """The form of a cohort with its questions, as the person's draft fills it in."""
    draft = queries.begun(load(cohorts.published(), cohort_id).id, me().person_id)
    asked, answers = queries.form_in_use(cohort_id), queries.answers_of(draft)
    questions = asked.questions if asked else ()
    kept = {answer.lineage: answer.document.name for answer in answers if answer.document}
    written = {"motivation": draft.motivation} if draft else {}
    return compose(base, questions, kept)(data=written | typed(questions, queries.given_in(answers)))


@blueprint.get("/cohorts/<uuid:cohort_id>/apply")
@open_to(Side.JOBSEEKER)
def apply_page(cohort_id, form=None):
    cohort = load(cohorts.published(), cohort_id)
    form = form or _apply_form(cohort_id)
    return render_template(
        "applications/apply.html",
        cohort=cohort,
        standing=queries.standing(cohort, me().person_id, now()),
        form=form,
        asks_files=any(one.kind is QuestionKind.FILE for one in form.questions),
        texts=consents.CONSENT_TEXTS,
        consented=jobseekers.matching_consent(me().person_id),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/apply")
@open_to(Side.JOBSEEKER)
@takes(_apply_form, page=apply_page)
@takes_files
def apply(form, cohort_id):
    cohort = load(cohorts.published(), cohort_id)
    application = actions.apply(cohort, actor=me(), now=now(), **form.values)
    flash(_("We have your application, reference %(reference)s.", reference=application.reference), "good")
    return to(application)


@blueprint.post("/cohorts/<uuid:cohort_id>/apply/draft")
@open_to(Side.JOBSEEKER)
@takes(_draft_form, page=apply_page)
@takes_files
def save_draft(form, cohort_id):
    cohort = load(cohorts.published(), cohort_id)
    actions.save_draft(cohort, motivation=form.motivation.data, answers=form.given, actor=me(), now=now())
    flash(_("Kept. Nobody but you sees it until you send it."), "good")
    return redirect(url_for("applications.apply_page", cohort_id=cohort.id))


@blueprint.post("/cohorts/<uuid:cohort_id>/apply/autosave")
@open_to(Side.JOBSEEKER)
@takes(_draft_form)
def autosave(form, cohort_id):
    cohort = load(cohorts.published(), cohort_id)
    actions.save_draft(cohort, motivation=form.motivation.data, answers=form.given, actor=me(), now=now())
    return "", 204


# ---- the way out ------------------------------------------------------------------------------------


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
    return to(application)
