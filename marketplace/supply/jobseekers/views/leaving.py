"""My data in one file, and being forgotten."""

import json

from flask import Response, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from marketplace.accounts import actions as accounts
from marketplace.accounts import queries as people
from marketplace.accounts.actions import Try
from marketplace.accounts.views.callers import hold_back
from marketplace.accounts.views.limits import limited
from marketplace.accounts.views.session import require_fresh_proof
from marketplace.db import end_read
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.forms import LeaveForm
from marketplace.supply.jobseekers.views import blueprint
from marketplace.web.access import me, now, open_to, reads_first
from marketplace.web.forms import takes


@blueprint.get("/me/consents/data")
@open_to(Side.JOBSEEKER)
@limited("export")
def my_data():
    require_fresh_proof()
    told = queries.everything_about(people.person(me().person_id), now=now())
    body = json.dumps(told, ensure_ascii=False, indent=1, default=str)
    headers = {"Content-Disposition": f'attachment; filename="my-data-{now():%Y-%m-%d}.json"'}
    return Response(body, mimetype="application/json", headers=headers)


@blueprint.get("/me/consents/leave")
@open_to(Side.JOBSEEKER)
def leave_page(form=None):
    return render_template("jobseekers/leave.html", form=form or LeaveForm())


@blueprint.post("/me/consents/leave")
@open_to(Side.JOBSEEKER)
@takes(LeaveForm, page=leave_page)
@reads_first
def leave(form):
    actor, stored = me(), people.person(me().person_id).password
    end_read()
    hold_back(Try("password", str(actor.person_id)))
    accounts.require_current(stored, form.password.data)
    actions.leave(actor=actor, now=now())
    session.clear()
    flash(_("Your account is deleted, and you are signed out. What stays, stays without your name."))
    return redirect(url_for("cohorts.listing"), 303)
