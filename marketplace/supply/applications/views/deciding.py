"""Deciding: moves that staff make."""

from flask import flash, render_template
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.forms import NotSelectForm
from marketplace.supply.applications.views import blueprint
from marketplace.supply.applications.views.reading import to
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.post("/applications/<uuid:application_id>/start-review")
@open_to(Side.STAFF)
@takes(MoveForm)
def start_review(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.start_review(application, actor=me(), now=now())
    flash(_("In review. The person sees that too."), "good")
    return to(application)


@blueprint.post("/applications/<uuid:application_id>/accept")
@open_to(Side.STAFF)
@takes(MoveForm)
def accept(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.accept(application, actor=me(), now=now())
    flash(_("Accepted. A seat is held, and the person is asked to confirm it."), "good")
    return to(application)


@blueprint.post("/applications/<uuid:application_id>/waitlist")
@open_to(Side.STAFF)
@takes(MoveForm)
def waitlist(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.waitlist(application, actor=me(), now=now())
    flash(_("On the waitlist. The person gets a mail."), "good")
    return to(application)


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
    return to(application)


@blueprint.post("/applications/<uuid:application_id>/lapse")
@open_to(Side.STAFF)
@takes(MoveForm)
def lapse(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.lapse(application, actor=me(), now=now())
    flash(_("The seat is free again."), "good")
    return to(application)
