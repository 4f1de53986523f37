"""Running the service with uvicorn."""

from __future__ import annotations

import logging

import uvicorn

from api.app import create_app
from api.service import Service


def run(service: Service, *, host: str, port: int) -> None:
    """Serve until a signal says to stop; requests that run are finished first."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("blamelint")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    uvicorn.run(
        create_app(service),
        host=host,
        port=port,
        # Its own log of requests has addresses with their queries, in which editors may send text.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(service.limits.seconds + service.limits.patience) + 1,
        log_level="warning",
    )
