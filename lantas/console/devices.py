"""What a browser says of itself, as short as a person would say it."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_HANDHELD = {"Android", "iPhone", "iPad"}


def name(agent: str) -> str:
    """Return browser and system; the first words where neither is known.

    >>> name("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/142 Mobile")
    'Chrome · Android'
    >>> name("lantas-liveday/1")
    'lantas-liveday/1'
    """
    found = [_first(agent, _BROWSERS), _first(agent, _SYSTEMS)]
    return " · ".join(filter(None, found)) or agent[:60] or "?"


def is_handheld(agent: str) -> bool:
    """Return whether the device is a phone or a tablet."""
    return _first(agent, _SYSTEMS) in _HANDHELD


def _first(agent: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((word for sign, word in table if sign in agent), "")
