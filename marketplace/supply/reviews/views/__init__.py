"""Reviews over HTTP: the rubric, who reviews what, one's own reviews, and what they come to."""

from flask import Blueprint

blueprint = Blueprint("reviews", __name__, template_folder="../templates")

from marketplace.supply.reviews.views import assigning, comparing, reviewing, rubrics  # noqa: E402, F401
