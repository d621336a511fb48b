"""Pages of role needs: lists, a role and its requirements, its confirmation and its moves, what changed when."""

from flask import Blueprint

blueprint = Blueprint("role_needs", __name__, template_folder="../templates")

from marketplace.demand.role_needs.views import moves, probes, requirements, roles  # noqa: E402, F401 -- they hang their routes on the blueprint
