"""A role as a whole: lists, written down, read, changed, copied, and what changed when."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.employers import queries as employers
from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.forms import NewRoleNeedForm, RoleNeedForm
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import Stage
from marketplace.demand.role_needs.queries import editions
from marketplace.demand.role_needs.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.formats import day
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

LABELS = {
    "levels": queries.LEVEL_LABELS,
    "kinds": queries.KIND_LABELS,
    "work_places": queries.WORK_PLACE_LABELS,
    "periods": queries.PERIOD_LABELS,
    "employments": queries.EMPLOYMENT_LABELS,
    "waivers": queries.WAIVED_LABELS,
    "origins": queries.ORIGIN_LABELS,
    "told": queries.TOLD,
}


@blueprint.get("/role-needs")
@open_to(Side.STAFF, Side.EMPLOYER)
def listing():
    stage, employer_id = request.args.get("stage", type=Stage), request.args.get("employer", type=uuid.UUID)
    found = one_page(queries.search(me(), stage=stage, employer_id=employer_id))
    return render_template(
        "role_needs/listing.html",
        listing=found,
        stage=stage,
        employer_id=employer_id,
        stages={stage: LIFECYCLE.label(stage, me().side) for stage in Stage},
        employers=employers.choices(me()),
        **LABELS,
    )


def new_form(**_arguments):
    if me().side is Side.EMPLOYER:
        return NewRoleNeedForm()
    sessions = list(db.session.scalars(discovery.search(me())))
    come_from = next((s for s in sessions if str(s.id) == request.args.get("session_id")), None)
    return NewRoleNeedForm(
        employers=employers.choices(me()),
        sessions=[(str(s.id), f"{s.employer.name}, {day(s.starts_at)}") for s in sessions],
        employer_id=come_from.employer_id if come_from else request.args.get("employer_id", type=uuid.UUID),
        session_id=come_from.id if come_from else None,
    )


@blueprint.get("/role-needs/new")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def new_page(form=None):
    return render_template("role_needs/new.html", form=form or new_form())


@blueprint.post("/role-needs/new")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(new_form, page=new_page)
def new(form):
    employer = load(employers.visible_to(me()), form.chosen_employer(me().organisation_id))
    role_need = actions.create(employer, actor=me(), now=now(), **form.values)
    flash(_("“%(title)s” is a draft. Say now what somebody has to be able to do.", title=role_need.title))
    return redirect(url_for("role_needs.page", role_need_id=role_need.id))


@blueprint.get("/role-needs/<uuid:role_need_id>")
@open_to(Side.STAFF, Side.EMPLOYER)
def page(role_need_id):
    role_need = load(queries.with_requirements(queries.visible_to(me())), role_need_id)
    return render_template(
        "role_needs/page.html",
        role_need=role_need,
        relatives=queries.relatives_of(role_need),
        steps=queries.steps_of(role_need),
        reasoned=queries.MOVE_REASONS,
        stage=LIFECYCLE.label(role_need.stage, me().side),
        open_moves=LIFECYCLE.open_to(role_need.stage, me()),
        may_change=role_need.stage is Stage.DRAFT and (me().side is Side.STAFF or me().role in HIRING_ROLES),
        hints=queries.words_to_ask_about(role_need) if role_need.stage is Stage.DRAFT else [],
        stand_ins=discovery.STAND_IN_LABELS,
        may_edit=queries.changes_facts(role_need, me()),
        may_merge=LIFECYCLE.allows(role_need.stage, "merge", me()),
        **LABELS,
    )


@blueprint.get("/role-needs/<uuid:role_need_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def edit_page(role_need_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    return render_template(
        "role_needs/edit.html",
        role_need=role_need,
        form=form or RoleNeedForm(obj=role_need),
        may_edit=queries.changes_facts(role_need, me()),
    )


@blueprint.post("/role-needs/<uuid:role_need_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(RoleNeedForm, page=edit_page)
def edit(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    actions.change(role_need, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("“%(title)s” is changed.", title=role_need.title))
    return redirect(url_for("role_needs.page", role_need_id=role_need_id))


@blueprint.post("/role-needs/<uuid:role_need_id>/copy")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def copy(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    twin = actions.copy(role_need, actor=me(), now=now())
    flash(_("This is a copy of “%(title)s”, a draft. Change what differs.", title=role_need.title))
    return redirect(url_for("role_needs.page", role_need_id=twin.id))


@blueprint.get("/role-needs/<uuid:role_need_id>/changes")
@open_to(Side.STAFF, Side.EMPLOYER)
def changes(role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    return render_template(
        "role_needs/changes.html",
        role_need=role_need,
        changes=editions.changes_of(role_need),
        confirmed=role_need.confirmed_at,
    )
