"""Fewer seats, or no cohort at all, over HTTP."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.sides import Side
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.decisions import actions, queries
from marketplace.supply.decisions.forms import CancelForm, CutForm
from marketplace.supply.decisions.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


def _cut_form(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    return CutForm(cohort=cohort, obj=cohort)


@blueprint.get("/cohorts/<uuid:cohort_id>/fewer-seats")
@open_to(Side.STAFF)
def cut_page(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    return render_template(
        "decisions/cut.html",
        cohort=cohort,
        unconfirmed=queries.unconfirmed_count(cohort_id),
        form=form or _cut_form(cohort_id),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/fewer-seats")
@open_to(Side.STAFF)
@takes(_cut_form, page=cut_page)
def cut(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    touched = actions.cut(cohort, version=form.version.data, actor=me(), now=now(), **form.values)
    told = ngettext("One person was told.", "%(num)s people were told.", touched) if touched else ""
    flash(" ".join([_("There are %(seats)s seats now.", seats=cohort.seats), told]))
    return redirect(url_for("cohorts.page", cohort_id=cohort_id))


def _cancel_form(cohort_id):
    return CancelForm(cohort=load(cohorts.visible_to(me()), cohort_id))


@blueprint.get("/cohorts/<uuid:cohort_id>/cancel")
@open_to(Side.STAFF)
def cancel_page(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    return render_template(
        "decisions/cancel.html",
        cohort=cohort,
        counts=queries.live_counts(cohort_id),
        came_along=queries.came_along_count(cohort_id),
        lifecycle=LIFECYCLE,
        form=form or _cancel_form(cohort_id),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/cancel")
@open_to(Side.STAFF)
@takes(_cancel_form, page=cancel_page)
def cancel(form, cohort_id):
    actions.cancel(load(cohorts.visible_to(me()), cohort_id), actor=me(), now=now(), **form.values)
    flash(_("Cancelled. Its page says so, and everybody who applied gets a mail."))
    return redirect(url_for("cohorts.page", cohort_id=cohort_id))
