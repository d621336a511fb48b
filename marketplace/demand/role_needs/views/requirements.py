"""What a role asks for: added, changed one by one, read from a posting, put in order, taken out."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts.views.limits import limited
from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.forms import (
    MOST_PROPOSALS,
    ChangeRequirementForm,
    PostingForm,
    ProposalsForm,
    RequirementForm,
)
from marketplace.demand.role_needs.models import WEIGHTS, Origin
from marketplace.demand.role_needs.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to, reads_first
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import asked


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
    added = actions.add_requirement(role_need, actor=me(), now=now(), **form.values)
    flash(_("The role now asks for “%(name)s”.", name=added.competency.preferred))
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))


def change_form(role_need_id, requirement_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    requirement = load(queries.requirements_of(role_need), requirement_id)
    told = {name: getattr(requirement, name) for name in ("level", "kind", "words", "behaviours", "insight_id")}
    own_weight = requirement.weight if requirement.weight != WEIGHTS[requirement.kind] else None
    quotes = db.session.scalars(queries.quotes_for(role_need, me()))
    return ChangeRequirementForm(data={**told, "weight": own_weight, "version": role_need.version}, quotes=quotes)


@blueprint.get("/role-needs/<uuid:role_need_id>/requirements/<uuid:requirement_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def change_requirement_page(role_need_id, requirement_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    requirement = load(queries.requirements_of(role_need), requirement_id)
    form = form or change_form(role_need_id, requirement_id)
    return render_template(
        "role_needs/change_requirement.html", role_need=role_need, requirement=requirement, form=form
    )


@blueprint.post("/role-needs/<uuid:role_need_id>/requirements/<uuid:requirement_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(change_form, page=change_requirement_page)
def change_requirement(form, role_need_id, requirement_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    requirement = load(queries.requirements_of(role_need), requirement_id)
    actions.change_requirement(role_need, requirement, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("“%(name)s” is changed.", name=requirement.competency.preferred))
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
@limited("posting")
def read_posting(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    found = queries.proposals_from(form.words.data, role_need, me())[:MOST_PROPOSALS]
    lines = [
        {"competency": row.competency.id, "words": row.words, "level": row.level or 2, "optional": "1" * row.optional}
        for row in found
    ]
    names = {row.competency.id: row.competency.preferred for row in found}
    hints = discovery.likely_stand_ins(form.words.data)
    form = ProposalsForm(formdata=None, lines=lines)
    return _proposals(role_need, form, names, hints)


def _proposals(role_need, form, names, hints=()):
    told = {"names": names, "hints": hints, "stand_ins": discovery.STAND_IN_LABELS}
    return render_template("role_needs/proposals.html", role_need=role_need, form=form, **told)


def proposals_page(role_need_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    chosen = competencies.by_ids([line.competency.data for line in form.lines if line.competency.data])
    names = {row.id: row.preferred for row in db.session.scalars(chosen)}
    return _proposals(role_need, form, names)


@blueprint.post("/role-needs/<uuid:role_need_id>/proposals")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda role_need_id: ProposalsForm(), page=proposals_page)
def take_proposals(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    added = actions.add_proposed(role_need, form.taken, actor=me(), now=now())
    flash(ngettext("One requirement more.", "%(num)s requirements more.", added), "good")
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))


@blueprint.get("/role-needs/<uuid:role_need_id>/occupation")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def occupation_page(role_need_id, form=None):
    role_need = load(queries.visible_to(me()), role_need_id)
    work = queries.work_like(asked("title"), request.args.get("occupation", type=uuid.UUID), role_need)
    form = form or ProposalsForm(formdata=None, lines=[{"competency": row_id} for row_id in work.asked])
    return render_template(
        "role_needs/occupation.html", role_need=role_need, form=form, work=work, kinds=competencies.KIND_LABELS
    )


@blueprint.post("/role-needs/<uuid:role_need_id>/occupation")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda role_need_id: ProposalsForm(), page=occupation_page)
def take_from_occupation(form, role_need_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    added = actions.add_proposed(role_need, form.taken, actor=me(), now=now(), origin=Origin.TYPED)
    flash(ngettext("One requirement more.", "%(num)s requirements more.", added), "good")
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))


@blueprint.post("/role-needs/<uuid:role_need_id>/requirements/<uuid:requirement_id>/remove")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def remove_requirement(form, role_need_id, requirement_id):
    role_need = load(queries.visible_to(me()), role_need_id)
    requirement = load(queries.requirements_of(role_need), requirement_id)
    actions.remove_requirement(role_need, requirement, actor=me(), now=now())
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))


@blueprint.post("/role-needs/<uuid:role_need_id>/requirements/<uuid:requirement_id>/<any(up, down):way>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def move_requirement(form, role_need_id, requirement_id, way):
    role_need = load(queries.visible_to(me()), role_need_id)
    requirement = load(queries.requirements_of(role_need), requirement_id)
    actions.move_requirement(role_need, requirement, upwards=way == "up", actor=me())
    return redirect(url_for("role_needs.page", role_need_id=role_need_id, _anchor="requirements"))
