"""Parts of frozen reports that need no database: the canonical text, the draw, the interval, the difference."""

import dataclasses
import hashlib
import uuid
from datetime import date
from decimal import Decimal

import pytest

from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.settings import default_definition
from marketplace.outcomes.snapshots import queries
from tests.factories.measures import MUCH_LATER, graduate, job

pytestmark = pytest.mark.once
IDS = [uuid.UUID(int=number) for number in range(100)]


def somebody(**facts):
    work = job(id=uuid.UUID(int=7), employer_id=uuid.UUID(int=8), annual_wage=Decimal("40000.00"))
    return graduate(work, enrolment_id=uuid.UUID(int=1), jobseeker_id=uuid.UUID(int=2), **facts)


def test_the_canonical_text_is_the_same_for_the_same_facts():
    told = {"b": Decimal("40000.00"), "a": date(2026, 3, 1), "c": frozenset({uuid.UUID(int=2), uuid.UUID(int=1)})}
    ids = f'["{uuid.UUID(int=1)}","{uuid.UUID(int=2)}"]'
    assert queries.canonical(told) == f'{{"a":"2026-03-01","b":"40000","c":{ids}}}'
    assert queries.canonical(Decimal("4E+4")) == '"40000"'
    assert queries.canonical("Zoë") == '"Zo\\u00eb"'


def test_the_digest_of_facts_follows_the_facts_and_not_the_order_of_rows():
    one, other = job(id=uuid.UUID(int=3)), job(id=uuid.UUID(int=4), begins=90)
    person = dataclasses.replace(somebody(), episodes=(one, other))
    turned = dataclasses.replace(person, episodes=(other, one))
    assert queries.facts_digest(person) == queries.facts_digest(turned)
    assert queries.facts_digest(person) != queries.facts_digest(dataclasses.replace(person, province="Eastmarch"))


def test_the_digest_of_a_version_names_day_cohorts_definitions_and_people():
    told = {
        "as_of": "2026-09-01",
        "cohorts": IDS[:2],
        "definitions": [queries.kept_definition(default_definition(Key.ANY_JOB))],
        "people": [(IDS[0], "f" * 64), (IDS[1], "e" * 64)],
    }
    digest = queries.version_digest(**told)
    turned = told | {"cohorts": IDS[1::-1], "people": told["people"][::-1]}
    assert queries.version_digest(**turned) == digest
    for changed in ({"as_of": "2026-09-02"}, {"cohorts": IDS[:1]}, {"definitions": []}, {"people": told["people"][:1]}):
        assert queries.version_digest(**told | changed) != digest


def test_the_draw_is_the_same_for_anybody_with_the_seed_and_the_ids():
    seed = "00ff" * 8
    by_hand = sorted((hashlib.sha256(f"{seed}:{one}".encode()).hexdigest(), one) for one in IDS)
    drawn = queries.draw(IDS, size=10, seed=seed)
    assert drawn == [one for _digest, one in by_hand[:10]]
    assert queries.draw(reversed(IDS), size=10, seed=seed) == drawn
    assert queries.draw(IDS, size=10, seed="0" * 32) != drawn
    assert queries.draw(IDS[:3], size=10, seed=seed) == queries.draw(IDS[:3], size=3, seed=seed)


def test_the_draw_prefers_nobody():
    drawn = [one for number in range(400) for one in queries.draw(IDS[:10], size=3, seed=str(number))]
    assert all(85 <= drawn.count(one) <= 155 for one in IDS[:10])  # 120 each; four deviations of 9 beside it


@pytest.mark.parametrize(
    ("errors", "looked_at", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (2, 100, 0.0024, 0.0704),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_the_published_one(errors, looked_at, low, high):
    assert queries.clopper_pearson(errors, looked_at) == pytest.approx((low, high), abs=0.00006)


def test_figures_are_the_same_when_they_are_read_again():
    by = [default_definition(key) for key in queries.KEYS]
    people = [somebody(), graduate(), graduate(job(10, annual_wage=Decimal(50_000)))]
    said = [queries.verdicts_of(by, person, MUCH_LATER) for person in people]
    figures = {one.key: one for one in queries.figures_of([key.value for key in queries.KEYS], said)}
    assert figures[Key.WAGES].middle == Decimal(45_000)
    assert figures[Key.ANY_JOB].tally.yes == 2
    assert [queries.read(queries.told(one)) for one in figures.values()] == list(figures.values())
    assert [queries.read_definition(queries.kept_definition(one)) for one in by] == by


def test_a_difference_tells_numbers_and_people_before_and_after():
    by = [default_definition(Key.ANY_JOB)]
    first, second = somebody(), graduate(enrolment_id=IDS[5])
    kept = [queries.kept_definition(one) for one in by]

    def count(*people):
        said = {one.enrolment_id: queries.verdicts_of(by, one, MUCH_LATER) for one in people}
        return said, [queries.told(one) for one in queries.figures_of([Key.ANY_JOB.value], said.values())]

    (before, old), (after, new) = count(first, second), count(dataclasses.replace(first, episodes=()))
    assert queries.difference(old, old, (kept, kept)) == []
    (moved,) = queries.difference(old, new, (kept, kept))
    assert (moved["before"]["count"], moved["before"]["base"]) == (1, 2)
    assert (moved["after"]["count"], moved["after"]["base"]) == (0, 1)
    newer = [one | {"number": 2} for one in kept]
    assert queries.difference(old, old, (kept, newer))[0]["after"]["definition"] == 2
    people = queries.moved(before, after)
    assert people[first.enrolment_id]["any_job"][0][0] == "yes"
    assert people[IDS[5]]["any_job"][1] is None
