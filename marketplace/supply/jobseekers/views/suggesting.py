"""Questions about what somebody can do, from what they have done."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from marketplace.accounts.views.limits import limited, require_room
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.forms import SuggestionForm
from marketplace.supply.jobseekers.views import blueprint
from marketplace.web.access import me, now, open_to
from marketplace.web.forms import MoveForm, takes


def _asked(competency_id):
    found = [one for one in queries.suggestions(me().person_id) if one.competency.id == competency_id]
    if not found:
        raise NotFound
    return found[0]


@blueprint.get("/me/growth/questions")
@open_to(Side.JOBSEEKER)
@limited("questions", every=5)
def questions():
    return render_template("jobseekers/questions.html", suggestions=queries.suggestions(me().person_id))


@blueprint.get("/me/growth/questions/<uuid:competency_id>")
@open_to(Side.JOBSEEKER)
@limited("questions", every=5)
def question(competency_id):
    return _question_page(competency_id)


def _question_page(competency_id, form=None):
    return render_template("jobseekers/question.html", asked=_asked(competency_id), form=form or SuggestionForm())


@blueprint.post("/me/growth/questions/<uuid:competency_id>")
@open_to(Side.JOBSEEKER)
@takes(lambda competency_id: SuggestionForm(), page=_question_page)
def accept_suggestion(form, competency_id):
    require_room("questions")
    claim = actions.accept(_asked(competency_id), actor=me(), now=now(), **form.values)
    flash(_("“%(name)s” is among your competencies.", name=claim.competency.preferred), "good")
    return redirect(url_for("jobseekers.questions"))


@blueprint.post("/me/growth/questions/<uuid:competency_id>/no")
@open_to(Side.JOBSEEKER)
@takes(lambda competency_id: MoveForm())
def set_aside(form, competency_id):
    require_room("questions")
    actions.set_aside(_asked(competency_id).competency.id, actor=me(), now=now())
    flash(_("Then it is not you. It is not asked again."), "good")
    return redirect(url_for("jobseekers.questions"))
