"""Certificates: the person's own, on paper, and what anybody with the code reads."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.actions import Try
from marketplace.accounts.views.callers import hold_back, place
from marketplace.accounts.views.session import keep_private
from marketplace.sides import Side
from marketplace.supply.graduations import actions, queries
from marketplace.supply.graduations.forms import ChooseForm
from marketplace.supply.graduations.views import blueprint
from marketplace.supply.graduations.views.ready import load_certificate
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.web.access import me, now, open_to, public
from marketplace.web.forms import takes


@blueprint.get("/enrolments/<uuid:enrolment_id>/certificate")
@open_to(Side.JOBSEEKER)
def own(enrolment_id, form=None):
    certificate = load_certificate(enrolment_id)
    return render_template(
        "graduations/own.html",
        certificate=certificate,
        form=form or ChooseForm(obj=certificate),
        code=queries.spoken(certificate.code),
        competencies=queries.competencies_of(certificate),
        levels=jobseekers.SHOWN_LEVELS,
        revoked=queries.REVOKED_WORDS,
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/certificate")
@open_to(Side.JOBSEEKER)
@takes(lambda enrolment_id: ChooseForm(), page=own)
def choose(form, enrolment_id):
    actions.choose(load_certificate(enrolment_id), actor=me(), now=now(), **form.values)
    flash(_("Kept. It counts from now on."), "good")
    return redirect(url_for("graduations.own", enrolment_id=enrolment_id))


@blueprint.get("/enrolments/<uuid:enrolment_id>/certificate/paper")
@open_to(Side.JOBSEEKER, Side.STAFF)
def paper(enrolment_id):
    certificate = load_certificate(enrolment_id)
    return render_template(
        "graduations/paper.html",
        certificate=certificate,
        code=queries.spoken(certificate.code),
        competencies=queries.competencies_of(certificate),
        levels=jobseekers.SHOWN_LEVELS,
        own=me().side is Side.JOBSEEKER,
    )


@blueprint.get("/certificates")
@public
def look_up():
    code = queries.read_code(request.args.get("code", "")[:60])
    if code:
        return redirect(url_for("graduations.verify", code=queries.spoken(code)))
    return render_template("graduations/look_up.html")


@blueprint.get("/certificates/<code>")
@public
def verify(code):
    hold_back(Try("certificate", place()))
    keep_private()
    shown = queries.verified(queries.read_code(code[:60]))
    html = render_template("graduations/verify.html", shown=shown, levels=jobseekers.SHOWN_LEVELS)
    return html, 200 if shown else 404
