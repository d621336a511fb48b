"""A person's own training, week by week, and the address under which their calendar fetches it."""

from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from marketplace.sealing import seal, unseal
from marketplace.sides import Side
from marketplace.supply.enrolments.models import RUNNING
from marketplace.supply.sessions.actions import feeding
from marketplace.supply.sessions.queries import mine, timetable
from marketplace.supply.sessions.views import blueprint
from marketplace.web.access import me, now, open_to, public
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import page_of

WEEKS = 4  # on one page
SHOWN = timedelta(minutes=10)


@blueprint.get("/training")
@open_to(Side.JOBSEEKER)
def own():
    past = request.args.get("when") == "past"
    training = mine.training_of(me().person_id, now())
    weeks = timetable.split(training.weeks, past=past, today=training.today)
    return render_template(
        "sessions/own.html", training=training, past=past, listing=page_of(weeks, size=WEEKS), goes_on=RUNNING
    )


@blueprint.get("/training/calendar")
@open_to(Side.JOBSEEKER)
def own_calendar():
    secret = _shown()
    address = url_for("sessions.feed", secret=secret, _external=True) if secret else ""
    return render_template("sessions/own_calendar.html", feed=timetable.live_feed(me().person_id), address=address)


@blueprint.post("/training/calendar")
@open_to(Side.JOBSEEKER)
@takes(MoveForm)
def make_feed(form):
    secret = feeding.make_feed(me().person_id, now=now())
    session["training"] = seal(f"{me().person_id} {secret}")
    return redirect(url_for("sessions.own_calendar"), 303)


@blueprint.post("/training/calendar/revoke")
@open_to(Side.JOBSEEKER)
@takes(MoveForm)
def revoke_feed(form):
    feeding.revoke_feed(me().person_id, now=now())
    session.pop("training", None)
    flash(_("The address leads nowhere now. Your calendar keeps what it has fetched before."), "good")
    return redirect(url_for("sessions.own_calendar"), 303)


@blueprint.get("/training/calendar/<secret>.ics")
@public
def feed(secret):
    jobseeker_id = timetable.whose(secret)
    if jobseeker_id is None:
        abort(404)
    file = mine.calendar_of(jobseeker_id, now())
    return Response(file, mimetype="text/calendar", headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})


def _shown():
    """The secret just made, sealed in this browser's cookie for ten minutes and kept nowhere else."""
    owner, _space, secret = (unseal(session.get("training", ""), within=SHOWN) or "").partition(" ")
    return secret if owner == str(me().person_id) else ""
