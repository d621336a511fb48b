"""What stands in the way, and what was given against it: pages of the person and of the team."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.sides import Side
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.enrolments.models import RUNNING
from marketplace.supply.sessions.actions import supporting
from marketplace.supply.sessions.forms.supporting import BarrierForm, CloseForm, SupportForm
from marketplace.supply.sessions.lifecycle import BARRIERS
from marketplace.supply.sessions.models import Helped
from marketplace.supply.sessions.queries import supports, timetable
from marketplace.supply.sessions.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/enrolments/<uuid:enrolment_id>/support")
@open_to(Side.STAFF, Side.JOBSEEKER)
def support_page(enrolment_id, form=None):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    return render_template(
        "sessions/support.html",
        enrolment=enrolment,
        barriers=supports.barriers_of(me(), enrolment_id),
        form=form or BarrierForm(),
        kinds=supports.KINDS,
        lifecycle=BARRIERS,
        mine=me().side is Side.JOBSEEKER,
        goes_on=enrolment.stage in RUNNING,
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/support")
@open_to(Side.STAFF, Side.JOBSEEKER)
@takes(BarrierForm, page=support_page)
def name_barrier(form, enrolment_id):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    row = supporting.name_barrier(enrolment, actor=me(), now=now(), **form.values)
    flash(_("Noted. Only the person and the program’s team read it."), "good")
    return _to(row.id)


@blueprint.get("/support/<uuid:barrier_id>")
@open_to(Side.STAFF, Side.JOBSEEKER)
def barrier(barrier_id, form=None):
    row = load(supports.barriers_visible_to(me()), barrier_id)
    return render_template(
        "sessions/barrier.html",
        row=row,
        form=form or SupportForm(given_on=timetable.today_in(row.enrolment.cohort.time_zone, now())),
        kinds=supports.KINDS,
        helped=supports.HELPED,
        endings=supports.ENDINGS,
        lifecycle=BARRIERS,
        open_moves=BARRIERS.open_to(row.stage, me()),
        history=history_of(row),
        mine=me().side is Side.JOBSEEKER,
    )


@blueprint.post("/support/<uuid:barrier_id>/give")
@open_to(Side.STAFF)
@takes(lambda **_arguments: SupportForm(), page=barrier)
def give_support(form, barrier_id):
    row = load(supports.barriers_visible_to(me()), barrier_id)
    supporting.give(row, actor=me(), now=now(), **form.values)
    flash(_("Noted. The person reads it and can say whether it helped."), "good")
    return _to(barrier_id)


@blueprint.post("/support/given/<uuid:support_id>/<any(yes, partly, no):word>")
@open_to(Side.STAFF, Side.JOBSEEKER)
@takes(MoveForm)
def say_helped(form, support_id, word):
    row = load(supports.supports_visible_to(me()), support_id)
    supporting.say_helped(row, helped=Helped(word), now=now())
    flash(_("Thank you. It is noted."), "good")
    return _to(row.barrier_id)


@blueprint.get("/support/<uuid:barrier_id>/close")
@open_to(Side.STAFF, Side.JOBSEEKER)
def close_page(barrier_id, form=None):
    row = load(supports.barriers_visible_to(me()), barrier_id)
    return render_template("sessions/close.html", row=row, form=form or CloseForm(), kinds=supports.KINDS)


@blueprint.post("/support/<uuid:barrier_id>/close")
@open_to(Side.STAFF, Side.JOBSEEKER)
@takes(lambda **_arguments: CloseForm(), page=close_page)
def close_barrier(form, barrier_id):
    row = load(supports.barriers_visible_to(me()), barrier_id)
    supporting.close(row, actor=me(), now=now(), **form.values)
    flash(_("Closed. It can be opened again at any time."), "good")
    return _to(barrier_id)


@blueprint.post("/support/<uuid:barrier_id>/reopen")
@open_to(Side.STAFF, Side.JOBSEEKER)
@takes(MoveForm)
def reopen_barrier(form, barrier_id):
    row = load(supports.barriers_visible_to(me()), barrier_id)
    supporting.reopen(row, actor=me(), now=now())
    flash(_("Open again."), "good")
    return _to(barrier_id)


def _to(barrier_id):
    return redirect(url_for("sessions.barrier", barrier_id=barrier_id))
