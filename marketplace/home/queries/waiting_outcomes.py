"""What waits once people are in work, or speak of it."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.home.queries.waiting import (
    WEEK,
    Asked,
    Kind,
    Rows,
    Turn,
    by_cohort,
    cohort_of,
    day_after,
    line,
    name_of,
)
from marketplace.outcomes.testimonials import queries as testimonials
from marketplace.outcomes.testimonials.models import Stage, Testimonial


def words_to_read(asked: Asked) -> Rows:
    """What somebody said of a program and nobody has decided on."""
    return line(
        asked,
        testimonials.visible_to(asked.actor).where(Testimonial.stage == Stage.GIVEN),
        subject=Testimonial.id,
        due=day_after(Testimonial.given_at, WEEK.days),
        since=Testimonial.given_at,
        who=name_of(Testimonial.author_id),
        about=cohort_of(Testimonial.cohort_id),
        program=by_cohort(Testimonial.cohort_id),
    )


KINDS: Final = (
    Kind(
        "testimonial",
        Turn.TEAM,
        _("Words to read"),
        _("Read what somebody said of the program, and decide"),
        words_to_read,
        "testimonials.page",
        "testimonial_id",
    ),
)
