"""Match runs over HTTP, for staff: run a match, read a run, set two beside each other."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext

from marketplace.accounts.views.limits import require_room
from marketplace.db import db
from marketplace.demand.role_needs import queries as role_needs
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.forms import ShareForm
from marketplace.hiring.matches.lifecycle import LIFECYCLE
from marketplace.hiring.matches.models import MatchRun
from marketplace.hiring.matches.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/role-needs/<uuid:role_need_id>/matches")
@open_to(Side.STAFF)
def runs(role_need_id, form=None):
    need = load(role_needs.with_requirements(role_needs.visible_to(me())), role_need_id)
    latest = queries.latest_run(need, me())
    referred = db.session.scalars(queries.of_need(need, me())).unique().all()
    return render_template(
        "matches/runs.html",
        need=need,
        latest=latest,
        referred=referred,
        aliases={r.jobseeker_id: r.alias for r in referred if r.stage not in LIFECYCLE.ended},
        form=form or ShareForm(answer_by=(now() + timedelta(days=7)).date()),
        runs=queries.runs_of(need),
        lifecycle=LIFECYCLE,
        tenths=queries.tenths,
        needs_reason=queries.out_of_turn(latest.id, need, me()) if latest else set(),
        changes=queries.changes_of(need, me()),
        reasons=queries.REASONS_SAID,
    )


@blueprint.post("/role-needs/<uuid:role_need_id>/match-runs")
@open_to(Side.STAFF)
@takes(MoveForm)
def run(form, role_need_id):
    need = load(role_needs.with_requirements(role_needs.visible_to(me())), role_need_id)
    require_room("match_run")
    done = actions.run(need, actor=me(), now=now())
    flash(ngettext("One person considered.", "%(num)s people considered.", done.considered), "good")
    return redirect(url_for("matches.runs", role_need_id=need.id))


@blueprint.get("/match-runs/<uuid:run_id>")
@open_to(Side.STAFF)
def run_page(run_id):
    row = load(queries.runs(me()), run_id)
    return render_template("matches/run_page.html", run=row, tenths=queries.tenths, earlier=queries.run_before(row))


@blueprint.get("/match-runs/<uuid:run_id>/compared/<uuid:earlier_id>")
@open_to(Side.STAFF)
def compared(run_id, earlier_id):
    later = load(queries.runs(me()), run_id)
    earlier = load(queries.runs(me()).where(MatchRun.role_need_id == later.role_need_id), earlier_id)
    found = queries.compare(earlier, later)
    return render_template("matches/compared.html", earlier=earlier, later=later, found=found)
