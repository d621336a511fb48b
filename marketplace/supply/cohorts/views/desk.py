"""The pages on which staff plan and run cohorts, and the hours that partners give to them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.demand.consortium.lifecycle import LIFECYCLE as PARTNER
from marketplace.demand.programs.queries import newest_sent
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.cohorts import actions, queries
from marketplace.supply.cohorts.forms import (
    CohortForm,
    HeldForm,
    NewCohortForm,
    OfferHoursForm,
    PartnerForm,
)
from marketplace.supply.cohorts.lifecycle import DELIVERY, LIFECYCLE
from marketplace.supply.cohorts.models import Stage
from marketplace.supply.cohorts.queries.wishing import wishes_for
from marketplace.supply.cohorts.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/cohorts/<uuid:cohort_id>/desk")
@open_to(Side.STAFF)
def page(cohort_id):
    cohort = load(queries.visible_to(me()), cohort_id)
    return render_template(
        "cohorts/page.html",
        cohort=cohort,
        partners=list(db.session.scalars(queries.partners_of(cohort))),
        actor=me(),
        commitments=queries.commitments(cohort),
        wishes=wishes_for(cohort, me()),
        open_moves=LIFECYCLE.open_to(cohort.stage, me()),
        lifecycle=LIFECYCLE,
        why_closed=queries.why_closed(cohort, now()),
        steps=history_of(cohort),
        editable=cohort.stage in actions.EDITABLE,
        partner_lifecycle=PARTNER,
        missing=queries.missing_before_open(cohort, now()) if cohort.stage is Stage.PLANNED else [],
        newest=newest_sent(cohort.program_id),
    )


@blueprint.get("/cohorts/new")
@open_to(Side.STAFF)
def new_page(form=None):
    return render_template("cohorts/new.html", form=form or NewCohortForm(program_id=request.args.get("program")))


@blueprint.post("/cohorts/new")
@open_to(Side.STAFF)
@takes(NewCohortForm, page=new_page)
def create(form):
    values = form.values
    program = load(queries.offered_programs(me()), values.pop("program_id"))
    cohort = actions.create(program, actor=me(), now=now(), **values)
    flash(_("%(name)s is planned. Sign partners onto it, then open it for applications.", name=cohort.name))
    return _to(cohort.id)


@blueprint.get("/cohorts/<uuid:cohort_id>/edit")
@open_to(Side.STAFF)
def edit_page(cohort_id, form=None):
    cohort = load(queries.visible_to(me()), cohort_id)
    return render_template("cohorts/edit.html", cohort=cohort, form=form or CohortForm(obj=cohort))


def _cohort_form(cohort_id):
    return CohortForm(obj=load(queries.visible_to(me()), cohort_id))


@blueprint.post("/cohorts/<uuid:cohort_id>/edit")
@open_to(Side.STAFF)
@takes(_cohort_form, page=edit_page)
def edit(form, cohort_id):
    cohort = load(queries.visible_to(me()), cohort_id)
    actions.edit(cohort, version=form.version.data, now=now(), **form.values)
    flash(_("Saved."))
    return _to(cohort_id)


@blueprint.get("/cohorts/<uuid:cohort_id>/partners/new")
@open_to(Side.STAFF)
def new_partner_page(cohort_id, form=None):
    cohort = load(queries.visible_to(me()), cohort_id)
    return render_template("cohorts/new_partner.html", cohort=cohort, form=form or _asked_partner(cohort_id))


def _asked_partner(cohort_id):
    """An empty form, filled with what the address names: a partner that wants to join, and its number."""
    asked = {"hiring_partner_id": request.args.get("partner"), "intended_hires": request.args.get("hires", type=int)}
    return PartnerForm(cohort_id=cohort_id, **asked)


@blueprint.post("/cohorts/<uuid:cohort_id>/partners/new")
@open_to(Side.STAFF)
@takes(PartnerForm, page=new_partner_page)
def sign_partner(form, cohort_id):
    actions.sign_partner(load(queries.visible_to(me()), cohort_id), now=now(), **form.values)
    flash(_("Signed onto the cohort."))
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/partners/<uuid:cohort_partner_id>/release")
@open_to(Side.STAFF)
@takes(MoveForm)
def release_partner(form, cohort_id, cohort_partner_id):
    cohort = load(queries.visible_to(me()), cohort_id)
    actions.release_partner(cohort, load(queries.partners_of(cohort), cohort_partner_id))
    flash(_("Taken off the cohort."))
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/newest-version")
@open_to(Side.STAFF)
@takes(MoveForm)
def teach_newest(form, cohort_id):
    actions.teach_newest(load(queries.visible_to(me()), cohort_id))
    flash(_("It teaches the newest version now."))
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/open")
@open_to(Side.STAFF)
@takes(MoveForm)
def open_for_applications(form, cohort_id):
    actions.open_for_applications(load(queries.visible_to(me()), cohort_id), actor=me(), now=now())
    flash(_("Open for applications. Its page is public now."))
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/begin")
@open_to(Side.STAFF)
@takes(MoveForm)
def begin(form, cohort_id):
    actions.begin(load(queries.visible_to(me()), cohort_id), actor=me(), now=now())
    flash(_("The training has begun. Nobody can apply any more."))
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/complete")
@open_to(Side.STAFF)
@takes(MoveForm)
def complete(form, cohort_id):
    actions.complete(load(queries.visible_to(me()), cohort_id), actor=me(), now=now())
    flash(_("Completed."))
    return _to(cohort_id)


# ---- hours that partners give to the training ----------------------------------------------------------


@blueprint.get("/partner/cohorts")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def ours():
    cohorts = list(db.session.scalars(queries.visible_to(me())))
    return render_template("cohorts/ours.html", cohorts=cohorts, lifecycle=LIFECYCLE)


@blueprint.get("/cohorts/<uuid:cohort_id>/hours")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def hours(cohort_id, form=None):
    cohort = load(queries.visible_to(me()), cohort_id)
    rows = [row for row in db.session.scalars(queries.deliveries_visible_to(me())) if row.cohort_id == cohort_id]
    return render_template(
        "cohorts/hours.html",
        cohort=cohort,
        rows=[(row, DELIVERY.open_to(row.stage, me())) for row in rows],
        given=queries.given(cohort, me()),
        lifecycle=DELIVERY,
        form=form or OfferHoursForm(),
        may_offer=cohort.ends_on >= now().date() and bool(queries.own_partners(cohort, me().organisation_id)),
        mine=me().side is Side.EMPLOYER,
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/hours")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(OfferHoursForm, page=hours)
def offer_hours(form, cohort_id):
    actions.offer_hours(load(queries.visible_to(me()), cohort_id), actor=me(), now=now(), **form.values)
    flash(_("Offered. The program team takes it into the plan, or calls you."))
    return _to_hours(cohort_id)


@blueprint.post("/hours/<uuid:delivery_id>/schedule")
@open_to(Side.STAFF)
@takes(MoveForm)
def schedule_hours(form, delivery_id):
    row = load(queries.deliveries_visible_to(me()), delivery_id)
    actions.schedule_hours(row, actor=me(), now=now())
    flash(_("Scheduled."))
    return _to_hours(row.cohort_id)


@blueprint.post("/hours/<uuid:delivery_id>/cancel")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def cancel_hours(form, delivery_id):
    row = load(queries.deliveries_visible_to(me()), delivery_id)
    actions.cancel_hours(row, actor=me(), now=now())
    flash(_("Cancelled."))
    return _to_hours(row.cohort_id)


@blueprint.get("/hours/<uuid:delivery_id>/held")
@open_to(Side.STAFF)
def held_page(delivery_id, form=None):
    row = load(queries.deliveries_visible_to(me()), delivery_id)
    return render_template("cohorts/held.html", row=row, form=form or HeldForm(hours=row.hours))


@blueprint.post("/hours/<uuid:delivery_id>/held")
@open_to(Side.STAFF)
@takes(HeldForm, page=held_page)
def hold_hours(form, delivery_id):
    row = load(queries.deliveries_visible_to(me()), delivery_id)
    actions.hold_hours(row, actor=me(), now=now(), **form.values)
    flash(_("Noted in the ledger."))
    return _to_hours(row.cohort_id)


def _to_hours(cohort_id):
    return redirect(url_for("cohorts.hours", cohort_id=cohort_id))


def _to(cohort_id):
    return redirect(url_for("cohorts.page", cohort_id=cohort_id))
