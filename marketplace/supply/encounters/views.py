"""Who was met where partners gave hours: noted by staff, decided by the person, read and written by the partner."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.db import bookkeep, db
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.encounters import actions, queries
from marketplace.supply.encounters.forms import ObservationForm, PeopleForm
from marketplace.supply.jobseekers.actions import CONSENT_TEXTS
from marketplace.supply.jobseekers.models import Purpose
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes

blueprint = Blueprint("encounters", __name__, template_folder="templates")


# ---- staff: who was there ---------------------------------------------------------------------------


def _people_form(delivery_id):
    roster = queries.roster_of(load(queries.held_visible_to(me()), delivery_id))
    return PeopleForm(roster=roster, people=list(roster.noted), shown=" ".join(map(str, roster.noted)))


@blueprint.get("/hours/<uuid:delivery_id>/people")
@open_to(Side.STAFF)
def people_page(delivery_id, form=None):
    row = load(queries.held_visible_to(me()), delivery_id)
    met = queries.met_at(row, me())
    return render_template("encounters/people.html", row=row, met=met, form=form or _people_form(delivery_id))


@blueprint.post("/hours/<uuid:delivery_id>/people")
@open_to(Side.STAFF)
@takes(_people_form, page=people_page)
def note_people(form, delivery_id):
    row = load(queries.held_visible_to(me()), delivery_id)
    ticked = form.people.data or []
    count = actions.note_who_was_there(row, ticked, could_go=form.could_go, actor=me(), now=now())
    flash(ngettext("%(num)s person is noted.", "%(num)s people are noted.", count))
    return redirect(url_for("cohorts.hours", cohort_id=row.cohort_id))


# ---- the person -------------------------------------------------------------------------------------


@blueprint.get("/me/met")
@open_to(Side.JOBSEEKER)
def mine():
    return render_template(
        "encounters/mine.html",
        encounters=list(db.session.scalars(queries.encounters_visible_to(me()))),
        introduced=queries.introductions(me().person_id),
        text=CONSENT_TEXTS[Purpose.INTRODUCTION],
    )


@blueprint.post("/me/met/<uuid:encounter_id>/introduce")
@open_to(Side.JOBSEEKER)
@takes(MoveForm)
def introduce(form, encounter_id):
    encounter = load(queries.encounters_visible_to(me()), encounter_id)
    actions.introduce(encounter, actor=me(), now=now())
    flash(_("They may read your first name and your competencies. You can take it back here."))
    return redirect(url_for("encounters.mine"))


@blueprint.post("/me/observations/<uuid:observation_id>/show")
@open_to(Side.JOBSEEKER)
@takes(MoveForm)
def show(form, observation_id):
    actions.let_it_be_shown(load(queries.observations_visible_to(me()), observation_id), actor=me(), now=now())
    flash(_("It is among your evidence now."), "good")
    return redirect(url_for("encounters.mine"))


@blueprint.post("/me/observations/<uuid:observation_id>/keep-back")
@open_to(Side.JOBSEEKER)
@takes(MoveForm)
def keep_back(form, observation_id):
    actions.keep_it_back(load(queries.observations_visible_to(me()), observation_id), actor=me(), now=now())
    flash(_("It is no longer among your evidence."))
    return redirect(url_for("encounters.mine"))


# ---- the partner ------------------------------------------------------------------------------------


@blueprint.get("/hours/<uuid:delivery_id>/met")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def met(delivery_id):
    held = load(queries.held_visible_to(me()), delivery_id)
    told = set()
    bookkeep(lambda: told.update(actions.disclose_first_names(queries.met_at(held, me()), actor=me(), now=now())))
    row = load(queries.held_visible_to(me()), delivery_id)
    encounters = [one for one in queries.met_at(row, me()) if one.enrolment.jobseeker_id in told]
    return render_template(
        "encounters/met.html",
        row=row,
        encounters=encounters,
        first_name=queries.first_name,
        claims=queries.claims_of([one.enrolment.jobseeker_id for one in encounters]),
    )


@blueprint.get("/met/<uuid:encounter_id>/observe")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def observe_page(encounter_id, form=None):
    found = load(queries.encounters_visible_to(me()), encounter_id)
    bookkeep(partial(_disclose, found))
    encounter = load(queries.encounters_visible_to(me()), encounter_id)
    return render_template(
        "encounters/observe.html",
        encounter=encounter,
        name=queries.first_name(encounter),
        form=form or _observation_form(encounter_id),
    )


def _disclose(encounter):
    actions.disclose_first_names([encounter], actor=me(), now=now())


def _observation_form(encounter_id):
    encounter = load(queries.encounters_visible_to(me()), encounter_id)
    person_id = encounter.enrolment.jobseeker_id
    return ObservationForm(claims=queries.claims_of([person_id]).get(person_id, []))


@blueprint.post("/met/<uuid:encounter_id>/observe")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(_observation_form, page=observe_page)
def observe(form, encounter_id):
    encounter = load(queries.encounters_visible_to(me()), encounter_id)
    actions.write_down(encounter, actor=me(), now=now(), **form.values)
    flash(_("Written down. The person reads it, and decides who else does."))
    return redirect(url_for("encounters.met", delivery_id=encounter.co_delivery_id))
