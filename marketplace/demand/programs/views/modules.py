"""The modules of the version that is being written, and what each teaches."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.forms import ModuleForm, TeachForm
from marketplace.demand.programs.lifecycle import MODE_LABELS, STRAND_LABELS
from marketplace.demand.programs.models import VersionStage
from marketplace.demand.programs.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, open_to
from marketplace.web.forms import MoveForm, takes


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
        "programs/module.html",
        program=program,
        module=module,
        form=form or TeachForm(),
        strands=STRAND_LABELS,
        modes=MODE_LABELS,
        frozen=queries.current_version(program).stage is not VersionStage.DRAFT,
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
    return redirect(url_for("programs.page", program_id=program_id))


def _to_module(program_id, module_id):
    return redirect(url_for("programs.module_page", program_id=program_id, module_id=module_id))
