"""Reports over HTTP: the figures of a cohort, the people behind each number, the chain of a placement."""

from datetime import date

from flask import Blueprint, abort, render_template, request

from marketplace.db import db
from marketplace.outcomes.reports import queries
from marketplace.outcomes.reports.queries import Measure
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to

blueprint = Blueprint("reports", __name__, template_folder="templates")


def _as_of():
    """The day of `?as_of=2027-03-01`; today when it is missing, unreadable or in the future."""
    today = now().date()
    try:
        return min(date.fromisoformat(request.args.get("as_of", "")), today)
    except ValueError:
        return today


@blueprint.get("/reports")
@open_to(Side.STAFF)
def listing():
    rows = db.session.scalars(queries.cohorts_with_people(me())).unique().all()
    return render_template("reports/listing.html", cohorts=rows, counts=queries.graduate_counts(me()))


@blueprint.get("/reports/cohorts/<uuid:cohort_id>")
@open_to(Side.STAFF)
def cohort(cohort_id):
    row = load(queries.cohorts(me()), cohort_id)
    as_of = _as_of()
    outcomes = queries.outcomes_of(row.id, as_of=as_of)
    figures = [queries.figure(measure, outcomes, as_of=as_of) for measure in Measure]
    return render_template("reports/cohort.html", cohort=row, figures=figures, outcomes=outcomes, as_of=as_of)


@blueprint.get("/reports/cohorts/<uuid:cohort_id>/<any(graduates, starters):measure>/<part>")
@open_to(Side.STAFF)
def people(cohort_id, measure, part):
    row = load(queries.cohorts(me()), cohort_id)
    groups = queries.groups_behind(Measure(measure), part) or abort(404)
    as_of = _as_of()
    outcomes = [o for o in queries.outcomes_of(row.id, as_of=as_of) if o.group in groups]
    return render_template(
        "reports/people.html", cohort=row, measure=measure, part=part, outcomes=outcomes, as_of=as_of
    )


@blueprint.get("/reports/how-figures-are-counted")
@open_to(Side.STAFF)
def definitions():
    return render_template("reports/definitions.html", window=queries.WINDOW_DAYS)


@blueprint.get("/placements/<uuid:placement_id>/chain")
@open_to(Side.STAFF)
def chain(placement_id):
    placement = load(queries.placements(me()), placement_id)
    return render_template("reports/chain.html", placement=placement, strands=queries.chain_of(placement))
