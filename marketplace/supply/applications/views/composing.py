"""Staff compose the questions of a cohort: write, order, look at, put into use, copy."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.forms import ApplyForm, CopyForm, ExtendForm, QuestionForm, compose, filled
from marketplace.supply.applications.views import blueprint
from marketplace.supply.cohorts import queries as cohorts
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


def _copy_form(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    return CopyForm(cohorts=queries.forms_to_copy(me(), cohort))


@blueprint.get("/cohorts/<uuid:cohort_id>/form")
@open_to(Side.STAFF)
def form_page(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    composed = queries.form_composed(cohort_id)
    return render_template(
        "applications/form_page.html",
        cohort=cohort,
        composed=composed,
        in_use=queries.form_in_use(cohort_id),
        drafts=queries.drafts_of(cohort_id),
        copying=form or _copy_form(cohort_id),
        kinds=queries.KINDS,
        closed=queries.takes_nobody(cohort),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/form")
@open_to(Side.STAFF)
@takes(MoveForm)
def begin_form(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    actions.begin_form(cohort, actor=me(), now=now())
    return _to(cohort_id)


@blueprint.post("/cohorts/<uuid:cohort_id>/form/copy")
@open_to(Side.STAFF)
@takes(_copy_form, page=form_page)
def copy_form(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    actions.copy_form(cohort, actor=me(), now=now(), **form.values)
    flash(_("Copied. Read them through, then put them into use."), "good")
    return _to(cohort_id)


@blueprint.get("/cohorts/<uuid:cohort_id>/form/preview")
@open_to(Side.STAFF)
def preview(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    shown = queries.form_composed(cohort_id) or queries.form_in_use(cohort_id)
    questions = shown.questions if shown else ()
    form = compose(ApplyForm, questions)()
    return render_template("applications/preview.html", cohort=cohort, shown=shown, questions=questions, form=form)


@blueprint.post("/application-forms/<uuid:form_id>/publish")
@open_to(Side.STAFF)
@takes(MoveForm)
def publish_form(form, form_id):
    composed = load(queries.forms_composed(me()), form_id)
    actions.publish_form(composed, actor=me(), now=now())
    flash(_("In use. Whoever applies from now on answers these questions."), "good")
    return _to(composed.cohort_id)


@blueprint.post("/application-forms/<uuid:form_id>/discard")
@open_to(Side.STAFF)
@takes(MoveForm)
def discard_form(form, form_id):
    composed = load(queries.forms_composed(me()), form_id)
    cohort_id = composed.cohort_id
    actions.discard_form(composed)
    flash(_("Forgotten. What was in use still is."), "good")
    return _to(cohort_id)


# ---- more time --------------------------------------------------------------------------------------


@blueprint.get("/cohorts/<uuid:cohort_id>/extend")
@open_to(Side.STAFF)
def extend_page(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    told = {"close_on": cohort.applications_close_on, "hear_by": cohort.hear_by, "version": cohort.version}
    return render_template(
        "applications/extend.html",
        cohort=cohort,
        form=form or ExtendForm(data=told),
        drafts=queries.drafts_of(cohort_id),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/extend")
@open_to(Side.STAFF)
@takes(ExtendForm, page=extend_page)
def extend(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    actions.extend_deadline(cohort, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Moved. Whoever it concerns is written to."), "good")
    return redirect(url_for("cohorts.page", cohort_id=cohort_id))


# ---- one question -----------------------------------------------------------------------------------


def _new_question(form_id):
    return QuestionForm(earlier=load(queries.forms_composed(me()), form_id).questions)


@blueprint.get("/application-forms/<uuid:form_id>/new")
@open_to(Side.STAFF)
def new_question_page(form_id, form=None):
    composed = load(queries.forms_composed(me()), form_id)
    return render_template(
        "applications/new_question.html", composed=composed, cohort=composed.cohort, form=form or _new_question(form_id)
    )


@blueprint.post("/application-forms/<uuid:form_id>/new")
@open_to(Side.STAFF)
@takes(_new_question, page=new_question_page)
def add_question(form, form_id):
    composed = load(queries.forms_composed(me()), form_id)
    actions.add_question(composed, now=now(), **form.values)
    flash(_("Added at the end."), "good")
    return _to(composed.cohort_id)


def _edit_question(form_question_id):
    question = load(queries.composed_questions(me()), form_question_id)
    return filled(question, queries.before(question))


@blueprint.get("/form-questions/<uuid:form_question_id>")
@open_to(Side.STAFF)
def question_page(form_question_id, form=None):
    question = load(queries.composed_questions(me()), form_question_id)
    return render_template(
        "applications/edit_question.html",
        question=question,
        cohort=question.form.cohort,
        form=form or _edit_question(form_question_id),
    )


@blueprint.post("/form-questions/<uuid:form_question_id>")
@open_to(Side.STAFF)
@takes(_edit_question, page=question_page)
def change_question(form, form_question_id):
    question = load(queries.composed_questions(me()), form_question_id)
    actions.change_question(question, now=now(), **form.values)
    flash(_("Changed."), "good")
    return _to(question.form.cohort_id)


@blueprint.post("/form-questions/<uuid:form_question_id>/up")
@open_to(Side.STAFF)
@takes(MoveForm)
def question_up(form, form_question_id):
    question = load(queries.composed_questions(me()), form_question_id)
    actions.move_question(question, up=True, now=now())
    return _to(question.form.cohort_id, question)


@blueprint.post("/form-questions/<uuid:form_question_id>/down")
@open_to(Side.STAFF)
@takes(MoveForm)
def question_down(form, form_question_id):
    question = load(queries.composed_questions(me()), form_question_id)
    actions.move_question(question, up=False, now=now())
    return _to(question.form.cohort_id, question)


@blueprint.post("/form-questions/<uuid:form_question_id>/remove")
@open_to(Side.STAFF)
@takes(MoveForm)
def remove_question(form, form_question_id):
    question = load(queries.composed_questions(me()), form_question_id)
    cohort_id = question.form.cohort_id
    actions.remove_question(question, now=now())
    flash(_("Taken out."), "good")
    return _to(cohort_id)


def _to(cohort_id, question=None):
    anchor = f"question-{question.id}" if question else None
    return redirect(url_for("applications.form_page", cohort_id=cohort_id, _anchor=anchor))
