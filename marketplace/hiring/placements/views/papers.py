"""Files that show a placement: handed in and taken back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.forms import PaperForm
from marketplace.hiring.placements.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.uploads import takes_files


@blueprint.get("/placements/<uuid:placement_id>/files/new")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def paper_page(placement_id, form=None):
    placement = load(queries.visible_to(me()), placement_id)
    return render_template("placements/paper.html", placement=placement, form=form or PaperForm())


@blueprint.post("/placements/<uuid:placement_id>/files/new")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
@takes(lambda placement_id: PaperForm(), page=paper_page)
@takes_files
def add_evidence(form, placement_id):
    placement = load(queries.visible_to(me()), placement_id)
    actions.add_evidence(placement, actor=me(), now=now(), **form.values)
    flash(_("Handed in. The program team reads it."), "good")
    return redirect(url_for("placements.page", placement_id=placement.id))


@blueprint.post("/placement-files/<uuid:paper_id>/take-back")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
@takes(lambda paper_id: MoveForm())
def take_back_evidence(form, paper_id):
    paper = load(queries.own_evidence(me()), paper_id)
    actions.take_back_evidence(paper)
    flash(_("Taken back. The file is gone."), "good")
    return redirect(url_for("placements.page", placement_id=paper.placement_id))
