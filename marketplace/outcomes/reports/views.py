"""Reports over HTTP: the figures of a cohort, the people behind each, what funders get of them, the chain."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import smallest_group
from marketplace.db import db
from marketplace.demand.employers import queries as employers
from marketplace.hiring.placements.lifecycle import CHECKS
from marketplace.hiring.placements.queries import called
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.reports import actions, queries
from marketplace.outcomes.reports.forms import PublishForm, ReleaseForm, TakeBackForm
from marketplace.outcomes.reports.queries import Measure
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.cohorts.lifecycle import LIFECYCLE as COHORTS
from marketplace.supply.cohorts.queries.finding import found_programs
from marketplace.supply.cohorts.queries.wishing import next_of
from marketplace.web.access import load, maybe_me, me, now, open_to, public
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

blueprint = Blueprint("reports", __name__, template_folder="templates")


def _as_of():
    """The day of `?as_of=2027-03-01`; today when it is missing, unreadable or in the future."""
    today = now().date()
    try:
        return min(date.fromisoformat(request.args.get("as_of", "")), today)
    except ValueError:
        return today


@blueprint.get("/reports")
@open_to(Side.STAFF)
def listing():
    rows = db.session.scalars(queries.cohorts_with_people(me())).unique().all()
    return render_template("reports/listing.html", cohorts=rows, counts=queries.graduate_counts(me()))


@blueprint.get("/reports/cohorts/<uuid:cohort_id>")
@open_to(Side.STAFF)
def cohort(cohort_id):
    row = load(queries.cohorts(me()), cohort_id)
    as_of = _as_of()
    counted = queries.outcomes_of(row.id, as_of=as_of)
    return render_template(
        "reports/cohort.html",
        cohort=row,
        counted=counted,
        figures=counted.figures,
        not_known=queries.NOT_KNOWN,
        outcomes=counted.people,
        as_of=as_of,
        words=words,
        graduation=queries.graduation(counted.people),
    )


@blueprint.get("/reports/cohorts/<uuid:cohort_id>/<any(graduates, starters):measure>/<part>")
@open_to(Side.STAFF)
def people(cohort_id, measure, part):
    row = load(queries.cohorts(me()), cohort_id)
    groups = queries.groups_behind(Measure(measure), part) or abort(404)
    as_of = _as_of()
    outcomes = queries.outcomes_of(row.id, as_of=as_of).within(Measure(measure), groups)
    return render_template("reports/people.html", cohort=row, part=part, outcomes=outcomes, as_of=as_of)


@blueprint.get("/reports/cohorts/<uuid:cohort_id>/graduating/<any(count, base, unknown, excluded):part>")
@open_to(Side.STAFF)
def graduating(cohort_id, part):
    row = load(queries.cohorts(me()), cohort_id)
    as_of = _as_of()
    outcomes = queries.outcomes_of(row.id, as_of=as_of).graduating_as(part)
    return render_template("reports/people.html", cohort=row, part=f"graduating_{part}", outcomes=outcomes, as_of=as_of)


@blueprint.get("/how-figures-are-counted")
@public
def definitions():
    return render_template(
        "reports/definitions.html",
        counted_by=queries.counted_by(),
        changes=queries.changes(),
        words=words,
        actor=maybe_me(),
    )


@blueprint.get("/placements/<uuid:placement_id>/chain")
@open_to(Side.STAFF)
def chain(placement_id):
    placement = load(queries.placements(me()), placement_id)
    return render_template(
        "reports/chain.html",
        placement=placement,
        strands=queries.chain_of(placement),
        called=called,
        checks=CHECKS,
        actor=me(),
    )


@blueprint.get("/employers/<uuid:employer_id>/value")
@open_to(Side.STAFF, Side.EMPLOYER, roles=HIRING_ROLES)
def partner(employer_id):
    employer = load(employers.visible_to(me()), employers.now_at(employer_id))
    few = smallest_group() if me().side is Side.EMPLOYER else 0  # nothing is withheld from staff here
    return render_template(
        "reports/partner.html",
        employer=employer,
        value=(value := queries.value_of(employer.id, me(), now())),
        lasting=queries.lasting(employer.id, me(), now(), smallest=few),
        few=few,
        again=queries.hire_again(employer.id, me(), now()),
        cohorts=COHORTS,
        window=value.definition.settings.window_days,
        looked_back=value.definition.settings.looked_back_days,
        defined=queries.DEFINED,
        following=next_of(employer.id, me()),
    )


# ---- what funders get -----------------------------------------------------------------------------


@blueprint.get("/reports/cohorts/<uuid:cohort_id>/releases")
@open_to(Side.STAFF)
def releases(cohort_id, form=None):
    row = load(queries.cohorts(me()), cohort_id)
    as_of = _as_of()
    figures = queries.outcomes_of(row.id, as_of=as_of).figures
    few = smallest_group()
    shown = queries.for_others(figures, queries.earlier_of(row.id), smallest=few)
    released = db.session.scalars(queries.of_cohort(me(), row.id)).unique().all()
    form = form or ReleaseForm(as_of=as_of)
    return render_template(
        "reports/releases.html",
        cohort=row,
        shown=shown,
        few=few,
        released=released,
        form=form,
        as_of=as_of,
        public=queries.publications_among(released),
    )


@blueprint.post("/reports/cohorts/<uuid:cohort_id>/releases")
@open_to(Side.STAFF)
@takes(ReleaseForm, page=releases)
def release(form, cohort_id):
    row = load(queries.cohorts(me()), cohort_id)
    released = actions.release(row, actor=me(), now=now(), **form.values)
    flash(_("%(funder)s can see these figures now.", funder=released.organisation.name))
    return redirect(url_for("reports.releases", cohort_id=row.id))


@blueprint.get("/released-figures")
@open_to(Side.FUNDER)
def released():
    listing = one_page(queries.visible_to(me()))
    return render_template("reports/released.html", listing=listing)


@blueprint.get("/released-figures/<uuid:release_id>")
@open_to(Side.FUNDER, Side.STAFF)
def released_page(release_id):
    row = load(queries.visible_to(me()), release_id)
    return render_template(
        "reports/released_page.html",
        release=row,
        shown=queries.read_shown(row.shown),
        staff=me().side is Side.STAFF,
    )


@blueprint.get("/released-figures/<uuid:release_id>/take-back")
@open_to(Side.STAFF)
def take_back_page(release_id, form=None):
    row = load(queries.visible_to(me()), release_id)
    return render_template("reports/take_back.html", release=row, form=form or TakeBackForm())


@blueprint.post("/released-figures/<uuid:release_id>/take-back")
@open_to(Side.STAFF)
@takes(TakeBackForm, page=take_back_page)
def take_back(form, release_id):
    row = load(queries.visible_to(me()), release_id)
    actions.take_back(row, actor=me(), now=now(), **form.values)
    flash(_("Taken back. %(funder)s no longer sees these figures.", funder=row.organisation.name))
    return redirect(url_for("reports.releases", cohort_id=row.cohort_id))


# ---- what everybody gets --------------------------------------------------------------------------


@blueprint.get("/programs/<uuid:program_id>/outcomes")
@public
def published(program_id):
    program = load(found_programs(), program_id)
    rows = queries.published_of(program.id)
    html = render_template(
        "reports/_published.html" if request.headers.get("HX-Request") else "reports/published.html",
        program=program,
        published=rows,
        left_out=queries.unpublished_count(program.id, rows),
    )
    return html, {"Vary": "HX-Request"}


@blueprint.get("/what-happened")
@open_to(Side.JOBSEEKER)
def alike():
    return render_template("reports/alike.html", mine=queries.considered(me()), listing=one_page(queries.others(me())))


@blueprint.get("/programs/<uuid:program_id>/what-happened")
@open_to(Side.JOBSEEKER)
def alike_in(program_id):
    program = load(found_programs(), program_id)
    return render_template("reports/alike_in.html", found=queries.alike_in(program, me()))


def _moved(row):
    former = queries.read_before(row)
    return queries.moved_between(former, row) if former else []


def _publish_form(release_id):
    return PublishForm(moved=bool(_moved(load(queries.visible_to(me()), release_id))))


@blueprint.get("/released-figures/<uuid:release_id>/publish")
@open_to(Side.STAFF)
def publish_page(release_id, form=None):
    row = load(queries.visible_to(me()), release_id)
    moved = _moved(row)
    return render_template(
        "reports/publish.html",
        release=row,
        shown=queries.read_shown(row.shown),
        moved=moved,
        form=form or PublishForm(moved=bool(moved)),
    )


@blueprint.post("/released-figures/<uuid:release_id>/publish")
@open_to(Side.STAFF)
@takes(_publish_form, page=publish_page)
def publish(form, release_id):
    row = load(queries.visible_to(me()), release_id)
    actions.publish(row, actor=me(), now=now(), **form.values)
    flash(_("Everybody can read these figures now, on the page of the program."))
    return redirect(url_for("reports.releases", cohort_id=row.cohort_id))


@blueprint.post("/released-figures/<uuid:release_id>/unpublish")
@open_to(Side.STAFF)
@takes(MoveForm)
def unpublish(form, release_id):
    row = load(queries.visible_to(me()), release_id)
    actions.unpublish(row, actor=me(), now=now())
    flash(_("They are off the page. The funder keeps them."))
    return redirect(url_for("reports.releases", cohort_id=row.cohort_id))
