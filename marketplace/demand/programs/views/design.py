"""For whom a program is made: pools, barriers with their supports, conditions of entry."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.forms import BarrierForm, PoolForm, RuleForm
from marketplace.demand.programs.lifecycle import OPERATOR_LABELS, RULE_LABELS
from marketplace.demand.programs.models import Barrier, EligibilityRule, Pool
from marketplace.demand.programs.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, open_to
from marketplace.web.forms import MoveForm, takes

# part of the address → the table, its form, and the rows of a program
PARTS: dict[str, tuple[Any, Any, Any]] = {
    "pools": (Pool, PoolForm, queries.pools_of),
    "barriers": (Barrier, BarrierForm, queries.barriers_of),
    "rules": (EligibilityRule, RuleForm, queries.rules_of),
}
EACH = "/programs/<uuid:program_id>/<any(pools, barriers, rules):facet>"


@blueprint.get("/programs/<uuid:program_id>/design")
@open_to(Side.STAFF)
def design(program_id):
    program = load(queries.visible_to(me()), program_id)
    return render_template(
        "programs/design.html",
        program=program,
        pools=list(db.session.scalars(queries.pools_of(program_id))),
        barriers=list(db.session.scalars(queries.barriers_of(program_id))),
        rules=list(db.session.scalars(queries.rules_of(program_id))),
        kinds=RULE_LABELS,
        operators=OPERATOR_LABELS,
    )


def part_form(facet, **_ids):
    return PARTS[facet][1]()


@blueprint.get(f"{EACH}/new")
@open_to(Side.STAFF)
def new_part_page(program_id, facet, form=None):
    program = load(queries.visible_to(me()), program_id)
    return render_template("programs/part.html", program=program, facet=facet, form=form or part_form(facet), row=None)


@blueprint.post(f"{EACH}/new")
@open_to(Side.STAFF)
@takes(part_form, page=new_part_page)
def add_part(form, program_id, facet):
    actions.add_part(load(queries.visible_to(me()), program_id), PARTS[facet][0], **form.values)
    flash(_("Noted."))
    return _to_design(program_id)


@blueprint.get(f"{EACH}/<uuid:part_id>")
@open_to(Side.STAFF)
def part_page(program_id, facet, part_id, form=None):
    program, row = _one(program_id, facet, part_id)
    return render_template(
        "programs/part.html", program=program, facet=facet, form=form or PARTS[facet][1](obj=row), row=row
    )


@blueprint.post(f"{EACH}/<uuid:part_id>")
@open_to(Side.STAFF)
@takes(part_form, page=part_page)
def edit_part(form, program_id, facet, part_id):
    _program, row = _one(program_id, facet, part_id)
    actions.edit_part(row, **form.values)
    flash(_("Saved."))
    return _to_design(program_id)


@blueprint.post(f"{EACH}/<uuid:part_id>/remove")
@open_to(Side.STAFF)
@takes(MoveForm)
def remove_part(form, program_id, facet, part_id):
    _program, row = _one(program_id, facet, part_id)
    actions.remove_part(row)
    flash(_("Taken out."))
    return _to_design(program_id)


def _one(program_id, facet, part_id):
    program = load(queries.visible_to(me()), program_id)
    return program, load(PARTS[facet][2](program_id), part_id)


def _to_design(program_id):
    return redirect(url_for("programs.design", program_id=program_id))
