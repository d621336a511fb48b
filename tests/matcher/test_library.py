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


def run(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
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
