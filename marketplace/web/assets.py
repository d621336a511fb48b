"""Addresses of styles and scripts: the built ones when there is a manifest, else the plain files."""

import json
from pathlib import Path

from flask import Flask, Response, request, url_for

FOR_GOOD = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Give templates `asset(name)`. The manifest is read once, at start."""
    path = Path(app.static_folder or "") / "build" / "manifest.json"
    built: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def asset(name: str) -> str:
        return url_for("static", filename=built.get(name, name))

    @app.after_request
    def keep(response: Response) -> Response:
        """A built file never changes under its name, so browsers need not ask again."""
        if request.path.startswith(f"{app.static_url_path}/build/") and response.status_code < 400:  # noqa: PLR2004
            response.headers["Cache-Control"] = FOR_GOOD
        return response

    # Globals, not context: imported macros see no context.
    app.jinja_env.globals.update(asset=asset, has_asset=lambda name: name in built)
