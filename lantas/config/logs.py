"""Logs as data: one line a fact, on standard error, where every operator finds them."""

import re
from typing import Any

import structlog

# The database repeats the row it refuses, texts and all, until its next line or ours.
ROW = re.compile(
    r"(DETAIL|CONTEXT):.*?(?=\nThe above exception|\nDuring handling|\nTraceback|\Z)",
    re.DOTALL,
)


def without_rows(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Take out of an error what the database says of the row it refused."""
    for key in ("event", "exception"):
        if isinstance(event.get(key), str):
            event[key] = ROW.sub(r"\1: not logged", event[key])
    return event


# Who asked and what for is in the ledger; a log line holds no names, no numbers, no
# request bodies.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_rows,
                structlog.processors.LogfmtRenderer(
                    key_order=["timestamp", "level", "logger", "event"],
                    bool_as_flag=False,
                ),
            ],
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "lines"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # 4xx are the visitors' affair; counting them is the proxy's.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
    },
}
