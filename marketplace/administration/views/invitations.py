"""Invitations: who was asked to come, how they stand, and a new one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts import actions
from marketplace.accounts import queries as accounts
from marketplace.accounts.forms import InviteForm
from marketplace.accounts.views.session import require_fresh_proof
from marketplace.administration.queries import people as queries
from marketplace.administration.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import asked, one_page


@blueprint.get("/people/invitations")
@open_to(Side.ADMIN)
def invitations(form=None):
    state = asked("state")
    listing = one_page(queries.invitations(state, now=now()), size=25)
    return render_template(
        "administration/invitations.html",
        listing=listing,
        state=state,
        rows=[(row, queries.answered(row, now())) for row in listing.rows],
        answered=queries.ANSWERED_WORDS,
        form=form or InviteForm(),
        teams=accounts.all_teams(),
    )


@blueprint.post("/people/invitations/new")
@open_to(Side.ADMIN)
@takes(InviteForm, page=invitations)
def invite(form):
    require_fresh_proof()
    invitation = actions.invite_colleague(**form.values, actor=me(), now=now())
    flash(_("The invitation to %(email)s is on its way.", email=invitation.email))
    return redirect(url_for("administration.invitations"), 303)


@blueprint.post("/people/invitations/<uuid:invitation_id>/resend")
@open_to(Side.ADMIN)
@takes(MoveForm)
def resend(form, invitation_id):
    actions.resend(load(accounts.unanswered(), invitation_id), actor=me(), now=now())
    flash(_("A new link is on its way. The older one opens nothing any more."))
    return redirect(url_for("administration.invitations"), 303)


@blueprint.post("/people/invitations/<uuid:invitation_id>/cancel")
@open_to(Side.ADMIN)
@takes(MoveForm)
def cancel(form, invitation_id):
    actions.cancel(load(accounts.unanswered(), invitation_id), actor=me(), now=now())
    flash(_("The invitation is cancelled. Its link opens nothing any more."))
    return redirect(url_for("administration.invitations"), 303)
