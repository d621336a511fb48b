"""Conditions over HTTP: the employer sets them down in the draft, and says later what became of them."""

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from marketplace.hiring.offers import actions, queries
from marketplace.hiring.offers.forms import ConditionForm, SettleForm
from marketplace.hiring.offers.views import blueprint
from marketplace.hiring.offers.views.offers import asking_page, to_page
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/offers/<uuid:offer_id>/conditions/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def condition_page(offer_id, form=None):
    offer = load(queries.visible_to(me()), offer_id)
    return asking_page(
        offer=offer,
        form=form or ConditionForm(due_on=offer.starts_on),
        heading=_("Add a condition"),
        lead=_("What the offer depends on once it is accepted, for example a licence or a check. One at a time."),
        action=url_for("offers.add_condition", offer_id=offer.id),
        submit=_("Add the condition"),
    )


@blueprint.post("/offers/<uuid:offer_id>/conditions/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: ConditionForm(), page=condition_page)
def add_condition(form, offer_id):
    offer = load(queries.visible_to(me()), offer_id)
    actions.add_condition(offer, now=now(), **form.values)
    flash(_("Added."), "good")
    return to_page(offer.id)


@blueprint.post("/offer-conditions/<uuid:condition_id>/remove")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda condition_id: MoveForm())
def remove_condition(form, condition_id):
    condition = load(queries.conditions(me()), condition_id)
    actions.remove_condition(condition)
    flash(_("Taken out."), "good")
    return to_page(condition.offer_id)


@blueprint.get("/offer-conditions/<uuid:condition_id>/settle")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def settle_page(condition_id, form=None):
    condition = load(queries.conditions(me()), condition_id)
    return render_template("offers/settle.html", condition=condition, offer=condition.offer, form=form or SettleForm())


@blueprint.post("/offer-conditions/<uuid:condition_id>/settle")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda condition_id: SettleForm(), page=settle_page)
def settle(form, condition_id):
    condition = load(queries.conditions(me()), condition_id)
    actions.settle(condition, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Kept. The person got a mail."), "good")
    return to_page(condition.offer_id)
