"""Before something sensitive: the password again. A form that waits for it is carried along, and done after it."""

from flask import flash, make_response, redirect, render_template, request, url_for
from wtforms import HiddenField

from marketplace.accounts import actions, queries
from marketplace.accounts.actions import Try
from marketplace.accounts.forms import ProveForm
from marketplace.accounts.views import blueprint
from marketplace.accounts.views.callers import hold_back
from marketplace.accounts.views.session import leads_here, onward, secret_of_browser
from marketplace.db import end_read
from marketplace.sides import Side
from marketplace.web.access import me, now, open_to, reads_first
from marketplace.web.forms import takes

OWN = frozenset({"csrf_token", "once", "next", "again", "password"})


def prove_form():
    """The form as it was sent, with the fields that it carries along for the one that waits."""
    return _carrying({} if request.method == "GET" else request.form)()


def _carrying(words):
    held = {name: HiddenField(default=value) for name, value in words.items() if name not in OWN}
    return type("CarryingForm", (ProveForm,), held)


@blueprint.get("/account/prove")
@open_to(*Side)
def prove_page(form=None):
    form = form or ProveForm(next=request.args.get("next", ""))
    back = form.next.data if leads_here(form.next.data) else url_for("accounts.account_page")
    return render_template("accounts/prove.html", form=form, back=back)


@blueprint.post("/account/prove")
@open_to(*Side)
@takes(prove_form, page=prove_page)
@reads_first
def prove(form):
    who, stored = me().person_id, queries.person(me().person_id).password
    end_read()
    hold_back(Try("password", str(who)))
    actions.require_current(stored, form.password.data)
    actions.prove(secret_of_browser(), now=now())
    actions.forget_tries(Try("password", str(who)))
    if leads_here(form.again.data):
        return redirect(form.again.data, 307)  # the browser sends the same fields there
    return onward(form.next.data or url_for("accounts.account_page"))


@blueprint.app_errorhandler(actions.NotProven)
def prove_first(refusal):
    """Ask on the way: a page is led to afterwards, a form that was sent is kept and sent on."""
    if request.method == "GET":
        flash(refusal.sentence)
        return redirect(url_for("accounts.prove_page", next=request.full_path.rstrip("?")), 303)
    form = _carrying(request.form)(formdata=None, next=_came_from(), again=request.path)
    return make_response(prove_page(form=form), 409)


def _came_from():
    referrer = request.referrer or ""
    path = "/" + referrer.removeprefix(request.host_url).lstrip("/\\")
    return path if referrer.startswith(request.host_url) else url_for("accounts.account_page")
