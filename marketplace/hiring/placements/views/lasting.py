"""Staff verify, and write down what becomes of the work."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.forms import CancelForm, EndForm, ProlongForm, RestForm, VerifyForm
from marketplace.hiring.placements.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


def _to(placement):
    return redirect(url_for("placements.page", placement_id=placement.id))


@blueprint.get("/placements/<uuid:placement_id>/verify")
@open_to(Side.STAFF)
def verify_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    level = queries.level_of(placement)
    return render_template("placements/verify.html", placement=placement, level=level, form=form or VerifyForm())


@blueprint.post("/placements/<uuid:placement_id>/verify")
@open_to(Side.STAFF)
@takes(lambda placement_id: VerifyForm(), page=verify_page)
def verify(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    planned = actions.verify(placement, actor=me(), now=now(), **form.values)
    flash(ngettext("Verified. %(num)s check is planned.", "Verified. %(num)s checks are planned.", planned), "good")
    return _to(placement)


@blueprint.get("/placements/<uuid:placement_id>/rest")
@open_to(Side.STAFF)
def suspend_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/suspend.html", placement=placement, form=form or RestForm())


@blueprint.post("/placements/<uuid:placement_id>/rest")
@open_to(Side.STAFF)
@takes(lambda placement_id: RestForm(), page=suspend_page)
def suspend(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.suspend(placement, actor=me(), now=now(), **form.values)
    flash(_("Written down. The checks go on meanwhile."), "good")
    return _to(placement)


@blueprint.post("/placements/<uuid:placement_id>/go-on")
@open_to(Side.STAFF)
@takes(lambda placement_id: MoveForm())
def resume(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.resume(placement, actor=me(), now=now())
    flash(_("Written down. The work goes on."), "good")
    return _to(placement)


@blueprint.get("/placements/<uuid:placement_id>/prolong")
@open_to(Side.STAFF)
def extend_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/extend.html", placement=placement, form=form or ProlongForm())


@blueprint.post("/placements/<uuid:placement_id>/prolong")
@open_to(Side.STAFF)
@takes(lambda placement_id: ProlongForm(), page=extend_page)
def extend(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.extend(placement, actor=me(), now=now(), **form.values)
    flash(_("Written down. The new last day is agreed."), "good")
    return _to(placement)


@blueprint.get("/placements/<uuid:placement_id>/end")
@open_to(Side.STAFF)
def end_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/end.html", placement=placement, form=form or EndForm())


@blueprint.post("/placements/<uuid:placement_id>/end")
@open_to(Side.STAFF)
@takes(lambda placement_id: EndForm(), page=end_page)
def end(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.end(placement, actor=me(), now=now(), **form.values)
    flash(_("The end is recorded; everything before it stays."), "good")
    return _to(placement)


@blueprint.get("/placements/<uuid:placement_id>/did-not-start")
@open_to(Side.STAFF)
def cancel_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/cancel.html", placement=placement, form=form or CancelForm())


@blueprint.post("/placements/<uuid:placement_id>/did-not-start")
@open_to(Side.STAFF)
@takes(lambda placement_id: CancelForm(), page=cancel_page)
def cancel_before_start(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.cancel_before_start(placement, actor=me(), now=now(), **form.values)
    flash(_("Recorded. The place of the role is free again."), "good")
    return _to(placement)
