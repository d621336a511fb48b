"""Pages of the shared vocabulary, and the suggestions for whoever types a competency."""

from flask import Blueprint, jsonify, render_template, request

from marketplace.competencies import queries
from marketplace.competencies.models import Kind
from marketplace.sides import Side
from marketplace.web.access import load, open_to
from marketplace.web.paging import asked, one_page

blueprint = Blueprint("competencies", __name__, template_folder="templates")


@blueprint.get("/competencies/suggest")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, Side.ADMIN)
def suggest():
    return jsonify(
        [
            {"id": str(found.id), "label": found.label, "why": found.why, "description": found.description}
            for found in queries.suggest(asked("q"))
        ]
    )


@blueprint.get("/competencies")
@open_to(Side.STAFF, Side.ADMIN)
def listing():
    words, kind = asked("q"), request.args.get("kind", type=Kind)
    found = one_page(queries.search(words, kind))
    return render_template(
        "competencies/listing.html", listing=found, words=words, kind=kind, kinds=queries.KIND_LABELS
    )


@blueprint.get("/competencies/<uuid:competency_id>")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, Side.ADMIN)
def page(competency_id):
    competency = load(queries.detailed(), competency_id)
    return render_template(
        "competencies/page.html",
        competency=competency,
        around=queries.neighbours(competency),
        kinds=queries.KIND_LABELS,
        sources=queries.SOURCE_LABELS,
    )
