"""What both sides think of the work, by one tap."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.forms import OpinionForm
from marketplace.hiring.placements.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


@blueprint.post("/placements/<uuid:placement_id>/opinion")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda placement_id: OpinionForm())
def say_opinion(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.say_opinion(placement, actor=me(), now=now(), **form.values)
    flash(_("Thank you. Your answer is kept, and you can change it."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))
