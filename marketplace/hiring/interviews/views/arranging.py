"""Times: offered to one person or to several, picked, moved, and called off."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.demand.role_needs import queries as role_needs
from marketplace.hiring.interviews import actions, queries
from marketplace.hiring.interviews.forms import (
    AnotherTimeForm,
    CancelForm,
    DayForm,
    MoveTimeForm,
    OfferAgainForm,
    PickForm,
    ProposeForm,
)
from marketplace.hiring.interviews.lifecycle import LIFECYCLE
from marketplace.hiring.interviews.views import blueprint, person_shown
from marketplace.hiring.interviews.views.meeting import page
from marketplace.hiring.matches import queries as matches
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.formats import zone_name
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/referrals/<uuid:referral_id>/interviews/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def new_page(referral_id, form=None):
    referral = load(matches.visible_to(me()), referral_id)
    return render_template(
        "interviews/new.html",
        person=person_shown(referral),
        referral=referral,
        number=queries.next_number(referral),
        form=form or ProposeForm(time_zone=zone_name()),
        why_not=actions.why_not_propose(referral),
    )


@blueprint.post("/referrals/<uuid:referral_id>/interviews/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda referral_id: ProposeForm(), page=new_page)
def propose(form, referral_id):
    referral = load(matches.visible_to(me()), referral_id)
    interview = actions.propose(referral, actor=me(), now=now(), **form.values)
    flash(_("The person is asked to pick a time."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/role-needs/<uuid:role_need_id>/interview-days/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def new_day_page(role_need_id, form=None):
    role_need = load(role_needs.visible_to(me()), role_need_id)
    form = form or DayForm(role_need=role_need, time_zone=zone_name())
    return render_template("interviews/new_day.html", role_need=role_need, form=form)


def _day_form(role_need_id):
    return DayForm(role_need=load(role_needs.visible_to(me()), role_need_id))


@blueprint.post("/role-needs/<uuid:role_need_id>/interview-days/new")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(_day_form, page=new_day_page)
def plan_day(form, role_need_id):
    role_need = load(role_needs.visible_to(me()), role_need_id)
    day = actions.plan_day(role_need, actor=me(), now=now(), **form.values)
    flash(_("Everybody is asked to pick one of the times."), "good")
    return redirect(url_for("interviews.day", day_id=day.id))


@blueprint.get("/interview-days/<uuid:day_id>")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def day(day_id):
    found = load(queries.visible_days(me()), day_id)
    return render_template(
        "interviews/day.html", day=found, interviews=queries.interviews_of_day(found), lifecycle=LIFECYCLE
    )


def _pick_form(interview_id):
    return PickForm(slots=load(queries.visible_to(me()), interview_id).slots)


@blueprint.post("/interviews/<uuid:interview_id>/time")
@open_to(Side.JOBSEEKER)
@takes(_pick_form, page=page)
def pick_slot(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.pick_slot(interview, actor=me(), now=now(), **form.values)
    flash(_("It is arranged. Both sides got a mail."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


# ---- another time --------------------------------------------------------------------------------------


@blueprint.get("/interviews/<uuid:interview_id>/another-time")
@open_to(Side.JOBSEEKER)
def another_time_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    return render_template(
        "interviews/another_time.html",
        interview=interview,
        form=form or AnotherTimeForm(),
        left=actions.reschedules_left(interview, me().side),
        why_not=actions.why_not_reschedule(interview, me().side, now()),
    )


@blueprint.post("/interviews/<uuid:interview_id>/another-time")
@open_to(Side.JOBSEEKER)
@takes(lambda interview_id: AnotherTimeForm(), page=another_time_page)
def ask_for_another_time(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.reschedule(interview, actor=me(), now=now(), **form.values)
    flash(_("The employer is asked to offer other times."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.post("/interviews/<uuid:interview_id>/keep-time")
@open_to(Side.JOBSEEKER)
@takes(lambda interview_id: MoveForm(), page=page)
def keep_time(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.keep_time(interview, actor=me(), now=now())
    flash(_("The time stands. Both sides got a mail."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>/move")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def move_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    return render_template(
        "interviews/another_time.html",
        interview=interview,
        form=form or MoveTimeForm(time_zone=interview.time_zone),
        left=actions.reschedules_left(interview, me().side),
        why_not=actions.why_not_reschedule(interview, me().side, now()),
    )


@blueprint.post("/interviews/<uuid:interview_id>/move")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda interview_id: MoveTimeForm(), page=move_page)
def move_time(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.reschedule(interview, actor=me(), now=now(), **form.values)
    flash(_("The person is asked to pick another time."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


@blueprint.get("/interviews/<uuid:interview_id>/times")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def times_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    form = form or OfferAgainForm(time_zone=interview.time_zone)
    return render_template("interviews/times.html", interview=interview, form=form)


@blueprint.post("/interviews/<uuid:interview_id>/times")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda interview_id: OfferAgainForm(), page=times_page)
def offer_again(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.offer_again(interview, actor=me(), now=now(), **form.values)
    flash(_("The person is asked to pick one of the new times."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))


# ---- called off ----------------------------------------------------------------------------------------


@blueprint.get("/interviews/<uuid:interview_id>/cancel")
@open_to(Side.EMPLOYER, Side.JOBSEEKER)
def cancel_page(interview_id, form=None):
    interview = load(queries.visible_to(me()), interview_id)
    return render_template("interviews/cancel.html", interview=interview, form=form or CancelForm())


@blueprint.post("/interviews/<uuid:interview_id>/cancel")
@open_to(Side.EMPLOYER, Side.JOBSEEKER)
@takes(lambda interview_id: CancelForm(), page=cancel_page)
def cancel(form, interview_id):
    interview = load(queries.visible_to(me()), interview_id)
    actions.cancel(interview, actor=me(), now=now(), **form.values)
    flash(_("Called off. The other side is told."), "good")
    return redirect(url_for("interviews.page", interview_id=interview.id))
