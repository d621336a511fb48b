"""Pages of programs: staff make them, partners read and sign off how theirs answers what they asked for."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("programs", __name__, template_folder="../templates")

from marketplace.demand.programs.views import (  # noqa: E402, F401 -- they hang their routes on the blueprint
    blueprints,
    design,
    making,
    modules,
    teams,
    versions,
)

__all__ = ["blueprint"]
