"""Where a role stands: confirmed, held, closed, kept open for longer, merged into another."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.actions.asking import ask_to_confirm
from marketplace.demand.role_needs.forms import MergeForm, ReasonForm
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.formats import day
from marketplace.web.forms import MoveForm, takes


@blueprint.post("/role-needs/<uuid:role_need_id>/confirm")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def confirm(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    actions.confirm(role_need, version=request.form.get("version"), actor=me(), now=now())
    flash(_("“%(title)s” is open. People are looked for now.", title=role_need.title))
    return redirect(url_for("role_needs.page", role_need_id=role_need_id))


@blueprint.post("/role-needs/<uuid:role_need_id>/reopen")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def reopen(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    actions.make_move(role_need, "reopen", actor=me(), now=now())
    return redirect(url_for("role_needs.page", role_need_id=role_need_id))


def reason_form(role_need_id, name):
    if name not in queries.MOVE_REASONS:
        abort(404)
    return ReasonForm(move=name)


@blueprint.get("/role-needs/<uuid:role_need_id>/moves/<name>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def move_page(role_need_id, name, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    form = form or reason_form(role_need_id, name)
    return render_template(
        "role_needs/move.html",
        role_need=role_need,
        form=form,
        name=name,
        step=LIFECYCLE.find(role_need.stage, name),
        stage=LIFECYCLE.label(role_need.stage, me().side),
    )


@blueprint.post("/role-needs/<uuid:role_need_id>/moves/<name>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(reason_form, page=move_page)
def make_move(form, role_need_id, name):
    role_need = load(queries.visible_to(me()), role_need_id)
    actions.make_move(role_need, name, actor=me(), now=now(), **form.values)
    flash(_("“%(title)s” is changed.", title=role_need.title))
    return redirect(url_for("role_needs.page", role_need_id=role_need_id))


@blueprint.post("/role-needs/<uuid:role_need_id>/extend")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def extend(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    until = actions.extend(role_need, actor=me(), now=now())
    flash(_("People are looked for until %(day)s.", day=day(until)), "good")
    return redirect(url_for("role_needs.page", role_need_id=role_need_id))


@blueprint.post("/role-needs/<uuid:role_need_id>/ask")
@open_to(Side.STAFF)
@takes(MoveForm)
def ask(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    asked = ask_to_confirm(role_need, actor=me(), now=now())
    flash(ngettext("%(num)s person there is asked by mail.", "%(num)s people there are asked by mail.", asked))
    return redirect(url_for("role_needs.page", role_need_id=role_need_id))


@blueprint.post("/role-needs/<uuid:role_need_id>/renew")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def renew(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    actions.renew(role_need, actor=me(), now=now())
    flash(_("“%(title)s” is open again.", title=role_need.title), "good")
    return redirect(url_for("role_needs.page", role_need_id=role_need_id))


def merge_form(role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    others = queries.merges_into(role_need, me())
    return MergeForm(roles=[(str(row.id), f"{row.title} ({LIFECYCLE.label(row.stage, me().side)})") for row in others])


@blueprint.get("/role-needs/<uuid:role_need_id>/merge")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def merge_page(role_need_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    return render_template(
        "role_needs/merge.html",
        role_need=role_need,
        form=form or merge_form(role_need_id),
        others=queries.merges_into(role_need, me()),
        allowed=LIFECYCLE.allows(role_need.stage, "merge", me()),
        stage=LIFECYCLE.label(role_need.stage, me().side),
    )


@blueprint.post("/role-needs/<uuid:role_need_id>/merge")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(merge_form, page=merge_page)
def merge(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    into = load(queries.visible_to(me()), form.into_id.data)
    actions.merge(role_need, into, add_places=form.places.data == "added", actor=me(), now=now())
    flash(_("“%(one)s” goes on in “%(other)s”.", one=role_need.title, other=into.title), "good")
    return redirect(url_for("role_needs.page", role_need_id=into.id))
