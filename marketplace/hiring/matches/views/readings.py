"""Contested readings over HTTP: a person says what is wrong about their match, staff answer."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.forms import AnswerForm, ContestForm
from marketplace.hiring.matches.lifecycle import READINGS
from marketplace.hiring.matches.models import ContestedReading
from marketplace.hiring.matches.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


@blueprint.get("/referrals/<uuid:referral_id>/parts/<uuid:match_part_id>/contest")
@open_to(Side.JOBSEEKER)
def contest_page(referral_id, match_part_id, form=None):
    referral = load(queries.with_parts(queries.visible_to(me())), referral_id)
    part = load(queries.parts_of(referral), match_part_id)
    return render_template("matches/contest.html", referral=referral, part=part, form=form or ContestForm())


@blueprint.post("/referrals/<uuid:referral_id>/parts/<uuid:match_part_id>/contest")
@open_to(Side.JOBSEEKER)
@takes(lambda referral_id, match_part_id: ContestForm(), page=contest_page)
def contest(form, referral_id, match_part_id):
    referral = load(queries.visible_to(me()), referral_id)
    part = load(queries.parts_of(referral), match_part_id)
    actions.contest(referral, part, actor=me(), now=now(), **form.values)
    flash(_("The team looks at it and answers here. You get a mail then."), "good")
    return redirect(url_for("matches.referral", referral_id=referral.id))


@blueprint.post("/contested-readings/<uuid:reading_id>/take-back")
@open_to(Side.JOBSEEKER)
@takes(MoveForm)
def take_back_reading(form, reading_id):
    row = load(queries.readings_visible_to(me()), reading_id)
    actions.take_back(row, actor=me(), now=now())
    flash(_("Taken back. Nobody looks at it any more."), "good")
    return redirect(url_for("matches.referral", referral_id=row.referral_id))


@blueprint.get("/contested-readings")
@open_to(Side.STAFF)
def readings():
    answered = queries.readings_visible_to(me()).where(ContestedReading.answered_at.is_not(None))
    return render_template(
        "matches/readings.html",
        listing=one_page(queries.contested(me())),
        answered=queries.newest(answered),
        lifecycle=READINGS,
    )


@blueprint.get("/contested-readings/<uuid:reading_id>")
@open_to(Side.STAFF)
def reading_page(reading_id, form=None):
    row = load(queries.readings_visible_to(me()), reading_id)
    return render_template(
        "matches/reading_page.html",
        reading=row,
        form=form or AnswerForm(obj=row),
        lifecycle=READINGS,
        reasons=queries.UPHELD | queries.STANDS,
        newer=queries.run_after(row),
        history=history_of(row),
    )


@blueprint.post("/contested-readings/<uuid:reading_id>/answer")
@open_to(Side.STAFF)
@takes(lambda reading_id: AnswerForm(), page=reading_page)
def answer(form, reading_id):
    row = load(queries.readings_visible_to(me()), reading_id)
    actions.answer(row, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Answered. The person gets a mail and reads it on their page."), "good")
    return redirect(url_for("matches.reading_page", reading_id=row.id))
