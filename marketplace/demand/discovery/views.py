"""Pages of discovery: sessions, what was heard, quotes, and what an employer's own people read back."""

import uuid

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.forms import AnswerForm, InsightForm, QuotingForm, ScheduleForm
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import InsightKind, SessionStage
from marketplace.demand.employers import queries as employers
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("discovery", __name__, template_folder="templates")


@blueprint.get("/discovery")
@open_to(Side.STAFF)
def listing():
    stage, employer_id = request.args.get("stage", type=SessionStage), request.args.get("employer", type=uuid.UUID)
    found = one_page(queries.search(me(), stage=stage, employer_id=employer_id))
    return render_template(
        "discovery/listing.html",
        listing=found,
        stage=stage,
        employer_id=employer_id,
        stages=LIFECYCLE.labels,
        label=LIFECYCLE.label,
        employers=employers.choices(me()),
    )


@blueprint.get("/discovery/new")
@open_to(Side.STAFF)
def choose_page():
    return render_template("discovery/choose.html", employers=list(db.session.scalars(employers.search(me()))))


def schedule_form(employer_id, **_arguments):
    return ScheduleForm(contacts=_contacts(load(employers.visible_to(me()), employer_id)))


@blueprint.get("/employers/<uuid:employer_id>/sessions/new")
@open_to(Side.STAFF)
def new_page(employer_id, form=None):
    employer = load(employers.visible_to(me()), employer_id)
    return render_template("discovery/new.html", employer=employer, form=form or schedule_form(employer_id))


@blueprint.post("/employers/<uuid:employer_id>/sessions/new")
@open_to(Side.STAFF)
@takes(schedule_form, page=new_page)
def new(form, employer_id):
    employer = load(employers.visible_to(me()), employer_id)
    session = actions.schedule(employer, actor=me(), now=now(), **form.values)
    flash(_("The session with %(name)s is planned.", name=employer.name))
    return redirect(url_for("discovery.page", session_id=session.id))


def reschedule_form(session_id, **_arguments):
    return ScheduleForm(contacts=_contacts(load(queries.visible_to(me()), session_id).employer))


@blueprint.get("/discovery/<uuid:session_id>/edit")
@open_to(Side.STAFF)
def edit_page(session_id, form=None):
    session = load(queries.visible_to(me()), session_id)
    form = form or ScheduleForm.of(session, _contacts(session.employer))
    return render_template("discovery/edit.html", session=session, form=form)


@blueprint.post("/discovery/<uuid:session_id>/edit")
@open_to(Side.STAFF)
@takes(reschedule_form, page=edit_page)
def edit(form, session_id):
    session = load(queries.visible_to(me()), session_id)
    actions.reschedule(session, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("The plan is changed."))
    return redirect(url_for("discovery.page", session_id=session_id))


@blueprint.get("/discovery/<uuid:session_id>")
@open_to(Side.STAFF)
def page(session_id, question_id=None, form=None):
    session = load(queries.with_questions(queries.visible_to(me())), session_id)
    answers = queries.answers_of(session)
    forms = {
        question.id: form.called(question)
        if question.id == question_id
        else AnswerForm.of(question, answers.get(question.id))
        for question in session.guide.questions
    }
    return render_template(
        "discovery/page.html",
        session=session,
        answers=answers,
        forms=forms,
        refused_id=question_id,
        insights=queries.insights_of(session),
        steps=queries.steps_of(session),
        parts=queries.PART_LABELS,
        kinds=queries.KIND_LABELS,
        stage=LIFECYCLE.label(session.stage),
        open_moves=LIFECYCLE.open_to(session.stage, me()),
    )


@blueprint.post("/discovery/<uuid:session_id>/moves/<name>")
@open_to(Side.STAFF)
@takes(MoveForm)
def make_move(form, session_id, name):
    session = load(queries.visible_to(me()), session_id)
    actions.make_move(session, name, actor=me(), now=now())
    return redirect(url_for("discovery.page", session_id=session_id))


@blueprint.post("/discovery/<uuid:session_id>/answers/<uuid:question_id>")
@open_to(Side.STAFF)
@takes(AnswerForm, page=page)
def answer(form, session_id, question_id):
    _write(form, session_id, question_id)
    flash(_("The answer is kept."))
    return redirect(url_for("discovery.page", session_id=session_id, _anchor=f"question-{question_id}"))


@blueprint.post("/discovery/<uuid:session_id>/answers/<uuid:question_id>/draft")
@open_to(Side.STAFF)
@takes(AnswerForm)
def draft(form, session_id, question_id):
    return jsonify(version=_write(form, session_id, question_id).version)


def _write(form, session_id, question_id):
    session = load(queries.visible_to(me()), session_id)
    question = load(queries.questions_of(session), question_id)
    return actions.write_answer(session, question, version=form.version.data, actor=me(), now=now(), **form.values)


@blueprint.get("/discovery/<uuid:session_id>/answers/<uuid:answer_id>/quotes")
@open_to(Side.STAFF)
def quotes_page(session_id, answer_id, form=None):
    session = load(queries.visible_to(me()), session_id)
    answer = load(queries.written_answers_of(session), answer_id)
    return render_template(
        "discovery/quotes.html",
        session=session,
        answer=answer,
        form=form or InsightForm(),
        kinds=queries.KIND_LABELS,
        insights=queries.insights_of(session).get(answer.id, []),
    )


@blueprint.post("/discovery/<uuid:session_id>/answers/<uuid:answer_id>/quotes")
@open_to(Side.STAFF)
@takes(InsightForm, page=quotes_page)
def code(form, session_id, answer_id):
    session = load(queries.visible_to(me()), session_id)
    answer = load(queries.written_answers_of(session), answer_id)
    actions.code_insight(session, answer, actor=me(), now=now(), **form.values)
    flash(_("The quote is kept. Choose another, or go back to the session."))
    return redirect(url_for("discovery.quotes_page", session_id=session_id, answer_id=answer_id))


@blueprint.post("/discovery/quotes/<uuid:insight_id>/remove")
@open_to(Side.STAFF)
@takes(MoveForm)
def remove(form, insight_id):
    insight = load(queries.insights_visible_to(me()), insight_id)
    back = url_for("discovery.quotes_page", session_id=insight.session_id, answer_id=insight.answer_id)
    actions.remove_insight(insight)
    flash(_("The quote is removed; the answer stays as it is."))
    return redirect(back)


@blueprint.get("/discovery/quotes")
@open_to(Side.STAFF)
def insights():
    kind, employer_id = request.args.get("kind", type=InsightKind), request.args.get("employer", type=uuid.UUID)
    found = one_page(queries.search_insights(me(), kind=kind, employer_id=employer_id))
    return render_template(
        "discovery/insights.html",
        listing=found,
        kind=kind,
        employer_id=employer_id,
        kinds=queries.KIND_LABELS,
        employers=employers.choices(me()),
    )


@blueprint.get("/heard")
@open_to(Side.EMPLOYER)
def heard():
    return render_template(
        "discovery/heard.html",
        heard=queries.heard(me()),
        ahead=queries.ahead(me()),
        label=LIFECYCLE.label,
        may_decide=me().role in HIRING_ROLES,
    )


@blueprint.post("/discovery/<uuid:session_id>/quoting")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(QuotingForm)
def quoting(form, session_id):
    session = load(queries.visible_to(me()), session_id)
    actions.set_quoting(session, actor=me(), now=now(), **form.values)
    flash(_("That is noted."))
    back = {Side.STAFF: url_for("discovery.page", session_id=session_id)}
    return redirect(back.get(me().side, url_for("discovery.heard")))


def _contacts(employer):
    return db.session.scalars(employers.contacts_of(employer)).all()
