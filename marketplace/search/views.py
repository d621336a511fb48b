"""One question, answered with whatever of it the person may see."""

from flask import Blueprint, abort, render_template

from marketplace.accounts.views.limits import limited
from marketplace.search import queries
from marketplace.search.models import Kind
from marketplace.search.queries.showing import NAMES
from marketplace.sides import Side
from marketplace.web.access import me, open_to
from marketplace.web.paging import asked, one_page

blueprint = Blueprint("search", __name__, template_folder="templates")
TYPED = 10  # questions of one person while typing, for one write


@blueprint.get("/search")
@open_to(Side.STAFF, Side.ADMIN)
@limited("search", every=TYPED)
def page():
    question = asked("q")[:120]
    groups = queries.groups(question, actor=me())
    return render_template("search/page.html", question=question, groups=groups, kinds=_kinds())


@blueprint.get(f"/search/<any({', '.join(Kind)}):kind>")
@open_to(Side.STAFF, Side.ADMIN)
@limited("search", every=TYPED)
def listing(kind):
    kind, question = Kind(kind), asked("q")[:120]
    if kind not in queries.kinds_for(me()):
        abort(404)
    rows = one_page(queries.found(kind, question, actor=me()), size=25)
    hits = queries.hits(kind, rows.rows, actor=me())
    return render_template(
        "search/listing.html", question=question, kind=kind, name=NAMES[kind], listing=rows, hits=hits
    )


def _kinds():
    return [NAMES[kind] for kind in queries.kinds_for(me())]
