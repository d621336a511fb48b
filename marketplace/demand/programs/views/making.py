"""Pages of programs: staff make them, partners read how theirs answers what they asked for."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.forms import ProgramForm
from marketplace.demand.programs.lifecycle import (
    CUSTOMER_LABELS,
    LIFECYCLE,
    MODE_LABELS,
    MODEL_LABELS,
    REVIEW,
    STRAND_LABELS,
    TRANSFORMATION_LABELS,
    VERSION,
)
from marketplace.demand.programs.models import Stage
from marketplace.demand.programs.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


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
        score=queries.score(rows),
        actor=me(),
        open_moves=LIFECYCLE.open_to(program.stage, me()),
        lifecycle=LIFECYCLE,
        steps=history_of(program),
        strands=STRAND_LABELS,
        modes=MODE_LABELS,
        words=[MODEL_LABELS, CUSTOMER_LABELS, TRANSFORMATION_LABELS],
        version=queries.current_version(program),
        versions=VERSION,
        signed=queries.sign_offs(program.id, program.version_number),
        undecided=queries.undecided(program.id, program.version_number),
        origin=queries.origin_of(program),
    )


def _partner_page(program):
    sent = queries.newest_sent(program.id)
    modules = sent.modules if sent else program.modules
    return render_template(
        "programs/partner_page.html",
        program=program,
        modules=modules,
        coverage=queries.coverage_for(program, me().organisation_id, modules),
        review=queries.review_to_answer(me(), program),
        reviewing=REVIEW,
        strands=STRAND_LABELS,
        modes=MODE_LABELS,
    )


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


def _to(program_id):
    return redirect(url_for("programs.page", program_id=program_id))
