"""A person's own pages: about me, growth, who can see what."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.forms import ClaimForm, ExperienceForm, LevelForm, ProfileForm, evidence_form
from marketplace.supply.jobseekers.models import EvidenceKind, Purpose
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes

blueprint = Blueprint("jobseekers", __name__, template_folder="templates")
OWN_KINDS = "<any(experience, story, link):kind>"


# ---- about me ---------------------------------------------------------------------------------------


@blueprint.get("/me/profile")
@open_to(Side.JOBSEEKER)
def profile(form=None):
    shown = queries.profile(me().person_id)
    return render_template(
        "jobseekers/profile.html",
        profile=shown,
        form=form or ProfileForm(obj=shown.row),
        kinds=queries.EXPERIENCE_KINDS,
    )


@blueprint.post("/me/profile")
@open_to(Side.JOBSEEKER)
@takes(ProfileForm, page=profile)
def save_profile(form):
    actions.save_profile(actor=me(), now=now(), version=form.version.data, **form.values)
    flash(_("Kept."), "good")
    return redirect(url_for("jobseekers.profile"))


@blueprint.get("/me/experiences/new")
@open_to(Side.JOBSEEKER)
def new_experience_page(form=None):
    return render_template("jobseekers/experience.html", experience=None, form=form or ExperienceForm())


@blueprint.post("/me/experiences/new")
@open_to(Side.JOBSEEKER)
@takes(ExperienceForm, page=new_experience_page)
def add_experience(form):
    experience = actions.add_experience(actor=me(), now=now(), **form.values)
    flash(_("“%(title)s” is in your profile.", title=experience.title), "good")
    return redirect(url_for("jobseekers.profile"))


@blueprint.get("/me/experiences/<uuid:experience_id>")
@open_to(Side.JOBSEEKER)
def experience_page(experience_id, form=None):
    experience = load(queries.own_experiences(me()), experience_id)
    return render_template(
        "jobseekers/experience.html", experience=experience, form=form or ExperienceForm(obj=experience)
    )


@blueprint.post("/me/experiences/<uuid:experience_id>")
@open_to(Side.JOBSEEKER)
@takes(lambda experience_id: ExperienceForm(), page=experience_page)
def change_experience(form, experience_id):
    experience = load(queries.own_experiences(me()), experience_id)
    actions.change_experience(experience, version=form.version.data, **form.values)
    flash(_("Kept."), "good")
    return redirect(url_for("jobseekers.profile"))


@blueprint.post("/me/experiences/<uuid:experience_id>/remove")
@open_to(Side.JOBSEEKER)
@takes(lambda experience_id: MoveForm())
def remove_experience(form, experience_id):
    experience = load(queries.own_experiences(me()), experience_id)
    actions.remove_experience(experience)
    flash(_("Removed."), "good")
    return redirect(url_for("jobseekers.profile"))


# ---- growth -----------------------------------------------------------------------------------------


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


# ---- who can see what -------------------------------------------------------------------------------


@blueprint.get("/me/consents")
@open_to(Side.JOBSEEKER)
def consents():
    living = db.session.scalars(queries.own_consents(me())).all()
    seen = db.session.scalars(queries.disclosures_of(me()).limit(200)).all()
    return render_template(
        "jobseekers/consents.html",
        texts=actions.CONSENT_TEXTS,
        seen=seen,
        matching=next((row for row in living if row.purpose is Purpose.MATCHING), None),
        employers=[row for row in living if row.purpose is Purpose.IDENTITY],
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
