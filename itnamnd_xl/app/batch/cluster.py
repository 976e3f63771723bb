"""A Dask cluster that exists already, as an executor."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from itnamnd_xl.app.usage import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

# How long the scheduler may take to answer, in seconds.
PATIENCE = 10
SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
SILENT = "den svarar inte"


@contextlib.contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Give an executor that hands jobs to a cluster, and how many it does at a time.

    A job that kills its worker is tried again by the cluster as often as its setting allowed-failures says, and is
    then given up.

    Raises:
        UsageError: Dask is not installed, or there is no scheduler at the address, or it has no workers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise UsageError("E832") from None
    _knock(address)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]  # Dask types little
    except (OSError, ValueError):
        raise UsageError("E831", address=address, why=SILENT) from None
    try:
        hands = sum(client.nthreads().values())  # type: ignore[no-untyped-call]  # Dask types little
        if not hands:
            raise UsageError("E833", address=address)
        # The same job is another one tomorrow: what it does is not in what it gives alone.
        yield client.get_executor(pure=False), hands  # type: ignore[no-untyped-call]
    finally:
        client.close()  # type: ignore[no-untyped-call]


def _knock(address: str) -> None:
    """See that somebody answers at an address: a client that nobody answers leaves threads and noise behind.

    Raises:
        UsageError: nobody does, or it is no address.
    """
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if host is None or port is None or parts.scheme not in SCHEMES:
        raise UsageError("E831", address=address, why="adressen kan inte läsas")
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError:
        raise UsageError("E831", address=address, why=SILENT) from None
