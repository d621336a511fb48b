"""The people of a cohort as a board, a table and a calendar; one step for many; and how one of them grows."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from marketplace.sides import Side
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.graduations import actions, queries
from marketplace.supply.graduations.forms import PeopleForm
from marketplace.supply.graduations.views import blueprint
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.paging import one_page

ON_A_PAGE = 50


@blueprint.get("/cohorts/<uuid:cohort_id>/people")
@open_to(Side.STAFF)
def people(cohort_id):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    lane = request.args.get("lane", type=queries.Lane)
    view = request.args.get("view", "table" if "lane" in request.args else "board")
    show = {"table": _as_table, "calendar": _as_calendar}.get(view, _as_board)
    return render_template("graduations/people.html", cohort=cohort, words=queries.LANES, **show(cohort, lane))


def _as_board(cohort, _lane):
    lanes = queries.by_lane(cohort, me())
    return {"view": "board", "lane": None, "lanes": lanes, "total": sum(number for _one, _rows, number in lanes)}


def _as_table(cohort, lane):
    listing = one_page(queries.people_of(cohort, me(), lane), size=ON_A_PAGE)
    rows = queries.rows_of(listing.rows, cohort)
    return {"view": "table", "lane": lane, "listing": listing, "rows": rows, "total": listing.total}


def _as_calendar(cohort, _lane):
    listing = one_page(queries.newest_first(queries.people_of(cohort, me())), size=ON_A_PAGE)
    days = queries.by_day(queries.rows_of(listing.rows, cohort))
    return {"view": "calendar", "lane": None, "listing": listing, "days": days, "total": listing.total}


def _chosen_from(cohort_id, name):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    if name == "begin":
        return queries.may_begin(cohort, me()), []
    return queries.may_graduate(cohort, me(), now())


def _people_form(cohort_id, name):
    return PeopleForm().offer(_chosen_from(cohort_id, name)[0])


@blueprint.get("/cohorts/<uuid:cohort_id>/people/<any(begin, graduate):name>")
@open_to(Side.STAFF)
def together_page(cohort_id, name, form=None):
    ready, waiting = _chosen_from(cohort_id, name)
    return render_template(
        "graduations/together.html",
        cohort=load(cohorts.visible_to(me()), cohort_id),
        name=name,
        ready=ready,
        waiting=waiting,
        form=form or PeopleForm().offer(ready),
        required=enrolments.requirements_of(waiting, now()),
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/people/<any(begin, graduate):name>")
@open_to(Side.STAFF)
@takes(_people_form, page=together_page)
def together(form, cohort_id, name):
    cohort = load(cohorts.visible_to(me()), cohort_id)
    act = {"begin": actions.begin_together, "graduate": actions.graduate_together}[name]
    count = act(cohort, set(form.people.data), actor=me(), now=now())
    flash(ngettext("Done for %(num)s person.", "Done for %(num)s people.", count), "good")
    return redirect(url_for("graduations.people", cohort_id=cohort_id))


@blueprint.get("/enrolments/<uuid:enrolment_id>/growth")
@open_to(Side.JOBSEEKER, Side.STAFF)
def growth(enrolment_id):
    enrolment = load(enrolments.visible_to(me()), enrolment_id)
    return render_template(
        "graduations/growth.html",
        enrolment=enrolment,
        lines=queries.growth_of(enrolment),
        levels=jobseekers.SHOWN_LEVELS,
        own=me().side is Side.JOBSEEKER,
    )
