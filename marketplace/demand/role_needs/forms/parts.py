"""Small parts that the forms of role needs share."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms.validators import Length


def short(limit):
    """A field takes at most so many characters."""
    return Length(max=limit, message=_("Please keep this under %(max)d characters."))


def id_or_nothing(value):
    """The id that a choice stands for; none for the empty one."""
    return uuid.UUID(str(value)) if value else None


def id_if_any(value):
    """The id in a hidden field; none for anything else."""
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None
