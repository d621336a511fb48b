"""Match runs, shortlists, referrals and contested readings over HTTP."""

from flask import Blueprint

blueprint = Blueprint("matches", __name__, template_folder="../templates")

from marketplace.hiring.matches.views import batches, readings, referrals, runs, shortlists  # noqa: E402, F401 -- their routes
