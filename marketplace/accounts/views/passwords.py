"""Renew a forgotten password through a mailed link."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from marketplace.accounts import actions, queries
from marketplace.accounts.actions import Try
from marketplace.accounts.forms import ForgotForm, NewPasswordForm
from marketplace.accounts.models import TokenPurpose
from marketplace.accounts.views import blueprint
from marketplace.accounts.views.callers import hold_back, place, tries_to_mail
from marketplace.accounts.views.session import keep_private, link_over
from marketplace.db import end_read
from marketplace.web.access import now, public, reads_first
from marketplace.web.forms import takes


@blueprint.get("/forgotten-password")
@public
def forgot_page(form=None):
    return render_template("accounts/forgot.html", form=form or ForgotForm())


@blueprint.post("/forgotten-password")
@public
@takes(ForgotForm, page=forgot_page)
def forgot(form):
    actions.require_room(*tries_to_mail(form.email.data), now=now())
    actions.forgot_password(email=form.email.data, now=now())
    session["sent_to"] = form.email.data
    return redirect(url_for("accounts.sent_page"), 303)


@blueprint.get("/new-password/<secret>")
@public
def reset_page(secret, form=None):
    keep_private()
    token = queries.usable_token(secret, TokenPurpose.RESET_PASSWORD, now=now())
    if token is None:
        return link_over(again=url_for("accounts.forgot_page"), again_label=_("Ask for a new link"))
    return render_template(
        "accounts/reset.html", form=form or NewPasswordForm(), secret=secret, email=token.person.email
    )


@blueprint.post("/new-password/<secret>")
@public
@takes(NewPasswordForm, page=reset_page)
@reads_first
def reset(form, secret):
    actions.require_link(queries.usable_token(secret, TokenPurpose.RESET_PASSWORD, now=now()))
    end_read()
    hold_back(Try("link", place()))
    actions.reset_password(secret, password_hash=actions.hash_password(form.password.data), now=now())
    session.clear()
    flash(_("Your password is new, and every browser is signed out. Sign in with it now."))
    return redirect(url_for("accounts.sign_in_page"), 303)
