import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matcher import Candidate, Concept, Holding, Requirement, Role, Vocabulary, score, tenths

EVIDENCE = {"verified": 1.0, "evidenced": 0.9, "declared": 0.75}
IDS = ("welding", "soldering", "joining", "measuring", "reading")
VOCABULARY = Vocabulary.build(
    [
        Concept("joining", "join metal"),
        Concept("welding", "weld metal", broader=("joining",), related=("soldering",)),
        Concept("soldering", "solder"),
        Concept("measuring", "measure", broader=("reading",)),
        Concept("reading", "read drawings"),
    ]
)

holdings = st.builds(
    Holding,
    concept_id=st.sampled_from(IDS),
    level=st.integers(0, 4),
    evidence=st.sampled_from(tuple(EVIDENCE)),
    confidence=st.floats(0.01, 1),
)
candidates = st.builds(Candidate, id=st.just("ada"), holdings=st.lists(holdings, max_size=8).map(tuple))
requirements = st.builds(
    Requirement,
    concept_id=st.sampled_from(IDS),
    minimum_level=st.integers(1, 4),
    weight=st.floats(1e-6, 1e6),
    kind=st.sampled_from(("must", "should", "will_train")),
)
roles = st.builds(
    Role,
    id=st.just("welder"),
    requirements=st.lists(requirements, max_size=5, unique_by=lambda row: row.concept_id).map(tuple),
)
vocabularies = st.sampled_from((None, VOCABULARY))


def must(concept_id, level=2, weight=1, kind="must"):
    return Requirement(concept_id, level, weight, kind)


def ada(*held):
    return Candidate("ada", tuple(Holding(*row) for row in held))


def relation(asked, held, vocabulary):
    if asked == held:
        return 1.0
    return vocabulary.relation(asked, held) if vocabulary else 0.0


@given(candidates, roles, vocabularies)
def test_the_score_is_the_formula(candidate, role, vocabulary):
    match = score(candidate, role, vocabulary)
    total = sum(row.weight for row in role.requirements)
    expected = 0.0
    for row in role.requirements:
        earned = [
            relation(row.concept_id, held.concept_id, vocabulary)
            * held.confidence
            * EVIDENCE[held.evidence]
            * min(held.level, row.minimum_level)
            / row.minimum_level
            for held in candidate.holdings
        ]
        expected += row.weight * max(earned, default=0.0)
    assert match.score is None or math.isclose(match.score, 100 * expected / total, abs_tol=1e-9)


@given(candidates, roles, vocabularies)
def test_points_add_up_to_the_score(candidate, role, vocabulary):
    match = score(candidate, role, vocabulary)
    if match.score is not None:
        assert match.score == math.fsum(part.points for part in match.parts)
        assert 0 <= match.score <= 100
        assert all(0 <= part.points <= part.points_if_raised + 1e-9 for part in match.parts)
    assert [part.requirement for part in match.parts] == list(role.requirements)


@given(candidates, roles, vocabularies)
def test_shown_tenths_add_up_to_the_shown_score(candidate, role, vocabulary):
    match = score(candidate, role, vocabulary)
    shown = tenths(match)
    assert round(sum(shown), 1) == round(match.score or 0.0, 1)
    assert all(abs(tenth - part.points) < 0.1 + 1e-9 for tenth, part in zip(shown, match.parts, strict=True))


@given(candidates, holdings, roles, vocabularies)
def test_adding_a_holding_never_lowers(candidate, more, role, vocabulary):
    before = score(candidate, role, vocabulary)
    after = score(replace(candidate, holdings=(*candidate.holdings, more)), role, vocabulary)
    assert (after.score or 0.0) >= (before.score or 0.0)
    assert after.eligible >= before.eligible
    assert after.known_share >= before.known_share


@given(candidates.filter(lambda row: row.holdings), st.data(), roles, vocabularies)
def test_raising_a_holding_never_lowers(candidate, data, role, vocabulary):
    place = data.draw(st.integers(0, len(candidate.holdings) - 1))
    held = list(candidate.holdings)
    better = {
        "level": st.integers(held[place].level, 4),
        "confidence": st.floats(held[place].confidence, 1),
        "evidence": st.sampled_from(tuple(EVIDENCE)[: list(EVIDENCE).index(held[place].evidence) + 1]),
    }
    before = score(candidate, role, vocabulary)
    held[place] = replace(held[place], **{field: data.draw(values) for field, values in better.items()})
    after = score(replace(candidate, holdings=tuple(held)), role, vocabulary)
    assert (after.score or 0.0) >= (before.score or 0.0)
    assert after.eligible >= before.eligible


@given(candidates, roles, vocabularies, st.randoms(use_true_random=False))
def test_the_order_of_holdings_and_requirements_changes_nothing(candidate, role, vocabulary, rng: random.Random):
    shuffled = replace(candidate, holdings=tuple(rng.sample(candidate.holdings, len(candidate.holdings))))
    order = rng.sample(range(len(role.requirements)), len(role.requirements))
    turned = replace(role, requirements=tuple(role.requirements[place] for place in order))
    match, again = score(candidate, role, vocabulary), score(shuffled, turned, vocabulary)
    assert again == replace(match, parts=tuple(match.parts[place] for place in order))


@given(candidates, roles, st.floats(1e-3, 1e3))
def test_eligible_does_not_depend_on_weights(candidate, role, weight):
    first = Role(
        "welder", tuple(replace(row, weight=weight * (place + 1)) for place, row in enumerate(role.requirements))
    )
    assert score(candidate, first).eligible == score(candidate, role).eligible


@given(roles, vocabularies)
def test_an_empty_profile_has_no_score(role, vocabulary):
    match = score(Candidate("ada"), role, vocabulary)
    assert (match.score, match.eligible, match.known_share) == (None, False, 0.0)
    assert [part.state for part in match.parts] == ["unknown"] * len(role.requirements)


@pytest.mark.parametrize(
    ("held", "kind", "state"),
    [
        ([], "must", "unknown"),
        ([], "will_train", "unknown"),
        ([("welding", 2, "declared")], "must", "met"),
        ([("welding", 2, "declared")], "will_train", "met"),
        ([("welding", 1, "verified")], "should", "partly"),
        ([("welding", 1, "verified")], "will_train", "will_train"),
        ([("welding", 0, "verified")], "will_train", "will_train"),
        ([("welding", 0, "verified")], "must", "gap"),
        ([("reading", 4, "verified")], "must", "unknown"),
    ],
)
def test_each_state_means_what_it_says(held, kind, state):
    match = score(ada(*held), Role("welder", (must("welding", kind=kind),)))
    assert match.parts[0].state == state


def test_a_role_without_requirements_scores_nobody():
    match = score(ada(("welding", 4, "verified")), Role("welder"))
    assert (match.score, match.eligible, match.known_share, match.parts) == (None, False, 0.0, ())


def test_known_not_to_have_it_is_a_score_of_zero():
    match = score(ada(("welding", 0, "declared")), Role("welder", (must("welding"),)))
    assert (match.score, match.eligible, match.known_share) == (0.0, False, 1.0)


def test_an_unknown_must_is_not_eligible_and_the_known_share_says_so():
    role = Role("welder", (must("welding", weight=3), must("reading", weight=1)))
    match = score(ada(("welding", 2, "verified")), role)
    assert (match.score, match.eligible, match.known_share) == (75.0, False, 0.75)


@pytest.mark.parametrize(
    ("asked", "held", "points", "state"),
    [
        ("joining", "welding", 90, "met"),
        ("welding", "joining", 60, "partly"),
        ("welding", "soldering", 50, "partly"),
        ("soldering", "welding", 50, "partly"),
    ],
)
def test_a_neighbour_counts_in_part_and_is_named(asked, held, points, state):
    match = score(ada((held, 2, "verified")), Role("welder", (must(asked),)), VOCABULARY)
    part = match.parts[0]
    assert math.isclose(part.points, points)
    assert (part.state, part.via) == (state, held)


def test_without_a_vocabulary_a_neighbour_is_unknown():
    assert score(ada(("welding", 2, "verified")), Role("welder", (must("joining"),))).score is None


def test_met_is_shown_with_the_level_that_meets_it_even_if_another_earns_more():
    candidate = ada(("welding", 4, "declared", 0.5), ("welding", 3, "verified"))
    part = score(candidate, Role("welder", (must("welding", 4),))).parts[0]
    assert (part.state, part.have, part.evidence, part.points) == ("met", 4, "declared", 75.0)


def test_raising_the_level_brings_the_points_that_were_promised():
    role = Role("welder", (must("welding", 4, 3), must("reading", 1, 1)))
    part = score(ada(("welding", 1, "evidenced"), ("reading", 1, "verified")), role).parts[0]
    raised = score(ada(("welding", 4, "evidenced"), ("reading", 1, "verified")), role).parts[0]
    assert part.points_if_raised == raised.points == raised.points_if_raised


def test_huge_weights_do_not_overflow():
    role = Role("welder", (must("welding", weight=1e308), must("reading", weight=1e308)))
    assert score(ada(("welding", 2, "verified")), role).score == 50.0


@pytest.mark.parametrize(
    ("make", "place"),
    [
        (lambda: Holding("welding", 5, "declared"), "Holding.level of 'welding'"),
        (lambda: Holding("welding", True, "declared"), "Holding.level of 'welding'"),
        (lambda: Holding("welding", 1, "hearsay"), "Holding.evidence of 'welding'"),
        (lambda: Holding("welding", 1, "declared", 0.0), "Holding.confidence of 'welding'"),
        (lambda: Holding("welding", 1, "declared", 1.01), "Holding.confidence of 'welding'"),
        (lambda: Holding(" ", 1, "declared"), "Holding.concept_id"),
        (lambda: Requirement("welding", 0, 1, "must"), "Requirement.minimum_level of 'welding'"),
        (lambda: Requirement("welding", 1, math.nan, "must"), "Requirement.weight of 'welding'"),
        (lambda: Requirement("welding", 1, math.inf, "must"), "Requirement.weight of 'welding'"),
        (lambda: Requirement("welding", 1, 10**400, "must"), "Requirement.weight of 'welding'"),
        (lambda: Requirement("welding", 1, 0, "must"), "Requirement.weight of 'welding'"),
        (lambda: Requirement("welding", 1, 1, "nice"), "Requirement.kind of 'welding'"),
        (lambda: Role("welder", (must("a"), must("b"), must("a"))), "Role.requirements of 'welder'[2].concept_id"),
        (lambda: Role("welder", ("welding",)), "Role.requirements of 'welder'[0]"),
        (lambda: Role("welder", headcount=-1), "Role.headcount"),
        (lambda: Candidate("ada", (None,)), "Candidate.holdings of 'ada'[0]"),
        (lambda: Candidate(7), "Candidate.id"),
        (lambda: Concept("a", ""), "Concept.preferred of 'a'"),
        (lambda: Concept("a", "b", labels="weld"), "Concept.labels of 'a'"),
        (lambda: Concept("a", "b", labels=("weld", "")), "Concept.labels of 'a'[1]"),
    ],
)
def test_a_bad_value_is_refused_by_field_and_place(make, place):
    with pytest.raises(ValueError) as refused:
        make()
    assert str(refused.value).startswith(f"{place}:")
