"""A hire or an own job is recorded; the person says whether it is right; what is disputed is settled."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.employers import queries as employers
from marketplace.hiring.interviews.views import person_shown
from marketplace.hiring.offers import queries as offers
from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.forms import DisputeForm, ForThemForm, HireForm, OwnJobForm, SettleForm
from marketplace.hiring.placements.views import blueprint
from marketplace.hiring.placements.views.showing import page
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


def _to(placement):
    return redirect(url_for("placements.page", placement_id=placement.id))


@blueprint.get("/offers/<uuid:offer_id>/hire")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def hire_page(offer_id, form=None):
    offer = load(offers.visible_to(me()), offer_id)
    return render_template(
        "placements/hire.html",
        person=person_shown(offer.referral),
        offer=offer,
        form=form or HireForm(obj=offer),
        why_not=actions.why_not_hire(offer),
    )


@blueprint.post("/offers/<uuid:offer_id>/hire")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda offer_id: HireForm(), page=hire_page)
def record_hire(form, offer_id):
    offer = load(offers.visible_to(me()), offer_id)
    placement = actions.record_hire(offer, actor=me(), now=now(), **form.values)
    flash(_("Recorded. The person is asked whether it is right."), "good")
    return _to(placement)


# ---- work that came of no match here -------------------------------------------------------------------


@blueprint.get("/placements/new")
@open_to(Side.JOBSEEKER)
def own_page(form=None):
    return render_template("placements/own.html", form=form or OwnJobForm())


@blueprint.post("/placements/new")
@open_to(Side.JOBSEEKER)
@takes(OwnJobForm, page=own_page)
def record_own(form):
    jobseeker = load(jobseekers.visible_to(me()), me().person_id)
    placement = actions.record_own(jobseeker, actor=me(), now=now(), **form.values)
    flash(_("Recorded. Hand in a file that shows it, and the program team looks at it."), "good")
    return _to(placement)


def _for_them(enrolment_id, **options):
    form = ForThemForm(**options)
    known = db.session.scalars(employers.visible_to(me())).unique()
    form.employer_id.choices = [("", _("Not in the list")), *((str(row.id), row.name) for row in known)]
    return form


@blueprint.get("/enrolments/<uuid:enrolment_id>/jobs/new")
@open_to(Side.STAFF)
def for_them_page(enrolment_id, form=None):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    return render_template("placements/for_them.html", enrolment=enrolment, form=form or _for_them(enrolment_id))


@blueprint.post("/enrolments/<uuid:enrolment_id>/jobs/new")
@open_to(Side.STAFF)
@takes(_for_them, page=for_them_page)
def record_for_them(form, enrolment_id):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    placement = actions.record_own(enrolment.jobseeker, enrolment=enrolment, actor=me(), now=now(), **form.values)
    flash(_("Recorded. The person is asked whether it is right."), "good")
    return _to(placement)


# ---- put right, confirmed, disputed, settled -----------------------------------------------------------


@blueprint.get("/placements/<uuid:placement_id>/correct")
@open_to(Side.EMPLOYER, Side.STAFF, roles=HIRING_ROLES)
def correct_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/correct.html", placement=placement, form=form or HireForm(obj=placement))


@blueprint.post("/placements/<uuid:placement_id>/correct")
@open_to(Side.EMPLOYER, Side.STAFF, roles=HIRING_ROLES)
@takes(lambda placement_id: HireForm(), page=correct_page)
def correct(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.correct(placement, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Corrected. The person is asked again."), "good")
    return _to(placement)


@blueprint.post("/placements/<uuid:placement_id>/confirm")
@open_to(Side.JOBSEEKER)
@takes(lambda placement_id: MoveForm(), page=page)
def confirm(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.confirm(placement, actor=me(), now=now())
    flash(_("Thank you. The program team looks at it next."), "good")
    return _to(placement)


@blueprint.get("/placements/<uuid:placement_id>/dispute")
@open_to(Side.JOBSEEKER)
def dispute_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/dispute.html", placement=placement, form=form or DisputeForm(obj=placement))


@blueprint.post("/placements/<uuid:placement_id>/dispute")
@open_to(Side.JOBSEEKER)
@takes(lambda placement_id: DisputeForm(), page=dispute_page)
def dispute(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.dispute(placement, actor=me(), now=now(), **form.values)
    flash(_("Noted. The employer is asked to put it right."), "good")
    return _to(placement)


def _settle(placement_id, **options):
    form = SettleForm(**options)
    said = queries.claims_of(load(queries.visible_to(me()), placement_id))
    form.said_id.choices = [(str(claim.id), queries.words_of(claim)) for claim in said]
    return form


@blueprint.get("/placements/<uuid:placement_id>/settle")
@open_to(Side.STAFF)
def settle_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/settle.html", placement=placement, form=form or _settle(placement_id))


@blueprint.post("/placements/<uuid:placement_id>/settle")
@open_to(Side.STAFF)
@takes(_settle, page=settle_page)
def settle(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    claim = next(one for one in queries.claims_of(placement) if str(one.id) == form.said_id.data)
    actions.settle(placement, claim=claim, note=form.note.data, actor=me(), now=now())
    flash(_("Settled by a file. What each side said stays to be read."), "good")
    return _to(placement)
