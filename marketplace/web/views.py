"""The edge's own pages: is the server up, and every component on one page."""

from flask import Blueprint, abort, current_app, render_template

from marketplace.web.access import public
from marketplace.web.showcase import showcase

blueprint = Blueprint("web", __name__)


@blueprint.get("/healthz")
@public
def healthz():
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/style")
@public
def style():
    if current_app.config["ENVIRONMENT"] == "production":
        abort(404)
    return render_template("style.html", **showcase())
