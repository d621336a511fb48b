"""Security headers of every answer, and the request id."""

import secrets

from flask import Flask, Response, g
from flask_login import current_user

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    """Set the headers after every request; HSTS in production only."""
    production = app.config["ENVIRONMENT"] not in {"development", "testing"}

    @app.before_request
    def number_it() -> None:
        g.request_id = secrets.token_hex(8)

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        headers["X-Request-Id"] = g.get("request_id", "")
        if production:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if "_login_user" in g and current_user.is_authenticated:
            headers["Cache-Control"] = "no-store"
        return response
