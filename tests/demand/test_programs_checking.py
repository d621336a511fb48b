"""What the answers of a check come to, condition by condition."""

import uuid
from decimal import Decimal

import pytest

from marketplace.demand.programs.models import EligibilityRule, Operator, RuleKind
from marketplace.demand.programs.queries import Standing, check, questions

MEETS, NOT_YET, UNKNOWN = Standing.MEETS, Standing.NOT_YET, Standing.UNKNOWN


@pytest.fixture(autouse=True)
def _words(app):
    """The questions are said in a language."""
    with app.test_request_context():
        yield


def rule(kind, value="3", operator=None, **more):
    usual = Operator.AT_LEAST if kind in {RuleKind.EXPERIENCE_YEARS, RuleKind.AGE, RuleKind.HOURS} else Operator.IS
    words = {"sentence": f"About {kind} {value}.", "question": "", "advice": "", "one_of_group": ""} | more
    return EligibilityRule(id=uuid.uuid4(), kind=kind, operator=operator or usual, value=value, **words)


@pytest.mark.parametrize(
    ("one", "answers", "standing"),
    [
        (rule(RuleKind.EXPERIENCE_YEARS), {"experience_years": Decimal(3)}, MEETS),
        (rule(RuleKind.EXPERIENCE_YEARS), {"experience_years": Decimal("2.5")}, NOT_YET),
        (rule(RuleKind.EXPERIENCE_YEARS), {"experience_years": None}, UNKNOWN),
        (rule(RuleKind.EXPERIENCE_YEARS), {}, UNKNOWN),
        (rule(RuleKind.AGE, "29", Operator.AT_MOST), {"age": Decimal(30)}, NOT_YET),
        (rule(RuleKind.AGE, "29", Operator.AT_MOST), {"age": Decimal(29)}, MEETS),
        (rule(RuleKind.HOURS, "16"), {"hours": Decimal(16)}, MEETS),
        (rule(RuleKind.RIGHT_TO_WORK, "Canada"), {"right_to_work_canada": "yes"}, MEETS),
        (rule(RuleKind.RIGHT_TO_WORK, "Canada"), {"right_to_work_canada": "no"}, NOT_YET),
        (rule(RuleKind.RIGHT_TO_WORK, "Canada"), {"right_to_work_canada": ""}, UNKNOWN),
        (rule(RuleKind.RIGHT_TO_WORK, "Canada"), {"right_to_work_elsinore": "yes"}, UNKNOWN),
        (rule(RuleKind.LANGUAGE, "English"), {"language_english": "yes"}, MEETS),
        (rule(RuleKind.REGION, "Elsin, Marrow", Operator.ONE_OF), {"region": "Marrow"}, MEETS),
        (rule(RuleKind.REGION, "Elsin, Marrow", Operator.ONE_OF), {"region": "elsewhere"}, NOT_YET),
        (rule(RuleKind.REGION, "Elsin"), {"region": "Marrow"}, NOT_YET),
    ],
)
def test_each_kind_of_condition_reads_its_own_answer(one, answers, standing):
    assert check([one], answers, asked=["Elsin", "Marrow"]).standing is standing


def test_somewhere_else_says_nothing_of_places_that_were_not_offered():
    assert check([rule(RuleKind.REGION, "Fen")], {"region": "elsewhere"}, asked=["Elsin"]).standing is UNKNOWN


def test_all_are_asked_for_and_one_that_is_not_met_decides():
    years, canada, own = rule(RuleKind.EXPERIENCE_YEARS), rule(RuleKind.RIGHT_TO_WORK, "Canada"), rule(RuleKind.OTHER)
    answers = {"experience_years": Decimal(1), "right_to_work_canada": "yes"}
    fit = check([years, canada, own], answers)
    assert [condition.standing for condition in fit.conditions] == [NOT_YET, MEETS, UNKNOWN]
    assert (fit.standing, fit.open) == (NOT_YET, 1)
    assert check([], {}).standing is MEETS


@pytest.mark.parametrize(
    ("years", "own", "standing"), [(5, "no", MEETS), (1, "yes", MEETS), (1, "no", NOT_YET), (1, "", UNKNOWN)]
)
def test_of_conditions_with_the_same_word_one_is_enough(years, own, standing):
    either = [rule(RuleKind.EXPERIENCE_YEARS, one_of_group="Proof"), rule(RuleKind.OTHER, one_of_group="proof")]
    fit = check(either, {"experience_years": Decimal(years), f"own_{either[1].id.hex}": own})
    assert fit.standing is standing
    assert len(fit.conditions) == 1


def test_advice_is_the_team_s_or_ours_and_given_only_where_it_is_needed():
    ours, theirs = rule(RuleKind.AGE, "18"), rule(RuleKind.EXPERIENCE_YEARS, advice="Come to our Monday group.")
    fit = check([ours, theirs], {"age": Decimal(17), "experience_years": Decimal(0)})
    assert fit.conditions[0].advice == ("Come to our Monday group.",)
    assert "only time changes" in fit.conditions[1].advice[0]
    assert check([theirs], {"experience_years": Decimal(9)}).conditions[0].advice == ()


def test_each_thing_is_asked_once_and_in_the_team_s_words_where_there_are_some():
    asked = questions(
        [
            rule(RuleKind.OTHER, question="Can you lift 15 kilos?"),
            rule(RuleKind.EXPERIENCE_YEARS, question="Never asked so."),
            rule(RuleKind.EXPERIENCE_YEARS, "1"),
            rule(RuleKind.REGION, "Elsin, Marrow", Operator.ONE_OF),
            rule(RuleKind.REGION, "Fen"),
            rule(RuleKind.OTHER, sentence="You like early mornings."),
        ]
    )
    assert [(one.counted, one.choices) for one in asked[:2]] == [(True, ()), (False, ("Elsin", "Marrow", "Fen"))]
    assert [one.words for one in asked] == [
        "How many years have you worked or volunteered?",
        "Where do you live?",
        "Can you lift 15 kilos?",
        "Does this hold for you? “You like early mornings.”",
    ]
    assert "Studies do not count." in asked[0].help
