"""Pages of the shared vocabulary, and the suggestions for whoever types a competency."""

from functools import partial
from http import HTTPStatus

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.actions import count_tries
from marketplace.accounts.views.limits import limited, tries_of
from marketplace.accounts.views.session import require_fresh_proof
from marketplace.competencies import actions, queries
from marketplace.competencies.forms import AddForm, MapForm, OtherForm
from marketplace.competencies.models import Kind
from marketplace.db import bookkeep, db
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import asked, one_page

blueprint = Blueprint("competencies", __name__, template_folder="templates")
TYPED = 20  # questions of one person while typing, for one write


@blueprint.get("/competencies/suggest")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, Side.ADMIN)
@limited("typing", every=TYPED)
def suggest():
    return jsonify(
        [
            {"id": str(found.id), "label": found.label, "why": found.why, "description": found.description}
            for found in queries.suggest(asked("q"), organisation_id=me().organisation_id)
        ]
    )


@blueprint.get("/occupations/titles")
@open_to(Side.EMPLOYER, Side.STAFF)
@limited("typing", every=TYPED)
def titles():
    return jsonify([{"label": found.words, "why": found.of} for found in queries.titles(asked("q"))])


@blueprint.get("/competencies")
@open_to(Side.STAFF, Side.ADMIN)
def listing():
    words, kind = asked("q"), request.args.get("kind", type=Kind)
    found = one_page(queries.search(words, kind))
    return render_template(
        "competencies/listing.html",
        listing=found,
        words=words,
        kind=kind,
        kinds=queries.KIND_LABELS,
        fitting=queries.fitting(),
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
            bookkeep(partial(_note_unresolved, words), spared=True)
        elif accepted:
            bookkeep(partial(actions.map_own_words, words, competency_id, actor=me(), now=now()), spared=True)
    return response


def _note_unresolved(words):
    """Words of somebody who has typed very many that led nowhere are no news of the vocabulary."""
    if not count_tries(tries_of(me(), "unresolved"), now=now()):
        actions.note_unresolved(words, now=now())


@blueprint.get("/competencies/unresolved")
@open_to(Side.STAFF, Side.ADMIN)
def unresolved():
    return render_template(
        "competencies/unresolved.html", listing=one_page(queries.unresolved()), fitting=queries.fitting()
    )


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


# ---- two that are one -------------------------------------------------------------------------------


@blueprint.get("/competencies/<uuid:competency_id>/other")
@open_to(Side.STAFF)
def other_page(competency_id, form=None):
    competency = load(queries.visible(), competency_id)
    return render_template("competencies/other.html", competency=competency, form=form or OtherForm())


@blueprint.post("/competencies/<uuid:competency_id>/other")
@open_to(Side.STAFF)
@takes(lambda competency_id: OtherForm(), page=other_page)
def choose_other(form, competency_id):
    load(queries.visible(), competency_id)
    return redirect(url_for("competencies.beside", competency_id=competency_id, other_id=form.competency.data))


@blueprint.get("/competencies/<uuid:competency_id>/beside/<uuid:other_id>")
@open_to(Side.STAFF)
def beside(competency_id, other_id):
    two = [load(queries.detailed(), row_id) for row_id in (competency_id, other_id)]
    return render_template(
        "competencies/beside.html",
        ways=[queries.outlook(*two), queries.outlook(*two[::-1])],
        apart=queries.apart(competency_id, other_id),
        may_merge=queries.may_merge(me()),
        sources=queries.SOURCE_LABELS,
        kinds=queries.KIND_LABELS,
    )


@blueprint.post("/competencies/<uuid:competency_id>/beside/<uuid:other_id>/merge")
@open_to(Side.STAFF)
@takes(MoveForm)
def merge(form, competency_id, other_id):
    require_fresh_proof()
    goes, stays = (load(queries.mergeable_by(me()), row_id) for row_id in (competency_id, other_id))
    merger = actions.merge(goes, stays, actor=me(), now=now())
    moved = ", ".join(queries.in_words(merger.moved)) or _("nothing rested on it")
    flash(_("“%(goes)s” is “%(stays)s” now: %(moved)s.", goes=goes.preferred, stays=stays.preferred, moved=moved))
    return redirect(url_for("competencies.page", competency_id=other_id), 303)


@blueprint.post("/competencies/<uuid:competency_id>/beside/<uuid:other_id>/apart")
@open_to(Side.STAFF)
@takes(MoveForm)
def leave_apart(form, competency_id, other_id):
    one, other = (load(queries.visible(), row_id) for row_id in (competency_id, other_id))
    actions.leave_apart(one, other, actor=me(), now=now())
    flash(_("“%(one)s” and “%(other)s” stay two.", one=one.preferred, other=other.preferred), "good")
    return redirect(url_for("competencies.beside", competency_id=competency_id, other_id=other_id))


@blueprint.get("/competencies/<uuid:competency_id>")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, Side.ADMIN)
def page(competency_id):
    competency = load(queries.detailed(), queries.now_called(competency_id))
    return render_template(
        "competencies/page.html",
        competency=competency,
        around=queries.neighbours(competency),
        kinds=queries.KIND_LABELS,
        sources=queries.SOURCE_LABELS,
        taken_in=list(db.session.scalars(queries.taken_in(competency.id))),
        in_words=queries.in_words,
    )
