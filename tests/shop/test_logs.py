"""Does the log tell what went wrong, and nothing that should stay secret?"""

import json
import logging
import logging.config
import sys
from typing import Any

import pytest

from shop.logs import logging_config

SECRET = "a pass phrase that nobody prints"


def line(record: logging.LogRecord, *, readable: bool) -> str:
    """What one event looks like in the log."""
    formatter: Any = logging.config.DictConfigurator(
        {"version": 1} | {"formatters": logging_config(readable=readable)["formatters"]}
    ).configure_formatter(logging_config(readable=readable)["formatters"]["line"])
    return str(formatter.format(record))


def failed() -> logging.LogRecord:
    """An exception that went off beside a secret."""
    try:
        _sign_in(password=SECRET)
    except ValueError:
        return _record("Forbidden", exc_info=sys.exc_info())
    raise AssertionError


def _sign_in(*, password: str) -> None:
    raise ValueError(len(password))


def _record(message: str, **more: Any) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "shop.test", "levelname": "WARNING", "msg": message, **more})


@pytest.mark.parametrize("readable", [True, False])
def test_an_exception_is_logged_without_the_values_around_it(readable: bool) -> None:
    said = line(failed(), readable=readable)
    assert f"ValueError: {len(SECRET)}" in said
    assert SECRET not in said


def test_whatever_a_caller_sends_stays_inside_one_line_of_the_log() -> None:
    said = line(_record("GET /a\nlevel=error forged"), readable=False)
    assert "\n" not in said
    assert json.loads(said)["event"] == "GET /a\nlevel=error forged"
