"""Pages of role needs: lists, a role and its requirements, its confirmation and its moves."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.employers import queries as employers
from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.forms import (
    MOST_PROPOSALS,
    NewRoleNeedForm,
    PostingForm,
    ProposalsForm,
    ReasonForm,
    RequirementForm,
    RoleNeedForm,
)
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import Stage
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to, reads_first
from marketplace.web.formats import day
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("role_needs", __name__, template_folder="templates")
LABELS = {
    "levels": queries.LEVEL_LABELS,
    "kinds": queries.KIND_LABELS,
    "work_places": queries.WORK_PLACE_LABELS,
    "periods": queries.PERIOD_LABELS,
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
        steps=queries.steps_of(role_need),
        reasoned=queries.MOVE_REASONS,
        stage=LIFECYCLE.label(role_need.stage, me().side),
        open_moves=LIFECYCLE.open_to(role_need.stage, me()),
        may_change=role_need.stage is Stage.DRAFT and (me().side is Side.STAFF or me().role in HIRING_ROLES),
        **LABELS,
    )


@blueprint.get("/role-needs/<uuid:role_need_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def edit_page(role_need_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    return render_template("role_needs/edit.html", role_need=role_need, form=form or RoleNeedForm(obj=role_need))


@blueprint.post("/role-needs/<uuid:role_need_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(RoleNeedForm, page=edit_page)
def edit(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    actions.change(role_need, version=form.version.data, actor=me(), **form.values)
    flash(_("“%(title)s” is changed.", title=role_need.title))
    return redirect(url_for("role_needs.page", role_need_id=role_need_id))


def requirement_form(role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    return RequirementForm(quotes=db.session.scalars(queries.quotes_for(role_need, me())))


@blueprint.get("/role-needs/<uuid:role_need_id>/requirements/new")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def requirement_page(role_need_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    return render_template(
        "role_needs/requirement.html", role_need=role_need, form=form or requirement_form(role_need_id)
    )


@blueprint.post("/role-needs/<uuid:role_need_id>/requirements/new")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(requirement_form, page=requirement_page)
def requirement(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    added = actions.add_requirement(role_need, actor=me(), **form.values)
    flash(_("The role now asks for “%(name)s”.", name=added.competency.preferred))
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))


@blueprint.get("/role-needs/<uuid:role_need_id>/posting")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def posting_page(role_need_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    return render_template("role_needs/posting.html", role_need=role_need, form=form or PostingForm())


@blueprint.post("/role-needs/<uuid:role_need_id>/posting")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda role_need_id: PostingForm(), page=posting_page)
@reads_first
def read_posting(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    found = queries.proposals_from(form.words.data, role_need, me())[:MOST_PROPOSALS]
    lines = [{"competency": row.competency.id, "words": row.words, "level": row.level or 2} for row in found]
    names = {row.competency.id: row.competency.preferred for row in found}
    form = ProposalsForm(formdata=None, lines=lines)
    return render_template("role_needs/proposals.html", role_need=role_need, form=form, names=names)


def proposals_page(role_need_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    chosen = competencies.by_ids([line.competency.data for line in form.lines if line.competency.data])
    names = {row.id: row.preferred for row in db.session.scalars(chosen)}
    return render_template("role_needs/proposals.html", role_need=role_need, form=form, names=names)


@blueprint.post("/role-needs/<uuid:role_need_id>/proposals")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda role_need_id: ProposalsForm(), page=proposals_page)
def take_proposals(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    added = actions.add_proposed(role_need, form.taken, actor=me())
    flash(ngettext("One requirement more.", "%(num)s requirements more.", added), "good")
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))


@blueprint.post("/role-needs/<uuid:role_need_id>/requirements/<uuid:requirement_id>/remove")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def remove_requirement(form, role_need_id, requirement_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    actions.remove_requirement(role_need, load(queries.requirements_of(role_need), requirement_id), actor=me())
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))


@blueprint.post("/role-needs/<uuid:role_need_id>/requirements/<uuid:requirement_id>/<any(up, down):way>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def move_requirement(form, role_need_id, requirement_id, way):
    role_need = load(queries.visible_to(me()), role_need_id)
    requirement = load(queries.requirements_of(role_need), requirement_id)
    actions.move_requirement(role_need, requirement, upwards=way == "up", actor=me())
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))


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
