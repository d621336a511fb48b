"""The WSGI entry: `wsgi:app`."""

import sys

from config import UnsafeSettings
from marketplace.app import create_app

DOES_NOT_BOOT = 3  # what gunicorn takes as "stop", where another code would make it try again for ever

try:
    app = create_app()
except UnsafeSettings as unsafe:
    sys.stderr.write(f"{unsafe}\n")
    raise SystemExit(DOES_NOT_BOOT) from None
