"""Names for streets and places: flowers, trees, birds; nobody real."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

THEMES = (
    *("Melati", "Kenanga", "Anggrek", "Teratai", "Dahlia", "Flamboyan", "Kamboja"),
    *("Seroja", "Cempaka", "Mawar", "Bugenvil", "Sedap Malam", "Alamanda", "Asoka"),
    *("Manggis", "Rambutan", "Durian", "Sawo", "Belimbing", "Jambu", "Duku"),
    *("Nangka", "Mangga", "Srikaya", "Kelengkeng", "Sirsak", "Cempedak", "Salak"),
    *("Ulin", "Meranti", "Kapur", "Keruing", "Bengkirai", "Jati", "Mahoni", "Trembesi"),
    *("Cemara", "Pinus", "Beringin", "Ketapang", "Nipah", "Bakau", "Waru", "Gaharu"),
    *("Enggang", "Merpati", "Kutilang", "Cendrawasih", "Camar", "Elang", "Kasuari"),
    *("Murai", "Jalak", "Pipit", "Bangau", "Rajawali", "Nuri", "Punai", "Walet"),
    *("Bandeng", "Kakap", "Tenggiri", "Tongkol", "Baronang", "Kerapu", "Cakalang"),
    *("Mutiara", "Karang", "Ombak", "Sauh", "Layar", "Kemudi", "Haluan", "Buritan"),
    *("Zamrud", "Safir", "Kecubung", "Nilam", "Delima", "Pirus", "Akik", "Intan"),
    *("Bintang", "Fajar", "Senja", "Purnama", "Pelangi", "Embun", "Awan", "Angin"),
)
QUARTER_NAMES = (
    *("Muara Ilir", "Muara Ulu", "Pasar Lama", "Kampung Nelayan", "Tanjung Sari"),
    *("Bukit Asri", "Lembah Hijau", "Sumber Rejeki", "Griya Bahari", "Karang Anyar"),
    *("Batu Putih", "Sungai Kecil", "Rawa Indah", "Gunung Dua", "Teluk Damai"),
    *("Pondok Cemara", "Mekar Jaya", "Wana Lestari", "Telaga Biru", "Tirta Kencana"),
)


@dataclass
class Names:
    """Hands out street names: one theme a neighbourhood, numbered within."""

    chance: Random
    _left: list[str] = field(default_factory=list)
    _count: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _round: int = 0

    def theme(self) -> str:
        """Return a theme not used yet; when all are, again with a direction."""
        if not self._left:
            self._left = list(THEMES)
            self.chance.shuffle(self._left)
            self._round += 1
        suffix = {1: "", 2: " Indah", 3: " Raya", 4: " Baru"}.get(self._round, " Jaya")
        return self._left.pop() + suffix

    def street(self, theme: str, road_class: str, length_m: float) -> str:
        """Return the name of the next street of a neighbourhood."""
        if not theme:
            return f"Jalan {self.theme()}"
        self._count[theme] += 1
        number = self._count[theme]
        if road_class == "living_street":
            return f"Gang {theme} {number}"
        if number == 1:
            return f"Jalan {theme}"
        return f"Jalan {theme} {roman(number)}"


def roman(number: int) -> str:
    """Return a number as street signs write it.

    >>> roman(14), roman(49)
    ('XIV', 'XLIX')
    """
    found = ""
    for value, sign in (
        *((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX")),
        *((5, "V"), (4, "IV"), (1, "I")),
    ):
        count, number = divmod(number, value)
        found += sign * count
    return found
