"""Which loopback port is free?"""

import socket

from devtools.problems import Problem

LOOPBACK = "127.0.0.1"
FIRST_WEB_PORT = 8000
LAST_WEB_PORT = 8099


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_port(*, wish: int | None = None) -> int:
    """The wished port when it is free, else any free one."""
    if wish and is_free(wish):
        return wish
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def listen_for_web(asked: str | None) -> socket.socket:
    """
    A listening socket for the web server: on the asked port, or on the first free one from 8000.

    It listens from now on, so that no other checkout can take the port while ours still starts.

    :raises Problem: if the asked port is taken or no port number.
    """
    if asked is None:
        for port in range(FIRST_WEB_PORT, LAST_WEB_PORT + 1):
            listener = _listen(port)
            if listener:
                return listener
        raise Problem(f"No port from {FIRST_WEB_PORT} to {LAST_WEB_PORT} is free: set PORT to a free one.")
    if not asked.isdigit() or not 1 <= int(asked) <= 65535:
        raise Problem(f"PORT is {asked!r}, which is no port number between 1 and 65535.")
    listener = _listen(int(asked))
    if listener is None:
        raise Problem(f"Port {asked} is taken by another program: set PORT to a free one, or leave it out.")
    return listener


def _listen(port: int) -> socket.socket | None:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(512)
    except OSError:
        listener.close()
        return None
    return listener


def answers(host: str, port: int, *, patience_s: float = 3.0) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout=patience_s):
            return True
    except OSError:
        return False
