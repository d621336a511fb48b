"""Pages of employers: the list, an employer's page, its situation and its contacts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.employers import actions, queries
from marketplace.demand.employers.forms import ContactForm, EmployerForm, InviteForm, NewEmployerForm
from marketplace.demand.employers.lifecycle import LIFECYCLE
from marketplace.demand.employers.models import RelationStage
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import asked, one_page

blueprint = Blueprint("employers", __name__, template_folder="templates")
NEWEST = 10  # lines of the timeline beside everything else
LINES = 25  # of the timeline on a page of its own
FARTHEST = 40  # pages: what is older is found in its own room


@blueprint.get("/employers")
@open_to(Side.STAFF)
def listing():
    words, sector, stage = asked("q"), asked("sector"), request.args.get("stage", type=RelationStage)
    found = one_page(queries.search(me(), words, sector, stage))
    return render_template(
        "employers/listing.html",
        listing=found,
        words=words,
        sector=sector,
        stage=stage,
        lifecycle=LIFECYCLE,
        sectors=[(name, name) for name in queries.sectors(me())],
        sizes=queries.SIZE_LABELS,
        counts=queries.contact_counts(found.rows),
    )


@blueprint.get("/employers/new")
@open_to(Side.STAFF)
def new_page(form=None):
    return render_template("employers/new.html", form=form or NewEmployerForm())


@blueprint.post("/employers/new")
@open_to(Side.STAFF)
@takes(NewEmployerForm, page=new_page)
def new(form):
    employer = actions.add_employer(actor=me(), now=now(), **form.values)
    flash(_("%(name)s is in the list.", name=employer.name))
    return redirect(url_for("employers.page", employer_id=employer.id))


@blueprint.get("/employers/<uuid:employer_id>")
@open_to(Side.STAFF, Side.EMPLOYER)
def page(employer_id):
    employer = load(queries.visible_to(me()), queries.now_at(employer_id))
    contacts = db.session.scalars(queries.contacts_of(employer)).all()
    return render_template(
        "employers/page.html",
        employer=employer,
        sizes=queries.SIZE_LABELS,
        lifecycle=LIFECYCLE,
        open_moves=LIFECYCLE.open_to(employer.stage, me()),
        happenings=queries.happenings(queries.Asked(employer.id, me(), now(), NEWEST + 1)),
        newest=NEWEST,
        contacts=[(contact, queries.invitation_stage(contact.invitation, now())) for contact in contacts],
    )


@blueprint.get("/employers/<uuid:employer_id>/timeline")
@open_to(Side.STAFF, Side.EMPLOYER)
def timeline(employer_id):
    employer = load(queries.visible_to(me()), queries.now_at(employer_id))
    page = min(max(1, request.args.get("page", 1, type=int)), FARTHEST)
    told = queries.happenings(queries.Asked(employer.id, me(), now(), page * LINES + 1))
    return render_template(
        "employers/timeline.html",
        employer=employer,
        happenings=told[(page - 1) * LINES : page * LINES],
        page=page,
        more=len(told) > page * LINES and page < FARTHEST,
    )


@blueprint.get("/employers/<uuid:employer_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def edit_page(employer_id, form=None):
    employer = load(queries.visible_to(me()), employer_id)
    return render_template("employers/edit.html", employer=employer, form=form or EmployerForm(obj=employer))


@blueprint.post("/employers/<uuid:employer_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(EmployerForm, page=edit_page)
def edit(form, employer_id):
    employer = load(queries.visible_to(me()), employer_id)
    actions.change_employer(employer, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("The page of %(name)s is up to date.", name=employer.name))
    return redirect(url_for("employers.page", employer_id=employer_id))


@blueprint.get("/employers/<uuid:employer_id>/editions")
@open_to(Side.STAFF, Side.EMPLOYER)
def editions(employer_id):
    employer = load(queries.visible_to(me()), queries.now_at(employer_id))
    return render_template("employers/editions.html", employer=employer, editions=queries.editions(employer))


@blueprint.post("/employers/<uuid:employer_id>/moves/<name>")
@open_to(Side.STAFF)
@takes(MoveForm)
def make_move(form, employer_id, name):
    employer = load(queries.visible_to(me()), employer_id)
    actions.make_move(employer, name, actor=me(), now=now())
    flash(_("That is noted."))
    return redirect(url_for("employers.page", employer_id=employer_id))


@blueprint.get("/employers/<uuid:employer_id>/contacts/<uuid:contact_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def edit_contact_page(employer_id, contact_id, form=None):
    employer = load(queries.visible_to(me()), employer_id)
    person = _contact(employer, contact_id)
    return render_template(
        "employers/edit_contact.html", employer=employer, contact=person, form=form or ContactForm(obj=person)
    )


@blueprint.post("/employers/<uuid:employer_id>/contacts/<uuid:contact_id>/edit")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(ContactForm, page=edit_contact_page)
def edit_contact(form, employer_id, contact_id):
    person = _contact(load(queries.visible_to(me()), employer_id), contact_id)
    actions.change_contact(person, actor=me(), **form.values)
    flash(_("That is changed."))
    return redirect(url_for("employers.page", employer_id=employer_id))


@blueprint.get("/employers/<uuid:employer_id>/contacts/new")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def contact_page(employer_id, form=None):
    employer = load(queries.visible_to(me()), employer_id)
    return render_template("employers/contact.html", employer=employer, form=form or ContactForm())


@blueprint.post("/employers/<uuid:employer_id>/contacts/new")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(ContactForm, page=contact_page)
def contact(form, employer_id):
    employer = load(queries.visible_to(me()), employer_id)
    added = actions.add_contact(employer, actor=me(), now=now(), **form.values)
    flash(_("%(name)s is a contact now. Nothing was sent to them.", name=added.name))
    return redirect(url_for("employers.page", employer_id=employer_id))


@blueprint.get("/employers/<uuid:employer_id>/contacts/<uuid:contact_id>/invite")
@open_to(Side.STAFF)
def invite_page(employer_id, contact_id, form=None):
    employer = load(queries.visible_to(me()), employer_id)
    person = _contact(employer, contact_id)
    return render_template(
        "employers/invite.html",
        employer=employer,
        contact=person,
        form=form or InviteForm(),
        stage=queries.invitation_stage(person.invitation, now()),
    )


@blueprint.post("/employers/<uuid:employer_id>/contacts/<uuid:contact_id>/invite")
@open_to(Side.STAFF)
@takes(InviteForm, page=invite_page)
def invite(form, employer_id, contact_id):
    person = _contact(load(queries.visible_to(me()), employer_id), contact_id)
    actions.invite_contact(person, actor=me(), now=now(), **form.values)
    flash(_("An invitation is on its way to %(email)s.", email=person.email))
    return redirect(url_for("employers.page", employer_id=employer_id))


def _contact(employer, contact_id):
    return load(queries.contacts_of(employer), contact_id)
