"""What does this installation write to its log, in which form?"""

from typing import Any

import structlog

# Whatever a caller sends stays inside one JSON string: no line of the log can be forged.
_SHARED = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(allow=["status_code", "request_id", "job"]),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(*, readable: bool) -> dict[str, Any]:
    """
    Standard logging to the process's error stream, one event a line.

    `readable` is for a developer's terminal; else every line is a JSON object.
    """
    renderer: Any = _for_people() if readable else structlog.processors.JSONRenderer()
    traces = [] if readable else [structlog.processors.format_exc_info]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *traces,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Django would mail the administrators and print nothing unless DEBUG is on.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        },
    }


def _for_people() -> structlog.dev.ConsoleRenderer:
    # With rich on the machine structlog would print every local variable, passwords among them, for
    # seconds at a time.
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
