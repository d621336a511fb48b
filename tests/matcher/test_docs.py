"""The worked example of docs/matching.md says what the matcher says."""

from pathlib import Path

import pytest

from marketplace.matcher import Candidate, Concept, Holding, Requirement, Role, Vocabulary, score, tenths

PAGE = Path(__file__).parents[2] / "docs" / "matching.md"
VOCABULARY = Vocabulary.build(
    [
        Concept("welding", "weld metal"),
        Concept("drawings", "read technical drawings"),
        Concept("machines", "maintain machines"),
        Concept("pumps", "maintain hydraulic pumps", broader=("machines",)),
        Concept("spreadsheets", "use spreadsheets"),
    ]
)
FITTER = Role(
    "maintenance fitter",
    (
        Requirement("welding", 3, 3, "must"),
        Requirement("drawings", 2, 3, "must"),
        Requirement("machines", 2, 2, "should"),
        Requirement("spreadsheets", 1, 1, "will_train"),
    ),
)


def rowan(welding):
    held = (("welding", welding, "evidenced"), ("drawings", 3, "verified"), ("pumps", 2, "declared"))
    return Candidate("rowan", tuple(Holding(*row) for row in held))


@pytest.fixture
def page():
    return PAGE.read_text(encoding="utf-8")


def asked(requirement):
    name = VOCABULARY.concepts[requirement.concept_id].preferred
    kind = requirement.kind.replace("_", " ")
    return f"{name}, {kind}, level {requirement.minimum_level}, weight {requirement.weight:g}"


def held(part):
    if part.have is None:
        return "nothing known"
    other = f"{VOCABULARY.concepts[part.via].preferred}, " if part.via else ""
    return f"{other}level {part.have}, {part.evidence}"


def test_each_row_of_the_example_is_what_the_matcher_says(page):
    match = score(rowan(2), FITTER, VOCABULARY)
    for part, points in zip(match.parts, tenths(match), strict=True):
        row = next(line for line in page.splitlines() if line.startswith(f"| {asked(part.requirement)} |"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        credit = part.points / (100 * part.requirement.weight / 9)
        assert cells[1:3] == [held(part), part.state]
        assert cells[3].split()[-1] == f"{credit:.3f}"
        assert cells[4:] == [f"{points:.1f}", f"{part.points_if_raised:.1f}"]


def test_the_sentences_below_the_example_hold(page):
    now, raised = score(rowan(2), FITTER, VOCABULARY), score(rowan(3), FITTER, VOCABULARY)
    told = " ".join(page.split())
    assert f"The score is {now.score:.1f}, and {round(9 * now.known_share)}/9 of the weight is known." in told
    assert f"on the same evidence the score is {raised.score:.1f}, and every must is met" in told
    assert (now.eligible, raised.eligible) == (False, True)
