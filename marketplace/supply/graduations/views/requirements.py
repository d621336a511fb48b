"""What a cohort asks of its people before they graduate."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.graduations import actions, queries
from marketplace.supply.graduations.forms import RequireForm
from marketplace.supply.graduations.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/cohorts/<uuid:cohort_id>/requirements")
@open_to(Side.STAFF)
def requirements(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    rows = db.session.scalars(queries.all_requirements(cohort.id)).all()
    return render_template(
        "graduations/requirements.html",
        cohort=cohort,
        rows=rows,
        in_words=queries.in_words,
        form=form or RequireForm(),
        usual=queries.USUAL,
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/requirements")
@open_to(Side.STAFF)
@takes(lambda cohort_id: RequireForm(), page=requirements)
def require(form, cohort_id):
    actions.ask_for(load(cohorts.visible_to(me()), cohort_id), actor=me(), now=now(), **form.values)
    flash(_("Asked of everybody in this cohort from now on."), "good")
    return redirect(url_for("graduations.requirements", cohort_id=cohort_id))


@blueprint.post("/cohorts/<uuid:cohort_id>/requirements/<uuid:requirement_id>/remove")
@open_to(Side.STAFF)
@takes(MoveForm)
def no_longer(form, cohort_id, requirement_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    actions.no_longer(cohort, load(queries.requirements(cohort.id), requirement_id), actor=me(), now=now())
    flash(_("Not asked any more. It stays in the history."), "good")
    return redirect(url_for("graduations.requirements", cohort_id=cohort_id))


@blueprint.post("/enrolments/<uuid:enrolment_id>/requirements/<uuid:requirement_id>/<any(tick, untick):name>")
@open_to(Side.STAFF)
@takes(MoveForm)
def tick(form, enrolment_id, requirement_id, name):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    requirement = load(queries.requirements(enrolment.cohort_id), requirement_id)
    actions.tick(enrolment, requirement, done=name == "tick", actor=me(), now=now())
    flash(_("Noted."), "good")
    return redirect(url_for("graduations.page", enrolment_id=enrolment_id))
