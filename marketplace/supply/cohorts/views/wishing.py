"""A partner that wants to be on the next cohort: it says so, and the program team signs it onto one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.demand.consortium import queries as consortium
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.cohorts import actions
from marketplace.supply.cohorts.forms import NextForm
from marketplace.supply.cohorts.queries import wishing
from marketplace.supply.cohorts.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/partner/<uuid:partner_id>/next-cohort")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def next_page(partner_id, form=None):
    partner = load(consortium.visible_to(me()), partner_id)
    mine = me().side is Side.EMPLOYER
    return render_template(
        "cohorts/next.html",
        partner=partner,
        wish=wishing.wish_of(partner.id, me()),
        holds=partner.stage in consortium.HOLDING,
        mine=mine,
        cohorts=[] if mine else wishing.cohorts_for(partner, me()),
        form=form or NextForm(intended_hires=wishing.hires_before(partner)),
    )


@blueprint.post("/partner/<uuid:partner_id>/next-cohort")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda partner_id: NextForm(), page=next_page)
def wish_for_next(form, partner_id):
    partner = load(consortium.visible_to(me()), partner_id)
    actions.wish_for_next(partner, actor=me(), now=now(), **form.values)
    flash(_("Said. The program team sees it, and signs you onto the next cohort."))
    return redirect(url_for("cohorts.next_page", partner_id=partner.id))


@blueprint.post("/partner/<uuid:partner_id>/next-cohort/take-back")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def take_back_wish(form, partner_id):
    partner = load(consortium.visible_to(me()), partner_id)
    actions.take_back_wish(partner, actor=me(), now=now())
    flash(_("Taken back. Nothing else follows from it."))
    return redirect(url_for("cohorts.next_page", partner_id=partner.id))
