import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

ANSWER = """
from marketplace.matcher import *
v = Vocabulary.build([Concept(f"c{i}", f"weld part {i}", (f"welding of part {i}", f"part {i}")) for i in range(40)])
pool = Pool([Candidate(f"p{i}", (Holding("c1", 2, "declared"),)) for i in range(20)], v, seed=7)
print(v.digest, v.resolve("weld prt"), [m.candidate_id for m in pool.rank(Role("r", (Requirement("c1", 2, 1, "must"),)))])
"""

MARKET = """
import random, sys
from marketplace.matcher import *
rng = random.Random(3)
names = [f"c{i}" for i in range(30)]
v = Vocabulary.build([Concept(c, c, broader=(names[i // 3],) if i > 2 else ()) for i, c in enumerate(names)])
people = [Candidate(f"p{i}", tuple(Holding(c, rng.randint(0, 4), "declared") for c in rng.sample(names, 6))) for i in range(300)]
roles = [Role(f"r{i}", tuple(Requirement(c, rng.randint(1, 3), 2, rng.choice(["must", "should"])) for c in rng.sample(names, 4))) for i in range(9)]
lists = {p.id: [tuple(rng.sample([r.id for r in roles], 3))] for p in people[:60]}
orders = {r.id: [tuple(lists)] for r in roles}
random.Random(sys.argv[1]).shuffle(people)
pool = Pool(people, v, seed=7)
print(sorted(pool.rank_all(roles, 20).items()), pool.what_if(roles[0]), allocate(lists, orders, dict.fromkeys(orders, 4), seed=2))
"""


def run(code, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_importing_the_matcher_loads_no_web_and_no_database():
    loaded = run("import sys, marketplace.matcher; print(*sys.modules)").split()
    assert "marketplace.matcher.score" in loaded
    assert {name.partition(".")[0] for name in loaded} & {
        "flask",
        "sqlalchemy",
        "wtforms",
        "werkzeug",
        "alembic",
    } == set()
    assert [name for name in loaded if name.startswith("marketplace.") and "matcher" not in name] == []


def test_answers_do_not_depend_on_the_hash_seed():
    assert run(ANSWER, PYTHONHASHSEED="1") == run(ANSWER, PYTHONHASHSEED="2")


def test_rankings_and_allocations_are_the_same_in_every_process_whatever_the_order_of_rows():
    assert run(MARKET, "one order", PYTHONHASHSEED="1") == run(MARKET, "another", PYTHONHASHSEED="2")
