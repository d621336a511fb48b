"""How gunicorn runs the site: `gunicorn -c python:marketplace.web.processes wsgi:app`.

Only what is the same everywhere. The address and the number of processes are given on the command line.
"""

from pathlib import Path
from typing import Any

from prometheus_client import multiprocess

from config import Settings, UnsafeSettings, do_not_start
from marketplace.web import logs

workers = 2
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 30
keepalive = 5
max_requests = 2000  # whatever leaks is gone after so many
max_requests_jitter = 200
preload_app = False  # an open SQLite file must not be carried over a fork
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
    folder = Path(settings.metrics_folder) if settings.metrics_folder else None
    if folder and folder.is_dir():
        for file in folder.glob("*.db"):
            file.unlink()


def child_exit(_server: Any, worker: Any) -> None:  # Any: gunicorn has no types
    """Let the figures of a process that ended live on in the sums."""
    if Settings().metrics_folder:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # its package has no annotations there
