"""Lessons over HTTP: what came of a program, of a competency, and of what an employer said."""

from flask import Blueprint, render_template, request

from marketplace.demand.board import queries as board
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.programs import queries as programs
from marketplace.hiring.placements.forms import END_REASONS
from marketplace.hiring.placements.lifecycle import LIFECYCLE
from marketplace.outcomes.lessons import queries
from marketplace.sides import Side
from marketplace.supply.enrolments.queries import REASON_WORDS
from marketplace.web.access import load, me, now, open_to
from marketplace.web.paging import one_page, page_of

blueprint = Blueprint("lessons", __name__, template_folder="templates")
MOST = 8  # competencies that the demand board shows


def _page_or_part(name, part, **values):
    """A page, or the part of it that a page of a lower room asks for and shows in its place."""
    asked_for = request.headers.get("HX-Request")
    values |= {"today": now().date(), "endings": dict(END_REASONS)}
    return render_template(f"lessons/{part if asked_for else name}.html", **values), {"Vary": "HX-Request"}


@blueprint.get("/programs/<uuid:program_id>/lessons")
@open_to(Side.STAFF)
def program(program_id):
    row = load(programs.visible_to(me()), program_id)
    return _page_or_part(
        "program",
        "_program_short",
        program=row,
        lessons=queries.lessons_of(row),
        version=programs.current_version(row),
        reasons=REASON_WORDS,
    )


@blueprint.get("/demand/competencies/<uuid:competency_id>/hires")
@open_to(Side.STAFF)
def competency(competency_id):
    row = load(board.competency(competency_id), competency_id)
    lines = queries.of_competency(row.id, me())
    return _page_or_part("competency", "_competency_short", competency=row, lines=lines)


@blueprint.get("/demand/hires")
@open_to(Side.STAFF)
def demand():
    lines = queries.of_demand(me())
    return _page_or_part("demand", "_demand_short", lines=lines, most=MOST, listing=page_of(lines))


@blueprint.get("/discovery/quotes/<uuid:insight_id>/hires")
@open_to(Side.STAFF)
def insight(insight_id):
    row = load(discovery.insights_visible_to(me()), insight_id)
    return render_template(
        "lessons/insight.html",
        insight=row,
        listing=one_page(queries.hires_of(row.id, me())),
        taught=queries.taught_because(row.id, me()),
        lifecycle=LIFECYCLE,
        side=me().side,
        today=now().date(),
    )
