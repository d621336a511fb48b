"""Public pages of cohorts, and the pages on which staff plan and run them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.demand.consortium.lifecycle import LIFECYCLE as PARTNER
from marketplace.demand.programs.queries import built_from
from marketplace.sides import Side
from marketplace.supply.cohorts import actions, queries
from marketplace.supply.cohorts.forms import CancelForm, CohortForm, NewCohortForm, PartnerForm
from marketplace.supply.cohorts.lifecycle import LIFECYCLE
from marketplace.supply.cohorts.models import Stage
from marketplace.web.access import load, maybe_me, me, now, open_to, public
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("cohorts", __name__, template_folder="templates")


@blueprint.get("/cohorts")
@public
def listing():
    actor = maybe_me()
    return _staff_listing(actor) if actor and actor.side is Side.STAFF else _public_listing()


def _public_listing():
    return render_template("cohorts/public_listing.html", listing=one_page(queries.recruiting(now()), size=20))


def _staff_listing(actor):
    stage = request.args.get("stage", type=Stage)
    return render_template(
        "cohorts/listing.html", listing=one_page(queries.at_stage(actor, stage)), stage=stage, lifecycle=LIFECYCLE
    )


@blueprint.get("/cohorts/<uuid:cohort_id>")
@public
def public_page(cohort_id):
    cohort = load(queries.published(), cohort_id)
    return render_template(
        "cohorts/public_page.html",
        cohort=cohort,
        why_closed=queries.why_closed(cohort, now()),
        lifecycle=LIFECYCLE,
        commitments=queries.commitments(cohort),
        built_from=built_from(cohort.program),
        actor=maybe_me(),
    )


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
        open_moves=LIFECYCLE.open_to(cohort.stage, me()),
        lifecycle=LIFECYCLE,
        why_closed=queries.why_closed(cohort, now()),
        steps=history_of(cohort),
        editable=cohort.stage in actions.EDITABLE,
        partner_lifecycle=PARTNER,
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
    actions.edit(load(queries.visible_to(me()), cohort_id), version=form.version.data, **form.values)
    flash(_("Saved."))
    return _to(cohort_id)


@blueprint.get("/cohorts/<uuid:cohort_id>/partners/new")
@open_to(Side.STAFF)
def new_partner_page(cohort_id, form=None):
    cohort = load(queries.visible_to(me()), cohort_id)
    return render_template("cohorts/new_partner.html", cohort=cohort, form=form or PartnerForm(cohort_id=cohort_id))


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


@blueprint.get("/cohorts/<uuid:cohort_id>/cancel")
@open_to(Side.STAFF)
def cancel_page(cohort_id, form=None):
    cohort = load(queries.visible_to(me()), cohort_id)
    return render_template("cohorts/cancel.html", cohort=cohort, form=form or CancelForm())


@blueprint.post("/cohorts/<uuid:cohort_id>/cancel")
@open_to(Side.STAFF)
@takes(CancelForm, page=cancel_page)
def cancel(form, cohort_id):
    actions.cancel(load(queries.visible_to(me()), cohort_id), actor=me(), now=now(), **form.values)
    flash(_("Cancelled. Its page says so."))
    return _to(cohort_id)


def _to(cohort_id):
    return redirect(url_for("cohorts.page", cohort_id=cohort_id))
