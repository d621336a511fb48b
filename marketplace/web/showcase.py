"""What the /style page shows: one form with every kind of field, and sample data for every component."""

from dataclasses import dataclass
from typing import Any

import segno
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.web.forms import Form, MoveForm


class SampleCompetencyField(StringField):
    """Looks like the vocabulary's own field to the macro that draws it, with two proposals."""

    proposals = (
        {"id": "1", "label": "Plan delivery routes", "why": "same as “route planning”", "description": ""},
        {"id": "2", "label": "Plan a week of shifts", "why": "", "description": "Decide who works when."},
    )
    chosen: Any = None
    proposed_name = "proposed"


class ShowcaseForm(Form):
    """One field of each kind."""

    name = StringField("Name of the organisation", validators=[InputRequired(), Length(max=120)])
    email = EmailField("Work address", validators=[InputRequired()])
    starts_on = DateField("First day", validators=[InputRequired()])
    openings = DecimalField("Openings")
    sector = SelectField("Sector", choices=[("freight", "Freight"), ("food", "Food"), ("care", "Care")])
    words = TextAreaField("What should be different in a year?", validators=[InputRequired()])
    shift = RadioField("Which shift?", choices=[("day", "Days"), ("night", "Nights")], validators=[InputRequired()])
    needs = SelectMultipleField(
        "What would help?",
        choices=[("travel", "A travel card"), ("care", "Child care"), ("laptop", "A laptop on loan")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    there = RadioField("Was there", choices=[("present", "Present"), ("late", "Late"), ("absent", "Absent")])
    minutes = IntegerField("Minutes late")
    agrees = BooleanField("I have read who can see what")
    competency = StringField("Competency")
    competency_id = HiddenField()
    unclear = SampleCompetencyField("Another competency")


@dataclass(frozen=True)
class SampleMove:
    """Looks like a lifecycle move to the macro that draws buttons."""

    name: str
    label: str
    risky: bool = False


MOVES = (
    SampleMove("accept", "Offer a seat"),
    SampleMove("waitlist", "Put on the waitlist"),
    SampleMove("not_select", "Not select", risky=True),
)

PARTS: tuple[dict[str, Any], ...] = (
    {
        "mark": "met",
        "label": "Keep a shift calm when plans change",
        "points": 30,
        "of": 30,
        "words": ["must", "needs level 3", "has level 3"],
        "evidence": "verified",
    },
    {
        "mark": "met",
        "label": "Tell a customer bad news early",
        "points": 22,
        "of": 25,
        "words": ["must", "needs level 3", "has level 3"],
        "evidence": "evidenced",
    },
    {
        "mark": "partly",
        "label": "Plan delivery routes",
        "points": 12,
        "of": 20,
        "words": ["should", "needs level 3", "has level 2"],
        "evidence": "declared",
    },
    {
        "mark": "train",
        "label": "Work in your transport system",
        "points": 10,
        "of": 10,
        "words": ["you will train", "needs level 2", "has level 1"],
        "evidence": "verified",
    },
    {
        "mark": "unknown",
        "label": "Lead a small night shift",
        "points": 0,
        "of": 15,
        "words": ["should", "needs level 2"],
        "why": "nobody has asked yet",
    },
)

GAPS: tuple[dict[str, Any], ...] = ({**PARTS[0], "mark": "gap", "points": 0}, *PARTS[1:])

ROWS: tuple[dict[str, Any], ...] = (
    {"reference": "GH-7F3K", "stage": "In review", "tone": "move", "ended": False, "points": 74},
    {"reference": "GH-92QD", "stage": "Waits for your answer", "tone": "wait", "ended": False, "points": 71},
    {"reference": "GH-0M4T", "stage": "In the program", "tone": "good", "ended": True, "points": 63},
)

STEPS: tuple[dict[str, str], ...] = (
    {"label": "Received", "note": "18 January, GH-7F3K", "state": "done"},
    {"label": "In review", "note": "19 January to 9 February", "state": "done"},
    {"label": "Training", "note": "Week 7 of 10, 19 of 21 sessions", "state": "now"},
    {"label": "Ready to meet employers", "note": "Graduation is 8 May"},
)

CHANGES: tuple[dict[str, str], ...] = (
    {"when": "Tue 9 February 2027", "what": "Offered a seat", "who": "Rosalind Quill", "note": "Two reviews agree."},
    {"when": "Tue 19 January 2027", "what": "Review began", "who": "Rosalind Quill"},
    {"when": "Mon 18 January 2027", "what": "Received"},
)

HITS: tuple[dict[str, Any], ...] = (
    {
        "title": "Dispatcher",
        "about": "Fennel & Rook Freight · Port Elsin",
        "stage": "Open",
        "endpoint": "web.style",
        "arguments": {},
    },
    {"title": "Dispatch coordination", "about": "", "stage": "Offered", "endpoint": "web.style", "arguments": {}},
    {"title": "Ida Dispaski", "about": "ida@guildhall.example", "stage": "", "endpoint": "", "arguments": {}},
)

HEAT: tuple[dict[str, Any], ...] = (
    {"label": "Keep a shift calm when plans change", "cells": [(5, 4), (3, 3), (1, 1), (0, 0)]},
    {"label": "Plan delivery routes", "cells": [(2, 2), (4, 4), (0, 0), (1, 1)]},
)


def showcase() -> dict[str, Any]:
    """Everything the page needs, by name; the second form has been sent empty."""
    wrong = ShowcaseForm(formdata=None, prefix="wrong-")
    wrong.name.errors = ["Write the name of the organisation."]
    wrong.starts_on.errors = ["That date is before today. Did you mean 2027?"]
    wrong.unclear.errors = ["The vocabulary has no “plan”. Choose what you mean below, or type another name for it."]
    wrong.shift.errors = ["Choose days or nights."]
    return {
        "blank": ShowcaseForm(formdata=None),
        "wrong": wrong,
        "plain": MoveForm(formdata=None, prefix="order-"),
        "moves": MOVES,
        "parts": PARTS,
        "gaps": GAPS,
        "rows": ROWS,
        "stages": STEPS,
        "changes": CHANGES,
        "heat": HEAT,
        "hits": HITS,
        "picture": Markup(segno.make("Guildhall", micro=False).svg_inline(border=2, light="#fff", omitsize=True)),  # noqa: S704 -- a drawing made here
    }
