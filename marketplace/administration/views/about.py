"""What this is, who runs it, whose vocabulary it uses, and what happens with what people write. For everybody."""

from flask import render_template

from marketplace.administration.queries.overview import sources
from marketplace.administration.views import blueprint
from marketplace.web.access import public


@blueprint.get("/about")
@public
def about():
    return render_template("administration/about.html", sources=sources())
