"""A person's résumé: uploaded, watched while it is read, answered line by line, deleted."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.jobseekers.forms import ExperienceForm
from marketplace.supply.jobseekers.queries import EXPERIENCE_KINDS
from marketplace.supply.resumes import actions, queries
from marketplace.supply.resumes.forms import AnswersForm, UploadForm
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.uploads import takes_files

blueprint = Blueprint("resumes", __name__, template_folder="templates")


@blueprint.get("/me/resume")
@open_to(Side.JOBSEEKER)
def page(form=None):
    resume = db.session.scalar(queries.own(me()))
    return render_template(
        "resumes/page.html",
        resume=resume,
        form=form or UploadForm(formdata=None),
        under_way=bool(resume and resume.progress in queries.UNDER_WAY),
        late=bool(resume and queries.late(resume, now())),
        why=queries.WHY,
        found=db.session.scalars(queries.experiences(me())).all() if resume else [],
        named=db.session.scalars(queries.competencies(me())).all() if resume else [],
        kinds=EXPERIENCE_KINDS,
    )


@blueprint.post("/me/resume")
@open_to(Side.JOBSEEKER)
@takes(UploadForm, page=page)
@takes_files
def upload(form):
    actions.upload(form.handed, actor=me(), now=now())
    return redirect(url_for("resumes.page"))


@blueprint.get("/me/resume/<uuid:resume_id>/progress")
@open_to(Side.JOBSEEKER)
def progress(resume_id):
    """What a page asks for again and again while a résumé is read; when it is, the page is loaded anew.

    While nothing has changed nothing is sent, so that nobody hears the same words every two seconds.
    """
    resume = load(queries.own(me()), resume_id)
    late = queries.late(resume, now())
    if request.args.get("seen") == resume.progress and not late:
        return "", 204
    answer = make_response(render_template("resumes/progress.html", resume=resume, late=late))
    if resume.progress not in queries.UNDER_WAY:
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.post("/me/resume/<uuid:resume_id>/delete-file")
@open_to(Side.JOBSEEKER)
@takes(lambda resume_id: MoveForm())
def forget_file(form, resume_id):
    actions.forget_file(load(queries.own(me()), resume_id))
    flash(_("The file is deleted."), "good")
    return redirect(url_for("resumes.page"))


@blueprint.post("/me/resume/<uuid:resume_id>/delete")
@open_to(Side.JOBSEEKER)
@takes(lambda resume_id: MoveForm())
def forget(form, resume_id):
    actions.forget(load(queries.own(me()), resume_id))
    flash(_("Your résumé is deleted. What you took over stays in your profile."), "good")
    return redirect(url_for("resumes.page"))


# ---- what was done ----------------------------------------------------------------------------------


@blueprint.get("/me/resume/experiences/<uuid:proposal_id>")
@open_to(Side.JOBSEEKER)
def experience_page(proposal_id, form=None):
    proposal = load(queries.experiences(me()), proposal_id)
    return render_template("resumes/experience.html", proposal=proposal, form=form or ExperienceForm(obj=proposal))


@blueprint.post("/me/resume/experiences/<uuid:proposal_id>")
@open_to(Side.JOBSEEKER)
@takes(lambda proposal_id: ExperienceForm(), page=experience_page)
def take_experience(form, proposal_id):
    proposal = load(queries.experiences(me()), proposal_id)
    experience = actions.take_experience(proposal, actor=me(), now=now(), **form.values)
    flash(_("“%(title)s” is in your profile.", title=experience.title), "good")
    return redirect(url_for("resumes.page"))


@blueprint.post("/me/resume/experiences/<uuid:proposal_id>/take")
@open_to(Side.JOBSEEKER)
@takes(lambda proposal_id: MoveForm())
def take_as_it_is(form, proposal_id):
    experience = actions.take_as_it_is(load(queries.experiences(me()), proposal_id), actor=me(), now=now())
    flash(_("“%(title)s” is in your profile.", title=experience.title), "good")
    return redirect(url_for("resumes.page"))


@blueprint.post("/me/resume/experiences/<uuid:proposal_id>/drop")
@open_to(Side.JOBSEEKER)
@takes(lambda proposal_id: MoveForm())
def drop_experience(form, proposal_id):
    actions.drop_experience(load(queries.experiences(me()), proposal_id))
    flash(_("Left out."), "good")
    return redirect(url_for("resumes.page"))


# ---- what one can do --------------------------------------------------------------------------------


@blueprint.get("/me/resume/competencies")
@open_to(Side.JOBSEEKER)
def competencies_page(form=None):
    named = db.session.scalars(queries.competencies(me())).all()
    lines = [{"proposal": str(row.id), "level": row.level or ""} for row in named]
    return render_template(
        "resumes/competencies.html",
        form=form or AnswersForm(formdata=None, lines=lines),
        named={str(row.id): row for row in named},
    )


@blueprint.post("/me/resume/competencies")
@open_to(Side.JOBSEEKER)
@takes(AnswersForm, page=competencies_page)
def take_competencies(form):
    named = db.session.scalars(queries.competencies(me())).all()
    answers = form.answers
    levels = {row.id: answers[str(row.id)] for row in named if str(row.id) in answers}
    new = actions.take_competencies(named, levels, actor=me(), now=now())
    flash(ngettext("One competency more in your profile.", "%(num)s competencies more in your profile.", new), "good")
    return redirect(url_for("resumes.page"))
