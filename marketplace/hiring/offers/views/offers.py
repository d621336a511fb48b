"""The lists of offers, an offer's page, and the employer's way to it: write, change, extend, withdraw."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.hiring.interviews.views import person_shown
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.offers import actions, queries
from marketplace.hiring.offers.forms import (
    DECLINE_REASONS,
    NOTHING_REASONS,
    WITHDRAW_REASONS,
    NothingForm,
    OfferForm,
    WithdrawForm,
)
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import HELD, SETTLED
from marketplace.hiring.offers.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.formats import zone_name
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

DAYS_TO_ANSWER = 7
SAID_BY_STAFF = {"employer_left": lazy_gettext("The employer no longer takes part.")}
WORDS = {
    "lifecycle": LIFECYCLE,
    "reasons": dict(DECLINE_REASONS) | dict(WITHDRAW_REASONS) | dict(NOTHING_REASONS) | SAID_BY_STAFF,
    "decline_reasons": dict(DECLINE_REASONS),
    "held": HELD,
    "settled": SETTLED,
    "an_hour": queries.an_hour,
    "a_year": queries.a_year,
    "different": queries.different,
}


@blueprint.get("/offers")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def listing():
    return render_template(
        "offers/listing.html",
        listing=one_page(queries.listed(me())),
        lifecycle=LIFECYCLE,
        stage_of=queries.stage_of,
        held=HELD,
    )


@blueprint.get("/offers/compare")
@open_to(Side.JOBSEEKER)
def compare():
    return render_template(
        "offers/compare.html",
        offers=db.session.scalars(queries.compared(me(), now())).unique().all(),
        lifecycle=LIFECYCLE,
        held=HELD,
        an_hour=queries.an_hour,
        a_year=queries.a_year,
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
    flash(_("The draft is kept. Add what it depends on, read it once more, then extend it."), "good")
    return to_page(offer.id)


@blueprint.get("/offers/<uuid:offer_id>")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    of_the_two = me().side is not Side.STAFF
    return render_template(
        "offers/page.html",
        person=person_shown(offer.referral),
        offer=offer,
        **WORDS,
        stage=queries.stage_of(offer, now()),
        history=history_of(offer),
        open_moves=[] if queries.expired(offer, now()) else LIFECYCLE.open_to(offer.stage, me()),
        why_not=actions.why_not_accept(offer, now()) if me().side is Side.JOBSEEKER else None,
        asks=queries.asks_of(offer) if of_the_two else [],
        waiting=queries.waiting_ask(offer),
        changes=queries.changes_of(offer) if of_the_two else [],
        declined=queries.decline_told(offer, me()),
    )


def asking_page(offer, form, ask=None, **words):
    """The page of one thing to say about an offer; `ask` is what it answers."""
    return render_template("offers/asking.html", offer=offer, form=form, ask=ask, different=queries.different, **words)


def to_page(offer_id):
    """To the page of an offer."""
    return redirect(url_for("offers.page", offer_id=offer_id))


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
    return to_page(offer.id)


@blueprint.post("/offers/<uuid:offer_id>/extend")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: MoveForm(), page=page)
def extend(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.extend(offer, actor=me(), now=now())
    flash(_("Extended. The person got a mail."), "good")
    return to_page(offer.id)


def _withdraw_form(offer_id):
    """Staff take back what was accepted, for other reasons than those of an employer."""
    return NothingForm() if me().side is Side.STAFF else WithdrawForm()


@blueprint.get("/offers/<uuid:offer_id>/withdraw")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def withdraw_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return render_template("offers/withdraw.html", offer=offer, form=form or _withdraw_form(offer_id))


@blueprint.post("/offers/<uuid:offer_id>/withdraw")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(_withdraw_form, page=withdraw_page)
def withdraw(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.withdraw(offer, actor=me(), now=now(), **form.values)
    flash(_("Withdrawn."), "good")
    return to_page(offer.id)
