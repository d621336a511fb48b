"""Leave an address for a program, confirm it by mail, take it off; and whom staff find on the list."""

from flask import Blueprint, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _

from marketplace.accounts.actions import require_room
from marketplace.accounts.views.callers import tries_to_mail
from marketplace.accounts.views.session import keep_private, link_over
from marketplace.demand.programs import queries as programs
from marketplace.sides import Side
from marketplace.supply.interests import actions, queries
from marketplace.supply.interests.forms import InterestForm
from marketplace.web.access import load, me, now, open_to, public
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("interests", __name__, template_folder="templates")


@blueprint.get("/programs/<uuid:program_id>/interest")
@public
def leave_page(program_id, form=None):
    program = load(queries.can_be_awaited(), program_id)
    return render_template("interests/leave.html", program=program, form=form or InterestForm())


@blueprint.post("/programs/<uuid:program_id>/interest")
@public
@takes(InterestForm, page=leave_page)
def leave(form, program_id):
    program = load(queries.can_be_awaited(), program_id)
    require_room(*tries_to_mail(form.email.data), now=now())
    actions.leave_address(program, now=now(), **form.values)
    session["asked_at"] = form.email.data
    return redirect(url_for("interests.sent_page"), 303)


@blueprint.get("/interest/sent")
@public
def sent_page():
    return render_template("interests/sent.html", email=session.get("asked_at", ""))


@blueprint.get("/interest/confirm/<secret>")
@public
def confirm_page(secret, form=None):
    keep_private()
    row = queries.to_confirm(secret, now())
    if row is None:
        return link_over(again=url_for("cohorts.listing"), again_label=_("See the programs"))
    return render_template("interests/confirm.html", interest=row, secret=secret)


@blueprint.post("/interest/confirm/<secret>")
@public
@takes(MoveForm, page=confirm_page)
def confirm(form, secret):
    row = actions.confirm(secret, now=now())
    flash(_("You are on the list. We write once, when a cohort opens."))
    return redirect(url_for("interests.page", token=actions.token_of(row)), 303)


@blueprint.get("/interest/<token>")
@public
def page(token):
    keep_private()
    row = queries.behind(token)
    if row is None:
        return make_response(render_template("interests/gone.html"), 410)
    return render_template("interests/page.html", interest=row, token=token)


@blueprint.post("/interest/<token>/remove")
@public
@takes(MoveForm)
def remove(form, token):
    actions.remove_behind(token)
    return redirect(url_for("interests.page", token=token), 303)


# ---- staff ---------------------------------------------------------------------------------------


@blueprint.get("/programs/<uuid:program_id>/interests")
@open_to(Side.STAFF)
def listing(program_id):
    program = load(programs.visible_to(me()), program_id)
    waiting, told = queries.counts(program_id)
    rows = one_page(queries.of_program(me(), program_id))
    return render_template("interests/listing.html", program=program, listing=rows, waiting=waiting, told=told)


@blueprint.post("/interests/<uuid:interest_id>/delete")
@open_to(Side.STAFF)
@takes(MoveForm)
def delete(form, interest_id):
    row = load(queries.visible_to(me()), interest_id)
    actions.remove(row)
    flash(_("The address is deleted."))
    return redirect(url_for("interests.listing", program_id=row.program_id))
