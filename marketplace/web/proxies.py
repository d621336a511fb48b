"""Who is asking: what a proxy says about it counts only when the proxy is one of ours."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

# What only a proxy may say. From anybody else it is taken away before a view, a limit or a log can read it.
SPOKEN = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_X_REQUEST_ID",
)
SOCKET = "unix"  # stands in TRUSTED_PROXIES for whoever speaks through the server's own socket


def init_app(app: Flask) -> None:
    """Listen to the proxies of TRUSTED_PROXIES (addresses, networks, or `unix`), and to nobody else."""
    app.wsgi_app = Proxies(app.wsgi_app, app.config["TRUSTED_PROXIES"])  # type: ignore[method-assign]  # Flask's documented way


class Proxies:
    """Takes address and scheme from a trusted proxy's headers; drops those headers from others."""

    def __init__(self, inner: Wsgi, trusted: list[str]) -> None:
        self.inner = inner
        self.behind = ProxyFix(inner, x_for=1, x_proto=1, x_host=0)
        self.sockets = SOCKET in trusted
        self.networks = [ip_network(word, strict=False) for word in trusted if word != SOCKET]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # Any: WSGI's own callable
        """Answer one request."""
        if self.trusts(environ.get("REMOTE_ADDR") or ""):
            return self.behind(environ, start_response)
        for name in SPOKEN:
            environ.pop(name, None)
        return self.inner(environ, start_response)

    def trusts(self, peer: str) -> bool:
        """Whether the other end of the connection is one of our proxies."""
        try:
            address = ip_address(peer)
        except ValueError:
            return self.sockets and peer == ""
        return any(address in network for network in self.networks)
