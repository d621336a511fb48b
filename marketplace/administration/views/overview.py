"""An administrator's first page: what needs a look."""

from pathlib import Path

from flask import current_app, render_template

from marketplace.administration.queries import deeds
from marketplace.administration.queries.overview import overview
from marketplace.administration.views import blueprint
from marketplace.home.actions.backup import last_made
from marketplace.sides import Side
from marketplace.web.access import now, open_to
from marketplace.web.site import site


@blueprint.get("/administration")
@open_to(Side.ADMIN)
def index():
    found = overview(now())
    return render_template(
        "administration/index.html",
        overview=found,
        late=found.late(now()),
        site=site(),
        deeds=deeds.last_deeds(),
        backup=last_made(Path(current_app.config["DATA_FOLDER"])),
    )
