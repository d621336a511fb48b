"""A cohort's reviews as a whole, and who reviews what. These pages name applications by reference, for everybody."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.reviews import actions, queries
from marketplace.supply.reviews.forms import AssignForm, ReasonForm, SpreadForm
from marketplace.supply.reviews.lifecycle import LIFECYCLE, ROUND
from marketplace.supply.reviews.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


@blueprint.get("/cohorts/<uuid:cohort_id>/reviews")
@open_to(Side.STAFF)
def desk(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    found = queries.round_of(cohort.id)
    each = queries.reviewers_each(found)
    return render_template(
        "reviews/desk.html",
        cohort=cohort,
        round=found,
        rubric=queries.newest_rubric(cohort.id),
        lifecycle=ROUND,
        loads=queries.loads(cohort.id),
        listing=one_page(queries.needs(me(), cohort.id)),
        lacking=queries.lacking(cohort.id, each=each),
        form=form or SpreadForm(cohort_id=cohort_id, reviewers_each=each),
        own_to_do=queries.has_to_do(me(), cohort.id),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/reviews/assign")
@open_to(Side.STAFF)
@takes(SpreadForm, page=desk)
def assign_evenly(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    number = actions.assign_evenly(cohort, actor=me(), now=now(), **form.values)
    flash(ngettext("%(num)s review is assigned.", "%(num)s reviews are assigned.", number), "good")
    return _to_desk(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/reviews/<any(begin_blind, begin_open):name>")
@open_to(Side.STAFF)
@takes(MoveForm)
def begin_round(form, cohort_id, name):
    actions.begin(load(cohorts.visible_to(me()), cohort_id), name, actor=me(), now=now())
    flash(_("The reviews have begun. Each reviewer finds theirs in the inbox."), "good")
    return _to_desk(cohort_id)


@blueprint.get("/cohorts/<uuid:cohort_id>/reviews/names")
@open_to(Side.STAFF)
def names_page(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    loads = queries.loads(cohort.id)
    return render_template("reviews/names.html", cohort=cohort, loads=loads, form=form or ReasonForm())


@blueprint.post("/cohorts/<uuid:cohort_id>/reviews/names")
@open_to(Side.STAFF)
@takes(lambda cohort_id: ReasonForm(), page=names_page)
def show_names(form, cohort_id):
    actions.show_names(load(cohorts.visible_to(me()), cohort_id), actor=me(), now=now(), **form.values)
    flash(_("Reviewers see the names now."), "good")
    return _to_desk(cohort_id)


@blueprint.get("/applications/<uuid:application_id>/reviews")
@open_to(Side.STAFF)
def of_application(application_id, form=None):
    application = load(queries.reviewed(me()), application_id)
    rows = db.session.scalars(queries.manageable(me()).where(Application.id == application.id)).all()
    readable = db.session.scalars(
        queries.with_scores(queries.readable(me())).where(Application.id == application.id)
    ).all()
    return render_template(
        "reviews/of_application.html",
        shown=queries.shown,
        score=queries.Score,
        application=application,
        reviews=rows,
        said=queries.said_of(rows) if not queries.is_kept_apart(me(), application.id) else {},
        readable=readable,
        total=queries.total_of(readable),
        lifecycle=LIFECYCLE,
        form=form or AssignForm(application_id=application_id),
        blind=queries.is_blind(application.cohort_id),
        actor=me(),
    )


@blueprint.post("/applications/<uuid:application_id>/reviews")
@open_to(Side.STAFF)
@takes(AssignForm, page=of_application)
def assign(form, application_id):
    application = load(queries.reviewed(me()), application_id)
    actions.assign(application, actor=me(), now=now(), **form.values)
    flash(_("Assigned."), "good")
    return _to_application(application_id)


@blueprint.post("/reviews/<uuid:review_id>/release")
@open_to(Side.STAFF)
@takes(MoveForm)
def release(form, review_id):
    review = load(queries.manageable(me()), review_id)
    actions.release(review, actor=me(), now=now())
    flash(_("Taken away. Assign somebody else."))
    return _to_application(review.application_id)


def _to_desk(cohort_id):
    return redirect(url_for("reviews.desk", cohort_id=cohort_id, page=request.args.get("page")))


def _to_application(application_id):
    return redirect(url_for("reviews.of_application", application_id=application_id))
