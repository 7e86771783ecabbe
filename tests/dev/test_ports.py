"""Does the launcher find ports that nobody else has?"""

import socket

import pytest

from devtools.ports import free_port, is_free, listen_for_web
from devtools.problems import Problem


def test_a_wished_port_is_given_only_while_it_is_free() -> None:
    with listen_for_web(str(free_port())) as listener:
        taken = listener.getsockname()[1]
        assert not is_free(taken)
        assert free_port(wish=taken) != taken
    assert free_port(wish=taken) == taken


def test_two_checkouts_at_once_get_different_web_ports() -> None:
    with listen_for_web(None) as one, listen_for_web(None) as other:
        assert one.getsockname()[1] != other.getsockname()[1]


def test_a_taken_port_that_was_asked_for_is_refused() -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} is taken"):
            listen_for_web(str(port))


@pytest.mark.parametrize("asked", ["web", "0", "65536", "-1"])
def test_what_is_no_port_number_is_refused(asked: str) -> None:
    with pytest.raises(Problem, match="no port number"):
        listen_for_web(asked)
