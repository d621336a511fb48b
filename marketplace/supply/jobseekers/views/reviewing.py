"""What people ask the program team to look at, and what it saw."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.forms import DecideForm
from marketplace.supply.jobseekers.lifecycle import LIFECYCLE
from marketplace.supply.jobseekers.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

WORDS = {
    "lifecycle": LIFECYCLE,
    "levels": queries.SHOWN_LEVELS,
    "kinds": queries.EVIDENCE_KINDS,
    "experience_kinds": queries.EXPERIENCE_KINDS,
    "reasons": queries.NOT_SHOWN_BECAUSE,
}


@blueprint.get("/evidence")
@open_to(Side.STAFF)
def to_review():
    return render_template("jobseekers/to_review.html", listing=one_page(queries.to_review(me())), **WORDS)


@blueprint.get("/evidence/<uuid:claim_id>")
@open_to(Side.STAFF)
def review_page(claim_id, form=None):
    row = load(queries.with_evidence(queries.to_review(me())), claim_id)
    return render_template("jobseekers/review.html", claim=row, form=form or DecideForm(), **WORDS)


@blueprint.post("/evidence/<uuid:claim_id>/take")
@open_to(Side.STAFF)
@takes(lambda claim_id: MoveForm())
def take(form, claim_id):
    row = load(queries.to_review(me()), claim_id)
    actions.take(row, actor=me(), now=now())
    return redirect(url_for("jobseekers.review_page", claim_id=row.id))


@blueprint.post("/evidence/<uuid:claim_id>/give-back")
@open_to(Side.STAFF)
@takes(lambda claim_id: MoveForm())
def give_back(form, claim_id):
    row = load(queries.to_review(me()), claim_id)
    actions.give_back(row, actor=me(), now=now())
    flash(_("It waits for somebody of the team again."), "good")
    return redirect(url_for("jobseekers.to_review"))


@blueprint.post("/evidence/<uuid:claim_id>/decide")
@open_to(Side.STAFF)
@takes(lambda claim_id: DecideForm(), page=review_page)
def decide(form, claim_id):
    row = load(queries.to_review(me()), claim_id)
    actions.decide(row, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Kept. %(name)s reads it among their competencies.", name=row.jobseeker.person.name), "good")
    return redirect(url_for("jobseekers.to_review"))
