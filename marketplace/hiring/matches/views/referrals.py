"""The list of each side, what-if, and one referral over HTTP: read it, say yes or no."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of, smallest_group
from marketplace.accounts.views.limits import limited
from marketplace.db import bookkeep, db
from marketplace.demand.role_needs import queries as role_needs
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.forms import CANDIDATE_REASONS, EMPLOYER_REASONS, DeclineForm
from marketplace.hiring.matches.lifecycle import LIFECYCLE, READINGS
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.matches.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.resumes import queries as resumes
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes

REASONS = {Side.EMPLOYER: EMPLOYER_REASONS, Side.JOBSEEKER: CANDIDATE_REASONS}


@blueprint.get("/matches")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def listing():
    pages = {Side.STAFF: _staff_listing, Side.EMPLOYER: _employer_listing, Side.JOBSEEKER: _own_listing}
    return pages[me().side]()


def _staff_listing():
    return render_template(
        "matches/staff_listing.html",
        needs=queries.live_needs(me()),
        contested=queries.how_many_wait(me()),
        batches=db.session.scalars(queries.batches(me()).limit(3)).unique().all(),
    )


def _employer_listing():
    shared = queries.by_need(queries.with_parts(queries.visible_to(me())))
    known = [r for referrals in shared.values() for r in referrals if r.stage not in queries.OVER]
    return render_template(
        "matches/employer_listing.html",
        shared=shared,
        about=queries.years_of_work(r.jobseeker_id for r in known),
        over=queries.OVER,
        lifecycle=LIFECYCLE,
        tenths=queries.tenths,
    )


def _own_listing():
    rows = db.session.scalars(queries.visible_to(me()).order_by(Referral.shared_at.desc())).unique().all()
    return render_template("matches/own_listing.html", referrals=rows, lifecycle=LIFECYCLE)


@blueprint.get("/role-needs/<uuid:role_need_id>/what-if")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@limited("what_if", every=5)
def what_if(role_need_id):
    need = load(role_needs.with_requirements(role_needs.visible_to(me())), role_need_id)
    template = "matches/_what_if.html" if request.headers.get("HX-Request") else "matches/what_if.html"
    few = smallest_group() if me().side is Side.EMPLOYER else 0  # and in steps of it: others would tell of persons
    html = render_template(
        template,
        proxies=role_needs.proxies_of(need),
        need=need,
        outlook=queries.outlook(need, me(), now().date()),
        few=few,
    )
    return html, {"Vary": "HX-Request"}


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
        over=queries.OVER if me().side is Side.EMPLOYER else (),
        tenths=queries.tenths,
        shown=queries.evidence_shown(row) if person else {},
        resume=resumes.file_of(row.jobseeker_id, me()),
        raises=queries.what_would_raise(row.match_candidate),
        readings=queries.readings_of(row, me()),
        told=queries.TOLD,
        reading_lifecycle=READINGS,
        reasons=_reasons_read(),
        history=history_of(row) if me().side is Side.STAFF else [],
    )


def _reasons_read():
    """What staff read of the reasons in the history."""
    if me().side is not Side.STAFF:
        return {}
    return queries.REASONS_SAID | dict(EMPLOYER_REASONS) | dict(CANDIDATE_REASONS)


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
