"""The page of the simulated provider: every phone with what it received."""

from __future__ import annotations

import html
import re
from typing import Any

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem}
h1{font-size:1.25rem}h2{font-size:1rem;margin:0 0 .5rem}
main{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr))}
section{border:1px solid #8886;border-radius:.75rem;padding:1rem}
p{background:#2a6f4f1f;border-radius:.5rem;margin:.5rem 0;overflow-wrap:anywhere;
padding:.5rem .75rem}
small{display:block;opacity:.8}
"""
LINK = re.compile(r"https?://127\.0\.0\.1(?::\d+)?/[^\s<&\"']*")


def page(received: list[dict[str, Any]]) -> str:
    """Return the page: one card per number, its newest message first."""
    phones: dict[str, list[dict[str, Any]]] = {}
    for message in reversed(received):
        phones.setdefault(message["to"], []).append(message)
    cards = "".join(_card(to, messages) for to, messages in phones.items())
    empty = "<p>Nothing has arrived yet. Send a report with a phone number.</p>"
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width'>"
        "<meta http-equiv=refresh content=5><title>Simulated phones</title>"
        f"<style>{STYLE}</style><h1>Simulated phones: nothing here is sent to anybody"
        f"</h1><main>{cards or empty}</main>"
    )


def _card(to: str, messages: list[dict[str, Any]]) -> str:
    shown = "".join(
        f"<p>{_linked(m['text'])}<small>{html.escape(m['way'])} · "
        f"{html.escape(m['at'])}</small></p>"
        for m in messages[:20]
    )
    return f"<section><h2>{html.escape(to)}</h2>{shown}</section>"


def _linked(text: str) -> str:
    # Only our own pages become links; the rest stays what it is: text.
    safe = html.escape(text)
    return LINK.sub(lambda m: f'<a href="{m[0]}">{m[0]}</a>', safe)
