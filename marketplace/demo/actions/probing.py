"""What is behind the requirements that were stated, where words and practice differ, and what was said back."""

from datetime import datetime
from typing import Any

from marketplace.demand.discovery import actions as discovery
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.models import DiscoverySession, Insight, Reply, RequirementProbe, Verdict
from marketplace.demand.discovery.queries import LineKind
from marketplace.demo.actions.reading import Scene
from marketplace.sides import Actor


def read_back(
    scene: Scene, session: DiscoverySession, insights: list[Insight], told: dict[str, Any], owner: Actor, *, days: int
) -> None:
    """Staff ask what is behind, tell the employer that it can be read, and its owner answers line by line."""
    probes = [_probe(scene, session, insights, asked, days=days) for asked in told.get("probes", ())]
    for number, differing in enumerate(told.get("contradictions", ())):
        _set_beside(scene, session, insights, differing, now=scene.calendar.at(days, 11, 10 * number))
    discovery.tell(session, actor=scene.staff, now=scene.calendar.at(days + 1, 9))
    for number, answer in enumerate(told.get("replies", ())):
        at = scene.calendar.at(days + 3, 16, 3 * number)
        row = insights[answer["quote"]] if "quote" in answer else probes[answer["probe"]]
        kind = LineKind.QUOTE if "quote" in answer else LineKind.REQUIREMENT
        line = queries.line(kind, row.id, owner)
        if line:
            words = answer.get("words", "")
            discovery.reply_to(line, reply=Reply(answer["reply"]), words=words, actor=owner, now=at)


def _probe(
    scene: Scene, session: DiscoverySession, insights: list[Insight], asked: dict[str, Any], *, days: int
) -> RequirementProbe:
    quote = insights[asked["insight"]].id if "insight" in asked else None
    begun = scene.calendar.at(days, 10)
    probe = discovery.probe(session.employer, stated=asked["stated"], insight_id=quote, actor=scene.staff, now=begun)
    if "verdict" in asked:
        discovery.find(
            probe,
            version=probe.version,
            why=asked["why"],
            verdict=Verdict(asked["verdict"]),
            says_must=asked.get("says_must", False),
            behind=[(scene.competencies[code], level) for code, level in asked.get("behind", {}).items()],
            actor=scene.staff,
            now=scene.calendar.at(days, 10, 20),
        )
    return probe


def _set_beside(
    scene: Scene, session: DiscoverySession, insights: list[Insight], told: dict[str, Any], *, now: datetime
) -> None:
    discovery.set_beside(
        session.employer,
        asked_insight_id=insights[told["asked_insight"]].id if "asked_insight" in told else None,
        asked_words=told.get("asked", ""),
        done_insight_id=insights[told["done_insight"]].id if "done_insight" in told else None,
        done_words=told.get("done", ""),
        question=told["question"],
        actor=scene.staff,
        now=now,
    )
