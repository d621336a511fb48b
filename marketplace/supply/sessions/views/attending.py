"""Who was there, noted by the team: each tap by itself, or the page in one go."""

from flask import flash, jsonify, redirect, render_template, url_for
from flask_babel import ngettext

from marketplace.sides import Side
from marketplace.supply.sessions.actions import attending
from marketplace.supply.sessions.forms.attending import roll_form
from marketplace.supply.sessions.queries import attendance, timetable
from marketplace.supply.sessions.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


def _roll_form(training_id):
    row = load(timetable.visible_to(me()), training_id)
    people = attendance.roll(row)
    return roll_form(people, attendance.notes_at(row), attendance.resting(people, row))


@blueprint.get("/training/<uuid:training_id>/attendance")
@open_to(Side.STAFF)
def roll_page(training_id, form=None):
    row = load(timetable.visible_to(me()), training_id)
    return render_template(
        "sessions/roll.html",
        row=row,
        entry=timetable.entry_of(row),
        form=form or _roll_form(training_id),
        begun=row.starts_at <= now(),
    )


@blueprint.post("/training/<uuid:training_id>/attendance")
@open_to(Side.STAFF)
@takes(_roll_form, page=roll_page)
def note_roll(form, training_id):
    row = load(timetable.visible_to(me()), training_id)
    fresh = attending.note(row, form.seen, actor=me(), now=now())
    flash(ngettext("%(num)s note is new.", "%(num)s notes are new.", fresh), "good")
    return redirect(url_for("sessions.page", training_id=training_id))


def _line_form(training_id, enrolment_id):
    row = load(timetable.visible_to(me()), training_id)
    return roll_form([load(attendance.rolled(row), enrolment_id)], attendance.notes_at(row))


@blueprint.post("/training/<uuid:training_id>/attendance/<uuid:enrolment_id>")
@open_to(Side.STAFF)
@takes(_line_form)
def note_line(form, training_id, enrolment_id):
    """One tap: answers with how many notes there are of the person now, for the next one."""
    row = load(timetable.visible_to(me()), training_id)
    attending.note(row, form.tapped, actor=me(), now=now())
    return jsonify(knew=len(attendance.notes_at(row)[enrolment_id]))
