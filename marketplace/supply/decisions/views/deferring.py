"""Waiting for a later cohort over HTTP: the person asks, the program team answers or offers it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.applications import queries as seen
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.decisions import actions, queries
from marketplace.supply.decisions.forms import AnswerForm, AskForm, DeferForm
from marketplace.supply.decisions.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.paging import one_page


def _ask_form(application_id):
    return AskForm(application=load(seen.visible_to(me()), application_id))


@blueprint.get("/applications/<uuid:application_id>/later")
@open_to(Side.JOBSEEKER)
def ask_page(application_id, form=None):
    application = load(seen.visible_to(me()), application_id)
    return render_template(
        "decisions/ask.html",
        application=application,
        deferral=queries.deferral_of(application.id),
        why_not=actions.why_not_defer(application),
        form=form or _ask_form(application_id),
    )


@blueprint.post("/applications/<uuid:application_id>/later")
@open_to(Side.JOBSEEKER)
@takes(_ask_form, page=ask_page)
def ask(form, application_id):
    application = load(seen.visible_to(me()), application_id)
    actions.ask(application, actor=me(), now=now(), **form.values)
    flash(_("Asked. Nothing changes before you have an answer, and it comes by mail."), "good")
    return redirect(url_for("applications.page", application_id=application.id))


def _defer_form(application_id):
    return DeferForm(application=load(seen.visible_to(me()), application_id))


@blueprint.get("/applications/<uuid:application_id>/defer")
@open_to(Side.STAFF)
def defer_page(application_id, form=None):
    application = load(seen.visible_to(me()), application_id)
    return render_template(
        "decisions/defer.html",
        application=application,
        holds=application.stage in seen.HOLDS_A_SEAT,
        why_not=actions.why_not_defer(application),
        form=form or _defer_form(application_id),
    )


@blueprint.post("/applications/<uuid:application_id>/defer")
@open_to(Side.STAFF)
@takes(_defer_form, page=defer_page)
def defer(form, application_id):
    application = load(seen.visible_to(me()), application_id)
    actions.defer(application, actor=me(), now=now(), **form.values)
    flash(_("The application goes along to the later cohort, and the person gets a mail."), "good")
    return redirect(url_for("applications.page", application_id=application.id))


@blueprint.get("/cohorts/<uuid:cohort_id>/deferrals")
@open_to(Side.STAFF)
def deferrals(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    listing = one_page(queries.deferrals_of(me(), cohort_id))
    return render_template("decisions/deferrals.html", cohort=cohort, listing=listing)


@blueprint.get("/deferrals/<uuid:deferral_id>")
@open_to(Side.STAFF)
def answer_page(deferral_id, form=None):
    row = load(queries.deferrals_visible_to(me()), deferral_id)
    return render_template(
        "decisions/answer.html",
        row=row,
        holds=row.application.stage in seen.HOLDS_A_SEAT,
        form=form or AnswerForm(version=row.version),
    )


@blueprint.post("/deferrals/<uuid:deferral_id>")
@open_to(Side.STAFF)
@takes(AnswerForm, page=answer_page)
def answer(form, deferral_id):
    row = load(queries.deferrals_visible_to(me()), deferral_id)
    actions.answer(row, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Answered. The person gets a mail."), "good")
    return redirect(url_for("decisions.deferrals", cohort_id=row.from_cohort_id))
