"""What I want: work, hours and place; from whom I keep away; pools that are about me. And numbers for the team."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import smallest_group
from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.forms import KeepAwayForm, WantsForm, pools_form
from marketplace.supply.jobseekers.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


@blueprint.get("/me/profile/wants")
@open_to(Side.JOBSEEKER)
def wants(form=None):
    row = queries.wants_of(me().person_id)
    return render_template(
        "jobseekers/wants.html",
        wants=row,
        form=form or WantsForm(obj=row),
        blocked=db.session.scalars(queries.own_blocked(me())).all(),
    )


@blueprint.post("/me/profile/wants")
@open_to(Side.JOBSEEKER)
@takes(WantsForm, page=wants)
def save_wants(form):
    actions.save_wants(version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Kept."), "good")
    return redirect(url_for("jobseekers.wants"))


@blueprint.get("/me/profile/wants/keep-away")
@open_to(Side.JOBSEEKER)
def keep_away_page(form=None):
    return render_template("jobseekers/keep_away.html", form=form or KeepAwayForm())


@blueprint.post("/me/profile/wants/keep-away")
@open_to(Side.JOBSEEKER)
@takes(KeepAwayForm, page=keep_away_page)
def keep_away(form):
    row = actions.keep_away(words=form.words.data, actor=me(), now=now())
    flash(_("From now on you are not shown to “%(name)s”.", name=row.words), "good")
    return redirect(url_for("jobseekers.wants"))


@blueprint.post("/me/profile/wants/keep-away/<uuid:blocked_id>/remove")
@open_to(Side.JOBSEEKER)
@takes(lambda blocked_id: MoveForm())
def stop_keeping_away(form, blocked_id):
    actions.stop_keeping_away(load(queries.own_blocked(me()), blocked_id))
    flash(_("Removed."), "good")
    return redirect(url_for("jobseekers.wants"))


# ---- pools ------------------------------------------------------------------------------------------


def _pools_form():
    pools = db.session.scalars(queries.pools_to_choose()).all()
    return pools_form(pools, pools=list(queries.chosen_pools(me().person_id)))


@blueprint.get("/me/profile/pools")
@open_to(Side.JOBSEEKER)
def pools(form=None):
    offered = db.session.scalars(queries.pools_to_choose()).all()
    return render_template(
        "jobseekers/pools.html",
        form=form or _pools_form(),
        pools=offered,
        programs=queries.program_titles(offered),
        few=smallest_group(),
    )


@blueprint.post("/me/profile/pools")
@open_to(Side.JOBSEEKER)
@takes(_pools_form, page=pools)
def choose_pools(form):
    actions.choose_pools(actions.profile_of(me(), now()), set(form.pools.data), actor=me(), now=now())
    flash(_("Kept. You can change it any time."), "good")
    return redirect(url_for("jobseekers.pools"))


@blueprint.get("/people/pools")
@open_to(Side.STAFF)
def pool_counts():
    few = smallest_group()
    return render_template("jobseekers/pool_counts.html", counts=queries.pool_counts(me(), few), smallest=few)
