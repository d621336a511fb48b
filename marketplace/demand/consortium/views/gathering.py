"""Pages of consortia for staff: what they are, and the employers in them."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.demand.consortium import actions, queries
from marketplace.demand.consortium.forms import ConsortiumForm, PartnerForm
from marketplace.demand.consortium.lifecycle import LIFECYCLE
from marketplace.demand.consortium.views import blueprint
from marketplace.sides import Role, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


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


@blueprint.get("/consortia/<uuid:consortium_id>/edit")
@open_to(Side.STAFF)
def edit_page(consortium_id, form=None):
    consortium = load(queries.consortia(me()), consortium_id)
    form = form or ConsortiumForm(obj=consortium, terms=consortium.terms or actions.standard_terms())
    return render_template("consortium/edit.html", consortium=consortium, form=form)


@blueprint.post("/consortia/<uuid:consortium_id>/edit")
@open_to(Side.STAFF)
@takes(ConsortiumForm, page=edit_page)
def edit(form, consortium_id):
    consortium = load(queries.consortia(me()), consortium_id)
    actions.edit(consortium, version=form.version.data, **form.values)
    flash(_("Saved. Agreements that were sent keep their words."))
    return redirect(url_for("consortium.page", consortium_id=consortium_id))


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
    return redirect(url_for("consortium.partner_page", partner_id=partner.id))


@blueprint.post("/partner/<uuid:partner_id>/invite")
@open_to(Side.STAFF)
@takes(MoveForm)
def invite(form, partner_id):
    actions.invite(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("Invited. Everyone who may sign there gets a mail."))
    return redirect(url_for("consortium.partner_page", partner_id=partner_id))


@blueprint.post("/partner/<uuid:partner_id>/discuss")
@open_to(Side.STAFF)
@takes(MoveForm)
def discuss(form, partner_id):
    actions.discuss(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("Noted."))
    return redirect(url_for("consortium.partner_page", partner_id=partner_id))


@blueprint.post("/partner/<uuid:partner_id>/accept-invitation")
@open_to(Side.EMPLOYER, roles={Role.OWNER})
@takes(MoveForm)
def accept_invitation(form, partner_id):
    actions.accept_invitation(load(queries.visible_to(me()), partner_id), actor=me(), now=now())
    flash(_("Thank you. The program team gets in touch; it commits you to nothing."))
    return redirect(url_for("consortium.partner_page", partner_id=partner_id))
