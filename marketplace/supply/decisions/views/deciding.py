"""Deciding together over HTTP: the ranked list, proposals, the last look, and the release."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.applications import queries as seen
from marketplace.supply.applications.forms import REASONS
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.decisions import actions, queries
from marketplace.supply.decisions.forms import ByRankForm, ProposalForm, ReleaseForm
from marketplace.supply.decisions.views import blueprint
from marketplace.supply.reviews import queries as reviews
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import SIZE, one_page


@blueprint.get("/cohorts/<uuid:cohort_id>/decide")
@open_to(Side.STAFF)
def decide(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    listing = one_page(reviews.ranked(me(), cohort.id), total=reviews.ranked_count(me(), cohort.id))
    tally, seats = queries.tally(cohort), request.args.get("seats", type=int)
    return render_template(
        "decisions/decide.html",
        cohort=cohort,
        listing=listing,
        lines=queries.decide_lines(listing.rows, first=(listing.page - 1) * SIZE + 1, actor=me()),
        tally=tally,
        what_if=seats,
        seat_line=max(0, cohort.free_seats if seats is None else seats - cohort.seats_taken),
        outcomes=queries.OUTCOMES,
        shown=reviews.shown,
        troubled=_troubled(cohort.id),
        releases=list(db.session.scalars(queries.releases_of(me(), cohort.id).limit(3))),
        kept_apart=reviews.kept_apart_count(me(), cohort.id),
        form=form or ByRankForm(accept=max(0, cohort.free_seats - tally.seats), waitlist=0),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/decide/by-rank")
@open_to(Side.STAFF)
@takes(ByRankForm, page=decide)
def propose_by_rank(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    ranked = [row.id for row in db.session.execute(reviews.ranked(me(), cohort.id))]
    made = actions.propose_by_rank(ranked, actor=me(), now=now(), **form.values)
    flash(ngettext("One decision is proposed.", "%(num)s decisions are proposed.", made), "good")
    return _to_list(cohort.id)


def _proposal_form(application_id):
    application = load(seen.visible_to(me()), application_id)
    return ProposalForm(application=application, obj=queries.proposal_of(application.id))


@blueprint.get("/applications/<uuid:application_id>/proposal")
@open_to(Side.STAFF)
def propose_page(application_id, form=None):
    application = load(seen.visible_to(me()), application_id)
    proposal = queries.proposal_of(application.id)
    return render_template(
        "decisions/propose.html",
        application=application,
        proposal=proposal,
        mails=actions.mails_of([proposal] if proposal and proposal.settled_at is None else [], now()),
        reasons=dict(REASONS),
        outcomes=queries.OUTCOMES,
        form=form or _proposal_form(application_id),
    )


@blueprint.post("/applications/<uuid:application_id>/proposal")
@open_to(Side.STAFF)
@takes(_proposal_form, page=propose_page)
def propose(form, application_id):
    application = load(seen.visible_to(me()), application_id)
    actions.propose(application, actions.Decision(**form.values), actor=me(), now=now())
    flash(_("Proposed. Nobody but the program team sees it before it is released."), "good")
    return redirect(url_for("decisions.propose_page", application_id=application.id))


@blueprint.post("/applications/<uuid:application_id>/proposal/take-back")
@open_to(Side.STAFF)
@takes(MoveForm)
def take_back(form, application_id):
    application = load(seen.visible_to(me()), application_id)
    actions.take_back(application, actor=me(), now=now())
    flash(_("Taken back. The application is in review."))
    return _to_list(application.cohort_id)


@blueprint.get("/cohorts/<uuid:cohort_id>/release")
@open_to(Side.STAFF)
def release_page(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    listing = one_page(queries.read_by(me(), queries.open_proposals(cohort.id)))
    tally, form = queries.tally(cohort), form or ReleaseForm()
    form.expected.data = queries.as_shown(cohort.id)  # also after a refusal: the page shows them as they are now
    return render_template(
        "decisions/release.html",
        cohort=cohort,
        tally=tally,
        listing=listing,
        mails=actions.mails_of(listing.rows, now()),
        outcomes=queries.OUTCOMES,
        form=form,
        minutes=int(actions.UNDO.total_seconds() // 60),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/release")
@open_to(Side.STAFF)
@takes(ReleaseForm, page=release_page)
def release(form, cohort_id):
    row = actions.release(load(cohorts.visible_to(me()), cohort_id), actor=me(), now=now(), **form.values)
    return redirect(url_for("decisions.released", decision_release_id=row.id))


@blueprint.get("/decision-releases/<uuid:decision_release_id>")
@open_to(Side.STAFF)
def released(decision_release_id):
    row = load(queries.releases_visible_to(me()), decision_release_id)
    return render_template(
        "decisions/released.html",
        row=row,
        troubled=_troubled(row.cohort_id),
        may_undo=row.undone_at is None and not row.done + row.missed and now() < row.starts_at,
    )


@blueprint.post("/decision-releases/<uuid:decision_release_id>/undo")
@open_to(Side.STAFF)
@takes(MoveForm)
def undo(form, decision_release_id):
    row = load(queries.releases_visible_to(me()), decision_release_id)
    actions.undo(row, actor=me(), now=now())
    flash(_("Stopped. Nobody has heard of it, and the proposals stand as before."), "good")
    return _to_list(row.cohort_id)


def _troubled(cohort_id):
    return list(db.session.scalars(queries.read_by(me(), queries.troubled(cohort_id)).limit(SIZE)))


def _to_list(cohort_id):
    return redirect(url_for("decisions.decide", cohort_id=cohort_id))
