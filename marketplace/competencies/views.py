"""Pages of the shared vocabulary, and the suggestions for whoever types a competency."""

from functools import partial
from http import HTTPStatus

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.competencies import actions, queries
from marketplace.competencies.forms import AddForm, MapForm
from marketplace.competencies.models import Kind
from marketplace.db import bookkeep
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import asked, one_page

blueprint = Blueprint("competencies", __name__, template_folder="templates")


@blueprint.get("/competencies/suggest")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, Side.ADMIN)
def suggest():
    return jsonify(
        [
            {"id": str(found.id), "label": found.label, "why": found.why, "description": found.description}
            for found in queries.suggest(asked("q"), organisation_id=me().organisation_id)
        ]
    )


@blueprint.get("/occupations/titles")
@open_to(Side.EMPLOYER, Side.STAFF)
def titles():
    return jsonify([{"label": found.words, "why": found.of} for found in queries.titles(asked("q"))])


@blueprint.get("/competencies")
@open_to(Side.STAFF, Side.ADMIN)
def listing():
    words, kind = asked("q"), request.args.get("kind", type=Kind)
    found = one_page(queries.search(words, kind))
    return render_template(
        "competencies/listing.html", listing=found, words=words, kind=kind, kinds=queries.KIND_LABELS
    )


# ---- words that led nowhere -------------------------------------------------------------------------


@blueprint.after_app_request
def keep_words(response):
    """Write down, once the request has ended, which words led nowhere, and what an employer or staff said of theirs.

    The request's own work is kept by now, so that a word missed here must not turn its answer into an error.
    """
    accepted = response.status_code < HTTPStatus.BAD_REQUEST
    for words, competency_id in g.pop("competency_words", ()):
        if competency_id is None:
            bookkeep(partial(actions.note_unresolved, words, now=now()), spared=True)
        elif accepted:
            bookkeep(partial(actions.map_own_words, words, competency_id, actor=me(), now=now()), spared=True)
    return response


@blueprint.get("/competencies/unresolved")
@open_to(Side.STAFF, Side.ADMIN)
def unresolved():
    return render_template("competencies/unresolved.html", listing=one_page(queries.unresolved()))


@blueprint.get("/competencies/unresolved/<uuid:words_id>")
@open_to(Side.STAFF, Side.ADMIN)
def words_page(words_id, form=None):
    words = load(queries.unresolved(), words_id)
    return render_template(
        "competencies/words_page.html", words=words, form=form or MapForm(), proposals=queries.proposals(words.words)
    )


@blueprint.post("/competencies/unresolved/<uuid:words_id>")
@open_to(Side.STAFF, Side.ADMIN)
@takes(lambda words_id: MapForm(), page=words_page)
def map_words(form, words_id):
    words = load(queries.unresolved(), words_id)
    actions.settle(words, form.competency.data, actor=me(), now=now())
    flash(_("“%(words)s” means “%(name)s” from now on.", words=words.words, name=form.competency.words), "good")
    return redirect(url_for("competencies.unresolved"))


@blueprint.post("/competencies/unresolved/<uuid:words_id>/means/<uuid:competency_id>")
@open_to(Side.STAFF, Side.ADMIN)
@takes(MoveForm)
def take_proposal(form, words_id, competency_id):
    words, meant = load(queries.unresolved(), words_id), load(queries.visible(), competency_id)
    actions.settle(words, meant.id, actor=me(), now=now())
    flash(_("“%(words)s” means “%(name)s” from now on.", words=words.words, name=meant.preferred), "good")
    return redirect(url_for("competencies.unresolved"))


@blueprint.post("/competencies/unresolved/<uuid:words_id>/leave")
@open_to(Side.STAFF, Side.ADMIN)
@takes(MoveForm)
def leave_words(form, words_id):
    words = load(queries.unresolved(), words_id)
    actions.settle(words, None, actor=me(), now=now())
    flash(_("“%(words)s” stays as it is and is not asked about again.", words=words.words), "good")
    return redirect(url_for("competencies.unresolved"))


@blueprint.get("/competencies/unresolved/<uuid:words_id>/add")
@open_to(Side.STAFF, Side.ADMIN)
def add_page(words_id, form=None):
    words = load(queries.unresolved(), words_id)
    return render_template("competencies/add.html", words=words, form=form or AddForm(preferred=words.words))


@blueprint.post("/competencies/unresolved/<uuid:words_id>/add")
@open_to(Side.STAFF, Side.ADMIN)
@takes(lambda words_id: AddForm(), page=add_page)
def add(form, words_id):
    words = load(queries.unresolved(), words_id)
    added = actions.add_from_words(words, actor=me(), now=now(), **form.values)
    flash(_("“%(name)s” is in the vocabulary.", name=added.preferred), "good")
    return redirect(url_for("competencies.page", competency_id=added.id))


@blueprint.get("/competencies/<uuid:competency_id>")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, Side.ADMIN)
def page(competency_id):
    competency = load(queries.detailed(), competency_id)
    return render_template(
        "competencies/page.html",
        competency=competency,
        around=queries.neighbours(competency),
        kinds=queries.KIND_LABELS,
        sources=queries.SOURCE_LABELS,
    )
