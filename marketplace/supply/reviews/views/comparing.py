"""What the reviews of a cohort come to: the totals, how reviewers score beside each other, where they disagree."""

from flask import render_template

from marketplace.sides import Side
from marketplace.supply.applications.lifecycle import LIFECYCLE as APPLICATIONS
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.reviews import queries
from marketplace.supply.reviews.views import blueprint
from marketplace.web.access import load, me, open_to
from marketplace.web.paging import one_page


@blueprint.get("/cohorts/<uuid:cohort_id>/reviews/totals")
@open_to(Side.STAFF)
def totals(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    listing = one_page(queries.ranked(me(), cohort.id), total=queries.ranked_count(me(), cohort.id))
    return render_template(
        "reviews/totals.html",
        shown=queries.shown,
        cohort=cohort,
        listing=listing,
        exact=queries.totals_of([row.id for row in listing.rows], actor=me()),
        kept_apart=queries.kept_apart_count(me(), cohort.id),
        far_apart=queries.FAR_APART,
        lifecycle=APPLICATIONS,
    )


@blueprint.get("/cohorts/<uuid:cohort_id>/reviews/calibration")
@open_to(Side.STAFF)
def calibration(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    criteria, reviewers = queries.calibration(me(), cohort.id)
    return render_template(
        "reviews/calibration.html",
        shown=queries.shown,
        cohort=cohort,
        criteria=criteria,
        reviewers=reviewers,
        loads=queries.loads(cohort.id),
        apart=one_page(queries.far_apart(me(), cohort.id)),
        kept_apart=queries.kept_apart_count(me(), cohort.id),
        enough=queries.ENOUGH,
    )
