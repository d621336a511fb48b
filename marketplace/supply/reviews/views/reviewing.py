"""One's own reviews: declared, read, written, handed in."""

from flask import flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.applications.models import Application
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.reviews import actions, queries
from marketplace.supply.reviews.forms import ConflictForm, ReasonForm, review_form
from marketplace.supply.reviews.lifecycle import LIFECYCLE
from marketplace.supply.reviews.models import Stage
from marketplace.supply.reviews.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


@blueprint.get("/reviews")
@open_to(Side.STAFF)
def listing():
    rows = queries.own(me()).order_by(queries.to_do_first(), Application.reference)
    return render_template("reviews/listing.html", listing=one_page(rows), lifecycle=LIFECYCLE)


@blueprint.get("/reviews/<uuid:review_id>")
@open_to(Side.STAFF)
def page(review_id, form=None):
    review = load(queries.with_scores(queries.own(me())), review_id)
    read = review.stage in {Stage.BEGUN, Stage.SUBMITTED}
    others = queries.with_scores(queries.readable(me())).where(Application.id == review.application_id)
    return render_template(
        "reviews/page.html",
        shown=queries.shown,
        score=queries.Score,
        review=review,
        form=form or (review_form(review_id) if review.stage is Stage.BEGUN else None),
        reading=queries.reading(review.application, now().date()) if read else None,
        others=[row for row in db.session.scalars(others) if row.reviewer_id != me().person_id],
        blind=queries.is_blind(review.application.cohort_id),
        begun=queries.has_begun(review.application.cohort_id),
        history=history_of(review),
        lifecycle=LIFECYCLE,
        levels=jobseekers.SHOWN_LEVELS,
    )


@blueprint.post("/reviews/<uuid:review_id>/begin")
@open_to(Side.STAFF)
@takes(MoveForm)
def begin(form, review_id):
    review = load(queries.own(me()), review_id)
    actions.begin_review(review, actor=me(), now=now())
    return _to(review)


@blueprint.get("/reviews/<uuid:review_id>/conflict")
@open_to(Side.STAFF)
def conflict_page(review_id, form=None):
    review = load(queries.own(me()), review_id)
    return render_template("reviews/conflict.html", review=review, form=form or ConflictForm())


@blueprint.post("/reviews/<uuid:review_id>/conflict")
@open_to(Side.STAFF)
@takes(lambda review_id: ConflictForm(), page=conflict_page)
def declare(form, review_id):
    actions.declare(load(queries.own(me()), review_id), actor=me(), now=now(), **form.values)
    flash(_("Thank you. Somebody else reviews it, and those who assign reviewers know."), "good")
    return redirect(url_for("reviews.listing"))


@blueprint.post("/reviews/<uuid:review_id>/draft")
@open_to(Side.STAFF)
@takes(review_form, page=page)
def save(form, review_id):
    review = _written(review_id)
    actions.save(review, actor=me(), **_words(form))
    flash(_("Kept. Nobody else reads it before you hand it in."), "good")
    return _to(review)


@blueprint.post("/reviews/<uuid:review_id>/autosave")
@open_to(Side.STAFF)
@takes(review_form)
def autosave(form, review_id):
    review = _written(review_id)
    actions.save(review, actor=me(), **_words(form))
    return jsonify(version=review.version)


@blueprint.post("/reviews/<uuid:review_id>/submit")
@open_to(Side.STAFF)
@takes(review_form, page=page)
def submit(form, review_id):
    review = _written(review_id)
    actions.submit(review, actor=me(), now=now(), **_words(form))
    flash(_("Your review is in. You can read what others wrote as soon as it is in too."), "good")
    return _to(review)


def _written(review_id):
    return load(queries.with_scores(queries.own(me())), review_id)


def _words(form):
    return {"given": form.given, "words": form.words.data, "version": form.version.data}


@blueprint.get("/reviews/<uuid:review_id>/reopen")
@open_to(Side.STAFF)
def reopen_page(review_id, form=None):
    review = load(queries.own(me()), review_id)
    return render_template("reviews/reopen.html", review=review, form=form or ReasonForm())


@blueprint.post("/reviews/<uuid:review_id>/reopen")
@open_to(Side.STAFF)
@takes(lambda review_id: ReasonForm(), page=reopen_page)
def reopen(form, review_id):
    review = load(queries.own(me()), review_id)
    actions.reopen(review, actor=me(), now=now(), **form.values)
    flash(_("Open again. It counts for nothing until you hand it in."))
    return _to(review)


def _to(review):
    return redirect(url_for("reviews.page", review_id=review.id))
