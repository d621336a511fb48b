"""Agreements as papers: read by both sides, written by staff until they are sent."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.demand.consortium import actions, queries
from marketplace.demand.consortium.forms import TextForm
from marketplace.demand.consortium.lifecycle import AGREEMENT, REASON_LABELS
from marketplace.demand.consortium.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/agreements/<uuid:agreement_id>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def agreement(agreement_id):
    paper = load(queries.agreements_visible_to(me()), agreement_id)
    return render_template(
        "consortium/agreement.html",
        paper=paper,
        partner=paper.hiring_partner,
        mine=me().side is Side.EMPLOYER,
        actor=me(),
        lifecycle=AGREEMENT,
        reasons=REASON_LABELS,
        steps=history_of(paper),
    )


@blueprint.post("/partner/<uuid:partner_id>/draft")
@open_to(Side.STAFF)
@takes(MoveForm)
def draft(form, partner_id):
    paper = actions.draft(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    return redirect(url_for("consortium.text_page", agreement_id=paper.id))


@blueprint.get("/agreements/<uuid:agreement_id>/text")
@open_to(Side.STAFF)
def text_page(agreement_id, form=None):
    paper = load(queries.agreements_visible_to(me()), agreement_id)
    return render_template("consortium/text.html", paper=paper, form=form or TextForm(obj=paper))


@blueprint.post("/agreements/<uuid:agreement_id>/text")
@open_to(Side.STAFF)
@takes(TextForm, page=text_page)
def write_text(form, agreement_id):
    paper = load(queries.agreements_visible_to(me()), agreement_id)
    actions.write(paper, version=form.version.data, **form.values)
    flash(_("Kept. The words stay as they are from the moment you send the agreement."))
    return redirect(url_for("consortium.agreement", agreement_id=agreement_id))
