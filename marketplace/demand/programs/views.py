"""Pages of programs: staff make them, partners read how theirs answers what they asked for."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.forms import AssignForm, ModuleForm, ProgramForm, TeachForm
from marketplace.demand.programs.lifecycle import LIFECYCLE, STRAND_LABELS
from marketplace.demand.programs.models import Stage
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("programs", __name__, template_folder="templates")


@blueprint.get("/programs")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def listing():
    stage = request.args.get("stage", type=Stage)
    template = "programs/listing.html" if me().side is Side.STAFF else "programs/partner_listing.html"
    found = one_page(queries.at_stage(me(), stage))
    alone = queries.works_on_none(me())
    asks = queries.whom_to_ask() if alone else []
    return render_template(template, listing=found, stage=stage, lifecycle=LIFECYCLE, alone=alone, asks=asks)


@blueprint.get("/programs/<uuid:program_id>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def page(program_id):
    program = load(queries.visible_to(me()), program_id)
    shows = _staff_page if me().side is Side.STAFF else _partner_page
    return shows(program)


def _staff_page(program):
    rows = queries.coverage(program)
    return render_template(
        "programs/page.html",
        program=program,
        coverage=rows,
        verdicts=queries.verdicts(rows),
        actor=me(),
        open_moves=LIFECYCLE.open_to(program.stage, me()),
        lifecycle=LIFECYCLE,
        steps=history_of(program),
        strands=STRAND_LABELS,
    )


def _partner_page(program):
    rows = queries.coverage_for(program, me().organisation_id)
    return render_template("programs/partner_page.html", program=program, coverage=rows, strands=STRAND_LABELS)


@blueprint.get("/programs/new")
@open_to(Side.STAFF)
def new_page(form=None):
    return render_template("programs/new.html", form=form or ProgramForm())


@blueprint.post("/programs/new")
@open_to(Side.STAFF)
@takes(ProgramForm, page=new_page)
def create(form):
    program = actions.create(actor=me(), now=now(), **form.values)
    flash(_("%(title)s is a draft. Add its modules next.", title=program.title))
    return _to(program.id)


@blueprint.get("/programs/<uuid:program_id>/edit")
@open_to(Side.STAFF)
def edit_page(program_id, form=None):
    program = load(queries.visible_to(me()), program_id)
    return render_template("programs/edit.html", program=program, form=form or ProgramForm(obj=program))


@blueprint.post("/programs/<uuid:program_id>/edit")
@open_to(Side.STAFF)
@takes(ProgramForm, page=edit_page)
def edit(form, program_id):
    program = load(queries.visible_to(me()), program_id)
    actions.edit(program, version=form.version.data, **form.values)
    flash(_("Saved."))
    return _to(program_id)


@blueprint.post("/programs/<uuid:program_id>/offer")
@open_to(Side.STAFF)
@takes(MoveForm)
def offer(form, program_id):
    actions.offer(load(queries.visible_to(me()), program_id), actor=me(), now=now())
    flash(_("Offered. Its partners can read it, and cohorts can be made from it."))
    return _to(program_id)


@blueprint.post("/programs/<uuid:program_id>/retire")
@open_to(Side.STAFF)
@takes(MoveForm)
def retire(form, program_id):
    actions.retire(load(queries.visible_to(me()), program_id), actor=me(), now=now())
    flash(_("Retired. Cohorts that run go on; no new one can be opened."))
    return _to(program_id)


@blueprint.post("/programs/<uuid:program_id>/revive")
@open_to(Side.STAFF)
@takes(MoveForm)
def revive(form, program_id):
    actions.revive(load(queries.visible_to(me()), program_id), actor=me(), now=now())
    flash(_("Offered again."))
    return _to(program_id)


# ---- who works on it ------------------------------------------------------------------------------


@blueprint.get("/programs/teams")
@open_to(Side.STAFF, Side.ADMIN)
def teams():
    found = one_page(queries.staffed(me()))
    return render_template("programs/teams.html", listing=found, working=queries.working_on(found.rows))


@blueprint.get("/programs/<uuid:program_id>/team")
@open_to(Side.STAFF, Side.ADMIN)
def team(program_id, form=None):
    program = load(queries.staffed(me()), program_id)
    decides = queries.may_assign(me())
    rows = list(db.session.scalars(queries.assignments(program)))
    return render_template(
        "programs/team.html",
        program=program,
        form=(form or AssignForm(program_id=program_id)) if decides else None,
        now_on_it=[row for row in rows if row.works_now],
        steps=queries.team_steps(rows),
        leads=queries.whom_to_ask(),
        admin=me().side is Side.ADMIN,
    )


@blueprint.post("/programs/<uuid:program_id>/team")
@open_to(Side.STAFF, Side.ADMIN)
@takes(AssignForm, page=team)
def assign(form, program_id):
    program = load(queries.assignable(me()), program_id)
    chosen = load(queries.could_join(program), form.membership_id.data)
    actions.assign(program, chosen, actor=me(), now=now())
    flash(_("%(name)s works on %(title)s now.", name=chosen.person.name, title=program.title))
    return _to_team(program_id)


@blueprint.post("/programs/<uuid:program_id>/team/<uuid:assignment_id>/end")
@open_to(Side.STAFF, Side.ADMIN)
@takes(MoveForm)
def end_assignment(form, program_id, assignment_id):
    program = load(queries.assignable(me()), program_id)
    ended = load(queries.assignments(program), assignment_id)
    actions.end_assignment(ended, actor=me(), now=now())
    flash(_("%(name)s sees nothing of the program any more.", name=ended.membership.person.name))
    return _to_team(program_id)


def _to_team(program_id):
    return redirect(url_for("programs.team", program_id=program_id))


# ---- modules ------------------------------------------------------------------------------------


@blueprint.get("/programs/<uuid:program_id>/modules/new")
@open_to(Side.STAFF)
def new_module_page(program_id, form=None):
    program = load(queries.visible_to(me()), program_id)
    form = form or ModuleForm(position=queries.next_position(program), version=program.version)
    return render_template("programs/new_module.html", program=program, form=form)


@blueprint.post("/programs/<uuid:program_id>/modules/new")
@open_to(Side.STAFF)
@takes(ModuleForm, page=new_module_page)
def add_module(form, program_id):
    program = load(queries.visible_to(me()), program_id)
    module = actions.add_module(program, version=form.version.data, **form.values)
    flash(_("Added. Say next what it teaches."))
    return redirect(url_for("programs.module_page", program_id=program_id, module_id=module.id))


@blueprint.get("/programs/<uuid:program_id>/modules/<uuid:module_id>")
@open_to(Side.STAFF)
def module_page(program_id, module_id, form=None):
    program = load(queries.visible_to(me()), program_id)
    module = load(queries.modules_of(program), module_id)
    return render_template(
        "programs/module.html", program=program, module=module, form=form or TeachForm(), strands=STRAND_LABELS
    )


@blueprint.post("/programs/<uuid:program_id>/modules/<uuid:module_id>/teach")
@open_to(Side.STAFF)
@takes(TeachForm, page=module_page)
def teach(form, program_id, module_id):
    program = load(queries.visible_to(me()), program_id)
    actions.teach(load(queries.modules_of(program), module_id), **form.values)
    flash(_("The module teaches it now."))
    return _to_module(program_id, module_id)


@blueprint.post("/programs/<uuid:program_id>/modules/<uuid:module_id>/stop-teaching/<uuid:competency_id>")
@open_to(Side.STAFF)
@takes(MoveForm)
def stop_teaching(form, program_id, module_id, competency_id):
    program = load(queries.visible_to(me()), program_id)
    actions.stop_teaching(load(queries.modules_of(program), module_id), competency_id=competency_id)
    flash(_("The module does not teach it any more."))
    return _to_module(program_id, module_id)


@blueprint.get("/programs/<uuid:program_id>/modules/<uuid:module_id>/edit")
@open_to(Side.STAFF)
def edit_module_page(program_id, module_id, form=None):
    program = load(queries.visible_to(me()), program_id)
    module = load(queries.modules_of(program), module_id)
    form = form or ModuleForm(obj=module, version=program.version)
    return render_template("programs/edit_module.html", program=program, module=module, form=form)


@blueprint.post("/programs/<uuid:program_id>/modules/<uuid:module_id>/edit")
@open_to(Side.STAFF)
@takes(ModuleForm, page=edit_module_page)
def edit_module(form, program_id, module_id):
    program = load(queries.visible_to(me()), program_id)
    module = load(queries.modules_of(program), module_id)
    actions.edit_module(module, version=form.version.data, **form.values)
    flash(_("Saved."))
    return _to_module(program_id, module_id)


@blueprint.post("/programs/<uuid:program_id>/modules/<uuid:module_id>/remove")
@open_to(Side.STAFF)
@takes(MoveForm)
def remove_module(form, program_id, module_id):
    program = load(queries.visible_to(me()), program_id)
    actions.remove_module(load(queries.modules_of(program), module_id))
    flash(_("The module is out of the program."))
    return _to(program_id)


def _to(program_id):
    return redirect(url_for("programs.page", program_id=program_id))


def _to_module(program_id, module_id):
    return redirect(url_for("programs.module_page", program_id=program_id, module_id=module_id))
