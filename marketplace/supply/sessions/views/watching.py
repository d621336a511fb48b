"""Whom to ask after, the log of contacts, and levels of a whole cohort."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.jobseekers.queries import SHOWN_LEVELS
from marketplace.supply.sessions.actions import supporting
from marketplace.supply.sessions.forms.supporting import ContactForm
from marketplace.supply.sessions.queries import levels, risk, supports, timetable
from marketplace.supply.sessions.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


@blueprint.get("/cohorts/<uuid:cohort_id>/at-risk")
@open_to(Side.STAFF)
def at_risk(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    people = risk.watched(cohort, me(), now())
    return render_template(
        "sessions/at_risk.html",
        cohort=cohort,
        with_reasons=[one for one in people if one.reasons],
        others=[one for one in people if not one.reasons],
        rules=risk.rules(),
        ways=supports.WAYS,
        today=timetable.today_in(cohort.time_zone, now()),
    )


@blueprint.get("/enrolments/<uuid:enrolment_id>/contacts")
@open_to(Side.STAFF)
def contacts_page(enrolment_id, form=None):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    return render_template(
        "sessions/contacts.html",
        enrolment=enrolment,
        watched=risk.watched_one(enrolment, me(), now()),
        form=form or ContactForm(contacted_on=timetable.today_in(enrolment.cohort.time_zone, now())),
        ways=supports.WAYS,
        rules=risk.rules(),
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/contacts")
@open_to(Side.STAFF)
@takes(lambda **_arguments: ContactForm(), page=contacts_page)
def note_contact(form, enrolment_id):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    supporting.note_contact(enrolment, actor=me(), now=now(), **form.values)
    flash(_("Noted in the log."), "good")
    return redirect(url_for("sessions.contacts_page", enrolment_id=enrolment_id))


@blueprint.get("/cohorts/<uuid:cohort_id>/levels")
@open_to(Side.STAFF)
def cohort_levels(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    return render_template(
        "sessions/levels.html", cohort=cohort, grid=levels.grid(cohort, me()), level_words=SHOWN_LEVELS
    )
