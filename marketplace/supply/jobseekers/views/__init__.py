"""A person's own pages: about me, growth, what I want, who can see what; and what the team looks at."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("jobseekers", __name__, template_folder="../templates")

from marketplace.supply.jobseekers.views import (  # noqa: E402, F401 -- they hang their routes on the blueprint
    apart,
    growing,
    leaving,
    own,
    reviewing,
    seen,
    suggesting,
    wants,
)

__all__ = ["blueprint"]
