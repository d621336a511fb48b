"""Guides: every edition, a draft written question by question, and what the check says while one writes."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.forms import GuideForm, IntroductionForm, QuestionForm
from marketplace.demand.discovery.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/guides")
@open_to(Side.STAFF)
def guides():
    found = db.session.scalars(queries.guides()).all()
    return render_template("discovery/guides/listing.html", guides=found, followed=queries.sessions_following(found))


@blueprint.get("/guides/new")
@open_to(Side.STAFF)
def new_guide_page(form=None):
    return render_template("discovery/guides/new.html", form=form or GuideForm())


@blueprint.post("/guides/new")
@open_to(Side.STAFF)
@takes(GuideForm, page=new_guide_page)
def new_guide(form):
    guide = actions.begin_guide(**form.values)
    flash(_("The guide is begun. Write its first question."))
    return redirect(url_for("discovery.guide", guide_id=guide.id))


@blueprint.get("/guides/<uuid:guide_id>")
@open_to(Side.STAFF)
def guide(guide_id):
    found = load(queries.guides(), guide_id)
    return render_template(
        "discovery/guides/page.html",
        guide=found,
        parts=queries.PART_LABELS,
        findings={question.id: queries.findings_of(question) for question in found.questions},
        followed=queries.sessions_following([found]).get(found.id, 0),
    )


@blueprint.post("/guides/<uuid:guide_id>/copy")
@open_to(Side.STAFF)
@takes(MoveForm)
def copy_guide(form, guide_id):
    copied = actions.copy_guide(load(queries.guides(), guide_id))
    flash(_("Edition %(edition)s is a draft. The one before stays as it is.", edition=copied.edition))
    return redirect(url_for("discovery.guide", guide_id=copied.id))


@blueprint.get("/guides/<uuid:guide_id>/introduction")
@open_to(Side.STAFF)
def introduction_page(guide_id, form=None):
    found = load(queries.guides(), guide_id)
    return render_template("discovery/guides/introduction.html", guide=found, form=form or IntroductionForm(obj=found))


@blueprint.post("/guides/<uuid:guide_id>/introduction")
@open_to(Side.STAFF)
@takes(lambda guide_id: IntroductionForm(), page=introduction_page)
def change_introduction(form, guide_id):
    actions.change_introduction(load(queries.guides(), guide_id), **form.values)
    return redirect(url_for("discovery.guide", guide_id=guide_id))


@blueprint.get("/guides/<uuid:guide_id>/questions/new")
@open_to(Side.STAFF)
def new_question_page(guide_id, form=None):
    found = load(queries.guides(), guide_id)
    form = form or QuestionForm()
    return render_template("discovery/guides/question.html", guide=found, question=None, form=form, findings=[])


@blueprint.post("/guides/<uuid:guide_id>/questions/new")
@open_to(Side.STAFF)
@takes(lambda guide_id: QuestionForm(), page=new_question_page)
def add_question(form, guide_id):
    question = actions.add_question(load(queries.guides(), guide_id), form.asked)
    return _kept(question)


@blueprint.get("/guides/<uuid:guide_id>/questions/<uuid:question_id>")
@open_to(Side.STAFF)
def question_page(guide_id, question_id, form=None):
    found = load(queries.guides(), guide_id)
    question = load(queries.questions(found), question_id)
    return render_template(
        "discovery/guides/question.html",
        guide=found,
        question=question,
        form=form or QuestionForm.of(question),
        findings=queries.findings_of(question),
    )


@blueprint.post("/guides/<uuid:guide_id>/questions/<uuid:question_id>")
@open_to(Side.STAFF)
@takes(lambda guide_id, question_id: QuestionForm(), page=question_page)
def change_question(form, guide_id, question_id):
    question = load(queries.questions(load(queries.guides(), guide_id)), question_id)
    actions.change_question(question, form.asked)
    return _kept(question)


@blueprint.post("/guides/<uuid:guide_id>/questions/<uuid:question_id>/remove")
@open_to(Side.STAFF)
@takes(MoveForm)
def remove_question(form, guide_id, question_id):
    actions.remove_question(load(queries.questions(load(queries.guides(), guide_id)), question_id))
    flash(_("The question is out of this draft."))
    return redirect(url_for("discovery.guide", guide_id=guide_id))


@blueprint.post("/guides/<uuid:guide_id>/questions/<uuid:question_id>/<any(up, down):way>")
@open_to(Side.STAFF)
@takes(MoveForm)
def move_question(form, guide_id, question_id, way):
    question = load(queries.questions(load(queries.guides(), guide_id)), question_id)
    actions.move_question(question, up=way == "up")
    return redirect(url_for("discovery.guide", guide_id=guide_id, _anchor=f"question-{question_id}"))


@blueprint.get("/guides/check")
@open_to(Side.STAFF)
def check():
    """What the check says about words that are still being written; a fragment for the page that writes them."""
    words = [request.args.get("question", ""), *request.args.get("probes", "").splitlines()]
    return render_template("discovery/guides/findings.html", findings=queries.look_through(words))


def _kept(question):
    """Back to the guide; what the check has to say stands beside the question there, and blocks nothing."""
    found = queries.findings_of(question)
    flash(_("The question is kept. The check has a remark.") if found else _("The question is kept."))
    return redirect(url_for("discovery.guide", guide_id=question.guide_id, _anchor=f"question-{question.id}"))
