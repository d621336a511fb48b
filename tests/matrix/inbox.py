"""What S did a moment ago about a thing that waits, and things to do something about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.db import db
from marketplace.home.models import Act, InboxAct, Why
from tests.factories import hiring


def furnish(world: Any) -> None:
    """An offer that S has put off, and can bring back for some minutes."""
    now, coordinator = datetime.now(UTC), world.people["S"]
    assert coordinator is not None
    offer = hiring.make_offer(expires_at=now + timedelta(days=1))
    act = InboxAct(kind="offer", subject_id=offer.id, seq=1, act=Act.SNOOZE, batch_id=offer.id, at=now)
    act.by_id, act.until, act.why = coordinator.person_id, now.date() + timedelta(days=3), Why.AWAY
    db.session.add(act)
    db.session.flush()
    world.ids |= {"act_id": act.id, "snoozed": offer}


def make_ready(world: Any) -> dict[str, dict[str, Any]]:
    """What the boxes of the inbox send."""
    offer = hiring.make_offer(expires_at=datetime.now(UTC) + timedelta(days=1))
    coordinator = world.people["S"]
    assert coordinator is not None
    chosen = {"chosen": f"offer:{offer.id}", "back": "kind=offer"}
    day = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
    return {
        "home.assign": chosen | {"membership_id": str(coordinator.membership_id)},
        "home.remind": chosen,
        "home.snooze": chosen | {"until": day, "why": Why.AWAY.value},
        "home.wake": chosen | {"chosen": f"offer:{world.ids['snoozed'].id}"},
    }
