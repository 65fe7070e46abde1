"""Where patrols are: every fix to history, the newest to the board."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import book
from lantas.kernel.ledger.models import Entry
from lantas.kernel.places.cell import cell
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Actor
from lantas.kernel.units.models import Officer, Policy, Unit
from lantas.response import rules
from lantas.response.models import Shift
from lantas.response.queries.patrols import find_shift
from lantas.response.rules import Spot

CHANNEL = "lantas_positions"

# Sent twice is kept once, and a fix that comes late never moves the patrol back: one
# statement, so all of it or nothing.
KEEP = """
WITH told AS (
  SELECT * FROM unnest(%(fix_at)s::timestamptz[], %(claimed_at)s::timestamptz[],
    %(lon)s::float8[], %(lat)s::float8[], %(cell)s::bigint[],
    %(speed_kmh)s::float8[], %(heading)s::float8[], %(accuracy_m)s::float8[])
    AS f (fix_at, claimed_at, lon, lat, cell, speed_kmh, heading, accuracy_m)
), kept AS (
  INSERT INTO response_fix (patrol_id, unit_id, received_at, fix_at, claimed_at,
    lon, lat, cell, speed_kmh, heading, accuracy_m)
  SELECT %(patrol)s, %(unit)s, %(at)s, told.* FROM told
  ON CONFLICT (patrol_id, fix_at) DO NOTHING
), moved AS (
  INSERT INTO response_patrolposition AS p (patrol_id, unit_id, received_at, fix_at,
    lon, lat, cell, speed_kmh, heading, accuracy_m)
  SELECT %(patrol)s, %(unit)s, %(at)s, fix_at,
    lon, lat, cell, speed_kmh, heading, accuracy_m
  FROM told ORDER BY fix_at DESC LIMIT 1
  ON CONFLICT (patrol_id) DO UPDATE SET unit_id = excluded.unit_id,
    fix_at = excluded.fix_at, received_at = excluded.received_at,
    lon = excluded.lon, lat = excluded.lat, cell = excluded.cell,
    speed_kmh = excluded.speed_kmh, heading = excluded.heading,
    accuracy_m = excluded.accuracy_m
  WHERE p.fix_at < excluded.fix_at
  RETURNING 1
)
SELECT count(*) FROM moved
"""
# Positions are too many for a ledger line each: ten minutes of a unit are one line.
SLOT = timedelta(minutes=10)
DIGEST = """
SELECT unit_id, count(*), encode(sha256(convert_to(string_agg(
  concat_ws(',', patrol_id, extract(epoch FROM fix_at), lon, lat), ';'
  ORDER BY patrol_id, fix_at), 'UTF8')), 'hex')
FROM response_fix WHERE received_at >= %s AND received_at < %s AND fix_at >= %s
GROUP BY unit_id ORDER BY unit_id
"""


class NotOnDuty(Refusal):
    """Only officers on duty say where they are: nobody is followed off duty."""


class TooMany(Refusal):
    """More in one message than we take."""

    status = 413


def send(*, spots: Sequence[Spot], by: Officer, at: datetime) -> int:
    """Keep the positions of an officer's patrol; return how many were of use."""
    if len(spots) > rules.FIXES_AT_ONCE:
        raise TooMany(
            _("At most %(most)d positions at once.") % {"most": rules.FIXES_AT_ONCE}
        )
    shift = find_shift(seen_by=by)
    if shift is None:
        raise NotOnDuty(_("You are not on duty. Start your shift first."))
    fixes = _fixes(spots, shift, at)
    if not fixes:
        return 0
    columns: dict[str, Any] = {name: [fix[name] for fix in fixes] for name in fixes[0]}
    newest = max(fixes, key=lambda fix: fix["fix_at"])
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP,
            {
                **columns,
                "patrol": shift.patrol_id,
                "unit": shift.unit_id,
                "at": at,
            },
        )
        (moved,) = cursor.fetchone()
    if moved:
        said = _said(shift, newest)
        transaction.on_commit(partial(_tell_board, said), robust=True)
    return len(fixes)


def _tell_board(said: str) -> None:
    """Say on the stream that a patrol moved, after its position is on disk.

    Commits that notify wait for each other, disk and all: measured 440 a second by
    eight at once, against 2,000 when the notification follows in its own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, said])


def _fixes(spots: Sequence[Spot], shift: Shift, at: datetime) -> list[dict[str, Any]]:
    """Return the rows to keep: believable, and of this shift."""
    fixes = []
    for spot in spots:
        when = rules.believed(spot.at, earliest=at - rules.OLDEST_FIX, received=at)
        if spot.at < max(at - rules.OLDEST_FIX, shift.started_at - rules.AHEAD):
            continue
        fixes.append(
            {
                "fix_at": when,
                "claimed_at": spot.at,
                "lon": spot.lon,
                "lat": spot.lat,
                "cell": cell(spot.lon, spot.lat),
                "speed_kmh": spot.speed_kmh,
                "heading": spot.heading,
                "accuracy_m": spot.accuracy_m,
            }
        )
    return fixes


def _said(shift: Shift, fix: dict[str, Any]) -> str:
    return json.dumps(
        {
            "unit": shift.unit_id,
            "call_sign": shift.patrol.call_sign,
            "lon": fix["lon"],
            "lat": fix["lat"],
            "heading": fix["heading"],
            "speed_kmh": fix["speed_kmh"],
            "at": fix["fix_at"].isoformat(),
        }
    )


def make_days(*, by: Actor, at: datetime) -> int:
    """Make room from yesterday to the day after tomorrow; return how many are new."""
    made = 0
    with connection.cursor() as cursor:
        for n in range(-1, 3):
            day = at.astimezone(UTC).date() + timedelta(days=n)
            cursor.execute("SELECT response_make_fix_day(%s)", [day])
            made += cursor.fetchone()[0]
    return made


def drop_days(*, by: Actor, at: datetime) -> int:
    """Drop the days past their keeping; the longest any unit keeps counts for all."""
    kept = Policy.objects.filter(key="response.fix", days__contains=at.date())
    keep = [int(value["keep_days"]) for value in kept.values_list("value", flat=True)]
    if not keep:
        return 0
    before = at.astimezone(UTC).date() - timedelta(days=max(keep))
    with connection.cursor() as cursor:
        cursor.execute("SELECT response_drop_fix_days(%s)", [before])
        return int(cursor.fetchone()[0])


@transaction.atomic
def attest(*, by: Actor, at: datetime) -> int:
    """Write the digest of each unit's last full ten minutes in the ledger, once."""
    until = at - (at - datetime(1970, 1, 1, tzinfo=UTC)) % SLOT
    since = until - SLOT
    written = 0
    with scope.whole_corps():
        with connection.cursor() as cursor:
            cursor.execute(DIGEST, [since, until, since - rules.OLDEST_FIX])
            found = cursor.fetchall()
        units = Unit.objects.in_bulk([unit for unit, _count, _digest in found])
        for unit, count, digest in found:
            written += _attest(units[unit], since, int(count), digest, by, until)
    return written


def _attest(
    unit: Unit, since: datetime, count: int, digest: str, by: Actor, at: datetime
) -> int:
    said = {"from": since.isoformat(), "fixes": count, "sha256": digest}
    before = Entry.objects.filter(
        name="patrol.tracked", subject=unit.code, detail__from=said["from"]
    )
    if before.exists():
        return 0
    book.write("patrol.tracked", subject=unit.code, unit=unit, by=by, at=at, **said)
    return 1
