"""Testimonials over HTTP: giving and withdrawing one's own, what staff decide, and what everybody reads."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.db import db
from marketplace.outcomes.testimonials import actions, queries
from marketplace.outcomes.testimonials.forms import GiveForm, SetAsideForm
from marketplace.outcomes.testimonials.lifecycle import LIFECYCLE, NAMINGS, REASONS
from marketplace.outcomes.testimonials.models import Stage
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.cohorts.queries.finding import found_programs
from marketplace.web.access import load, me, now, open_to, public
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("testimonials", __name__, template_folder="templates")

FEW = 3  # that the pages of a program show of themselves


@blueprint.get("/programs/<uuid:program_id>/testimonials")
@public
def published(program_id):
    program = load(found_programs(), program_id)
    part = "HX-Request" in request.headers
    listing = one_page(queries.published_of(program.id), size=FEW if part else 20)
    html = render_template(
        "testimonials/_published.html" if part else "testimonials/published.html",
        program=program,
        listing=listing,
        said=queries.as_read(listing.rows),
        told_as=queries.told_as,
    )
    return html, {"Vary": "HX-Request"}


# ---- whoever gives them -----------------------------------------------------------------------------


@blueprint.get("/testimonials/mine")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, roles=HIRING_ROLES)
def own():
    return render_template(
        "testimonials/own.html",
        rows=db.session.scalars(queries.own(me())).all(),
        programs=queries.programs_to_speak_of(me(), now()),
        lifecycle=LIFECYCLE,
        told_as=queries.told_as,
    )


def _give_form(program_id):
    form = GiveForm()
    form.about.choices = [(one.key, one.words) for one in queries.in_program(program_id, me(), now())]
    return form


@blueprint.get("/programs/<uuid:program_id>/testimonials/new")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, roles=HIRING_ROLES)
def give_page(program_id, form=None):
    program = load(queries.of_programs(me(), now()), program_id)
    return render_template(
        "testimonials/give.html",
        program=program,
        form=form or _give_form(program_id),
        employer_named=queries.employer_is_named(program, me()),
        actor=me(),
    )


@blueprint.post("/programs/<uuid:program_id>/testimonials/new")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(_give_form, page=give_page)
def give(form, program_id):
    program = load(queries.of_programs(me(), now()), program_id)
    row = actions.give(program, actor=me(), now=now(), **form.values)
    flash(_("Thank you. The program team reads it before anybody else does."))
    return redirect(url_for("testimonials.page", testimonial_id=row.id))


@blueprint.post("/testimonials/<uuid:testimonial_id>/withdraw")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, roles=HIRING_ROLES)
@takes(MoveForm)
def withdraw(form, testimonial_id):
    row = load(queries.visible_to(me()), testimonial_id)
    actions.withdraw(row, actor=me(), now=now())
    flash(_("Withdrawn. Nobody else can read it any more."))
    return redirect(url_for("testimonials.own"))


# ---- both -------------------------------------------------------------------------------------------


@blueprint.get("/testimonials/<uuid:testimonial_id>")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, roles=HIRING_ROLES)
def page(testimonial_id):
    row = load(queries.visible_to(me()), testimonial_id)
    (said,) = queries.as_read([row])
    return render_template(
        "testimonials/page.html",
        said=said,
        testimonial=row,
        told_as=queries.told_as,
        steps=history_of(row),
        lifecycle=LIFECYCLE,
        namings=NAMINGS,
        reasons=REASONS,
        open_moves=LIFECYCLE.open_to(row.stage, me()),
        actor=me(),
    )


# ---- staff ------------------------------------------------------------------------------------------


@blueprint.get("/testimonials")
@open_to(Side.STAFF)
def listing():
    stage = request.args.get("stage", type=Stage)
    return render_template(
        "testimonials/listing.html",
        listing=one_page(queries.to_look_at(me(), stage)),
        stage=stage,
        stages=[one for one in Stage if one is not Stage.WITHDRAWN],
        lifecycle=LIFECYCLE,
        told_as=queries.told_as,
    )


@blueprint.post("/testimonials/<uuid:testimonial_id>/publish")
@open_to(Side.STAFF)
@takes(MoveForm)
def publish(form, testimonial_id):
    row = load(queries.visible_to(me()), testimonial_id)
    actions.publish(row, actor=me(), now=now())
    flash(_("Everybody can read it now, on the pages of the program."))
    return redirect(url_for("testimonials.page", testimonial_id=row.id))


@blueprint.get("/testimonials/<uuid:testimonial_id>/set-aside")
@open_to(Side.STAFF)
def set_aside_page(testimonial_id, form=None):
    row = load(queries.visible_to(me()), testimonial_id)
    return render_template("testimonials/set_aside.html", testimonial=row, form=form or SetAsideForm())


@blueprint.post("/testimonials/<uuid:testimonial_id>/set-aside")
@open_to(Side.STAFF)
@takes(SetAsideForm, page=set_aside_page)
def set_aside(form, testimonial_id):
    row = load(queries.visible_to(me()), testimonial_id)
    actions.set_aside(row, actor=me(), now=now(), **form.values)
    flash(_("It is on no public page. Whoever gave it reads the reason."))
    return redirect(url_for("testimonials.page", testimonial_id=row.id))
