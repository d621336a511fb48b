"""What the employer answers: more time, other terms, or neither; and a start that it puts off."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import flash, url_for
from flask_babel import gettext as _

from marketplace.hiring.offers import actions, queries
from marketplace.hiring.offers.forms import AnswerForm, LastDay, StartForm, StayForm
from marketplace.hiring.offers.models import Kind
from marketplace.hiring.offers.views import blueprint
from marketplace.hiring.offers.views.offers import asking_page, page, to_page
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes

MORE_DAYS = 3


def _day(moment, offer):
    return moment.astimezone(ZoneInfo(offer.time_zone)).date()


@blueprint.get("/offers/<uuid:offer_id>/more-time")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def prolong_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return asking_page(
        offer=offer,
        form=form or LastDay(expires_on=_day(offer.expires_at, offer) + timedelta(days=MORE_DAYS)),
        heading=_("Give more time"),
        lead=_("The offer can be answered until the end of that day, and the person gets a mail."),
        action=url_for("offers.prolong", offer_id=offer.id),
        submit=_("Give more time"),
    )


@blueprint.post("/offers/<uuid:offer_id>/more-time")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: LastDay(), page=prolong_page)
def prolong(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.prolong(offer, until=form.at_its_end(offer.time_zone), actor=me(), now=now())
    flash(_("The offer can be answered for longer. The person got a mail."), "good")
    return to_page(offer.id)


@blueprint.get("/offer-asks/<uuid:ask_id>/more-time")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def grant_page(ask_id, form=None):
    ask = load(queries.asks(me(), Kind.TIME), ask_id)
    return asking_page(
        offer=ask.offer,
        ask=ask,
        form=form or LastDay(expires_on=_day(ask.until, ask.offer)),
        heading=_("Give more time"),
        lead=_("The day the person asked for stands below; you may choose another one after the present last day."),
        action=url_for("offers.grant", ask_id=ask.id),
        submit=_("Give more time"),
    )


@blueprint.post("/offer-asks/<uuid:ask_id>/more-time")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda ask_id: LastDay(), page=grant_page)
def grant(form, ask_id):
    ask = load(queries.asks(me(), Kind.TIME), ask_id)
    actions.grant(ask, until=form.at_its_end(ask.offer.time_zone), actor=me(), now=now())
    flash(_("The offer can be answered for longer. The person got a mail."), "good")
    return to_page(ask.offer_id)


@blueprint.get("/offer-asks/<uuid:ask_id>/answer")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def answer_page(ask_id, form=None):
    ask = load(queries.asks(me(), Kind.TERMS), ask_id)
    return asking_page(
        offer=ask.offer,
        ask=ask,
        form=form or AnswerForm(obj=ask, expires_on=_day(ask.offer.expires_at, ask.offer)),
        heading=_("Answer with new terms"),
        lead=_("What the person proposes stands below: send it as it is, or change it. The former terms stay to read."),
        action=url_for("offers.answer", ask_id=ask.id),
        submit=_("Offer these terms"),
    )


@blueprint.post("/offer-asks/<uuid:ask_id>/answer")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda ask_id: AnswerForm(), page=answer_page)
def answer(form, ask_id):
    ask = load(queries.asks(me(), Kind.TERMS), ask_id)
    work = {name: value for name, value in form.values.items() if name != "expires_on"}
    until = form.at_its_end(ask.offer.time_zone)
    actions.answer_with_terms(ask, expires_at=until, actor=me(), now=now(), **work)
    flash(_("The new terms are on offer. The person got a mail."), "good")
    return to_page(ask.offer_id)


@blueprint.get("/offer-asks/<uuid:ask_id>/stay")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def stay_page(ask_id, form=None):
    ask = load(queries.asks(me()), ask_id)
    return asking_page(
        offer=ask.offer,
        ask=ask,
        form=form or StayForm(),
        heading=_("Stay with the offer as it is"),
        lead=_("The person reads what you write, and may still accept or decline until the last moment."),
        action=url_for("offers.stay", ask_id=ask.id),
        submit=_("Stay with it"),
    )


@blueprint.post("/offer-asks/<uuid:ask_id>/stay")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda ask_id: StayForm(), page=stay_page)
def stay(form, ask_id):
    ask = load(queries.asks(me()), ask_id)
    actions.stay(ask, words=form.words.data, actor=me(), now=now())
    flash(_("The offer stays as it is. The person got a mail."), "good")
    return to_page(ask.offer_id)


@blueprint.get("/offers/<uuid:offer_id>/later-start")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def start_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return asking_page(
        offer=offer,
        form=form or StartForm(),
        heading=_("Ask for a later start"),
        lead=_("The offer stays accepted. The first day changes only if the person agrees."),
        action=url_for("offers.ask_start", offer_id=offer.id),
        submit=_("Ask the person"),
    )


@blueprint.post("/offers/<uuid:offer_id>/later-start")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: StartForm(), page=start_page)
def ask_start(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.ask_start(offer, actor=me(), now=now(), **form.values)
    flash(_("Asked. You get a mail when the person has answered."), "good")
    return to_page(offer.id)


@blueprint.post("/offers/<uuid:offer_id>/reinstate")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: MoveForm(), page=page)
def reinstate(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.reinstate(offer, actor=me(), now=now())
    flash(_("The start is on again. The person got a mail."), "good")
    return to_page(offer.id)
