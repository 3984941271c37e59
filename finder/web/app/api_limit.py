"""The rate limit of the API: how many requests one client may make. Counts are in
memory only, never in a database or a log, and are lost when the process ends."""

from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_network
from math import ceil
from threading import Lock

from finder.web.app.addresses import read_address

MINUTE = timedelta(minutes=1)
MOST_CLIENTS = 10_000
"""The most clients to remember. The client that was quiet for the longest time is
forgotten first."""
NETWORK_BITS = 64
"""The part of an IPv6 address that a provider assigns to one customer."""


class ApiLimit:
    """The requests that each client has used. They refill evenly, so no client waits
    for a new minute to start."""

    def __init__(self, most: int = MOST_CLIENTS) -> None:
        self._most = most
        self._paid_until: OrderedDict[str, datetime] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, client: str, a_minute: int, now: datetime) -> int:
        """Count one request and return 0. If the client has none left, count nothing
        and return the seconds to wait. A client that was quiet for a minute has all its
        requests. If the clock was set back, no client waits longer than a minute."""
        with self._lock:
            known = min(self._paid_until.get(client, now), now + MINUTE)
            paid_until = max(now, known) + MINUTE / a_minute
            is_too_soon = paid_until > now + MINUTE
            self._paid_until[client] = known if is_too_soon else paid_until
            self._paid_until.move_to_end(client)
            if len(self._paid_until) > self._most:
                self._paid_until.popitem(last=False)
        if not is_too_soon:
            return 0
        wait = paid_until - now - MINUTE
        return ceil(wait.total_seconds())


def client_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the network of an IPv6
    address."""
    try:
        found = read_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    network = ip_network((found, NETWORK_BITS), strict=False)
    return str(network)
