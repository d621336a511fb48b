"""Checks whether it lasts: what staff found and whom they asked, and what each side says for itself."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.forms import RESULT_WORDS, WAYS, CheckForm, ContactForm, SayForm
from marketplace.hiring.placements.views import blueprint
from marketplace.hiring.placements.views.showing import WORDS
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


def _shown(check):
    return {
        "check": check,
        "placement": check.placement,
        "said": queries.told(check),
        "tries": queries.contacts(check),
        "ways": dict(WAYS),
        "results": RESULT_WORDS,
        **WORDS,
    }


@blueprint.get("/checks/<uuid:check_id>")
@open_to(Side.STAFF)
def check_page(check_id, form=None):
    check = load(queries.checkpoints(me()), check_id)
    return render_template("placements/check.html", form=form or CheckForm(), **_shown(check))


@blueprint.post("/checks/<uuid:check_id>")
@open_to(Side.STAFF)
@takes(lambda check_id: CheckForm(), page=check_page)
def answer_check(form, check_id):
    check = load(queries.checkpoints(me()), check_id)
    enough = current_app.config["CHECK_ATTEMPTS"]
    actions.answer(check, version=form.version.data, actor=me(), now=now(), enough=enough, **form.values)
    flash(_("Kept."), "good")
    return redirect(url_for("placements.page", placement_id=check.placement_id))


@blueprint.get("/checks/<uuid:check_id>/contact")
@open_to(Side.STAFF)
def contact_page(check_id, form=None):
    check = load(queries.checkpoints(me()), check_id)
    return render_template("placements/contact.html", form=form or ContactForm(), **_shown(check))


@blueprint.post("/checks/<uuid:check_id>/contact")
@open_to(Side.STAFF)
@takes(lambda check_id: ContactForm(), page=contact_page)
def note_contact(form, check_id):
    check = load(queries.checkpoints(me()), check_id)
    actions.note_contact(check, actor=me(), now=now(), **form.values)
    flash(_("Written down."), "good")
    return redirect(url_for("placements.check_page", check_id=check.id))


@blueprint.post("/checks/<uuid:check_id>/say")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda check_id: SayForm())
def say(form, check_id):
    check = load(queries.own_checks(me()), check_id)
    actions.answer_as(check, found=form.answer.data, actor=me(), now=now())
    flash(_("Thank you. Your answer is kept."), "good")
    return redirect(url_for("placements.page", placement_id=check.placement_id))
