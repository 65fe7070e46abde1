"""What people say and officers answer, made up."""

SAYS: dict[str, list[str]] = {
    "crash": [
        "Tabrakan dua motor, ada yang luka di kaki.",
        "Mobil menabrak pembatas jalan, lajur kiri tertutup.",
        "Truk menyerempet angkot, sopirnya bertengkar.",
    ],
    "congestion": [
        "Macet total sejak setengah jam, tidak ada yang mengatur.",
        "Antrean panjang di simpang, kendaraan saling kunci.",
    ],
    "signal": ["Lampu merah mati di simpang ini.", "Lampu lalu lintas berkedip terus."],
    "stranded": ["Truk mogok di tanjakan.", "Bus mogok, penumpang turun di jalan."],
    "obstruction": [
        "Pohon tumbang menutup satu lajur.",
        "Jalan tergenang setinggi lutut.",
    ],
    "reckless": ["Mobil ngebut zig-zag, hampir menabrak anak sekolah."],
    "racing": ["Balap liar, sekitar sepuluh motor."],
    "parking": ["Parkir di badan jalan depan pasar, tinggal satu lajur."],
}
ANYTHING = ["Mohon bantuan polisi lalu lintas di sini."]
OUTCOMES = [
    "Lalu lintas sudah diatur dan kembali lancar.",
    "Kendaraan sudah dipindahkan ke tepi, jalan terbuka.",
    "Korban dibawa ke rumah sakit, olah tempat kejadian selesai.",
    "Pengemudi ditegur dan diminta melanjutkan perjalanan.",
]
THANKS = ["Terima kasih, cepat sekali.", "Petugas ramah.", ""]
