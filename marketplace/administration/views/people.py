"""People: who has an account, for whom they act, where they are signed in, and what was done to it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts import actions
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.views.session import require_fresh_proof
from marketplace.administration.forms import ReasonForm
from marketplace.administration.queries import deeds
from marketplace.administration.queries import people as queries
from marketplace.administration.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import asked, one_page


@blueprint.get("/people")
@open_to(Side.ADMIN)
def people():
    wanted = queries.Asked(asked("q"), asked("side"), asked("organisation"), asked("state"))
    listing = one_page(queries.people(wanted), size=25)
    return render_template(
        "administration/people.html",
        listing=listing,
        asked=wanted,
        states=queries.STATE_WORDS,
        organisations=queries.organisations_with_people(),
        places=accounts.memberships_of([person.id for person in listing.rows]),
        open_invitations=one_page(queries.invitations("open", now=now()), size=1).total,
    )


@blueprint.get("/people/<uuid:person_id>")
@open_to(Side.ADMIN)
def person(person_id, form=None):
    found = load(accounts.people(), person_id)
    return render_template(
        "administration/person.html",
        person=found,
        form=form or ReasonForm(formdata=None),
        refused_at=request.endpoint if form else "",
        second_factor=queries.second_factor_of(found),
        places=queries.places_of(found),
        programs=queries.programs_of(found),
        sign_ins=queries.sign_ins_of(found, now=now()),
        invitations=[(row, queries.answered(row, now())) for row in queries.invitations_to(found)],
        answered=queries.ANSWERED_WORDS,
        deeds=deeds.done_to_person(found.id),
    )


@blueprint.post("/people/<uuid:person_id>/shut-out")
@open_to(Side.ADMIN)
@takes(ReasonForm, page=person)
def shut_out(form, person_id):
    require_fresh_proof()
    actions.shut_out(_person(person_id), actor=me(), now=now(), **form.values)
    flash(_("The account is closed; everything it had open has ended."))
    return _back(person_id)


@blueprint.post("/people/<uuid:person_id>/let-in")
@open_to(Side.ADMIN)
@takes(ReasonForm, page=person)
def let_in(form, person_id):
    require_fresh_proof()
    actions.let_in(_person(person_id), actor=me(), now=now(), **form.values)
    flash(_("The account is open again."))
    return _back(person_id)


@blueprint.post("/people/<uuid:person_id>/second-factor/reset")
@open_to(Side.ADMIN)
@takes(ReasonForm, page=person)
def reset_second_factor(form, person_id):
    require_fresh_proof()
    actions.reset_second_factor(_person(person_id), actor=me(), now=now(), **form.values)
    flash(_("The second factor is reset. At the next sign-in the password alone is asked for."))
    return _back(person_id)


@blueprint.post("/people/<uuid:person_id>/sign-ins/end")
@open_to(Side.ADMIN)
@takes(MoveForm)
def end_sign_ins(form, person_id):
    actions.end_browsers(_person(person_id), actor=me(), now=now())
    flash(_("Every browser is signed out at its next page."))
    return _back(person_id)


@blueprint.post("/people/<uuid:person_id>/sign-ins/<uuid:sign_in_id>/end")
@open_to(Side.ADMIN)
@takes(MoveForm)
def end_sign_in(form, person_id, sign_in_id):
    actions.end_browser(
        load(queries.living_sign_ins().where(Person.id == person_id), sign_in_id), actor=me(), now=now()
    )
    flash(_("That browser is signed out at its next page."))
    return _back(person_id)


@blueprint.post("/people/places/<uuid:membership_id>/end")
@open_to(Side.ADMIN)
@takes(MoveForm)
def end_place(form, membership_id):
    require_fresh_proof()
    place = load(accounts.living(), membership_id)
    actions.end_membership(place, actor=me(), now=now())
    flash(_("The place has ended."))
    return _back(place.person_id)


@blueprint.post("/people/places/<uuid:membership_id>/every-program")
@open_to(Side.ADMIN)
@takes(MoveForm)
def make_lead(form, membership_id):
    require_fresh_proof()
    place = load(accounts.living(), membership_id)
    actions.make_lead(place, leads=True, actor=me(), now=now())
    flash(_("They see every program from the next page on."))
    return _back(place.person_id)


@blueprint.post("/people/places/<uuid:membership_id>/assigned-programs")
@open_to(Side.ADMIN)
@takes(MoveForm)
def unmake_lead(form, membership_id):
    require_fresh_proof()
    place = load(accounts.living(), membership_id)
    actions.make_lead(place, leads=False, actor=me(), now=now())
    flash(_("They see the programs they are assigned to, from the next page on."))
    return _back(place.person_id)


@blueprint.get("/account/history")
@open_to(*Side)
def own_history():
    return render_template("administration/own_history.html", deeds=deeds.done_to_person(me().person_id))


def _person(person_id):
    return load(accounts.people(), person_id)


def _back(person_id):
    return redirect(url_for("administration.person", person_id=person_id), 303)
