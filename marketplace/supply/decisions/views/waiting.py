"""The waitlist of a cohort over HTTP."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.sides import Side
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications import queries as seen
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.decisions import actions, queries
from marketplace.supply.decisions.forms import PlaceForm, RulesForm
from marketplace.supply.decisions.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import page_of


@blueprint.get("/cohorts/<uuid:cohort_id>/waitlist")
@open_to(Side.STAFF)
def waitlist(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    return render_template(
        "decisions/waitlist.html",
        cohort=cohort,
        listing=page_of(queries.waitlist(me(), cohort_id)),
        waits=seen.still_waits(cohort, now()),
        form=form or RulesForm(obj=cohort),
    )


def _rules_form(cohort_id):
    return RulesForm(obj=load(cohorts.visible_to(me()), cohort_id))


@blueprint.post("/cohorts/<uuid:cohort_id>/waitlist")
@open_to(Side.STAFF)
@takes(_rules_form, page=waitlist)
def set_rules(form, cohort_id):
    actions.set_rules(load(cohorts.visible_to(me()), cohort_id), version=form.version.data, **form.values)
    flash(_("Saved. Seats that are held now keep their moment."))
    return _to_waitlist(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/waitlist/offer")
@open_to(Side.STAFF)
@takes(MoveForm)
def offer_seats(form, cohort_id):
    number = applications.offer_free_seats(load(cohorts.visible_to(me()), cohort_id).id, now=now())
    flash(ngettext("One seat is offered, with a mail.", "%(num)s seats are offered, each with a mail.", number), "good")
    return _to_waitlist(cohort_id)


@blueprint.get("/applications/<uuid:application_id>/place")
@open_to(Side.STAFF)
def place_page(application_id, form=None):
    application = load(seen.visible_to(me()), application_id)
    waiting = seen.own_waiting(application)
    return render_template(
        "decisions/place.html",
        application=application,
        waiting=waiting,
        form=form or PlaceForm(place=waiting.place if waiting else None),
    )


@blueprint.post("/applications/<uuid:application_id>/place")
@open_to(Side.STAFF)
@takes(PlaceForm, page=place_page)
def place(form, application_id):
    application = load(seen.visible_to(me()), application_id)
    applications.place(application, actor=me(), now=now(), **form.values)
    flash(_("The order is changed, and your reason is in the history."))
    return _to_waitlist(application.cohort_id)


def _to_waitlist(cohort_id):
    return redirect(url_for("decisions.waitlist", cohort_id=cohort_id))
