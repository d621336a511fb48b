"""The page of one's own account: name, address, zone, password, sign-ins."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from marketplace.accounts import actions, queries
from marketplace.accounts.actions import Try
from marketplace.accounts.forms import AboutMeForm, AddressForm, ChangePasswordForm
from marketplace.accounts.views import blueprint
from marketplace.accounts.views.callers import hold_back
from marketplace.accounts.views.session import (
    keep_private,
    link_over,
    require_fresh_proof,
    secret_of_browser,
    stay,
)
from marketplace.db import end_read
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to, public, reads_first
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/account")
@open_to(*Side)
def account_page(form=None):
    person = queries.person(me().person_id)
    return render_template(
        "accounts/account.html",
        form=form or AboutMeForm.of(person),
        person=person,
        places=queries.living_memberships(person.id),
        sign_ins=queries.living_sign_ins(person.id, now=now()),
        this_one=queries.digest(secret_of_browser()),
        has_second_factor=queries.has_second_factor(person.id),
    )


@blueprint.post("/account")
@open_to(*Side)
@takes(AboutMeForm, page=account_page)
def edit(form):
    actions.edit(me().person_id, **form.values)
    flash(_("That is saved."))
    return redirect(url_for("accounts.account_page"), 303)


@blueprint.get("/account/password")
@open_to(*Side)
def password_page(form=None):
    return render_template("accounts/password.html", form=form or ChangePasswordForm())


@blueprint.post("/account/password")
@open_to(*Side)
@takes(ChangePasswordForm, page=password_page)
@reads_first
def change_password(form):
    who, stored = me().person_id, queries.person(me().person_id).password
    end_read()
    hold_back(Try("password", str(who)))
    actions.require_current(stored, form.current.data)
    hashed = actions.hash_password(form.password.data)
    actions.change_password(who, stored=stored, password_hash=hashed, now=now())
    stay(proven=True)
    flash(_("Your password is new. Every other browser is signed out."))
    return redirect(url_for("accounts.account_page"), 303)


@blueprint.get("/account/address")
@open_to(*Side)
def address_page(form=None):
    require_fresh_proof()
    email = queries.person(me().person_id).email
    return render_template("accounts/address.html", form=form or AddressForm(), email=email)


@blueprint.post("/account/address")
@open_to(*Side)
@takes(AddressForm, page=address_page)
def ask_for_address(form):
    require_fresh_proof()
    actions.ask_for_address(me().person_id, email=form.email.data, now=now())
    flash(_("A link is on its way to %(address)s. Until you open it, nothing changes.", address=form.email.data))
    return redirect(url_for("accounts.account_page"), 303)


@blueprint.get("/new-address/<secret>")
@public
def new_address_page(secret):
    keep_private()
    change = queries.usable_address_change(secret, now=now())
    if change is None:
        return link_over(again=url_for("accounts.address_page"), again_label=_("Ask for a new link"))
    return render_template("accounts/new_address.html", change=change, secret=secret)


@blueprint.post("/new-address/<secret>")
@public
@takes(MoveForm)
def take_address(form, secret):
    actions.take_address(secret, now=now())
    session.clear()
    flash(_("Your address is the new one, and every browser is signed out. Sign in with it now."))
    return redirect(url_for("accounts.sign_in_page"), 303)


@blueprint.post("/account/sign-ins/<uuid:sign_in_id>/end")
@open_to(*Side)
@takes(MoveForm)
def end_sign_in(form, sign_in_id):
    actions.end_own_sign_in(load(queries.own_sign_ins(me().person_id), sign_in_id), now=now())
    flash(_("That browser is signed out."))
    return redirect(url_for("accounts.account_page"), 303)


@blueprint.post("/account/sign-ins/end-others")
@open_to(*Side)
@takes(MoveForm)
def end_other_sign_ins(form):
    actions.end_other_sign_ins(me().person_id, but=secret_of_browser(), now=now())
    flash(_("Every other browser is signed out."))
    return redirect(url_for("accounts.account_page"), 303)
