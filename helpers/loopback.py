"""What a server that only this machine can reach needs to know: ports and proxies."""

from __future__ import annotations

import os
import socket

__all__ = ["HOST", "free", "pass_proxies_by"]

HOST = "127.0.0.1"


def free(port: int) -> bool:
    """Whether a server could listen on ``port`` of this machine now."""
    with socket.socket() as probe:
        # a port whose last connections are still fading away counts as free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def pass_proxies_by() -> None:
    """Have this process, and what it starts, ask this machine without the web's proxy,
    which knows no way to it."""
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        if HOST not in hosts and "*" not in hosts:
            os.environ[name] = ",".join([*hosts, HOST])
