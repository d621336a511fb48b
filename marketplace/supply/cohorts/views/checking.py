"""Would it fit? A check of a program's conditions that anybody can make; nothing that is said in it is kept."""

from flask import make_response, render_template

from marketplace.demand.programs.forms import check_form
from marketplace.demand.programs.queries import Standing, check, questions
from marketplace.supply.cohorts.queries import finding
from marketplace.supply.cohorts.views import blueprint
from marketplace.web.access import load, maybe_me, now, public, reads_first
from marketplace.web.forms import takes


@blueprint.get("/programs/<uuid:program_id>/check")
@public
def check_page(program_id, form=None):
    return _page(load(finding.found_programs(), program_id), form or _check_form(program_id))


def _check_form(program_id):
    return check_form(questions(finding.rules_to_check(program_id)))


# A reader all through, so that not even a mark of the form is kept.
@blueprint.post("/programs/<uuid:program_id>/check")
@public
@takes(_check_form, page=check_page)
@reads_first
def check_fit(form, program_id):
    program = load(finding.found_programs(), program_id)
    rules = finding.rules_to_check(program_id)
    asked = questions(rules)
    fit = check(rules, form.values, asked=finding.places_of(asked))
    others = finding.alternatives(program_id, form.values, asked, now()) if fit.standing is not Standing.MEETS else []
    response = make_response(_page(program, form, fit=fit, others=others))
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(program, form, fit=None, others=()):
    return render_template(
        "cohorts/check.html",
        program=program,
        form=form,
        asked=[form[name] for name in form.values],
        fit=fit,
        others=others,
        runs=finding.runs_of(program.id, now()),
        actor=maybe_me(),
    )
