"""Pages of the demand: the board, what stands behind a line, look-alikes, and what employers read of each other."""

from flask import Blueprint, render_template, request

from marketplace.db import db
from marketplace.demand.board import forms, queries
from marketplace.demand.employers import queries as employers
from marketplace.demand.role_needs import queries as role_needs
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.paging import one_page, page_of

blueprint = Blueprint("board", __name__, template_folder="templates")
LINES = 20  # of one page


@blueprint.get("/demand")
@open_to(Side.STAFF)
def page():
    wanted, sort = forms.wanted(request.args), forms.sort_by(request.args)
    board = queries.board(queries.resolved(wanted, me()), me(), now=now())
    return render_template(
        "board/page.html",
        board=board,
        listing=page_of(queries.in_order(board.lines, sort), size=LINES),
        wanted=wanted,
        arguments=forms.as_arguments(wanted),
        sort=sort,
        as_table=request.args.get("view") == "table",
        most=board.most(),
        cells=queries.cells,
        standings=queries.STANDINGS,
        employers=queries.employers(wanted, me()),
        sectors=employers.sectors(me()),
        provinces=queries.provinces(me()),
        alike=db.session.scalar(queries.alike_count()),
    )


@blueprint.get("/demand/competencies/<uuid:competency_id>")
@open_to(Side.STAFF)
def competency(competency_id):
    asked = forms.wanted(request.args)
    wanted = queries.resolved(asked, me())
    row = load(queries.competency(competency_id), competency_id)
    return render_template(
        "board/competency.html",
        competency=row,
        line=queries.line_of(competency_id, wanted, me(), now=now()),
        window=wanted.window(now().date()),
        listing=one_page(queries.behind_line(competency_id, wanted, me())),
        quotes=queries.quotes_behind(competency_id, wanted, me()),
        arguments=forms.as_arguments(asked),
        kinds=role_needs.KIND_LABELS,
        levels=role_needs.LEVEL_LABELS,
    )


@blueprint.get("/demand/look-alikes")
@open_to(Side.STAFF)
def lookalikes():
    return render_template("board/lookalikes.html", listing=one_page(queries.lookalikes()))


@blueprint.get("/demand/others")
@open_to(Side.EMPLOYER)
def others():
    summary = queries.newest()
    return render_template(
        "board/others.html",
        summary=summary,
        lines=queries.asked_by_others(summary) if summary else [],
        enough=queries.ENOUGH,
        step=queries.STEP,
        kinds=role_needs.KIND_LABELS,
    )
