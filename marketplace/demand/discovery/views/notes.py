"""The session's page for the program team: read, and written in while it is under way."""

from flask import flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.forms import AnswerForm, MarkForm, SortForm, TimeForm
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/discovery/<uuid:session_id>")
@open_to(Side.STAFF)
def page(session_id, question_id=None, form=None):
    session = load(queries.with_questions(queries.with_everybody(queries.visible_to(me()))), session_id)
    answers = queries.answers_of(session)
    return render_template(
        "discovery/sessions/page.html",
        session=session,
        answers=answers,
        forms=_forms(session, answers, question_id, form),
        refused_id=question_id,
        said=_said(session),
        parts=queries.PART_LABELS,
        stage=LIFECYCLE.label(session.stage),
        open_moves=LIFECYCLE.open_to(session.stage, me()),
    )


def _forms(session, answers, question_id, form):
    """A form for each question; the one that was just sent keeps what was typed."""
    return {
        question.id: form.called(str(question.position))
        if form and question.id == question_id
        else AnswerForm.of(question, answers.get(question.id))
        for question in session.guide.questions
    }


def _said(session):
    """What stands beside the answers of a session."""
    return {
        "insights": queries.insights_of(session),
        "asides": queries.asides_in(session),
        "aside_words": queries.ASIDE_WORDS,
        "marks": queries.marks_by_answer(session),
        "minutes": queries.minutes_by_topic(session),
        "kinds": queries.KIND_LABELS,
        "steps": queries.steps_of(session),
        "merge_forms": _merge_forms(session),
        "sort_form": lambda: SortForm(formdata=None),
    }


def _merge_forms(session):
    """For each text aside a form that begins with both texts, one after the other."""
    answers = queries.answers_of(session)
    forms = {}
    for question_id, texts in queries.asides_in(session).items():
        answer = answers[question_id]
        for text in texts:
            both = "\n\n".join(filter(None, (answer.words, text.words)))
            form = AnswerForm(formdata=None, words=both, version=str(answer.version), settles_id=str(text.id))
            forms[text.id] = form.called(str(text.id))
    return forms


@blueprint.post("/discovery/<uuid:session_id>/answers/<uuid:question_id>")
@open_to(Side.STAFF)
@takes(AnswerForm, page=page)
def answer(form, session_id, question_id):
    written = _write(form, session_id, question_id)
    flash(str(queries.ASIDE_WORDS[written.aside]) if written.aside else _("The answer is kept."))
    return _to_question(session_id, question_id)


@blueprint.post("/discovery/<uuid:session_id>/answers/<uuid:question_id>/draft")
@open_to(Side.STAFF)
@takes(AnswerForm)
def draft(form, session_id, question_id):
    written = _write(form, session_id, question_id)
    aside = str(queries.ASIDE_WORDS[written.aside]) if written.aside else ""
    return jsonify(version=written.answer.version, words=written.answer.words, aside=aside)


def _write(form, session_id, question_id):
    session = load(queries.visible_to(me()), session_id)
    question = load(queries.questions_of(session), question_id)
    return actions.write_answer(session, question, version=form.version.data, actor=me(), now=now(), **form.values)


def _beside_question(make_form):
    """A form sent from beside a question: what is not there is missing, whatever was filled in."""

    def made(session_id, question_id):
        load(queries.questions_of(load(queries.visible_to(me()), session_id)), question_id)
        return make_form()

    return made


def _sort_form(session_id, mark_id):
    load(queries.visible_to(me()), session_id)
    return SortForm()


@blueprint.post("/discovery/<uuid:session_id>/answers/<uuid:question_id>/mark")
@open_to(Side.STAFF)
@takes(_beside_question(MarkForm))
def mark(form, session_id, question_id):
    session = load(queries.visible_to(me()), session_id)
    question = load(queries.questions_of(session), question_id)
    marked = actions.mark(session, question, actor=me(), now=now(), **form.values)
    return jsonify(words=marked.words)


@blueprint.post("/discovery/<uuid:session_id>/marks/<uuid:mark_id>/sort")
@open_to(Side.STAFF)
@takes(_sort_form)
def sort_mark(form, session_id, mark_id):
    session = load(queries.visible_to(me()), session_id)
    marked = load(queries.marks(session), mark_id)
    question_id = marked.answer.question_id
    actions.sort_mark(session, marked, actor=me(), now=now(), **form.values)
    flash(_("The quote is kept."))
    return _to_question(session_id, question_id)


@blueprint.post("/discovery/<uuid:session_id>/marks/<uuid:mark_id>/drop")
@open_to(Side.STAFF)
@takes(MoveForm)
def drop_mark(form, session_id, mark_id):
    session = load(queries.visible_to(me()), session_id)
    marked = load(queries.marks(session), mark_id)
    question_id = marked.answer.question_id
    actions.drop_mark(marked)
    flash(_("The mark is taken back; the answer stays as it is."))
    return _to_question(session_id, question_id)


@blueprint.post("/discovery/<uuid:session_id>/answers/<uuid:question_id>/time")
@open_to(Side.STAFF)
@takes(_beside_question(TimeForm))
def linger(form, session_id, question_id):
    session = load(queries.visible_to(me()), session_id)
    question = load(queries.questions_of(session), question_id)
    actions.linger(session, question, actor=me(), **form.values)
    return "", 204


@blueprint.get("/discovery/<uuid:session_id>/answers/<uuid:answer_id>/texts")
@open_to(Side.STAFF)
def texts(session_id, answer_id):
    session = load(queries.visible_to(me()), session_id)
    found = load(queries.written_answers_of(session), answer_id)
    return render_template(
        "discovery/sessions/texts.html", session=session, answer=found, revisions=queries.revisions_of(found)
    )


def _to_question(session_id, question_id):
    return redirect(url_for("discovery.page", session_id=session_id, _anchor=f"question-{question_id}"))
