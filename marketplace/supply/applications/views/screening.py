"""Screening over HTTP: ruling out and another look, asking for more and answering."""

from flask import flash, render_template
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.applications import actions, queries
from marketplace.supply.applications.forms import AnswerForm, AppealForm, AskForm, RuleOutForm
from marketplace.supply.applications.views import blueprint
from marketplace.supply.applications.views.reading import to
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.uploads import takes_files


@blueprint.post("/applications/<uuid:application_id>/start-screening")
@open_to(Side.STAFF)
@takes(MoveForm)
def start_screening(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.start_screening(application, actor=me(), now=now())
    flash(_("In screening. The person reads “Received” as before."), "good")
    return to(application)


# ---- not eligible, and another look -----------------------------------------------------------------


@blueprint.get("/applications/<uuid:application_id>/rule-out")
@open_to(Side.STAFF)
def rule_out_page(application_id, form=None):
    application = load(queries.visible_to(me()), application_id)
    return render_template("applications/rule_out.html", application=application, form=form or RuleOutForm())


@blueprint.post("/applications/<uuid:application_id>/rule-out")
@open_to(Side.STAFF)
@takes(RuleOutForm, page=rule_out_page)
def rule_out(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.rule_out(application, actor=me(), now=now(), **form.values)
    flash(_("The person gets your words by mail, and can ask for another look."), "good")
    return to(application)


@blueprint.get("/applications/<uuid:application_id>/appeal")
@open_to(Side.JOBSEEKER)
def appeal_page(application_id, form=None):
    application = load(queries.visible_to(me()), application_id)
    return render_template("applications/appeal.html", application=application, form=form or AppealForm())


@blueprint.post("/applications/<uuid:application_id>/appeal")
@open_to(Side.JOBSEEKER)
@takes(AppealForm, page=appeal_page)
def appeal(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.appeal(application, actor=me(), now=now(), **form.values)
    flash(_("The program team has your words, and looks again."), "good")
    return to(application)


# ---- more information -------------------------------------------------------------------------------


@blueprint.get("/applications/<uuid:application_id>/ask")
@open_to(Side.STAFF)
def ask_page(application_id, form=None):
    application = load(queries.visible_to(me()), application_id)
    return render_template("applications/ask.html", application=application, form=form or AskForm())


@blueprint.post("/applications/<uuid:application_id>/ask")
@open_to(Side.STAFF)
@takes(AskForm, page=ask_page)
def ask(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.ask_more(application, actor=me(), now=now(), **form.values)
    flash(_("Asked. The person gets a mail, and you hear when they answer."), "good")
    return to(application)


@blueprint.get("/applications/<uuid:application_id>/answer")
@open_to(Side.JOBSEEKER)
def answer_page(application_id, form=None):
    application = load(queries.visible_to(me()), application_id)
    return render_template(
        "applications/answer.html",
        application=application,
        form=form or AnswerForm(),
        asked=queries.open_request(application),
    )


@blueprint.post("/applications/<uuid:application_id>/answer")
@open_to(Side.JOBSEEKER)
@takes(AnswerForm, page=answer_page)
@takes_files
def answer(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.answer_more(application, actor=me(), now=now(), **form.values)
    flash(_("Thank you. The program team has your answer."), "good")
    return to(application)


@blueprint.post("/applications/<uuid:application_id>/go-on")
@open_to(Side.STAFF)
@takes(MoveForm)
def go_on(form, application_id):
    application = load(queries.visible_to(me()), application_id)
    actions.go_on(application, actor=me(), now=now())
    flash(_("Back in screening, without the answer."), "good")
    return to(application)
