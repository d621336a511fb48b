"""An administrator's page of people: who acts for whom, who is invited, who is shut out."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts import actions, queries
from marketplace.accounts.forms import InviteForm
from marketplace.accounts.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import asked, one_page


@blueprint.get("/people")
@open_to(Side.ADMIN)
def people(form=None):
    words = asked("q")
    listing = one_page(queries.people(words), size=25)
    return render_template(
        "accounts/people.html",
        listing=listing,
        words=words,
        form=form or InviteForm(),
        places=queries.memberships_of([person.id for person in listing.rows]),
        invitations=queries.all_unanswered(),
        teams=queries.all_teams(),
    )


@blueprint.post("/people/invitations")
@open_to(Side.ADMIN)
@takes(InviteForm, page=people)
def invite(form):
    invitation = actions.invite_colleague(**form.values, actor=me(), now=now())
    flash(_("The invitation to %(email)s is on its way.", email=invitation.email))
    return redirect(url_for("accounts.people"), 303)


@blueprint.post("/people/invitations/<uuid:invitation_id>/resend")
@open_to(Side.ADMIN)
@takes(MoveForm)
def resend(form, invitation_id):
    actions.resend(load(queries.unanswered(), invitation_id), actor=me(), now=now())
    flash(_("A new link is on its way. The older one opens nothing any more."))
    return redirect(url_for("accounts.people"), 303)


@blueprint.post("/people/invitations/<uuid:invitation_id>/cancel")
@open_to(Side.ADMIN)
@takes(MoveForm)
def cancel(form, invitation_id):
    actions.cancel(load(queries.unanswered(), invitation_id), actor=me(), now=now())
    flash(_("The invitation is cancelled. Its link opens nothing any more."))
    return redirect(url_for("accounts.people"), 303)


@blueprint.post("/people/places/<uuid:membership_id>/end")
@open_to(Side.ADMIN)
@takes(MoveForm)
def end_place(form, membership_id):
    actions.end_membership(load(queries.living(), membership_id), actor=me(), now=now())
    flash(_("The place has ended."))
    return redirect(url_for("accounts.people"), 303)


@blueprint.post("/people/<uuid:person_id>/shut-out")
@open_to(Side.ADMIN)
@takes(MoveForm)
def shut_out(form, person_id):
    actions.shut_out(load(queries.people(), person_id), actor=me())
    flash(_("The account is closed; everything it had open has ended."))
    return redirect(url_for("accounts.people"), 303)


@blueprint.post("/people/<uuid:person_id>/let-in")
@open_to(Side.ADMIN)
@takes(MoveForm)
def let_in(form, person_id):
    actions.let_in(load(queries.people(), person_id))
    flash(_("The account is open again."))
    return redirect(url_for("accounts.people"), 303)
