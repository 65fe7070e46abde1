"""Where this installation keeps its things."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def var() -> Path:
    """Return the folder that holds everything this installation makes."""
    return Path(os.environ.get("LANTAS_VAR") or ROOT / "var").absolute()
