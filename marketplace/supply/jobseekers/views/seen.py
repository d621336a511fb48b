"""Who can see what, and who has seen it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import smallest_group
from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.models import Purpose
from marketplace.supply.jobseekers.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes

MOST = 200  # lines of who saw it; the file of everything has them all


@blueprint.get("/me/consents")
@open_to(Side.JOBSEEKER)
def consents():
    living = db.session.scalars(queries.own_consents(me())).all()
    seen = db.session.scalars(queries.disclosures_of(me()).limit(MOST)).all()
    return render_template(
        "jobseekers/consents.html",
        texts=actions.CONSENT_TEXTS,
        groups=queries.GROUPS,
        sights=queries.sights(me().person_id),
        seen=seen,
        few=smallest_group(),
        matching=next((row for row in living if row.purpose is Purpose.MATCHING), None),
        employers=[row for row in living if row.purpose is Purpose.IDENTITY],
        introduced=[row for row in living if row.purpose is Purpose.INTRODUCTION],
    )


@blueprint.post("/me/consents/matching")
@open_to(Side.JOBSEEKER)
@takes(MoveForm)
def consent_to_matching(form):
    actions.give_consent(actions.profile_of(me(), now()), Purpose.MATCHING, actor=me(), now=now())
    flash(_("You take part in matching. You can take it back here any time."), "good")
    return redirect(url_for("jobseekers.consents"))


@blueprint.post("/me/consents/<uuid:consent_id>/withdraw")
@open_to(Side.JOBSEEKER)
@takes(lambda consent_id: MoveForm())
def withdraw_consent(form, consent_id):
    actions.withdraw_consent(load(queries.own_consents(me()), consent_id), actor=me(), now=now())
    flash(_("Taken back. It counts from now on."), "good")
    return redirect(url_for("jobseekers.consents"))
