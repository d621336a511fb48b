"""Offers over HTTP: the employer writes and extends, the person answers, staff see where it stands."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.hiring.interviews.views import person_shown
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.offers import actions, queries
from marketplace.hiring.offers.forms import DECLINE_REASONS, DeclineForm, OfferForm, WithdrawForm
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.formats import zone_name
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("offers", __name__, template_folder="templates")
DAYS_TO_ANSWER = 7
WORDS = {"lifecycle": LIFECYCLE, "reasons": dict(DECLINE_REASONS)}


@blueprint.get("/offers")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def listing():
    return render_template(
        "offers/listing.html", listing=one_page(queries.listed(me())), lifecycle=LIFECYCLE, stage_of=queries.stage_of
    )


@blueprint.get("/referrals/<uuid:referral_id>/offers/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def new_page(referral_id, form=None):
    referral = load(matches.visible_to(me()), referral_id)
    return render_template(
        "offers/new.html",
        person=person_shown(referral),
        referral=referral,
        form=form or _first_words(referral),
        why_not=actions.why_not_offer(referral, now()),
    )


def _first_words(referral):
    """What the role need already says, so that the employer types it once."""
    need = referral.role_need
    return OfferForm(
        job_title=need.title,
        starts_on=need.starts_from,
        hours_per_week=need.hours_per_week,
        wage=need.wage_from,
        wage_period=need.wage_period.value,
        time_zone=zone_name(),
        expires_on=(now() + timedelta(days=DAYS_TO_ANSWER)).date(),
    )


@blueprint.post("/referrals/<uuid:referral_id>/offers/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda referral_id: OfferForm(), page=new_page)
def write(form, referral_id):
    referral = load(matches.visible_to(me()), referral_id)
    offer = actions.write(referral, actor=me(), now=now(), **form.values)
    flash(_("The draft is kept. Read it once more, then extend it."), "good")
    return redirect(url_for("offers.page", offer_id=offer.id))


@blueprint.get("/offers/<uuid:offer_id>")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return render_template(
        "offers/page.html",
        person=person_shown(offer.referral),
        offer=offer,
        **WORDS,
        stage=queries.stage_of(offer, now()),
        history=history_of(offer),
        open_moves=[] if queries.expired(offer, now()) else LIFECYCLE.open_to(offer.stage, me()),
        why_not=actions.why_not_accept(offer, now()) if me().side is Side.JOBSEEKER else None,
    )


@blueprint.get("/offers/<uuid:offer_id>/edit")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def edit_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    form = form or OfferForm(obj=offer, expires_on=offer.expires_at.astimezone(ZoneInfo(offer.time_zone)).date())
    return render_template("offers/edit.html", offer=offer, form=form)


@blueprint.post("/offers/<uuid:offer_id>/edit")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: OfferForm(), page=edit_page)
def rewrite(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.rewrite(offer, version=form.version.data, now=now(), **form.values)
    flash(_("Saved."), "good")
    return redirect(url_for("offers.page", offer_id=offer.id))


@blueprint.post("/offers/<uuid:offer_id>/extend")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: MoveForm(), page=page)
def extend(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.extend(offer, actor=me(), now=now())
    flash(_("Extended. The person got a mail."), "good")
    return redirect(url_for("offers.page", offer_id=offer.id))


@blueprint.post("/offers/<uuid:offer_id>/accept")
@open_to(Side.JOBSEEKER)
@takes(lambda offer_id: MoveForm(), page=page)
def accept(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.accept(offer, actor=me(), now=now())
    flash(_("You have accepted. The employer is told."), "good")
    return redirect(url_for("offers.page", offer_id=offer.id))


@blueprint.get("/offers/<uuid:offer_id>/decline")
@open_to(Side.JOBSEEKER)
def decline_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return render_template("offers/decline.html", offer=offer, form=form or DeclineForm())


@blueprint.post("/offers/<uuid:offer_id>/decline")
@open_to(Side.JOBSEEKER)
@takes(lambda offer_id: DeclineForm(), page=decline_page)
def decline(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.decline(offer, actor=me(), now=now(), **form.values)
    flash(_("Declined. The employer is told that, not why."), "good")
    return redirect(url_for("offers.page", offer_id=offer.id))


@blueprint.get("/offers/<uuid:offer_id>/withdraw")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def withdraw_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return render_template("offers/withdraw.html", offer=offer, form=form or WithdrawForm())


@blueprint.post("/offers/<uuid:offer_id>/withdraw")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: WithdrawForm(), page=withdraw_page)
def withdraw(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.withdraw(offer, actor=me(), now=now(), **form.values)
    flash(_("Withdrawn."), "good")
    return redirect(url_for("offers.page", offer_id=offer.id))
