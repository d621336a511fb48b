"""An employer's membership in a consortium, as staff and the employer read it and move it on."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.demand.consortium import actions, queries
from marketplace.demand.consortium.forms import ReasonForm, SignForm
from marketplace.demand.consortium.lifecycle import AGREEMENT, LIFECYCLE, REASON_LABELS, STEP_WORDS
from marketplace.demand.consortium.models import AgreementStage
from marketplace.demand.consortium.views import blueprint
from marketplace.sides import HIRING_ROLES, Role, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/partner")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def memberships():
    partners = list(db.session.scalars(queries.memberships_of(me())))
    return render_template("consortium/memberships.html", partners=partners, lifecycle=LIFECYCLE)


@blueprint.get("/partner/<uuid:partner_id>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def partner_page(partner_id, form=None):
    partner = load(queries.visible_to(me()), partner_id)
    papers = queries.agreements_of(partner, me())
    return render_template(
        "consortium/partner.html",
        partner=partner,
        form=form or SignForm(obj=partner, legal_entity=partner.employer.name, fingerprint=_to_sign(papers)),
        papers=papers,
        paper_lifecycle=AGREEMENT,
        terms_now=(papers[0].text if papers else partner.consortium.terms or actions.standard_terms()).splitlines(),
        actor=me(),
        lifecycle=LIFECYCLE,
        open_moves=LIFECYCLE.open_to(partner.stage, me()),
        steps=history_of(partner),
        fellows=queries.fellow_names(partner),
        reasons=REASON_LABELS,
        words=STEP_WORDS,
        inside=partner.stage in queries.INSIDE,
    )


def _to_sign(papers):
    return next((paper.fingerprint for paper in papers if paper.stage is AgreementStage.SENT), "")


@blueprint.post("/partner/<uuid:partner_id>/sign")
@open_to(Side.EMPLOYER, roles={Role.OWNER})
@takes(SignForm, page=partner_page)
def sign(form, partner_id):
    partner = load(queries.visible_to(me()), partner_id)
    actions.sign(partner, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Signed. The program team signs next."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/send-agreement")
@open_to(Side.STAFF)
@takes(MoveForm)
def send_agreement(form, partner_id):
    actions.send_agreement(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("The agreement is with them. Everyone who may sign gets a mail."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/countersign")
@open_to(Side.STAFF)
@takes(MoveForm)
def countersign(form, partner_id):
    actions.countersign(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("Signed by both sides: the partner is active."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/resume")
@open_to(Side.STAFF)
@takes(MoveForm)
def resume(form, partner_id):
    actions.resume(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("The partner is active again."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/come-back")
@open_to(Side.STAFF)
@takes(MoveForm)
def come_back(form, partner_id):
    actions.come_back(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("You are in conversation again. What was signed before stays in the history; a new agreement begins it."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/renew")
@open_to(Side.STAFF)
@takes(MoveForm)
def renew(form, partner_id):
    actions.renew(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("The next agreement is with them. The old one holds until both have signed."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/finish-renewal")
@open_to(Side.STAFF)
@takes(MoveForm)
def finish_renewal(form, partner_id):
    actions.finish_renewal(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("Renewed: what they signed counts from now on."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/stop-renewal")
@open_to(Side.STAFF)
@takes(MoveForm)
def stop_renewal(form, partner_id):
    actions.stop_renewal(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("The old agreement goes on to its own end."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/name")
@open_to(Side.EMPLOYER, roles={Role.OWNER})
@takes(MoveForm)
def name(form, partner_id):
    partner = load(queries.visible_to(me()), partner_id)
    actions.set_naming(partner, may_be_named=True, actor=me(), now=now())
    flash(_("Thank you. Public pages of cohorts name you from now on."))
    return _to(partner_id)


@blueprint.post("/partner/<uuid:partner_id>/unname")
@open_to(Side.STAFF, Side.EMPLOYER, roles={Role.OWNER})
@takes(MoveForm)
def unname(form, partner_id):
    partner = load(queries.visible_to(me()), partner_id)
    actions.set_naming(partner, may_be_named=False, actor=me(), now=now())
    flash(_("No public page names them or shows their words any more."))
    return _to(partner_id)


@blueprint.get("/partner/<uuid:partner_id>/hold")
@open_to(Side.STAFF)
def hold_page(partner_id, form=None):
    return _reason_page(partner_id, form, "hold")


@blueprint.post("/partner/<uuid:partner_id>/hold")
@open_to(Side.STAFF)
@takes(ReasonForm, page=hold_page)
def hold(form, partner_id):
    actions.hold(load(queries.visible_to(me()), partner_id), actor=me(), now=now(), **form.values)
    flash(_("On hold. Its commitment does not count until you make it active again."))
    return _to(partner_id)


@blueprint.get("/partner/<uuid:partner_id>/end")
@open_to(Side.STAFF)
def end_page(partner_id, form=None):
    return _reason_page(partner_id, form, "end")


@blueprint.post("/partner/<uuid:partner_id>/end")
@open_to(Side.STAFF)
@takes(ReasonForm, page=end_page)
def end(form, partner_id):
    actions.end(load(queries.visible_to(me()), partner_id), actor=me(), now=now(), **form.values)
    flash(_("The membership has ended. Its history stays."))
    return _to(partner_id)


@blueprint.get("/partner/<uuid:partner_id>/decline")
@open_to(Side.EMPLOYER, roles={Role.OWNER})
def decline_page(partner_id, form=None):
    return _reason_page(partner_id, form, "decline")


@blueprint.post("/partner/<uuid:partner_id>/decline")
@open_to(Side.EMPLOYER, roles={Role.OWNER})
@takes(ReasonForm, page=decline_page)
def decline(form, partner_id):
    actions.decline(load(queries.visible_to(me()), partner_id), actor=me(), now=now(), **form.values)
    flash(_("Declined. Thank you for saying so; nothing else follows from it."))
    return redirect(url_for("consortium.memberships"))


def _reason_page(partner_id, form, name):
    partner = load(queries.visible_to(me()), partner_id)
    return render_template(
        "consortium/reason.html",
        partner=partner,
        form=form or ReasonForm(),
        name=name,
        step=LIFECYCLE.find(partner.stage, name),
    )


def _to(partner_id):
    return redirect(url_for("consortium.partner_page", partner_id=partner_id))
