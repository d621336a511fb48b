"""The base of every form, and the decorator that reads one: typed words are kept, a double submit has one effect."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial, wraps
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, abort, g, make_response, redirect, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import DateField, DecimalField, Field, HiddenField, IntegerField, PasswordField, StringField, TextAreaField

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.web import uploads
from marketplace.web.access import maybe_me, now
from marketplace.web.models import Submission

NOT_VALUES = frozenset({"csrf_token", "once", "version", "submit"})
LARGEST = 2**31 - 1
REMEMBERED = timedelta(days=30)
BREAKS = str.maketrans("\t\r\n", "   ")
CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {127: None}


class Form(FlaskForm):
    """A form with a one-time token. `values` are the typed fields by name, ready for an action."""

    once = HiddenField(default=lambda: str(uuid.uuid4()))

    class Meta(FlaskForm.Meta):
        """Trim what people type and drop control characters, which no database stores alike."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Clean what every text field (but a password) receives; keep numbers and days countable."""
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, StringField) and not isinstance(field, PasswordField):
                tidy = clean if isinstance(field, (HiddenField, TextAreaField)) else one_line
                field.filters = (tidy, *(field.filters or ()))
            if isinstance(field, (IntegerField, DecimalField, DateField)):
                field.filters = (*(field.filters or ()), partial(countable, field))
            return field

    @property
    def values(self) -> dict[str, Any]:
        """Field name → clean value, without the fields that belong to the machinery."""
        return {name: field.data for name, field in self._fields.items() if name not in NOT_VALUES}


class MoveForm(Form):
    """A button without fields."""


def init_app(app: Flask) -> None:
    """Give macros `move_fields()`."""
    app.jinja_env.globals["move_fields"] = move_fields


def move_fields() -> Markup:
    """The hidden fields of one button, with a token of its own: a page has many, so no form is built for each."""
    hidden = Markup('<input name="{}" type="hidden" value="{}">')
    return hidden.format("once", uuid.uuid4()) + hidden.format("csrf_token", generate_csrf())


def clean(value: Any) -> Any:
    """Text without surrounding space, control characters or lone surrogates; none is "", other values as they are."""
    if value is None:  # a form sent without the field says what an empty field says
        return ""
    if not isinstance(value, str):
        return value
    return value.translate(CONTROLS).encode("utf-8", "ignore").decode().strip()


def one_line(value: Any) -> Any:
    """The same on one line: a line break in a name or a title would begin a paragraph in a mail."""
    value = clean(value)
    return value.replace("\r\n", " ").translate(BREAKS) if isinstance(value, str) else value


def countable(field: Field, value: Any) -> Any:
    """The number or the day as it is; an error of the field when no clock or column can hold it."""
    if isinstance(value, int) and abs(value) > LARGEST:
        field.data = None
        raise ValueError(_("That number is too large."))
    if isinstance(value, Decimal) and not value.is_finite():
        field.data = None
        raise ValueError(_("Please write a number, such as 20."))
    if isinstance(value, date) and not date.min.year < value.year < date.max.year:
        field.data = None
        raise ValueError(_("Please check the year."))
    return value


def takes(make_form: Callable[..., Form], page: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Read the form that `make_form(**view arguments)` builds, and hand it to the view as `form`.

    An invalid form, a refusal, a stale page or a mapped constraint shows `page(form=form, **view
    arguments)` again (422 or 409) with every typed word. A repeat of the same submit is answered
    with the address of the first. Without a page, a refusal gets the 409 page.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def reading(**arguments: Any) -> Any:
            form = make_form(**arguments)
            g.refused_form = form
            g.refused_page = (lambda: page(form=form, **arguments)) if page else None
            _expect_sent_version(form)
            if not form.validate_on_submit():
                return _repeated(form) or _shown_again()
            if getattr(view, "reads_first", False):  # writes later, and is single-use by itself
                return view(form=form, **arguments)
            earlier = _claim(form)
            if earlier is not None:
                return earlier
            return _answered(form, make_response(view(form=form, **arguments)))

        reading.makes_form = make_form  # type: ignore[attr-defined]  # read by the guards
        reading.page = page  # type: ignore[attr-defined]  # read by the guards
        return reading

    return decorate


def _expect_sent_version(form: Form) -> None:
    # A form sent without its version is an old page, not the row as it is now.
    if "version" in form and "version" not in request.form:
        form["version"].data = ""


def _repeated(form: Form) -> Response | None:
    # The first arrival may have used up what this one needs to be valid, such as the choice it made.
    if "csrf_token" in form.errors:
        return None
    first = db.session.get(Submission, _token(form))
    if first is None or first.sender != _sender() or first.digest != _digest():
        return None
    return answer_again(first)


def _shown_again() -> Any:
    if g.refused_page is None:
        abort(400)
    return g.refused_page(), 422


def _claim(form: Form) -> Response | None:
    token = _token(form)
    first = db.session.get(Submission, token)
    if first is None:
        db.session.add(Submission(token=token, sender=_sender(), digest=_digest(), at=now()))
        db.session.flush()
        return None
    return answer_again(first)


def answer_again(first: Submission) -> Response:
    """The answer to a form that has arrived before: the address the first arrival led to, or nothing (204).

    Raises Refused when the words differ from the first time, or the form was somebody else's.
    """
    if first.sender != _sender() or first.digest != _digest():
        raise Refused(
            _(
                "This form was sent before, with other words. See what came of it first; "
                "then send this page again if you still want to."
            )
        )
    return make_response(redirect(first.answer, 303) if first.answer else ("", 204))


def _answered(form: Form, response: Response) -> Response:
    submission = db.session.get(Submission, _token(form))
    if submission is not None:
        submission.answer = (response.location or "")[:500]
    return response


def forget_old_submissions(*, now: datetime) -> None:
    """Forget which forms were sent more than thirty days ago: nobody sends them again."""
    db.session.execute(sa.delete(Submission).where(Submission.at < now - REMEMBERED))


def _token(form: Form) -> uuid.UUID:
    try:
        return uuid.UUID(form.once.data or "")
    except ValueError:
        abort(400)


def _sender() -> str:
    actor = maybe_me()
    return str(actor.membership_id) if actor else "anonymous"


def _digest() -> str:
    pairs = sorted(
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in {"csrf_token", "once"} and "password" not in name
    )
    files = sorted((name, one.filename, uploads.digest(one)) for name, one in request.files.items(multi=True))
    return hashlib.sha256(repr((request.path, pairs, files)).encode("utf-8", "surrogatepass")).hexdigest()
