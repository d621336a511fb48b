"""Sign in, choose for whom to act, sign out."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from marketplace.accounts import actions, queries
from marketplace.accounts.actions import Try
from marketplace.accounts.forms import CodeForm, SignInForm
from marketplace.accounts.models import Membership
from marketplace.accounts.views import blueprint
from marketplace.accounts.views.callers import hold_back, place, this_device, tries_to_sign_in, try_of_code
from marketplace.accounts.views.session import come_in, onward, remember, secret_of_browser, welcome
from marketplace.db import end_read
from marketplace.sides import Side
from marketplace.web.access import load, maybe_me, me, now, open_to, public, reads_first
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/sign-in")
@public
def sign_in_page(form=None):
    if form is None and maybe_me():
        return onward(request.args.get("next"))
    return render_template("accounts/sign_in.html", form=form or SignInForm(next=request.args.get("next", "")))


@blueprint.post("/sign-in")
@public
@takes(SignInForm, page=sign_in_page)
@reads_first
def sign_in(form):
    stored, tries = queries.password_of(form.email.data), tries_to_sign_in(form.email.data)
    end_read()
    hold_back(*tries)
    actions.require_password(stored, form.password.data)
    entry = actions.sign_in(email=form.email.data, stored=stored, now=now(), device=this_device())
    actions.forget_tries(*tries[:2])  # those of this account
    return come_in(entry, form.next.data)


@blueprint.get("/sign-in/code")
@public
def code_page(form=None):
    if form is None and queries.awaiting(session.get("awaits", ""), now=now()) is None:
        return redirect(url_for("accounts.sign_in_page"), 303)
    return render_template("accounts/code.html", form=form or CodeForm())


@blueprint.post("/sign-in/code")
@public
@takes(CodeForm, page=code_page)
@reads_first
def give_code(form):
    waiting = queries.awaiting(session.get("awaits", ""), now=now())
    tried = try_of_code(waiting.membership.person) if waiting else Try("second_factor", place())
    end_read()
    hold_back(tried)
    entry = actions.finish_sign_in(session.get("awaits", ""), code=form.code.data, now=now())
    actions.forget_tries(tried)
    return welcome(entry.membership, entry.secret, session.get("next"))


@blueprint.get("/act-for")
@open_to(*Side)
def switch_page():
    places = queries.living_memberships(me().person_id)
    return render_template(
        "accounts/switch.html",
        places=places,
        looks_for_work=any(place.side is Side.JOBSEEKER for place in places),
    )


@blueprint.post("/act-for/<uuid:membership_id>")
@open_to(*Side)
@takes(MoveForm)
def switch(form, membership_id):
    membership = load(queries.living().where(Membership.person_id == me().person_id), membership_id)
    remember(membership, actions.switch(secret_of_browser(), membership, now=now()))
    return onward(None)


@blueprint.post("/look-for-work")
@open_to(*(set(Side) - {Side.JOBSEEKER}))
@takes(MoveForm)
def look_for_work(form):
    membership = actions.look_for_work_too(me(), now=now())
    remember(membership, actions.switch(secret_of_browser(), membership, now=now()))
    flash(_("You act for yourself now, as somebody who looks for work. Your name at the top changes that back."))
    return onward(None)


@blueprint.post("/sign-out")
@open_to(*Side)
@takes(MoveForm)
def sign_out(form):
    actions.end_sign_in(secret_of_browser(), now=now())
    session.clear()
    flash(_("You are signed out."))
    return onward(None)
