"""Whether a collector can listen where it is told to, asked before anything is begun."""

from __future__ import annotations

import errno
import socket
from typing import Any

from monitor.command_settings import WrongSetting

_NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # of a name's addresses one may be of a family that is off


def refuse_taken_port(host: str, port: int) -> None:
    """Try every address of the host as the server will; raises `WrongSetting`.

    What takes the port between this and the server's own try is told by the server.
    """
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise WrongSetting(f"{host} is no address to listen on ({error.strerror}): --host or MONITOR_HOST") from None
    refused = [why for family, _, _, _, place in places if (why := _tried(family, place)) is not None]
    for why in refused:
        if why.errno not in _NOT_HERE or len(refused) == len(places):
            raise WrongSetting(_in_words(host, port, why))


def _tried(family: int, place: Any) -> OSError | None:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                trial.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            trial.bind(place)
    except OSError as error:
        return error
    return None


def _in_words(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken, perhaps by a collector: choose another with --port or MONITOR_PORT"
    if error.errno in _NOT_HERE:
        return f"{host} is no address of this machine: choose another with --host or MONITOR_HOST"
    return f"port {port} of {host} cannot be had ({error.strerror}): choose another with --port or MONITOR_PORT"
