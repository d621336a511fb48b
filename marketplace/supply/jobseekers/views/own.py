"""About me: experiences first, how to reach me."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.sides import Side
from marketplace.supply.jobseekers import actions, queries
from marketplace.supply.jobseekers.forms import ExperienceForm, ProfileForm
from marketplace.supply.jobseekers.views import blueprint
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes


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
