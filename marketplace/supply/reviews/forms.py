"""What staff type about reviews: criteria, who reviews what, levels and words."""

from flask_babel import lazy_gettext as _
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.db import db
from marketplace.demand.consortium.forms import chosen_id
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.reviews import queries
from marketplace.supply.reviews.actions import Given
from marketplace.web.access import load, me
from marketplace.web.forms import Form

LONG = Length(max=6000, message=_("Please keep it under 6,000 characters."))
ANCHOR = [DataRequired(_("Write what this level looks like.")), Length(max=300)]
CANNOT_TELL = "cannot_tell"


class CriterionForm(Form):
    """A criterion and what each of its levels looks like."""

    version = HiddenField()
    name = StringField(_("What is looked at"), [DataRequired(), Length(max=120)])
    description = TextAreaField(
        _("Where to look for it"),
        [LONG],
        description=_("Which answers and experiences tell of it, what does not count."),
    )
    weight = IntegerField(
        _("Weight"),
        [InputRequired(), NumberRange(1, 100)],
        description=_("Its share beside the others: 50, 30 and 20 say the same as 5, 3 and 2."),
    )
    level_1 = StringField(_("Level 1 looks like"), ANCHOR)
    level_2 = StringField(_("Level 2 looks like"), ANCHOR)
    level_3 = StringField(_("Level 3 looks like"), ANCHOR)
    level_4 = StringField(_("Level 4 looks like"), ANCHOR)


class CopyForm(Form):
    """Whose criteria are copied."""

    rubric_id = SelectField(_("From"), [InputRequired(_("Choose a cohort."))], coerce=chosen_id)

    def __init__(self, *arguments, cohort_id, **options):
        super().__init__(*arguments, **options)
        found = db.session.scalars(queries.rubrics_to_copy(me(), cohort_id).limit(100)).all()
        self.rubric_id.choices = [
            ("", _("Choose one")),
            *((row.id, _said(row)) for row in found),
        ]


def _said(rubric):
    return _(
        "%(program)s, %(cohort)s, edition %(edition)s",
        program=rubric.cohort.program.title,
        cohort=rubric.cohort.name,
        edition=rubric.edition,
    )


class SpreadForm(Form):
    """By how many each application is reviewed, and by whom."""

    reviewers_each = IntegerField(_("Reviewers for each application"), [InputRequired(), NumberRange(1, 9)], default=2)
    reviewer_ids = SelectMultipleField(
        _("Who reviews"),
        [InputRequired(_("Choose who reviews."))],
        coerce=chosen_id,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, *arguments, cohort_id, **options):
        super().__init__(*arguments, **options)
        cohort = load(cohorts.visible_to(me()), cohort_id)
        people = queries.reviewers_for(cohort)
        self.reviewer_ids.choices = list(people.items())
        if not self.is_submitted():
            there = {load.reviewer_id for load in queries.loads(cohort.id) if load.asked}
            self.reviewer_ids.data = [person_id for person_id in people if person_id in there]


class AssignForm(Form):
    """Who reviews one application too."""

    reviewer_id = SelectField(_("Reviewer"), [InputRequired(_("Choose somebody."))], coerce=chosen_id)

    def __init__(self, *arguments, application_id, **options):
        super().__init__(*arguments, **options)
        application = load(queries.reviewed(me()), application_id)
        there = db.session.scalars(queries.manageable(me()).where(Application.id == application.id))
        taken = {review.reviewer_id for review in there if review.stage in queries.COUNTED}
        free = queries.reviewers_for(application.cohort)
        self.reviewer_id.choices = [
            ("", _("Choose one")),
            *((person_id, name) for person_id, name in free.items() if person_id not in taken),
        ]


class ConflictForm(Form):
    """Why somebody keeps out of an application."""

    words = TextAreaField(
        _("Why should somebody else review it?"),
        [DataRequired(_("Write a sentence, so that those who assign understand.")), LONG],
        description=_("Those who assign reviewers read it. Nobody else does, and no name needs to stand in it."),
    )


class ReasonForm(Form):
    """Why something is changed that others rely on."""

    words = TextAreaField(_("Why?"), [DataRequired(_("Write a sentence, so that others understand.")), LONG])


class LevelField(RadioField):
    """One of the levels, or none yet: a draft may leave it out."""

    def pre_validate(self, form):
        if self.data:
            super().pre_validate(form)


class ReviewForm(Form):
    """A level and a few words for each criterion; `review_form` adds the fields."""

    version = HiddenField()
    words = TextAreaField(
        _("In a few sentences"),
        [LONG],
        description=_("What would you tell the others? They read it when theirs is in."),
    )
    criteria: tuple = ()

    @property
    def lines(self):
        return [(row, self[f"level_{place}"], self[f"words_{place}"]) for place, row in enumerate(self.criteria)]

    @property
    def given(self):
        return {
            row.id: Given(
                level=int(level.data) if level.data in {"1", "2", "3", "4"} else None,
                cannot_tell=level.data == CANNOT_TELL,
                words=words.data or "",
            )
            for row, level, words in self.lines
        }


def review_form(review_id, **_more):
    """The form of one review, with the criteria of its rubric and what was kept so far."""
    review = load(queries.with_scores(queries.own(me())), review_id)
    rubric = review.rubric or queries.rubric_in_use(review.application.cohort_id)
    rows = rubric.criteria if rubric else []
    fields = {"criteria": rows}
    known = {score.criterion_id: score for score in review.scores}
    kept = {"words": review.words, "version": review.version}
    for place, row in enumerate(rows):
        choices = [(str(level), f"{level} · {words}") for level, words in row.anchors.items()]
        fields[f"level_{place}"] = LevelField(
            _("Level"),
            choices=[*choices, (CANNOT_TELL, _("I cannot tell from this application"))],
            validate_choice=True,
        )
        fields[f"words_{place}"] = TextAreaField(_("What shows it"), [LONG])
        score = known.get(row.id)
        kept[f"words_{place}"] = score.words if score else ""
        kept[f"level_{place}"] = "" if score is None else CANNOT_TELL if score.cannot_tell else str(score.level or "")
    return type("OneReviewForm", (ReviewForm,), fields)(data=kept)
