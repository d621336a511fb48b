import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matcher import Candidate, Holding, Pool, Requirement, Role, score
from tests.matcher.test_score import VOCABULARY, candidates, roles, vocabularies

ROLE = Role("welder", (Requirement("welding", 2, 3, "must"), Requirement("reading", 2, 2, "should")))


def held(candidate_id, **levels):
    return Candidate(candidate_id, tuple(Holding(concept, level, "verified") for concept, level in levels.items()))


def ids(matches):
    return [match.candidate_id for match in matches]


def numbered(drawn):
    return [Candidate(f"c{place}", candidate.holdings) for place, candidate in enumerate(drawn)]


def test_the_eligible_come_first_then_the_higher_score():
    pool = Pool([held("keen", reading=4, welding=1), held("fit", welding=2), held("best", welding=2, reading=1)])
    matches = pool.rank(ROLE)
    assert ids(matches) == ["best", "fit", "keen"]
    assert [match.eligible for match in matches] == [True, True, False]
    assert matches[2].score > matches[1].score


def test_who_is_unknown_is_counted_and_not_ranked():
    pool = Pool([held("known", welding=0), held("other", sewing=3), Candidate("empty")])
    assert (ids(pool.rank(ROLE)), pool.unscored(ROLE)) == (["known"], 2)


def test_equal_scores_are_ordered_by_the_seed_and_not_by_the_rows():
    rows = [held(f"c{place}", welding=2) for place in range(30)]
    shuffled = random.Random(3).sample(rows, len(rows))
    first = ids(Pool(rows, seed=1).rank(ROLE))
    assert ids(Pool(shuffled, seed=1).rank(ROLE)) == first
    assert ids(Pool(rows, seed=2).rank(ROLE)) != first
    assert first != sorted(first)


def test_the_order_of_equals_differs_from_role_to_role():
    pool = Pool([held(f"c{place}", welding=2) for place in range(30)])
    assert ids(pool.rank(ROLE)) != ids(pool.rank(Role("other welder", ROLE.requirements)))


@given(st.lists(candidates, max_size=8), roles, vocabularies, st.randoms(use_true_random=False))
def test_ranking_is_the_score_of_each_whatever_the_order(drawn, role, vocabulary, rng):
    rows = numbered(drawn)
    matches = Pool(rows, vocabulary).rank(role)
    assert matches == Pool(rng.sample(rows, len(rows)), vocabulary).rank(role)
    scored = [match for row in rows if (match := score(row, role, vocabulary)).score is not None]
    assert sorted(ids(matches)) == sorted(ids(scored))
    assert all(match in scored for match in matches)
    assert [(-m.eligible, -m.score) for m in matches] == sorted((-m.eligible, -m.score) for m in matches)


def test_a_limit_keeps_the_best():
    pool = Pool([held(f"c{place}", welding=place % 5) for place in range(20)])
    assert pool.rank(ROLE, 4) == pool.rank(ROLE)[:4]
    assert pool.rank(ROLE, 0) == []


def test_put_replaces_and_drop_forgets():
    pool = Pool([held("ada", welding=1)])
    pool.put(held("ada", welding=2))
    assert pool.rank(ROLE)[0].eligible
    pool.drop("ada")
    pool.drop("ada")
    assert (pool.rank(ROLE), pool.unscored(ROLE)) == ([], 0)


def test_rank_all_is_rank_of_each():
    pool, other = Pool([held("ada", welding=1)]), Role("other", ROLE.requirements[:1])
    assert pool.rank_all([ROLE, other]) == {"welder": pool.rank(ROLE), "other": pool.rank(other)}


@given(st.lists(candidates, max_size=6), roles, vocabularies)
def test_what_if_counts_as_the_score_of_the_changed_role_would(drawn, role, vocabulary):
    rows = numbered(drawn)

    def eligible(requirements):
        return sum(score(row, Role("r", tuple(requirements)), vocabulary).eligible for row in rows)

    for place, found in enumerate(Pool(rows, vocabulary).what_if(role)):
        asked = role.requirements[place]
        before, after = role.requirements[:place], role.requirements[place + 1 :]
        lower = Requirement(asked.concept_id, max(1, asked.minimum_level - 1), asked.weight, asked.kind)
        soft = Requirement(asked.concept_id, asked.minimum_level, asked.weight, "will_train")
        assert found.requirement == asked
        assert found.now == eligible(role.requirements)
        assert found.without == eligible((*before, *after))
        assert found.lower == eligible((*before, lower, *after))
        assert found.as_will_train == eligible((*before, soft, *after))


def test_a_neighbour_that_meets_the_requirement_counts_in_what_if():
    pool = Pool([held("ada", welding=1)], VOCABULARY)
    row = pool.what_if(Role("joiner", (Requirement("joining", 2, 1, "must"),)))[0]
    assert (row.now, row.lower, row.as_will_train) == (0, 1, 1)


@pytest.mark.parametrize(
    ("act", "place"),
    [
        (lambda: Pool([held("ada"), held("ada")]), "candidates[1].id"),
        (lambda: Pool([None]), "candidates[0]"),
        (lambda: Pool([]).rank(ROLE, -1), "limit"),
        (lambda: Pool([]).rank_all([ROLE, ROLE]), "roles[1].id"),
    ],
)
def test_a_bad_value_is_refused_by_field_and_place(act, place):
    with pytest.raises(ValueError) as refused:
        act()
    assert str(refused.value).startswith(f"{place}:")
