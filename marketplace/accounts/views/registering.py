"""Register as a jobseeker: ask for a link, open it, choose a password."""

from flask import redirect, render_template, session, url_for
from flask_babel import gettext as _

from marketplace.accounts import actions, queries
from marketplace.accounts.actions import Try
from marketplace.accounts.forms import AccountForm, RegisterForm
from marketplace.accounts.models import TokenPurpose
from marketplace.accounts.views import blueprint
from marketplace.accounts.views.callers import hold_back, place, proof_of_now, tries_to_mail
from marketplace.accounts.views.session import keep_private, link_over, welcome
from marketplace.db import end_read
from marketplace.web.access import maybe_me, now, public, reads_first
from marketplace.web.forms import takes


@blueprint.get("/register")
@public
def register_page(form=None):
    if form is None and maybe_me():
        return redirect(url_for("accounts.switch_page"))
    return render_template("accounts/register.html", form=form or RegisterForm())


@blueprint.post("/register")
@public
@takes(RegisterForm, page=register_page)
def register(form):
    actions.require_room(*tries_to_mail(form.email.data), now=now())
    actions.register(name=form.name.data, email=form.email.data, now=now())
    session["sent_to"] = form.email.data
    return redirect(url_for("accounts.sent_page"), 303)


@blueprint.get("/link-sent")
@public
def sent_page():
    return render_template("accounts/sent.html", email=session.get("sent_to", ""))


@blueprint.get("/confirm/<secret>")
@public
def confirm_page(secret, form=None):
    keep_private()
    token = queries.usable_token(secret, TokenPurpose.CONFIRM_EMAIL, now=now())
    if token is None:
        return link_over(again=url_for("accounts.register_page"), again_label=_("Register"))
    form = form or AccountForm(name=token.person.name)
    return render_template("accounts/confirm.html", form=form, secret=secret, email=token.person.email)


@blueprint.post("/confirm/<secret>")
@public
@takes(AccountForm, page=confirm_page)
@reads_first
def confirm(form, secret):
    actions.require_link(queries.usable_token(secret, TokenPurpose.CONFIRM_EMAIL, now=now()))
    end_read()
    hold_back(Try("link", place()))
    hashed = actions.hash_password(form.password.data)
    membership = actions.confirm(secret, name=form.name.data, password_hash=hashed, now=now())
    return welcome(membership, actions.begin_sign_in(membership, now=now(), proof=proof_of_now()), None)
