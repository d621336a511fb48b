"""An interview as each side sees it: how to prepare, what came of it, and the file for a calendar."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.accounts.queries import history_of
from marketplace.calendars import Party
from marketplace.db import db
from marketplace.hiring.interviews import actions, queries
from marketplace.hiring.interviews.forms import (
    HIRE,
    KINDS,
    MISSED,
    MISSED_ME,
    POINTS,
    MissedForm,
    OutcomeForm,
    SettleForm,
)
from marketplace.hiring.interviews.lifecycle import LIFECYCLE
from marketplace.hiring.interviews.queries.preparation import NOT_TO_ASK
from marketplace.hiring.interviews.views import blueprint, person_shown
from marketplace.sides import Side
from marketplace.supply.jobseekers.queries import SHOWN_LEVELS
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.paging import one_page

WORDS = {"kinds": KINDS, "hire_words": HIRE, "point_words": POINTS, "missed_words": MISSED | MISSED_ME}


@blueprint.get("/interviews")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER)
def listing():
    return render_template("interviews/listing.html", listing=one_page(queries.listed(me())), lifecycle=LIFECYCLE)


@blueprint.get("/interviews/<uuid:interview_id>")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER)
def page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    person = person_shown(interview.referral)
    return render_template(
        "interviews/page.html",
        person=person,
        interview=interview,
        open_moves=LIFECYCLE.open_to(interview.stage, me()),
        lifecycle=LIFECYCLE,
        history=history_of(interview),
        **_beside(interview),
        **WORDS,
    )


def _beside(interview):
    """What stands on the page beside the interview itself, as far as the reader may see it."""
    waits = me().side is Side.EMPLOYER and queries.before_own_score(interview, me())
    return {
        "times": queries.times_on_offer(interview, now()),
        "ended": queries.has_ended(interview, now()),
        "cards": queries.scorecards_shown(interview, me()),
        "missing": queries.still_to_score(interview),
        "why_not_score": actions.why_not_score(interview, me(), now()),
        "why_not_move": actions.why_not_reschedule(interview, me().side, now()),
        "left": actions.reschedules_left(interview, me().side),
        "feedback": queries.feedback_of(interview, me(), before_own=waits),
        "reports": queries.reports_of(interview, me()),
        "missed": queries.missed_before(interview.referral),
        "notes_shown": me().side is Side.EMPLOYER and not waits,
        "why_not_meet": actions.why_not_propose(interview.referral),
    }


@blueprint.get("/interviews/<uuid:interview_id>/preparation")
@open_to(Side.EMPLOYER, Side.JOBSEEKER)
def preparation(interview_id):
    interview = load(queries.to_prepare(me()), interview_id)
    return render_template(
        "interviews/preparation.html",
        person=person_shown(interview.referral),
        interview=interview,
        kit=queries.preparation_of(interview),
        left=actions.reschedules_left(interview, me().side),
        levels=SHOWN_LEVELS,
        not_to_ask=NOT_TO_ASK,
        **WORDS,
    )


# ---- what came of it -----------------------------------------------------------------------------------


@blueprint.get("/interviews/<uuid:interview_id>/outcome")
@open_to(Side.EMPLOYER)
def outcome_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    return render_template(
        "interviews/outcome.html",
        person=person_shown(interview.referral),
        interview=interview,
        missing=queries.still_to_score(interview),
        form=form or OutcomeForm(interview=interview, private_notes=interview.private_notes),
    )


def _outcome_form(interview_id):
    return OutcomeForm(interview=load(queries.visible_to(me()), interview_id))


@blueprint.post("/interviews/<uuid:interview_id>/outcome")
@open_to(Side.EMPLOYER)
@takes(_outcome_form, page=outcome_page)
def record_outcome(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.record_outcome(interview, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Recorded. Your notes stay with your organisation."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>/employer-missed")
@open_to(Side.JOBSEEKER)
def missed_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    return render_template("interviews/missed.html", interview=interview, form=form or MissedForm())


@blueprint.post("/interviews/<uuid:interview_id>/employer-missed")
@open_to(Side.JOBSEEKER)
@takes(lambda interview_id: MissedForm(), page=missed_page)
def employer_missed(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.say_employer_missed(interview, actor=me(), now=now(), **form.values)
    flash(_("Thank you for saying so. The program team sees it."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>/settle")
@open_to(Side.STAFF)
def settle_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    missed = queries.missed_before(interview.referral)
    return render_template(
        "interviews/settle.html", interview=interview, missed=missed, lifecycle=LIFECYCLE, form=form or SettleForm()
    )


@blueprint.post("/interviews/<uuid:interview_id>/settle")
@open_to(Side.STAFF)
@takes(lambda interview_id: SettleForm(), page=settle_page)
def settle_missed(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.settle_missed(interview, actor=me(), now=now(), **form.values)
    flash(_("Settled. They can arrange another interview."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>.ics")
@open_to(Side.EMPLOYER, Side.JOBSEEKER)
def calendar(interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    if interview.starts_at is None:
        abort(404)
    reader = Party(db.session.get_one(Person, me().person_id).email, me().name)
    file = actions.calendar_for(interview, reader, me().side, now=now())
    name = f'attachment; filename="interview-{interview.id}.ics"'
    return Response(file, mimetype="text/calendar", headers={"Content-Disposition": name})
