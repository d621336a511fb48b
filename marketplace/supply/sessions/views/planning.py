"""The plan of a cohort's training, as the team makes it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.sides import Side
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.sessions.actions import planning
from marketplace.supply.sessions.forms.planning import CancelForm, ChangeForm, PlanForm
from marketplace.supply.sessions.lifecycle import LIFECYCLE
from marketplace.supply.sessions.queries import attendance, timetable
from marketplace.supply.sessions.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.paging import page_of

WEEKS = 6  # on one page


@blueprint.get("/cohorts/<uuid:cohort_id>/training")
@open_to(Side.STAFF)
def calendar(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    past = request.args.get("when") == "past"
    entries = timetable.plan_of([cohort.id])
    weeks = timetable.split(timetable.weeks(entries), past=past, today=timetable.today_in(cohort.time_zone, now()))
    return render_template(
        "sessions/calendar.html",
        cohort=cohort,
        past=past,
        listing=page_of(weeks, size=WEEKS),
        any_planned=bool(entries),
        noted=attendance.noted_counts([entry.id for entry in entries]),
        over=cohort.stage in planning.OVER,
    )


def _plan_form(cohort_id):
    return PlanForm(cohort=load(cohorts.visible_to(me()), cohort_id))


@blueprint.get("/cohorts/<uuid:cohort_id>/training/new")
@open_to(Side.STAFF)
def plan_page(cohort_id, form=None):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    return render_template("sessions/plan.html", cohort=cohort, form=form or _plan_form(cohort_id))


@blueprint.post("/cohorts/<uuid:cohort_id>/training/new")
@open_to(Side.STAFF)
@takes(_plan_form, page=plan_page)
def plan(form, cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    planning.plan(cohort, form.facts, weeks=form.weeks.data, actor=me(), now=now())
    flash(_("In the plan. Whoever is enrolled sees it at once."), "good")
    return redirect(url_for("sessions.calendar", cohort_id=cohort_id))


@blueprint.get("/training/<uuid:training_id>")
@open_to(Side.STAFF)
def page(training_id):
    row = load(timetable.visible_to(me()), training_id)
    return render_template(
        "sessions/page.html",
        row=row,
        entry=timetable.entry_of(row),
        open_moves=LIFECYCLE.open_to(row.stage, me()),
        lifecycle=LIFECYCLE,
        history=history_of(row),
        people=attendance.roll(row),
        noted=attendance.notes_at(row),
        marks=attendance.MARKS,
    )


def _change_form(training_id):
    row = load(timetable.visible_to(me()), training_id)
    entry = timetable.entry_of(row)
    return ChangeForm(obj=row, day=entry.day, begins=entry.begins, ends=entry.ends, cohort=row.cohort)


@blueprint.get("/training/<uuid:training_id>/change")
@open_to(Side.STAFF)
def change_page(training_id, form=None):
    row = load(timetable.visible_to(me()), training_id)
    return render_template("sessions/change.html", row=row, form=form or _change_form(training_id))


@blueprint.post("/training/<uuid:training_id>/change")
@open_to(Side.STAFF)
@takes(_change_form, page=change_page)
def change(form, training_id):
    row = load(timetable.visible_to(me()), training_id)
    told = planning.change(row, form.facts, version=form.version.data, actor=me(), now=now())
    flash(_("Saved. Everybody enrolled gets a mail.") if told else _("Saved."), "good")
    return redirect(url_for("sessions.page", training_id=training_id))


@blueprint.get("/training/<uuid:training_id>/cancel")
@open_to(Side.STAFF)
def cancel_page(training_id, form=None):
    row = load(timetable.visible_to(me()), training_id)
    return render_template("sessions/cancel.html", row=row, form=form or CancelForm(), is_over=row.ends_at <= now())


@blueprint.post("/training/<uuid:training_id>/cancel")
@open_to(Side.STAFF)
@takes(CancelForm, page=cancel_page)
def cancel(form, training_id):
    row = load(timetable.visible_to(me()), training_id)
    planning.cancel(row, actor=me(), now=now(), **form.values)
    flash(_("Called off."), "good")
    return redirect(url_for("sessions.page", training_id=training_id))
