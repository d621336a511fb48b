"""What the worker does: jobs by their names, what is done by the clock, and what each machine needs for itself."""

from collections.abc import Callable
from datetime import timedelta

from flask_babel import lazy_gettext as _

from marketplace.accounts import actions as accounts
from marketplace.competencies import actions as competencies
from marketplace.demand.board import actions as board
from marketplace.demand.role_needs import actions as role_needs
from marketplace.hiring.interviews import actions as interviews
from marketplace.hiring.matches import actions as matching
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.placements import actions as placements
from marketplace.hiring.rounds import actions as rounds
from marketplace.home.actions import inbox, reminding
from marketplace.outbox import actions as outbox
from marketplace.outbox.jobs import ClockTask
from marketplace.outcomes.exports import actions as exports
from marketplace.outcomes.measures import actions as measures
from marketplace.outcomes.snapshots import actions as snapshots
from marketplace.supply.applications import actions as applies
from marketplace.supply.decisions import actions as decisions
from marketplace.supply.enrolments import actions as learning
from marketplace.supply.interests import actions as interests
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.resumes import actions as resumes
from marketplace.web import forms

# What the outbox may be asked to do, by name: functions of the features' actions, handed ids and `now`.
JOBS: dict[str, Callable[..., None]] = {
    competencies.JOB: competencies.fit_vocabulary,
    board.JOB: board.summarize,
    resumes.JOB: resumes.read_resume,
    decisions.JOB: decisions.carry_out,
    inbox.REMIND: reminding.write_reminders,
    rounds.JOB: rounds.compute,
    matching.JOB: matching.carry_out,
    applies.DEADLINE_JOB: applies.tell_of_deadline,
    interests.JOB: interests.tell_of_opening,
    interviews.JOB: interviews.remind,
    measures.JOB: measures.count_program,
    measures.STEPS_JOB: measures.tell_steps,
    exports.JOB: exports.carry_out,
    exports.PRINT_JOB: exports.put_on_paper,
    snapshots.JOB: snapshots.carry_on,
}

# What every machine needs for itself: its workers look when they start and each minute.
HERE: tuple[Callable[..., None], ...] = (competencies.fit_here,)

# What the worker does by the clock: once in each period, however many workers there are. Safe to repeat.
CLOCK = (
    ClockTask("attempts.forget_old", timedelta(hours=1), accounts.forget_old_attempts, _("Forget how often was tried")),
    ClockTask("measures.count_all", timedelta(hours=1), measures.count_all, _("Count the figures of outcomes")),
    ClockTask("board.summarize", timedelta(hours=1), board.summarize, _("Count the whole demand")),
    ClockTask(
        "board.find_lookalikes", timedelta(days=1), board.find_lookalikes, _("Find competencies that look alike")
    ),
    ClockTask(
        "seats.lapse", timedelta(minutes=10), applies.lapse_by_the_clock, _("Let unconfirmed seats go to the next")
    ),
    ClockTask("seats.expire", timedelta(hours=1), applies.expire_by_the_clock, _("End waits for a seat in their time")),
    ClockTask("enrolments.ask", timedelta(hours=6), learning.ask_by_the_clock, _("Ask what people want from it")),
    ClockTask(
        "evidence.expire", timedelta(hours=1), jobseekers.expire_by_the_clock, _("Let lapse what was shown until a day")
    ),
    ClockTask(
        "equity.tell", timedelta(days=1), jobseekers.tell_equity_by_the_clock, _("Tell totals that point at nobody")
    ),
    ClockTask("measures.tell_all_steps", timedelta(days=1), measures.tell_steps_by_the_clock, _("Tell totals by step")),
    ClockTask("rounds.mind", timedelta(minutes=10), rounds.mind_by_the_clock, _("Freeze lists, remind of them")),
    ClockTask("offers.lapse", timedelta(minutes=10), offers.lapse_by_the_clock, _("Let unanswered offers lapse")),
    ClockTask("placements.ask", timedelta(hours=1), placements.look_after, _("Ask whether jobs last")),
    ClockTask(
        "role_needs.expire", timedelta(hours=1), role_needs.expire_by_the_clock, _("Ask about roles that end soon")
    ),
    ClockTask(
        "applications.drafts", timedelta(hours=1), applies.mind_drafts_by_the_clock, _("Remind of drafts or end them")
    ),
    ClockTask(
        "applications.remind", timedelta(hours=1), applies.remind_by_the_clock, _("Remind who is asked for an answer")
    ),
    ClockTask("interests.forget_old", timedelta(days=1), interests.forget_old, _("Forget who waited for a program")),
    ClockTask("exports.forget_old", timedelta(hours=1), exports.forget_old, _("Delete files that were taken out")),
    ClockTask("outbox.forget_old", timedelta(days=1), outbox.forget_old, _("Forget the words of old mails")),
    ClockTask(
        "submissions.forget_old", timedelta(days=1), forms.forget_old_submissions, _("Forget which forms were sent")
    ),
)
