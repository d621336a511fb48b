"""Runs over many roles over HTTP: choose roles and people, then see how far it is and what came of it."""

from uuid import UUID

from flask import abort, make_response, redirect, render_template, request, url_for

from marketplace.accounts.views.limits import require_room
from marketplace.db import db
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.forms import BatchForm
from marketplace.hiring.matches.views import blueprint
from marketplace.sides import Side
from marketplace.supply.cohorts import queries as cohorts
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


def _cohort_asked():
    """The cohort whose people are to be matched, or None for everybody who is ready."""
    word = request.form.get("cohort_id") or request.args.get("cohort")
    try:
        return load(cohorts.visible_to(me()), UUID(word)) if word else None
    except ValueError:
        abort(404)


def _batch_form():
    cohort = _cohort_asked()
    needs = db.session.scalars(queries.needs_to_match(me())).unique().all()
    people = queries.ready_of(cohort, me(), now().date()) if cohort else None
    return BatchForm(needs=needs, people=people, cohort_id=cohort.id if cohort else "")


@blueprint.get("/match-batches/new")
@open_to(Side.STAFF)
def new_batch(form=None):
    form = form or _batch_form()
    return render_template("matches/new_batch.html", form=form, cohort=_cohort_asked())


@blueprint.post("/match-batches")
@open_to(Side.STAFF)
@takes(_batch_form, page=new_batch)
def request_runs(form):
    require_room("match_run")
    batch = actions.request_runs(form.chosen_needs, cohort=_cohort_asked(), people=form.people, actor=me(), now=now())
    return redirect(url_for("matches.batch_page", batch_id=batch.id))


@blueprint.get("/match-batches/<uuid:batch_id>")
@open_to(Side.STAFF)
def batch_page(batch_id):
    batch = load(queries.with_roles(queries.batches(me())), batch_id)
    return render_template("matches/batch_page.html", batch=batch)


@blueprint.get("/match-batches/<uuid:batch_id>/progress")
@open_to(Side.STAFF)
def batch_progress(batch_id):
    """What the page asks for again and again while runs are made; when they are, the page is loaded anew."""
    batch = load(queries.batches(me()), batch_id)
    if request.args.get("seen", type=int) == batch.done and batch.finished_at is None:
        return "", 204
    answer = make_response(render_template("matches/_progress.html", batch=batch))
    if batch.finished_at is not None:
        answer.headers["HX-Refresh"] = "true"
    return answer
