"""What a person wants to get by mail, one box for each topic of their side."""

from wtforms import BooleanField

from marketplace.notices import queries
from marketplace.sides import Actor
from marketplace.web.access import me
from marketplace.web.forms import Form


def wishes_form() -> Form:
    """The form of whoever is signed in, filled with what they chose."""
    return _form_for(me())


def _form_for(actor: Actor) -> Form:
    boxes = {
        topic.name: BooleanField(topic.label, description=topic.description) for topic in queries.optional_topics(actor)
    }
    kind = type("WishesForm", (Form,), boxes)
    unwanted = queries.unwanted(actor.person_id)
    return kind(data={name: name not in unwanted for name in boxes})
