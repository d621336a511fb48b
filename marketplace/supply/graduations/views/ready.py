"""One person on the way out of the training: what is missing, the certificate, and whether they are ready."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.enrolments.lifecycle import LIFECYCLE
from marketplace.supply.graduations import actions, queries
from marketplace.supply.graduations.forms import ReadyForm, RevokeForm, TakeBackForm
from marketplace.supply.graduations.models import ReadyMark
from marketplace.supply.graduations.views import blueprint
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


@blueprint.get("/enrolments/<uuid:enrolment_id>/graduation")
@open_to(Side.STAFF)
def page(enrolment_id, ready_form=None, back_form=None, revoke_form=None):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    marks = queries.marks_of(enrolment, me())
    return render_template(
        "graduations/page.html",
        enrolment=enrolment,
        lifecycle=LIFECYCLE,
        required=enrolments.requirements_of([enrolment], now())[enrolment.id],
        items=queries.items_of(enrolment),
        certificate=queries.certificate_of(enrolment.id),
        marks=marks,
        living=next((mark for mark in marks if mark.withdrawn_at is None), None),
        evidence=queries.evidence_for(enrolment)[0],
        why_not=actions.why_not_ready(enrolment),
        consented=jobseekers.matching_consent(enrolment.jobseeker_id) is not None,
        today=now().date(),
        levels=jobseekers.SHOWN_LEVELS,
        words=queries,
        ready_form=ready_form or ReadyForm(lapses_on=now().date() + queries.HOLDS_FOR),
        back_form=back_form or TakeBackForm(),
        revoke_form=revoke_form or RevokeForm(),
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/ready")
@open_to(Side.STAFF)
@takes(lambda enrolment_id: ReadyForm(), page=lambda enrolment_id, form: page(enrolment_id, ready_form=form))
def mark_ready(form, enrolment_id):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    actions.mark_ready(enrolment, actor=me(), now=now(), **form.values)
    flash(_("Marked as ready. With their consent they enter the next match run."), "good")
    return _to(enrolment_id)


@blueprint.post("/enrolments/<uuid:enrolment_id>/ready/<uuid:mark_id>/take-back")
@open_to(Side.STAFF)
@takes(
    lambda enrolment_id, mark_id: TakeBackForm(),
    page=lambda enrolment_id, mark_id, form: page(enrolment_id, back_form=form),
)
def take_back(form, enrolment_id, mark_id):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    mark = load(queries.marks_visible_to(me()).where(ReadyMark.enrolment_id == enrolment.id), mark_id)
    actions.take_back(mark, actor=me(), now=now(), **form.values)
    flash(_("Not ready any more. No match run considers them from now on."), "good")
    return _to(enrolment_id)


@blueprint.post("/enrolments/<uuid:enrolment_id>/certificate/revoke")
@open_to(Side.STAFF)
@takes(lambda enrolment_id: RevokeForm(), page=lambda enrolment_id, form: page(enrolment_id, revoke_form=form))
def revoke(form, enrolment_id):
    actions.revoke(load_certificate(enrolment_id), actor=me(), now=now(), **form.values)
    flash(_("Revoked. Whoever looks it up is told so."), "good")
    return _to(enrolment_id)


def load_certificate(enrolment_id):
    """The certificate of an enrolment that this person may see; 404 when there is none."""
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    certificate = queries.certificate_of(enrolment.id)
    return load(queries.visible_to(me()), certificate.id if certificate else enrolment.id)


def _to(enrolment_id):
    return redirect(url_for("graduations.page", enrolment_id=enrolment_id))
