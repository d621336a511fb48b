"""The rubric of a cohort: composed, copied, put into use."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.reviews import actions, queries
from marketplace.supply.reviews.forms import CopyForm, CriterionForm
from marketplace.supply.reviews.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/cohorts/<uuid:cohort_id>/rubric")
@open_to(Side.STAFF)
def rubric(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    editions = db.session.scalars(queries.rubrics_of(cohort.id)).all()
    return render_template(
        "reviews/rubric.html",
        cohort=cohort,
        editions=editions,
        rubric=editions[0] if editions else None,
        form=form or CopyForm(cohort_id=cohort_id),
        round=queries.round_of(cohort.id),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/rubric/copy")
@open_to(Side.STAFF)
@takes(CopyForm, page=rubric)
def copy_rubric(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    source = load(queries.rubrics_to_copy(me(), cohort.id), form.rubric_id.data)
    actions.copy_rubric(cohort, source, actor=me(), now=now())
    flash(_("Copied. Change what this cohort needs otherwise."), "good")
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/rubric/edition")
@open_to(Side.STAFF)
@takes(MoveForm)
def new_edition(form, cohort_id):
    actions.new_edition(load(cohorts.visible_to(me()), cohort_id), actor=me(), now=now())
    flash(_("A new edition, as a draft. Reviews follow the earlier one until this is in use."))
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/rubric/use")
@open_to(Side.STAFF)
@takes(MoveForm)
def use_rubric(form, cohort_id):
    actions.use_rubric(load(cohorts.visible_to(me()), cohort_id), now=now())
    flash(_("In use. It stays as it is from now on."), "good")
    return _to(cohort_id)


@blueprint.get("/cohorts/<uuid:cohort_id>/rubric/criteria/new")
@open_to(Side.STAFF)
def new_criterion_page(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    return render_template("reviews/criterion.html", cohort=cohort, criterion=None, form=form or CriterionForm())


@blueprint.post("/cohorts/<uuid:cohort_id>/rubric/criteria/new")
@open_to(Side.STAFF)
@takes(lambda cohort_id: CriterionForm(), page=new_criterion_page)
def add_criterion(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    criterion = actions.add_criterion(cohort, actor=me(), now=now(), **form.values)
    flash(_("“%(name)s” is in the rubric.", name=criterion.name), "good")
    return _to(cohort_id)


@blueprint.get("/cohorts/<uuid:cohort_id>/rubric/criteria/<uuid:criterion_id>")
@open_to(Side.STAFF)
def criterion_page(cohort_id, criterion_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    criterion = load(queries.criteria_of(cohort.id), criterion_id)
    form = form or CriterionForm(obj=criterion)
    return render_template("reviews/criterion.html", cohort=cohort, criterion=criterion, form=form)


@blueprint.post("/cohorts/<uuid:cohort_id>/rubric/criteria/<uuid:criterion_id>")
@open_to(Side.STAFF)
@takes(lambda cohort_id, criterion_id: CriterionForm(), page=criterion_page)
def change_criterion(form, cohort_id, criterion_id):
    actions.change_criterion(_criterion(cohort_id, criterion_id), version=form.version.data, **form.values)
    flash(_("Kept."), "good")
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/rubric/criteria/<uuid:criterion_id>/remove")
@open_to(Side.STAFF)
@takes(MoveForm)
def remove_criterion(form, cohort_id, criterion_id):
    actions.remove_criterion(_criterion(cohort_id, criterion_id))
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/rubric/criteria/<uuid:criterion_id>/<any(up, down):way>")
@open_to(Side.STAFF)
@takes(MoveForm)
def move_criterion(form, cohort_id, criterion_id, way):
    actions.move_criterion(_criterion(cohort_id, criterion_id), way)
    return _to(cohort_id)


def _criterion(cohort_id, criterion_id):
    return load(queries.criteria_of(load(cohorts.visible_to(me()), cohort_id).id), criterion_id)


def _to(cohort_id):
    return redirect(url_for("reviews.rubric", cohort_id=cohort_id))
