"""Addresses of styles and scripts: the built ones when there is a manifest, else the plain files."""

import json
import logging
from pathlib import Path

from flask import Flask, Response, request, url_for

log = logging.getLogger(__name__)

FOR_GOOD = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Give templates `asset(name)`. The manifest is read once, at start."""
    path = Path(app.static_folder or "") / "build" / "manifest.json"
    built = _built(path)

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


def _built(manifest: Path) -> dict[str, str]:
    """Plain name → built name of each file that is there; none of a damaged manifest, which the log tells of."""
    try:
        names = json.loads(manifest.read_text())
        return {str(name): str(path) for name, path in names.items() if (manifest.parents[1] / path).is_file()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        log.warning("the manifest of built styles and scripts cannot be read (%s): the plain files serve", error)
        return {}
