"""Match runs, shortlists and referrals over HTTP."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts.queries import history_of
from marketplace.db import bookkeep, db
from marketplace.demand.role_needs import queries as role_needs
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.forms import CANDIDATE_REASONS, EMPLOYER_REASONS, CloseForm, DeclineForm, ShareForm
from marketplace.hiring.matches.lifecycle import LIFECYCLE
from marketplace.hiring.matches.models import Referral
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes

blueprint = Blueprint("matches", __name__, template_folder="templates")
REASONS = {Side.EMPLOYER: EMPLOYER_REASONS, Side.JOBSEEKER: CANDIDATE_REASONS}


@blueprint.get("/matches")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def listing():
    pages = {Side.STAFF: _staff_listing, Side.EMPLOYER: _employer_listing, Side.JOBSEEKER: _own_listing}
    return pages[me().side]()


def _staff_listing():
    return render_template("matches/staff_listing.html", needs=queries.live_needs(me()))


def _employer_listing():
    shared = queries.by_need(queries.with_parts(queries.visible_to(me())))
    about = queries.years_of_work(r.jobseeker_id for referrals in shared.values() for r in referrals)
    return render_template(
        "matches/employer_listing.html", shared=shared, about=about, lifecycle=LIFECYCLE, tenths=queries.tenths
    )


def _own_listing():
    rows = db.session.scalars(queries.visible_to(me()).order_by(Referral.shared_at.desc())).unique().all()
    return render_template("matches/own_listing.html", referrals=rows, lifecycle=LIFECYCLE)


@blueprint.get("/role-needs/<uuid:role_need_id>/what-if")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def what_if(role_need_id):
    need = load(role_needs.with_requirements(role_needs.visible_to(me())), role_need_id)
    template = "matches/_what_if.html" if request.headers.get("HX-Request") else "matches/what_if.html"
    few = 0 if me().all_programs else queries.FEW
    html = render_template(template, need=need, outlook=queries.outlook(need), few=few)
    return html, {"Vary": "HX-Request"}


# ---- staff: runs and shortlists ---------------------------------------------------------------------


@blueprint.get("/role-needs/<uuid:role_need_id>/matches")
@open_to(Side.STAFF)
def runs(role_need_id, form=None):
    need = load(role_needs.with_requirements(role_needs.visible_to(me())), role_need_id)
    latest = queries.latest_run(need, me())
    referred = db.session.scalars(queries.of_need(need, me())).unique().all()
    form = form or ShareForm(answer_by=(now() + timedelta(days=7)).date())
    return render_template(
        "matches/runs.html",
        need=need,
        latest=latest,
        referred=referred,
        aliases={r.jobseeker_id: r.alias for r in referred if r.stage not in LIFECYCLE.ended},
        form=form,
        runs=queries.runs_of(need),
        lifecycle=LIFECYCLE,
        tenths=queries.tenths,
    )


@blueprint.post("/role-needs/<uuid:role_need_id>/match-runs")
@open_to(Side.STAFF)
@takes(MoveForm)
def run(form, role_need_id):
    need = load(role_needs.with_requirements(role_needs.visible_to(me())), role_need_id)
    done = actions.run(need, actor=me(), now=now())
    flash(ngettext("One person considered.", "%(num)s people considered.", done.considered), "good")
    return redirect(url_for("matches.runs", role_need_id=need.id))


@blueprint.get("/match-runs/<uuid:run_id>")
@open_to(Side.STAFF)
def run_page(run_id):
    row = load(queries.runs(me()), run_id)
    return render_template("matches/run_page.html", run=row, tenths=queries.tenths)


@blueprint.post("/match-candidates/<uuid:candidate_id>/shortlist")
@open_to(Side.STAFF)
@takes(MoveForm)
def shortlist(form, candidate_id):
    candidate = load(queries.candidates(me()), candidate_id)
    referral = actions.shortlist(candidate, actor=me(), now=now())
    flash(_("Shortlisted as Candidate %(tree)s.", tree=referral.alias), "good")
    return redirect(url_for("matches.runs", role_need_id=referral.role_need_id))


@blueprint.post("/role-needs/<uuid:role_need_id>/share")
@open_to(Side.STAFF)
@takes(lambda role_need_id: ShareForm(), page=runs)
def share(form, role_need_id):
    need = load(role_needs.visible_to(me()), role_need_id)
    shared = actions.share(need, actor=me(), now=now(), **form.values)
    flash(
        ngettext(
            "One person shared with the employer, without a name.",
            "%(num)s people shared with the employer, without names.",
            len(shared),
        ),
        "good",
    )
    return redirect(url_for("matches.runs", role_need_id=need.id))


@blueprint.get("/referrals/<uuid:referral_id>/close")
@open_to(Side.STAFF)
def close_page(referral_id, form=None):
    referral = load(queries.visible_to(me()), referral_id)
    return render_template("matches/close.html", referral=referral, form=form or CloseForm())


@blueprint.post("/referrals/<uuid:referral_id>/close")
@open_to(Side.STAFF)
@takes(lambda referral_id: CloseForm(), page=close_page)
def close(form, referral_id):
    row = load(queries.visible_to(me()), referral_id)
    actions.close(row, actor=me(), now=now(), **form.values)
    flash(_("Closed."), "good")
    return redirect(url_for("matches.referral", referral_id=row.id))


# ---- both sides: one referral -------------------------------------------------------------------------


@blueprint.get("/referrals/<uuid:referral_id>")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def referral(referral_id):
    row = load(queries.with_parts(queries.visible_to(me())), referral_id)
    person = _person_shown(row)
    return render_template(
        "matches/referral.html",
        referral=row,
        person=person,
        lifecycle=LIFECYCLE,
        about=queries.years_of_work([row.jobseeker_id]),
        tenths=queries.tenths,
        shown=queries.evidence_shown(row) if person else {},
        history=history_of(row) if me().side is Side.STAFF else [],
    )


def _person_shown(row):
    """The person behind the tree: to staff and to themselves; to the employer under consent, and noted down first."""
    if me().side is not Side.EMPLOYER:
        return row.jobseeker
    consent = queries.identity_consent(row)
    if consent is None:
        return None
    bookkeep(
        lambda: jobseekers.disclose(row.jobseeker_id, row.employer_id, consent, actor=me(), what="identity", now=now())
    )
    return row.jobseeker


@blueprint.post("/referrals/<uuid:referral_id>/interested")
@open_to(Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
@takes(MoveForm)
def interested(form, referral_id):
    row = load(queries.visible_to(me()), referral_id)
    actions.say_interested(row, actor=me(), now=now())
    flash(_("We have your yes."), "good")
    return redirect(url_for("matches.referral", referral_id=row.id))


def _decline_form(referral_id):
    return DeclineForm(reasons=REASONS[me().side])


@blueprint.get("/referrals/<uuid:referral_id>/decline")
@open_to(Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def decline_page(referral_id, form=None):
    row = load(queries.visible_to(me()), referral_id)
    return render_template("matches/decline.html", referral=row, form=form or _decline_form(referral_id))


@blueprint.post("/referrals/<uuid:referral_id>/decline")
@open_to(Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
@takes(_decline_form, page=decline_page)
def decline(form, referral_id):
    row = load(queries.visible_to(me()), referral_id)
    actions.decline(row, actor=me(), now=now(), **form.values)
    flash(_("Noted, and closed. The other side is not told why."), "good")
    return redirect(url_for("matches.referral", referral_id=row.id))
