"""Sends webhooks over HTTP, and only to where a stranger may send us: no loopback, no private network, no redirect.

The address is looked at when the connection is made, not when the endpoint is registered, so that a name that points
elsewhere in the meantime gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import httpcore

from monitor.ports import NotDelivered, Sent, UrlRefused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_TRANSLATED = ip_network("64:ff9b::/96")  # NAT64: the IPv4 address stands in the last four bytes
_RETRY_AFTER_MOST_S = 86_400


class Guard:
    """Which addresses may be sent to: public ones, loopback if this is a sandbox, and networks that are named."""

    def __init__(self, networks: Iterable[str] = (), *, loopback: bool = False) -> None:
        self._networks: list[Network] = [ip_network(network.strip()) for network in networks if network.strip()]
        self.loopback = loopback

    def allows(self, address: Address) -> bool:
        plain = _plain(address)
        if any(plain in network for network in self._networks):
            return True
        return plain.is_loopback if self.loopback and plain.is_loopback else _is_public(plain)

    def check(self, url: str) -> SplitResult:
        """The parts of a URL that may be an endpoint's; raises `UrlRefused`.  Names are looked up later."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError as error:
            raise UrlRefused("The address cannot be read.") from error
        if not host or parts.username is not None or parts.fragment:
            raise UrlRefused("The address has no host, or a user or fragment in it.")
        if parts.scheme != "https" and not (parts.scheme == "http" and self.loopback and _is_local(host)):
            raise UrlRefused("The address does not begin with https://.")
        address = _literal(host)
        if address is not None and not self.allows(address):
            raise UrlRefused("The address lies in a private network.")
        if address is None and _is_local(host) and not self.loopback:
            raise UrlRefused("The address lies in a private network.")
        return parts


class WebhookHttp:
    """A `WebhookSender`; every call makes a connection of its own, since endpoints are many and calls are few."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._ssl = ssl.create_default_context()

    def check(self, url: str) -> None:
        """Raise `UrlRefused` for an address to which nothing will be sent."""
        self._guard.check(url)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Send one message and wait for the status; the answer's body is not read.  Raises `NotDelivered`."""
        try:
            self._guard.check(url)
            backend = _Guarded(self._guard)
            async with httpcore.AsyncConnectionPool(
                ssl_context=self._ssl, network_backend=backend, max_connections=1
            ) as pool:
                sent = [*headers.items(), ("user-agent", "integrity-monitor"), ("host", _host(url))]
                async with pool.stream("POST", url, headers=sent, content=body) as response:
                    return Sent(response.status, _retry_after(response.headers))
        except (UrlRefused, OSError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise NotDelivered(f"{type(error).__name__}: {error}") from error


class _Guarded(httpcore.AsyncNetworkBackend):
    """Looks a name up, refuses what the guard does not allow, and connects to the very address that it looked at."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in found]
        allowed = [address for address in addresses if self._guard.allows(ip_address(address.partition("%")[0]))]
        if not allowed:
            raise UrlRefused(f"{host} leads into a private network.")
        return await self._inner.connect_tcp(allowed[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _plain(address: Address) -> Address:
    """The IPv4 address that stands in an IPv6 one, if any."""
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED:
            return IPv4Address(address.packed[-4:])
        teredo = address.teredo[1] if address.teredo else None
        return address.ipv4_mapped or address.sixtofour or teredo or address
    return address


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_local(host: str) -> bool:
    address = _literal(host)
    return address.is_loopback if address is not None else host == "localhost" or host.endswith(".localhost")


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _retry_after(headers: Sequence[tuple[bytes, bytes]]) -> int:
    """Seconds that the endpoint asks for; 0 without any that can be read."""
    value = next((value for name, value in headers if name.lower() == b"retry-after"), b"")
    return min(int(value), _RETRY_AFTER_MOST_S) if value.isdigit() else 0
