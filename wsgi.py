"""The WSGI entry: `wsgi:app`."""

from config import UnsafeSettings, do_not_start
from marketplace.app import create_app

try:
    app = create_app()
except UnsafeSettings as unsafe:
    do_not_start(unsafe)
