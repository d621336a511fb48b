"""How gunicorn runs the site: `gunicorn -c python:marketplace.web.processes wsgi:app`.

Only what is the same everywhere. The address and the number of processes are given on the command line.
"""

import gc
import os
from pathlib import Path
from typing import Any

from flask import Flask
from prometheus_client import multiprocess
from sqlalchemy.orm import configure_mappers

from config import Settings, UnsafeSettings, do_not_start
from marketplace.db import db
from marketplace.web import logs

workers = 2
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 30
keepalive = 5
max_requests = 2000  # whatever leaks is gone after so many
max_requests_jitter = 200
preload_app = True  # the site is built once: whoever follows a process that ended is there at once
accesslog = None  # the site writes its own line per request, without addresses and queries
control_socket_disable = True
limit_request_line = 4094
limit_request_fields = 60
proc_name = "guildhall"


def on_starting(server: Any) -> None:  # Any: gunicorn has no types
    """Refuse unsafe settings, write gunicorn's own words like the site's, begin the processes' figures anew."""
    settings = Settings()
    try:
        settings.flask()
    except UnsafeSettings as unsafe:
        do_not_start(unsafe)
    for logger in (server.log.error_log, server.log.access_log):
        logger.handlers = [logs.lines(json=settings.environment != "development")]
    if settings.metrics_folder:
        forget_the_dead(Path(settings.metrics_folder))
    _warm(server.app.wsgi())


def forget_the_dead(folder: Path) -> None:
    """Remove the figures of processes that are gone; another gunicorn that is running may share the folder."""
    for file in folder.glob("*_*.db"):
        process = file.stem.rpartition("_")[2]
        if not (process.isdigit() and _is_there(int(process))):
            file.unlink(missing_ok=True)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)  # asks, and sends nothing
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _warm(site: Flask) -> None:
    """Do once, before there are processes, what each would do at its first request."""
    configure_mappers()
    for name in site.jinja_env.list_templates(extensions=["html"]):
        if name.startswith(("base.html", "components/")):
            site.jinja_env.get_template(name)
    gc.freeze()  # what is there now is looked through by no collection, and so stays shared


def pre_fork(server: Any, _worker: Any) -> None:  # Any: gunicorn has no types
    """Close what building the site may have opened: no file and no connection of the database is carried over."""
    with server.app.wsgi().app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def child_exit(_server: Any, worker: Any) -> None:  # Any: gunicorn has no types
    """Let the figures of a process that ended live on in the sums."""
    if Settings().metrics_folder:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # its package has no annotations there
