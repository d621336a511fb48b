"""The list, the page of a placement, and all steps of one referral."""

from uuid import UUID

from flask import render_template, request

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
    FOUND_WORDS,
    KINDS,
    OWN_FOUND,
    PAPERS,
    RELATED,
    REST_REASONS,
    SOURCES,
)
from marketplace.hiring.placements.lifecycle import CHECKS, LIFECYCLE
from marketplace.hiring.placements.models import Stage
from marketplace.hiring.placements.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.graduations.queries import vetted
from marketplace.web.access import load, me, now, open_to
from marketplace.web.paging import one_page

# What the templates say stages, findings and reasons with.
WORDS = {
    "lifecycle": LIFECYCLE,
    "checks": CHECKS,
    "called": queries.called,
    "next_check": queries.next_check,
    "is_due": queries.is_due,
    "do_not_agree": queries.do_not_agree,
    "opens": queries.opens,
    "gave": queries.gave,
    "found": FOUND_WORDS,
    "own_found": OWN_FOUND,
    "evidence": dict(EVIDENCE),
    "related": dict(RELATED),
    "kinds": dict(KINDS),
    "sources": dict(SOURCES),
    "papers": dict(PAPERS),
    "reasons": dict(END_REASONS) | dict(REST_REASONS),
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
    person = person_shown(placement.referral) if placement.referral else placement.jobseeker
    return render_template(
        "placements/page.html",
        person=person,
        placement=placement,
        open_moves=queries.open_moves(placement, me(), now().date()),
        history=history_of(placement),
        claims=queries.claims_of(placement),
        handed_in=queries.evidence_of(placement),
        asked=queries.asked_of(placement, me(), now().date()),
        opinions={key.value: row for key, row in queries.opinions_of(placement, me()).items()},
        later=queries.episodes_after(placement, me()),
        ready=queries.is_among(vetted(now().date()), placement.jobseeker_id),
        **WORDS,
    )


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
