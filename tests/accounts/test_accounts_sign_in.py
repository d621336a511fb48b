"""Signing in and out: sessions are rows, answers give nothing away, addresses stay on this host."""
from tests.factories.accounts import make_membership


def test_a_signed_in_person_is_known_to_the_next_request(client):
    client.sign_in(make_membership("staff"))
    assert client.get("/healthz").status_code == 200
