"""Pages of discovery: sessions, what was heard, quotes, and what an employer's own people read back."""

from flask import Blueprint

blueprint = Blueprint("discovery", __name__, template_folder="../templates")

from marketplace.demand.discovery.views import (  # noqa: E402 -- they hang their routes on the blueprint
    guides,  # noqa: F401
    heard,  # noqa: F401
    insights,  # noqa: F401
    notes,  # noqa: F401
    probes,  # noqa: F401
    sessions,  # noqa: F401
    themes,  # noqa: F401
)
