"""What the person does about an offer: accept, decline, ask for time, propose other terms, agree to a later start."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from marketplace.hiring.offers import actions, queries
from marketplace.hiring.offers.forms import AcceptForm, AskTimeForm, CounterForm, DeclineForm
from marketplace.hiring.offers.models import HELD, Kind
from marketplace.hiring.offers.views import blueprint
from marketplace.hiring.offers.views.offers import asking_page, page, to_page
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.formats import own_zone
from marketplace.web.forms import MoveForm, takes

MORE_DAYS = 3


@blueprint.post("/offers/<uuid:offer_id>/accept")
@open_to(Side.JOBSEEKER)
@takes(lambda offer_id: AcceptForm(), page=page)
def accept(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.accept(offer, version=form.version.data, actor=me(), now=now())
    flash(_("You have accepted. The employer is told."), "good")
    return to_page(offer.id)


@blueprint.get("/offers/<uuid:offer_id>/decline")
@open_to(Side.JOBSEEKER)
def decline_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return render_template("offers/decline.html", offer=offer, form=form or DeclineForm(), held=offer.stage in HELD)


@blueprint.post("/offers/<uuid:offer_id>/decline")
@open_to(Side.JOBSEEKER)
@takes(lambda offer_id: DeclineForm(), page=decline_page)
def decline(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.decline(offer, actor=me(), now=now(), **form.values)
    flash(_("Declined. The employer is told that, not why."), "good")
    return to_page(offer.id)


def zone_of(offer):
    """The zone in which the person reads the last moment: their own, else that of the offer."""
    return own_zone() or offer.time_zone


@blueprint.get("/offers/<uuid:offer_id>/ask-for-time")
@open_to(Side.JOBSEEKER)
def ask_time_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    later = offer.expires_at.astimezone(ZoneInfo(zone_of(offer))) + timedelta(days=MORE_DAYS)
    return asking_page(
        offer=offer,
        form=form or AskTimeForm(expires_on=later.date()),
        heading=_("Ask for more time"),
        lead=_("The offer holds as it is until the employer answers. Asking never counts against you."),
        action=url_for("offers.ask_time", offer_id=offer.id),
        submit=_("Ask for more time"),
    )


@blueprint.post("/offers/<uuid:offer_id>/ask-for-time")
@open_to(Side.JOBSEEKER)
@takes(lambda offer_id: AskTimeForm(), page=ask_time_page)
def ask_time(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    until = form.at_its_end(zone_of(offer))
    actions.ask_time(offer, until=until, words=form.words.data, actor=me(), now=now())
    flash(_("Asked. You get a mail when the employer has answered."), "good")
    return to_page(offer.id)


@blueprint.get("/offers/<uuid:offer_id>/other-terms")
@open_to(Side.JOBSEEKER)
def counter_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return asking_page(
        offer=offer,
        form=form or CounterForm(obj=offer),
        heading=_("Propose other terms"),
        lead=_("The offer holds as it is meanwhile: you can still accept it, or decline, until its last moment."),
        action=url_for("offers.counter", offer_id=offer.id),
        submit=_("Send it to the employer"),
    )


@blueprint.post("/offers/<uuid:offer_id>/other-terms")
@open_to(Side.JOBSEEKER)
@takes(lambda offer_id: CounterForm(), page=counter_page)
def counter(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.counter(offer, actor=me(), now=now(), **form.values)
    flash(_("Sent. You get a mail when the employer has answered."), "good")
    return to_page(offer.id)


@blueprint.post("/offer-asks/<uuid:ask_id>/agree")
@open_to(Side.JOBSEEKER)
@takes(lambda ask_id: MoveForm())
def agree(form, ask_id):
    ask = load(queries.asks(me(), Kind.START), ask_id)
    actions.agree(ask, actor=me(), now=now())
    flash(_("Agreed. The offer holds, with the later first day."), "good")
    return to_page(ask.offer_id)


@blueprint.post("/offer-asks/<uuid:ask_id>/disagree")
@open_to(Side.JOBSEEKER)
@takes(lambda ask_id: MoveForm())
def disagree(form, ask_id):
    ask = load(queries.asks(me(), Kind.START), ask_id)
    actions.disagree(ask, actor=me(), now=now())
    flash(_("The first day stays as you agreed on it. The employer is told."), "good")
    return to_page(ask.offer_id)
