"""Who works on which program."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.forms import AssignForm
from marketplace.demand.programs.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


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
