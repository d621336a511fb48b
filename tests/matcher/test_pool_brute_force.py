"""A pool beside scoring everybody one by one: the same matches in the same order."""

import copy
import hashlib
import hmac
import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matcher import Candidate, Concept, Holding, Pool, Requirement, Role, Vocabulary, score, store, sweep
from tests.matcher.test_score import candidates, roles, vocabularies

CONCEPTS = [f"c{place}" for place in range(40)]
RELATED = Vocabulary.build(
    Concept(name, name, broader=(CONCEPTS[place // 4],) if place >= 4 else (), related=(CONCEPTS[place - 1],))
    for place, name in enumerate(CONCEPTS)
)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Segments and blocks so small that a few candidates and roles fill several."""
    monkeypatch.setattr(store, "SIZE", 4)
    monkeypatch.setattr(store, "_WAITING", 3)
    monkeypatch.setattr(sweep, "_ROLES", 2)


def lot(seed, role_id, candidate_id):
    return hmac.new(str(seed).encode(), f"{len(role_id)}:{role_id}{candidate_id}".encode(), hashlib.sha256).digest()


def one_by_one(people, role, vocabulary, seed, limit):
    matches = [match for person in people if (match := score(person, role, vocabulary)).score is not None]
    matches.sort(key=lambda m: (not m.eligible, -m.score, lot(seed, role.id, m.candidate_id)))
    return matches[:limit]


def numbered(drawn):
    return [Candidate(f"p{place}", candidate.holdings) for place, candidate in enumerate(drawn)]


def market(rng, people, jobs, *, asked=8, levels=(0, 1, 2, 3, 4)):
    """A random market; few confidences, so that many scores are equal or nearly so."""
    drawn = [
        Candidate(
            f"p{place}",
            tuple(
                Holding(
                    rng.choice(CONCEPTS),
                    rng.choice(levels),
                    rng.choice(("verified", "evidenced", "declared")),
                    rng.choice((1.0, 1.0, 0.9, 0.3, 1 / 3)),
                )
                for _ in range(rng.randint(0, 12))
            ),
        )
        for place in range(people)
    ]
    wanted = [
        Role(
            f"r{place}",
            tuple(
                Requirement(
                    name,
                    rng.randint(1, 4),
                    rng.choice((3, 2, 1, 0.1, 1e-9)),
                    rng.choice(("must", "should", "will_train")),
                )
                for name in rng.sample(CONCEPTS, rng.randint(0, asked))
            ),
        )
        for place in range(jobs)
    ]
    return drawn, wanted


@given(st.lists(candidates, max_size=12), roles, vocabularies, st.integers(0, 6))
def test_the_ranking_of_one_role_is_that_of_scoring_everybody(drawn, role, vocabulary, limit):
    people = numbered(drawn)
    assert Pool(people, vocabulary, seed=5).rank(role, limit) == one_by_one(people, role, vocabulary, 5, limit)


@given(st.lists(candidates, max_size=12), st.lists(roles, max_size=5), vocabularies, st.integers(0, 6))
def test_the_rankings_of_many_roles_are_those_of_each(drawn, several, vocabulary, limit):
    people = numbered(drawn)
    asked = [Role(f"r{place}", role.requirements) for place, role in enumerate(several)]
    ranked = Pool(people, vocabulary, seed=5).rank_all(asked, limit)
    assert list(ranked) == [role.id for role in asked]
    assert ranked == {role.id: one_by_one(people, role, vocabulary, 5, limit) for role in asked}


@given(
    st.lists(candidates, max_size=8),
    st.lists(st.tuples(st.integers(0, 9), st.none() | candidates)),
    roles,
    vocabularies,
)
def test_a_pool_that_changed_ranks_like_one_made_anew(drawn, changes, role, vocabulary):
    there = {person.id: person for person in numbered(drawn)}
    pool = Pool(there.values(), vocabulary)
    for place, change in changes:
        name = f"p{place}"
        if change is None:
            pool.drop(name)
            there.pop(name, None)
        else:
            there[name] = Candidate(name, change.holdings)
            pool.put(there[name])
        assert pool.rank(role, 3) == one_by_one(there.values(), role, vocabulary, 0, 3)
    fresh = Pool(there.values(), vocabulary)
    assert len(pool) == len(there)
    assert pool.rank_all([role], 4) == fresh.rank_all([role], 4)
    assert (pool.unscored(role), pool.what_if(role)) == (fresh.unscored(role), fresh.what_if(role))


@pytest.mark.parametrize("vocabulary", [None, RELATED], ids=["ids alone", "relations"])
@pytest.mark.parametrize("seed", range(3))
def test_a_market_full_of_ties_is_ranked_exactly(monkeypatch, vocabulary, seed):
    monkeypatch.setattr(store, "SIZE", 64)
    people, jobs = market(random.Random(seed), 400, 25)
    pool = Pool(people, vocabulary, seed=seed)
    ranked = pool.rank_all(jobs, 10)
    for role in jobs:
        expected = one_by_one(people, role, vocabulary, seed, 10)
        assert ranked[role.id] == expected
        assert pool.rank(role, 10) == expected


def test_forty_musts_do_not_blur_the_order():
    people, jobs = market(random.Random(1), 120, 6, asked=40, levels=(3, 4))
    jobs = [Role(r.id, tuple(Requirement(q.concept_id, 1, q.weight, "must") for q in r.requirements)) for r in jobs]
    full = [
        Candidate(f"f{n}", tuple(Holding(c, 1 + n % 4, "declared", 1 - n / 500) for c in CONCEPTS)) for n in range(40)
    ]
    ranked = Pool(people + full, RELATED).rank_all(jobs, 12)
    assert ranked == {role.id: one_by_one(people + full, role, RELATED, 0, 12) for role in jobs}


def test_whoever_is_only_known_to_lack_it_stays_in_even_at_a_vanishing_weight():
    role = Role("r", (Requirement("c1", 2, 1e-300, "should"), Requirement("c2", 2, 1e300, "must")))
    people = [Candidate("lacks", (Holding("c1", 0, "declared"),)), Candidate("nothing")]
    pool = Pool(people)
    assert pool.rank_all([role])["r"] == pool.rank(role) == one_by_one(people, role, None, 0, 5)
    assert len(pool.rank(role)) == 1


def test_thousands_of_equals_are_cut_by_lot(monkeypatch):
    monkeypatch.setattr(store, "SIZE", 512)
    people = [Candidate(f"p{place}", (Holding("c1", 2, "declared"),)) for place in range(3000)]
    role = Role("r", (Requirement("c1", 2, 1, "must"),))
    pool = Pool(people, seed=9)
    expected = one_by_one(people, role, None, 9, 5)
    assert (pool.rank(role, 5), pool.rank_all([role], 5)["r"]) == (expected, expected)


class TestARankingReadLater:
    people = tuple(Candidate(f"p{place}", (Holding("c1", 1 + place % 4, "declared"),)) for place in range(9))
    role = Role("r", (Requirement("c1", 4, 1, "must"),))

    def ranking(self):
        return Pool(self.people).rank_all([self.role])["r"]

    def test_tells_how_things_stood(self):
        pool = Pool(self.people)
        before, ranking = pool.rank(self.role), pool.rank_all([self.role])["r"]
        for person in self.people:
            pool.put(Candidate(person.id))
        assert ranking == before
        assert pool.rank(self.role) == []

    def test_is_a_list_in_every_way(self):
        plain = Pool(self.people).rank(self.role)
        assert isinstance(self.ranking(), list)
        assert len(self.ranking()) == len(plain) == 9
        assert plain == self.ranking()
        assert self.ranking() == self.ranking()
        assert [*self.ranking()] == list(self.ranking()) == plain
        assert (self.ranking()[0], self.ranking()[1:3], self.ranking()[-1]) == (plain[0], plain[1:3], plain[-1])
        assert plain[2] in self.ranking()
        assert bool(self.ranking())
        assert self.ranking() + self.ranking() == plain + plain
        assert [] + self.ranking() == plain  # noqa: RUF005 - the very addition is tried
        assert tuple(self.ranking()) == tuple(plain)
        assert list(reversed(self.ranking())) == plain[::-1]
        assert sorted(self.ranking(), key=lambda m: m.candidate_id) == sorted(plain, key=lambda m: m.candidate_id)
        assert repr(self.ranking()) == repr(plain)
        assert copy.copy(self.ranking()) == copy.deepcopy(self.ranking()) == self.ranking().copy() == plain
        assert pickle.loads(pickle.dumps(self.ranking())) == plain
        taken = self.ranking()
        assert (taken.pop(), len(taken)) == (plain[-1], 8)
