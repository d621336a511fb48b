"""Who acts in the stories of demand."""

import pytest

from marketplace.sides import Side
from tests.factories.accounts import make_actor


@pytest.fixture
def staff(session):
    """Somebody of the program team."""
    return make_actor(Side.STAFF)
