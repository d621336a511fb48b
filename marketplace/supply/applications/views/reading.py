"""Lists and pages of applications, for the person and for staff."""

import uuid

from flask import redirect, render_template, request, url_for

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.applications import queries
from marketplace.supply.applications.forms import REASONS, RULED_OUT
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Stage
from marketplace.supply.applications.views import blueprint
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.resumes import queries as resumes
from marketplace.web.access import load, me, now, open_to
from marketplace.web.paging import one_page


@blueprint.get("/applications")
@open_to(Side.JOBSEEKER, Side.STAFF)
def listing():
    return {Side.JOBSEEKER: _own_listing, Side.STAFF: _review_listing}[me().side]()


def _own_listing():
    rows = db.session.scalars(queries.own_listing(me())).all()
    return render_template("applications/own_listing.html", applications=rows, lifecycle=LIFECYCLE)


def _review_listing():
    cohort_id, stage = request.args.get("cohort", type=uuid.UUID), request.args.get("stage", type=Stage)
    counts = queries.stage_counts(me(), cohort_id)
    listing = one_page(
        queries.review_listing(me(), cohort_id=cohort_id, stage=stage),
        total=sum(counts.values()) if stage is None else counts.get(stage, 0),
        ids=queries.review_ids(me(), cohort_id=cohort_id, stage=stage),
    )
    return render_template(
        "applications/review_listing.html",
        lifecycle=LIFECYCLE,
        cohorts=cohorts.choices(me()),
        cohort_id=cohort_id,
        stage=stage,
        listing=listing,
        counts=counts,
    )


@blueprint.get("/applications/<uuid:application_id>")
@open_to(Side.JOBSEEKER, Side.STAFF)
def page(application_id):
    application = load(queries.visible_to(me()), application_id)
    return {Side.JOBSEEKER: _own_page, Side.STAFF: _review_page}[me().side](application)


def _own_page(application):
    steps = history_of(application)
    return render_template(
        "applications/own_page.html",
        application=application,
        history=queries.own_history(steps),
        lifecycle=LIFECYCLE,
        words=queries.words_to_the_person(steps),
        ruled_out=dict(RULED_OUT).get(queries.reason_ruled_out(steps), ""),
        asked=queries.requests_of(application.id),
        answers=queries.answered(application),
        no_appeal=queries.why_no_appeal(application) if application.stage is Stage.INELIGIBLE else None,
        steps=queries.own_steps(application),
        waiting=queries.own_waiting(application),
        open_moves=LIFECYCLE.open_to(application.stage, me()),
    )


def _review_page(application):
    return render_template(
        "applications/review_page.html",
        application=application,
        history=history_of(application),
        lifecycle=LIFECYCLE,
        sent=queries.profile_sent(application),
        resume=resumes.file_of(application.jobseeker_id, me()),
        answers=queries.answered(application),
        reasons=dict(REASONS + RULED_OUT),
        asked=queries.requests_of(application.id),
        today=queries.today_of(application.cohort, now()),
        open_moves=LIFECYCLE.open_to(application.stage, me()),
        levels=jobseekers.SHOWN_LEVELS,
        kinds=jobseekers.EXPERIENCE_KINDS,
        evidence_kinds=jobseekers.EVIDENCE_KINDS,
        now=now(),
    )


def to(application):
    """Back to the page of an application."""
    return redirect(url_for("applications.page", application_id=application.id))
