"""The second factor of one's own account, and its codes on paper."""

import json
from datetime import timedelta
from typing import Final

import segno
from flask import Response, current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from marketplace.accounts import actions, queries
from marketplace.accounts.forms import CodeForm
from marketplace.accounts.views import blueprint
from marketplace.accounts.views.callers import hold_back, try_of_code
from marketplace.accounts.views.session import require_fresh_proof, site_requires, stay
from marketplace.db import end_read
from marketplace.sealing import seal, unseal
from marketplace.sides import Side
from marketplace.web.access import me, now, open_to, reads_first
from marketplace.web.forms import MoveForm, takes

SHOWN: Final = timedelta(minutes=15)  # codes on paper, unless "I have kept them" ends it sooner
OFFERED: Final = timedelta(hours=1)  # one secret for the phone, while nothing has come of it


@blueprint.get("/account/second-factor")
@open_to(*Side)
def second_factor_page(form=None):
    person = queries.person(me().person_id)
    on = queries.has_second_factor(person.id)
    return render_template(
        "accounts/second_factor.html",
        form=form or CodeForm(),
        on=on,
        required=site_requires() and queries.LIMITS[me().side] is queries.OFFICE,
        left=queries.recovery_codes_left(person.id),
        offer=None if on else _offer(person),
    )


@blueprint.post("/account/second-factor")
@open_to(*Side)
@takes(CodeForm, page=second_factor_page)
@reads_first
def turn_on(form):
    tried, secret = try_of_code(queries.person(me().person_id)), _offered()
    end_read()
    hold_back(tried)
    require_fresh_proof()
    codes = actions.turn_on(me().person_id, secret=secret, code=form.code.data, now=now())
    stay(second_factor=True)
    return _show(codes)


@blueprint.post("/account/second-factor/off")
@open_to(*Side)
@takes(MoveForm)
def turn_off(form):
    require_fresh_proof()
    actions.turn_off(me().person_id, required=site_requires())
    stay(second_factor=False)
    flash(_("The second factor is off. Every other browser is signed out."))
    return redirect(url_for("accounts.account_page"), 303)


@blueprint.post("/account/recovery-codes")
@open_to(*Side)
@takes(MoveForm)
def new_codes(form):
    require_fresh_proof()
    return _show(actions.new_recovery_codes(me().person_id, now=now()))


@blueprint.get("/account/recovery-codes")
@open_to(*Side)
def codes_page():
    codes = _shown()
    if not codes:
        return redirect(url_for("accounts.second_factor_page"), 303)
    return render_template("accounts/recovery_codes.html", codes=codes)


@blueprint.get("/account/recovery-codes.txt")
@open_to(*Side)
def codes_file():
    codes = _shown()
    if not codes:
        return redirect(url_for("accounts.second_factor_page"), 303)
    headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return Response(render_template("accounts/recovery_codes.txt", codes=codes), mimetype="text/plain", headers=headers)


@blueprint.post("/account/recovery-codes/kept")
@open_to(*Side)
@takes(MoveForm)
def kept_codes(form):
    session.pop("codes", None)
    flash(_("Your second factor is on. At the next sign-in you are asked for a code."))
    return redirect("/", 303)


def _offer(person):
    """A secret for the phone, the same until it is used: a page loaded twice shows one picture."""
    secret = _offered() or actions.new_secret()
    session["offer"] = seal(f"{person.id} {secret}")
    address = actions.address_of(secret, email=person.email, site=current_app.config["SITE_NAME"])
    picture = segno.make(address, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    words = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": Markup(picture), "secret": words, "address": address}  # noqa: S704 -- a drawing made here


def _offered():
    owner, _space, secret = (unseal(session.get("offer", ""), within=OFFERED) or "").partition(" ")
    return secret if owner == str(me().person_id) else None


def _show(codes):
    """Lead to the page that shows the codes once: sealed in this browser's cookie, kept nowhere else."""
    session["codes"] = seal(json.dumps([str(me().person_id), *codes]))
    return redirect(url_for("accounts.codes_page"), 303)


def _shown():
    owner, *codes = json.loads(unseal(session.get("codes", ""), within=SHOWN) or "[null]")
    return codes if owner == str(me().person_id) else []
