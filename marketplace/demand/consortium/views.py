"""Pages of consortia for staff, and of an employer's own memberships."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.demand.consortium import actions, queries
from marketplace.demand.consortium.forms import ConsortiumForm, PartnerForm, ReasonForm, SignForm
from marketplace.demand.consortium.lifecycle import LIFECYCLE, REASON_LABELS, STEP_WORDS
from marketplace.sides import HIRING_ROLES, Role, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("consortium", __name__, template_folder="templates")


@blueprint.get("/consortia")
@open_to(Side.STAFF)
def listing():
    return render_template("consortium/listing.html", listing=one_page(queries.consortia(me())))


@blueprint.get("/consortia/new")
@open_to(Side.STAFF)
def new_page(form=None):
    return render_template("consortium/new.html", form=form or ConsortiumForm())


@blueprint.post("/consortia/new")
@open_to(Side.STAFF)
@takes(ConsortiumForm, page=new_page)
def create(form):
    consortium = actions.create(now=now(), **form.values)
    flash(_("%(name)s is there. Add the employers next.", name=consortium.name))
    return redirect(url_for("consortium.page", consortium_id=consortium.id))


@blueprint.get("/consortia/<uuid:consortium_id>")
@open_to(Side.STAFF)
def page(consortium_id):
    consortium = load(queries.consortia(me()), consortium_id)
    return render_template("consortium/page.html", consortium=consortium, lifecycle=LIFECYCLE)


def partner_form(consortium_id):
    return PartnerForm(consortium_id=consortium_id)


@blueprint.get("/consortia/<uuid:consortium_id>/partners/new")
@open_to(Side.STAFF)
def new_partner_page(consortium_id, form=None):
    consortium = load(queries.consortia(me()), consortium_id)
    return render_template(
        "consortium/new_partner.html", consortium=consortium, form=form or partner_form(consortium_id)
    )


@blueprint.post("/consortia/<uuid:consortium_id>/partners/new")
@open_to(Side.STAFF)
@takes(partner_form, page=new_partner_page)
def add_partner(form, consortium_id):
    consortium = load(queries.consortia(me()), consortium_id)
    partner = actions.add_partner(consortium, actor=me(), now=now(), **form.values)
    flash(_("Noted as a prospect. They see nothing until you send the agreement."))
    return _to(partner.id)


@blueprint.get("/partner")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def memberships():
    partners = list(db.session.scalars(queries.memberships_of(me())))
    return render_template("consortium/memberships.html", partners=partners, lifecycle=LIFECYCLE)


@blueprint.get("/partner/<uuid:partner_id>")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def partner_page(partner_id, form=None):
    partner = load(queries.visible_to(me()), partner_id)
    return render_template(
        "consortium/partner.html",
        partner=partner,
        form=form or SignForm(obj=partner),
        actor=me(),
        lifecycle=LIFECYCLE,
        open_moves=LIFECYCLE.open_to(partner.stage, me()),
        steps=history_of(partner),
        fellows=queries.fellow_names(partner),
        reasons=REASON_LABELS,
        words=STEP_WORDS,
        inside=partner.stage in queries.INSIDE,
    )


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
