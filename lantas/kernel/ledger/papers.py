"""The page of a bundle that people read, in Indonesian and English."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    Image,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from lantas.kernel.ledger import evidence, keys, notes, store
from lantas.kernel.ledger.terms import MediaType

if TYPE_CHECKING:
    from lantas.kernel.ledger.bundles import Contents
    from lantas.kernel.ledger.models import Entry, Evidence

STYLES = getSampleStyleSheet()
SMALL = ParagraphStyle("small", STYLES["BodyText"], fontSize=7.5, leading=9.5)
CODE = ParagraphStyle("code", SMALL, fontName="Courier", wordWrap="CJK")
HOW = (
    "Siapa pun dapat memeriksa berkas ini tanpa peladen kami: pasang lantas, lalu"
    " jalankan <font face='Courier'>lantas verify BERKAS.zip</font>. Bandingkan sidik"
    " kunci di bawah dengan yang diumumkan. Halaman ini hanya untuk dibaca; yang"
    " membuktikan adalah berkas-berkas lain di dalam ZIP.",
    "Anyone can check this bundle without our server: install lantas, then run"
    " <font face='Courier'>lantas verify BUNDLE.zip</font>. Compare the key fingerprint"
    " below with the published one. This page is for reading only; the proof is in the"
    " other files of the ZIP.",
)
WHO = {"clock": "jam / clock", "citizen": "warga / citizen"}


def written(case: Contents) -> bytes:
    """Return the PDF of a bundle."""
    out = io.BytesIO()
    paper = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        title=f"lantas {case.subject}",
        invariant=1,
    )
    paper.build([*_front(case), *_entries(case), *_kept(case)])
    return out.getvalue()


def _front(case: Contents) -> list[Flowable]:
    key = keys.verifier_of(case.head.key)
    rows = [
        ("Dibuat / made", notes.moment(case.at)),
        ("Buku / log", case.head.key.origin),
        ("Segel / seal", f"{case.head.size} · {notes.moment(case.head.signed_at)}"),
        ("Akar / root", bytes(case.head.root).hex()),
        ("Sidik kunci / key fingerprint", key.fingerprint),
    ]
    return [
        Paragraph(f"Berkas bukti / Bundle<br/>{escape(case.subject)}", STYLES["Title"]),
        *(Paragraph(text, STYLES["BodyText"]) for text in HOW),
        Spacer(0, 4 * mm),
        _table([[_small(name), _code(value)] for name, value in rows], [45, 129]),
    ]


def _entries(case: Contents) -> list[Flowable]:
    head = [_small(t) for t in ("No.", "Waktu / time (UTC)", "Catatan / entry", "Oleh")]
    rows = [
        [
            _small(str(row.leaf.position)),
            _small(notes.moment(row.happened_at)[:19].replace("T", " ")),
            _small(f"{row.name}<br/>{_detail(row)}", raw=True),
            _small(_who(row, case)),
        ]
        for row in case.entries
    ]
    title = Paragraph("Catatan / Entries", STYLES["Heading2"])
    return [title, _table([head, *rows], [14, 32, 86, 42])]


def _detail(row: Entry) -> str:
    told = ", ".join(f"{key}: {value}" for key, value in row.detail.items())
    return escape(told[:600])


def _who(row: Entry, case: Contents) -> str:
    unit = case.names["units"].get(str(row.unit_id), str(row.unit_id))
    officer = case.names["officers"].get(str(row.by_id), "")
    return f"{officer or WHO.get(row.actor, row.actor)}, {unit}"


def _kept(case: Contents) -> list[Flowable]:
    if not case.kept:
        return []
    rows = [[_picture(row), _told(row)] for row in case.kept]
    title = Paragraph("Barang bukti / Evidence", STYLES["Heading2"])
    return [title, _table(rows, [46, 128])]


def _picture(row: Evidence) -> Flowable:
    there = store.path_of(row.sha256).exists()
    path = evidence.public_path(row) if there else None
    if path is None or row.media_type == MediaType.PDF:
        return _small(MediaType(row.media_type).value)
    wide, high = row.width_px or 1, row.height_px or 1
    side = 42 * mm / max(wide, high)
    return Image(str(path), wide * side, high * side, kind="proportional")


def _told(row: Evidence) -> list[Flowable]:
    said = f"{row.media_type}, {row.size_bytes} B, {row.source}"
    kept = f"disimpan / kept {notes.moment(row.kept_at)}"
    return [_code(row.sha256), _small(said), _small(kept)]


def _small(text: str, *, raw: bool = False) -> Paragraph:
    return Paragraph(text if raw else escape(text), SMALL)


def _code(text: str) -> Paragraph:
    return Paragraph(escape(text), CODE)


def _table(rows: Sequence[Sequence[object]], widths_mm: list[int]) -> Table:
    lines = [("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.lightgrey)]
    top = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(
        rows,
        colWidths=[width * mm for width in widths_mm],
        style=[*lines, *top],
        hAlign="LEFT",
    )
