"""Passwords are hashed cheaply here; journeys hash them as a server does."""

import pytest

from marketplace.accounts.actions import passwords
from tests.factories.accounts import QUICK


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch):
    monkeypatch.setattr(passwords, "hasher", QUICK)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()
