"""The page behind an invitation's link: make an account, or accept with the one there is."""

from flask import flash, render_template
from flask_babel import gettext as _

from marketplace.accounts import actions, queries
from marketplace.accounts.actions import Try
from marketplace.accounts.forms import AccountForm
from marketplace.accounts.views import blueprint
from marketplace.accounts.views.callers import hold_back, place, proof_of_now
from marketplace.accounts.views.session import keep_private, link_over, onward, remember, secret_of_browser, welcome
from marketplace.db import end_read
from marketplace.sides import Side
from marketplace.web.access import maybe_me, me, now, open_to, public, reads_first
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/invitation/<secret>")
@public
def invitation_page(secret, form=None):
    keep_private()
    invitation = queries.usable_invitation(secret, now=now())
    if invitation is None:
        return link_over()
    return render_template(
        "accounts/invitation.html",
        invitation=invitation,
        secret=secret,
        form=form or AccountForm(name=invitation.name),
        situation=queries.situation(invitation, maybe_me()),
    )


@blueprint.post("/invitation/<secret>/account")
@public
@takes(AccountForm, page=invitation_page)
@reads_first
def accept(form, secret):
    actions.require_link(queries.usable_invitation(secret, now=now()))
    end_read()
    hold_back(Try("link", place()))
    hashed = actions.hash_password(form.password.data)
    membership = actions.accept_as_new(secret, name=form.name.data, password_hash=hashed, now=now())
    return welcome(membership, actions.begin_sign_in(membership, now=now(), proof=proof_of_now()), None)


@blueprint.post("/invitation/<secret>")
@open_to(*Side)
@takes(MoveForm)
def join(form, secret):
    membership = actions.accept_as_myself(secret, actor=me(), now=now())
    remember(membership, actions.switch(secret_of_browser(), membership, now=now()))
    flash(_("You have accepted. Your name at the top lets you act for somebody else again."))
    return onward(None)
