"""Security headers of every answer: pages, errors, files and redirects."""

from flask import Flask, Response, g
from flask_login import current_user

# No inline script or style anywhere, so no nonce is needed to let one through.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
A_YEAR = "max-age=31536000; includeSubDomains"


def init_app(app: Flask) -> None:
    """Set the headers after everything else has had its say; HSTS in production only. Call it before other parts."""
    production = app.config["ENVIRONMENT"] not in {"development", "testing"}

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.update(ALWAYS)
        headers["X-Request-Id"] = g.get("request_id", "")
        headers.pop("Server", None)
        if production:
            headers["Strict-Transport-Security"] = A_YEAR
        if "_login_user" in g and current_user.is_authenticated:
            headers["Cache-Control"] = "no-store"
        return response
