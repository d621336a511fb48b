"""A request for another host's name is turned away, in words, before anything else is done."""

import pytest


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz"])
def test_a_request_that_names_another_host_gets_a_400(client, app, monkeypatch, method, path):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["guildhall.example"])
    answer = getattr(client, method)(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.get_data(as_text=True)
    assert client.get("/", headers={"Host": "guildhall.example"}).status_code == 200
