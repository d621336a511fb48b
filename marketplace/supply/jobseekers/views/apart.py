"""Equity: a person's own answers, and totals that point at nobody."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import smallest_group
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.forms import EquityForm
from marketplace.supply.jobseekers.views import blueprint
from marketplace.web.access import me, now, open_to
from marketplace.web.forms import takes


@blueprint.get("/me/profile/equity")
@open_to(Side.JOBSEEKER)
def equity(form=None):
    form = form or EquityForm(data=queries.own_answers(me().person_id))
    return render_template("jobseekers/equity.html", form=form, questions=queries.EQUITY_QUESTIONS)


@blueprint.post("/me/profile/equity")
@open_to(Side.JOBSEEKER)
@takes(EquityForm, page=equity)
def save_equity(form):
    actions.save_equity(form.values, actor=me(), now=now())
    flash(_("Kept, for you alone. Leave every question alone, and nothing is kept."), "good")
    return redirect(url_for("jobseekers.equity"))


@blueprint.get("/equity")
@open_to(Side.STAFF, Side.FUNDER, Side.ADMIN)
def equity_totals():
    return render_template(
        "jobseekers/equity_totals.html",
        totals=queries.told_totals(),
        questions=queries.EQUITY_QUESTIONS,
        not_said=queries.NOT_SAID,
        smallest=smallest_group(),
        side=me().side,
    )
