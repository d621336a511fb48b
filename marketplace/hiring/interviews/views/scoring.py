"""Scorecards, feedback to the candidate, and what a candidate tells the program team in confidence."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.hiring.interviews import actions, queries
from marketplace.hiring.interviews.forms import FeedbackForm, ReportForm, scorecard_form
from marketplace.hiring.interviews.views import blueprint, person_shown
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.jobseekers.queries import SHOWN_LEVELS
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


def _scorecard_form(interview_id):
    return scorecard_form(queries.asked_of(load(queries.visible_to(me()), interview_id)))


@blueprint.get("/interviews/<uuid:interview_id>/scorecard")
@open_to(Side.EMPLOYER)
def scorecard_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    person = person_shown(interview.referral)
    return render_template(
        "interviews/scorecard.html",
        person=person,
        interview=interview,
        levels=SHOWN_LEVELS,
        form=form or _scorecard_form(interview_id),
        why_not=actions.why_not_score(interview, me(), now()),
    )


@blueprint.post("/interviews/<uuid:interview_id>/scorecard")
@open_to(Side.EMPLOYER)
@takes(_scorecard_form, page=scorecard_page)
def hand_in(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.hand_in(interview, actor=me(), now=now(), **form.values)
    flash(_("Your scorecard is in. Now you read those of the others."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.post("/interviews/<uuid:interview_id>/share-scorecards")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda interview_id: MoveForm())
def share_scorecards(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.share_scorecards(interview, actor=me(), now=now())
    flash(_("The program team can read the scorecards of this interview."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


# ---- feedback ------------------------------------------------------------------------------------------


@blueprint.get("/interviews/<uuid:interview_id>/feedback")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def feedback_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    person, feedback = person_shown(interview.referral), queries.feedback_of(interview, me())
    return render_template(
        "interviews/feedback.html",
        person=person,
        interview=interview,
        feedback=feedback,
        form=form or FeedbackForm(obj=feedback),
        why_not=actions.why_not_write(interview, feedback),
    )


def _write(form, interview_id, *, release):
    interview = load(queries.visible_to(me()), interview_id)
    words = {"version": form.version.data, "release": release} | form.values
    actions.write_feedback(interview, actor=me(), now=now(), **words)
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.post("/interviews/<uuid:interview_id>/feedback/release")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda interview_id: FeedbackForm(), page=feedback_page)
def release_feedback(form, interview_id):
    answer = _write(form, interview_id, release=True)
    flash(_("Released. The person reads it now."), "good")
    return answer


@blueprint.post("/interviews/<uuid:interview_id>/feedback/draft")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda interview_id: FeedbackForm(), page=feedback_page)
def draft_feedback(form, interview_id):
    answer = _write(form, interview_id, release=False)
    flash(_("Kept as a draft. The person reads nothing of it yet."), "good")
    return answer


# ---- in confidence -------------------------------------------------------------------------------------


@blueprint.get("/interviews/<uuid:interview_id>/problem")
@open_to(Side.JOBSEEKER)
def problem_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    reports = queries.reports_of(interview, me())
    return render_template("interviews/problem.html", interview=interview, reports=reports, form=form or ReportForm())


@blueprint.post("/interviews/<uuid:interview_id>/problem")
@open_to(Side.JOBSEEKER)
@takes(lambda interview_id: ReportForm(), page=problem_page)
def report_problem(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.report_problem(interview, now=now(), **form.values)
    flash(_("Only the program team reads this. Somebody gets in touch with you."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.post("/interview-reports/<uuid:report_id>/settle")
@open_to(Side.STAFF)
@takes(lambda report_id: MoveForm())
def settle_report(form, report_id):
    report = load(queries.reports_within(me()), report_id)
    actions.settle_report(report, actor=me(), now=now())
    flash(_("Settled."), "good")
    return redirect(url_for("interviews.page", interview_id=report.interview_id))
