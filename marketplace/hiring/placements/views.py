"""Placements over HTTP, and all steps of one referral."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import bookkeep
from marketplace.hiring.interviews import actions as interviews
from marketplace.hiring.interviews.lifecycle import LIFECYCLE as INTERVIEWS
from marketplace.hiring.interviews.views import person_shown
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.offers import actions as offer_actions
from marketplace.hiring.offers import queries as offers
from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.forms import (
    END_REASONS,
    EVIDENCE,
    FOUND,
    RELATED,
    CancelForm,
    CheckForm,
    DisputeForm,
    EndForm,
    HireForm,
    VerifyForm,
)
from marketplace.hiring.placements.lifecycle import LIFECYCLE
from marketplace.hiring.placements.models import Stage
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("placements", __name__, template_folder="templates")

# What the templates say stages, findings and reasons with.
WORDS = {
    "lifecycle": LIFECYCLE,
    "next_check": queries.next_check,
    "is_due": queries.is_due,
    "found": dict(FOUND),
    "evidence": dict(EVIDENCE),
    "related": dict(RELATED),
    "reasons": dict(END_REASONS),
}
STEP_WORDS = {
    "interviews": INTERVIEWS,
    "placements": LIFECYCLE,
    "offer_stage": offers.stage_of,
    "offer_label": offers.label_of,
}


@blueprint.get("/placements")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def listing():
    stage = request.args.get("stage", "")
    known = _known(one_page(queries.listed(me(), stage)).rows)
    found = one_page(queries.listed(me(), stage))  # again: noting down ended the read before
    return render_template("placements/listing.html", known=known, listing=found, stage=stage, stages=Stage, **WORDS)


def _known(rows):
    """Ids of the placements whose person may be named: to an employer under consent, and noted down first."""
    if me().side is not Side.EMPLOYER:
        return {row.id for row in rows}
    named = [
        queries.Named(row.id, row.jobseeker_id, row.employer_id)
        for row in rows
        if row.referral.stage in matches.KNOWS_THE_PERSON
    ]
    shown: list[UUID] = []
    bookkeep(lambda: shown.extend(actions.show_names(named, actor=me(), now=now())))
    return set(shown)


@blueprint.get("/placements/<uuid:placement_id>")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template(
        "placements/page.html",
        person=person_shown(placement.referral),
        placement=placement,
        open_moves=LIFECYCLE.open_to(placement.stage, me()),
        history=history_of(placement),
        **WORDS,
    )


# ---- the employer claims ----------------------------------------------------------------------------


@blueprint.get("/offers/<uuid:offer_id>/hire")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def hire_page(offer_id, form=None):
    offer = load(offers.visible_to(me()), offer_id)
    return render_template(
        "placements/hire.html",
        person=person_shown(offer.referral),
        offer=offer,
        form=form or HireForm(obj=offer),
        why_not=actions.why_not_hire(offer),
    )


@blueprint.post("/offers/<uuid:offer_id>/hire")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: HireForm(), page=hire_page)
def record_hire(form, offer_id):
    offer = load(offers.visible_to(me()), offer_id)
    placement = actions.record_hire(offer, actor=me(), now=now(), **form.values)
    flash(_("Recorded. The person is asked whether it is right."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))


@blueprint.get("/placements/<uuid:placement_id>/correct")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def correct_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/correct.html", placement=placement, form=form or HireForm(obj=placement))


@blueprint.post("/placements/<uuid:placement_id>/correct")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda placement_id: HireForm(), page=correct_page)
def correct(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.correct(placement, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Corrected. The person is asked again."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))


# ---- the person says whether it is right ---------------------------------------------------------------


@blueprint.post("/placements/<uuid:placement_id>/confirm")
@open_to(Side.JOBSEEKER)
@takes(lambda placement_id: MoveForm(), page=page)
def confirm(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.confirm(placement, actor=me(), now=now())
    flash(_("Thank you. The program team looks at it next."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))


@blueprint.get("/placements/<uuid:placement_id>/dispute")
@open_to(Side.JOBSEEKER)
def dispute_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/dispute.html", placement=placement, form=form or DisputeForm())


@blueprint.post("/placements/<uuid:placement_id>/dispute")
@open_to(Side.JOBSEEKER)
@takes(lambda placement_id: DisputeForm(), page=dispute_page)
def dispute(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.dispute(placement, actor=me(), now=now(), **form.values)
    flash(_("Noted. The employer is asked to put it right."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))


# ---- staff verify, check and end ------------------------------------------------------------------------


@blueprint.get("/placements/<uuid:placement_id>/verify")
@open_to(Side.STAFF)
def verify_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/verify.html", placement=placement, form=form or VerifyForm())


@blueprint.post("/placements/<uuid:placement_id>/verify")
@open_to(Side.STAFF)
@takes(lambda placement_id: VerifyForm(), page=verify_page)
def verify(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.verify(placement, actor=me(), now=now(), **form.values)
    flash(_("Verified. Four checks are planned."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))


@blueprint.get("/checks/<uuid:check_id>")
@open_to(Side.STAFF)
def check_page(check_id, form=None):
    check = load(queries.checkpoints(me()), check_id)
    return render_template("placements/check.html", check=check, placement=check.placement, form=form or CheckForm())


@blueprint.post("/checks/<uuid:check_id>")
@open_to(Side.STAFF)
@takes(lambda check_id: CheckForm(), page=check_page)
def answer_check(form, check_id):
    check = load(queries.checkpoints(me()), check_id)
    actions.answer_check(check, version=form.version.data, now=now(), **form.values)
    flash(_("Kept."), "good")
    return redirect(url_for("placements.page", placement_id=check.placement_id))


@blueprint.get("/placements/<uuid:placement_id>/end")
@open_to(Side.STAFF)
def end_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/end.html", placement=placement, form=form or EndForm())


@blueprint.post("/placements/<uuid:placement_id>/end")
@open_to(Side.STAFF)
@takes(lambda placement_id: EndForm(), page=end_page)
def end(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.end(placement, actor=me(), now=now(), **form.values)
    flash(_("The end is recorded; everything before it stays."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))


@blueprint.get("/placements/<uuid:placement_id>/did-not-start")
@open_to(Side.STAFF)
def cancel_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/cancel.html", placement=placement, form=form or CancelForm())


@blueprint.post("/placements/<uuid:placement_id>/did-not-start")
@open_to(Side.STAFF)
@takes(lambda placement_id: CancelForm(), page=cancel_page)
def cancel_before_start(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.cancel_before_start(placement, actor=me(), now=now(), **form.values)
    flash(_("Recorded. The place of the role is free again."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))


# ---- all steps of one referral --------------------------------------------------------------------------


@blueprint.get("/referrals/<uuid:referral_id>/steps")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def steps(referral_id):
    referral = load(matches.visible_to(me()), referral_id)
    found = queries.steps_of(referral, me())
    template = "placements/_steps.html" if request.headers.get("HX-Request") else "placements/steps.html"
    html = render_template(template, referral=referral, steps=found, **_possible(referral, found), **STEP_WORDS)
    return html, {"Vary": "HX-Request"}


def _possible(referral, found):
    """Why each next step is not possible now, or none when it is."""
    return {
        "why_not_meet": interviews.why_not_propose(referral),
        "why_not_offer": offer_actions.why_not_offer(referral, now()),
        "why_not_hire": actions.why_not_hire(found.accepted),
    }
