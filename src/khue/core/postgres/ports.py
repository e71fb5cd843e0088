"""The port of the embedded server: asked for by KHUE_POSTGRES_PORT, remembered, or free."""

import os
import socket
import zlib
from collections.abc import Iterator

from khue.core.postgres.places import Places
from khue.core.postgres.refusals import BadPort, PortTaken

# Below the range from which systems take ports for outgoing connections, so that ours stays free while we are down.
FIRST, COUNT = 15432, 1000


def remembered(places: Places) -> int:
    """Return the port of the last start; before the first one, the port that would be tried first."""
    try:
        return int(places.port.read_text())
    except (OSError, ValueError):
        return _asked() or _first(places)


def remember(places: Places, port: int) -> None:
    """Keep the port for the next start and for everybody who connects."""
    fresh = places.port.with_suffix(".new")
    fresh.write_text(f"{port}\n")
    fresh.replace(places.port)


def candidates(places: Places) -> Iterator[int]:
    """Yield the ports to try, best first.

    Raises: BadPort, PortTaken when KHUE_POSTGRES_PORT, or every port, is somebody else's.
    """
    if asked := _asked():
        if not _free(asked):
            raise PortTaken(port=asked)
        yield asked
        return
    first = remembered(places)
    around = _first(places) - FIRST
    others = (FIRST + (around + step) % COUNT for step in range(COUNT))
    yield from (port for port in (first, *others) if _free(port))
    raise PortTaken(port=f"{FIRST}-{FIRST + COUNT - 1}")


def _first(places: Places) -> int:
    """Give each home a port of its own to begin with, so that neighbours seldom meet."""
    return FIRST + zlib.crc32(str(places.home).encode()) % COUNT


def _asked() -> int | None:
    value = os.environ.get("KHUE_POSTGRES_PORT", "").strip()
    if not value:
        return None
    if not value.isdecimal() or not 1024 <= int(value) <= 65535:
        raise BadPort(value=value)
    return int(value)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
