"""Raise a real corps: official areas, units, delivered rules, and nobody made up.

A program of its own, as it needs Django.
"""

from __future__ import annotations


def main() -> None:
    """Add what is missing; each line printed is a step."""
    import django

    django.setup()
    from django.utils.timezone import now

    from lantas.demo import setup

    print("areas and units", flush=True)
    setup.raise_corps(now())
    print("rules", flush=True)
    setup.lay_rules()


if __name__ == "__main__":
    main()
