"""Growth: what a person can do, what shows it, and asking the team to look at it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.forms import ClaimForm, LevelForm, evidence_form
from marketplace.supply.jobseekers.lifecycle import LIFECYCLE
from marketplace.supply.jobseekers.models import EvidenceKind
from marketplace.supply.jobseekers.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.uploads import takes_files

OWN_KINDS = "<any(experience, story, link, file):kind>"


@blueprint.get("/me/growth")
@open_to(Side.JOBSEEKER)
def growth():
    claims = db.session.scalars(queries.own_claims(me())).unique().all()
    return render_template("jobseekers/growth.html", claims=claims, levels=queries.SHOWN_LEVELS, rings=queries.RINGS)


@blueprint.get("/me/growth/new")
@open_to(Side.JOBSEEKER)
def new_claim_page(form=None):
    return render_template("jobseekers/new_claim.html", form=form or ClaimForm())


@blueprint.post("/me/growth/new")
@open_to(Side.JOBSEEKER)
@takes(ClaimForm, page=new_claim_page)
def claim_competency(form):
    claim = actions.claim_competency(competency_id=form.competency.data, level=form.level.data, actor=me(), now=now())
    flash(_("“%(name)s” is among your competencies. What shows it?", name=form.competency.words), "good")
    return redirect(url_for("jobseekers.claim", claim_id=claim.id))


@blueprint.get("/me/growth/<uuid:claim_id>")
@open_to(Side.JOBSEEKER)
def claim(claim_id, form=None):
    row = load(queries.own_claims(me()), claim_id)
    return render_template(
        "jobseekers/claim.html",
        claim=row,
        form=form or LevelForm(obj=row),
        levels=queries.SHOWN_LEVELS,
        rings=queries.RINGS,
        kinds=queries.EVIDENCE_KINDS,
        reasons=queries.NOT_SHOWN_BECAUSE,
        stages=LIFECYCLE,
    )


@blueprint.post("/me/growth/<uuid:claim_id>")
@open_to(Side.JOBSEEKER)
@takes(lambda claim_id: LevelForm(), page=claim)
def set_level(form, claim_id):
    row = load(queries.own_claims(me()), claim_id)
    actions.set_level(row, version=form.version.data, **form.values)
    flash(_("Kept."), "good")
    return redirect(url_for("jobseekers.claim", claim_id=row.id))


@blueprint.post("/me/growth/<uuid:claim_id>/remove")
@open_to(Side.JOBSEEKER)
@takes(lambda claim_id: MoveForm())
def remove_claim(form, claim_id):
    row = load(queries.own_claims(me()), claim_id)
    actions.remove_claim(row, actor=me(), now=now())
    flash(_("Removed."), "good")
    return redirect(url_for("jobseekers.growth"))


@blueprint.post("/me/growth/<uuid:claim_id>/ask")
@open_to(Side.JOBSEEKER)
@takes(lambda claim_id: MoveForm())
def ask(form, claim_id):
    row = load(queries.own_claims(me()), claim_id)
    actions.ask(row, actor=me(), now=now())
    flash(_("The program team looks at it. What they saw will stand here."), "good")
    return redirect(url_for("jobseekers.claim", claim_id=row.id))


@blueprint.post("/me/growth/<uuid:claim_id>/stop-asking")
@open_to(Side.JOBSEEKER)
@takes(lambda claim_id: MoveForm())
def stop_asking(form, claim_id):
    row = load(queries.own_claims(me()), claim_id)
    actions.stop_asking(row, actor=me(), now=now())
    flash(_("Taken back. Nobody looks at it now."), "good")
    return redirect(url_for("jobseekers.claim", claim_id=row.id))


def _evidence_form(claim_id, kind):
    return evidence_form(kind, db.session.scalars(queries.own_experiences(me())).all())


@blueprint.get(f"/me/growth/<uuid:claim_id>/evidence/{OWN_KINDS}")
@open_to(Side.JOBSEEKER)
def evidence_page(claim_id, kind, form=None):
    row = load(queries.own_claims(me()), claim_id)
    return render_template(
        "jobseekers/evidence.html", claim=row, kind=kind, form=form or _evidence_form(claim_id, kind)
    )


@blueprint.post(f"/me/growth/<uuid:claim_id>/evidence/{OWN_KINDS}")
@open_to(Side.JOBSEEKER)
@takes(_evidence_form, page=evidence_page)
@takes_files
def add_evidence(form, claim_id, kind):
    row = load(queries.own_claims(me()), claim_id)
    actions.add_evidence(row, kind=EvidenceKind(kind), actor=me(), now=now(), **form.values)
    flash(_("Added. It shows what you can do, in your own words."), "good")
    return redirect(url_for("jobseekers.claim", claim_id=row.id))


@blueprint.post("/me/evidence/<uuid:evidence_id>/remove")
@open_to(Side.JOBSEEKER)
@takes(lambda evidence_id: MoveForm())
def remove_evidence(form, evidence_id):
    evidence = load(queries.own_evidence(me()), evidence_id)
    claim_id = evidence.claim_id
    actions.remove_evidence(evidence, actor=me(), now=now())
    flash(_("Removed."), "good")
    return redirect(url_for("jobseekers.claim", claim_id=claim_id))
