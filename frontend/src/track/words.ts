import { choose } from "../shared/words.ts";

export const words = choose({
  id: {
    map: "Peta dengan patroli yang menuju ke sana",
    away: (minutes: number) => (minutes <= 1 ? "tiba sebentar lagi" : `sekitar ${minutes} menit lagi`),
    onScene: "sudah di tempat kejadian",
    coming: "dalam perjalanan",
    said: {
      reported: "Laporan Anda ada di meja petugas. Biasanya dilihat dalam hitungan detik.",
      taken: "Petugas sedang menangani laporan Anda dan memilih patroli.",
      dispatched: "Patroli sudah ditugaskan. Tetap di tempat aman.",
      on_scene: "Patroli ada di tempat kejadian.",
      resolved: "Selesai ditangani.",
      closed: "Laporan ini sudah ditutup.",
      rejected: "Laporan ini tidak ditindaklanjuti sebagai kejadian lalu lintas. Bila masih ada bahaya, telepon 110.",
    } as Record<string, string>,
    outcome: "Hasil:",
  },
  en: {
    map: "Map with the patrol on its way",
    away: (minutes: number) => (minutes <= 1 ? "arriving any moment" : `about ${minutes} minutes away`),
    onScene: "is at the scene",
    coming: "on its way",
    said: {
      reported: "Your report is on an officer's desk. Usually it is seen within seconds.",
      taken: "An officer looks after your report and chooses a patrol.",
      dispatched: "A patrol has been sent. Stay in a safe place.",
      on_scene: "The patrol is at the scene.",
      resolved: "Dealt with.",
      closed: "This report is closed.",
      rejected: "This report was not taken up as a traffic incident. If there is still danger, call 110.",
    },
    outcome: "Outcome:",
  },
});
