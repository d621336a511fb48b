"""Versions of a program: staff send one and answer, partners comment, sign off or object."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.forms import AnswerForm, CommentForm, LetterForm, ReviewForm
from marketplace.demand.programs.lifecycle import MODE_LABELS, REVIEW, STRAND_LABELS, VERSION
from marketplace.demand.programs.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/programs/<uuid:program_id>/versions")
@open_to(Side.STAFF)
def versions(program_id, form=None):
    program = load(queries.visible_to(me()), program_id)
    return render_template(
        "programs/versions.html",
        program=program,
        told=queries.tell_all(program),
        form=form or LetterForm(),
        why_not=queries.why_not_send(queries.current_version(program)),
        reading=VERSION,
        reviewing=REVIEW,
        readers=queries.readers_of(program),
    )


@blueprint.post("/programs/<uuid:program_id>/versions/send")
@open_to(Side.STAFF)
@takes(LetterForm, page=versions)
def send_version(form, program_id):
    program = load(queries.visible_to(me()), program_id)
    actions.send(queries.current_version(program), actor=me(), now=now(), **form.values)
    flash(_("It is with the partners, and stays as it is. Everyone who may sign gets a mail."))
    return _to_versions(program_id)


@blueprint.post("/programs/<uuid:program_id>/versions/next")
@open_to(Side.STAFF)
@takes(MoveForm)
def begin_version(form, program_id):
    version = actions.begin_next(load(queries.visible_to(me()), program_id), actor=me(), now=now())
    flash(_("Version %(number)s begins as a copy. Cohorts go on with theirs.", number=version.number))
    return redirect(url_for("programs.page", program_id=program_id))


@blueprint.post("/programs/<uuid:program_id>/versions/ask")
@open_to(Side.STAFF)
@takes(MoveForm)
def ask_the_rest(form, program_id):
    program = load(queries.visible_to(me()), program_id)
    asked = actions.ask_the_rest(queries.current_version(program), actor=me(), now=now())
    flash(ngettext("%(num)s partner is asked now.", "%(num)s partners are asked now.", asked))
    return _to_versions(program_id)


@blueprint.get("/programs/comments/<uuid:comment_id>")
@open_to(Side.STAFF)
def answer_page(comment_id, form=None):
    comment = load(queries.comments_visible_to(me()), comment_id)
    form = form or AnswerForm(words=comment.answer)
    return render_template("programs/answer.html", comment=comment, form=form)


@blueprint.post("/programs/comments/<uuid:comment_id>")
@open_to(Side.STAFF)
@takes(AnswerForm, page=answer_page)
def answer(form, comment_id):
    comment = load(queries.comments_visible_to(me()), comment_id)
    actions.answer(comment, actor=me(), now=now(), **form.values)
    flash(_("Answered. The partner reads it beside its words."))
    return _to_versions(comment.review.version_of.program_id)


# ---- what a partner says -----------------------------------------------------------------------------


def comment_form(review_id):
    review = load(queries.reviews_visible_to(me()), review_id)
    form = CommentForm()
    form.module_id.choices = [("", _("Choose a module")), *((row.id, row.title) for row in review.version_of.modules)]
    return form


@blueprint.get("/programs/reviews/<uuid:review_id>")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def review_page(review_id, form=None):
    review = load(queries.reviews_visible_to(me()), review_id)
    program, told = review.version_of.program, queries.tell(review.version_of)
    return render_template(
        "programs/review.html",
        review=review,
        program=program,
        told=told,
        coverage=queries.coverage_for(program, me().organisation_id, told.modules),
        comment_form=form if isinstance(form, CommentForm) else comment_form(review_id),
        form=form if isinstance(form, ReviewForm) else ReviewForm(obj=review),
        open_moves=REVIEW.open_to(review.stage, me()),
        reviewing=REVIEW,
        strands=STRAND_LABELS,
        modes=MODE_LABELS,
    )


@blueprint.post("/programs/reviews/<uuid:review_id>/comment")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(comment_form, page=review_page)
def comment(form, review_id):
    review = load(queries.reviews_visible_to(me()), review_id)
    actions.comment(review, actor=me(), now=now(), **form.values)
    flash(_("The program team reads it, and no other employer does."))
    return _to_review(review_id)


@blueprint.post("/programs/reviews/<uuid:review_id>/sign-off")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(ReviewForm, page=review_page)
def sign_off(form, review_id):
    review = load(queries.reviews_visible_to(me()), review_id)
    actions.sign_off(review, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Signed off. A newer version would ask you again."))
    return _to_review(review_id)


@blueprint.post("/programs/reviews/<uuid:review_id>/object")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(ReviewForm, page=review_page)
def object_to(form, review_id):
    review = load(queries.reviews_visible_to(me()), review_id)
    actions.object_to(review, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Noted. The program team answers with the next version."))
    return _to_review(review_id)


def _to_review(review_id):
    return redirect(url_for("programs.review_page", review_id=review_id))


def _to_versions(program_id):
    return redirect(url_for("programs.versions", program_id=program_id))
