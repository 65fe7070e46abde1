/** Words that every island needs; each island adds its own with `choose`. */

import { language } from "./page.ts";

/** Return the dictionary of the page's language; both must have the same keys. */
export function choose<Words>(both: { id: Words; en: NoInfer<Words> }): Words {
  return both[language];
}

export const words = choose({
  id: {
    noSignal: "Tidak ada sinyal. Tersimpan di perangkat ini dan dikirim begitu sinyal kembali.",
    tooOften: "Terlalu sering dalam satu menit. Tunggu sebentar lalu coba lagi.",
    ourFault: "Ada gangguan di pihak kami. Coba lagi sebentar lagi.",
    notUnderstood: "Permintaan tidak dapat diproses. Muat ulang halaman lalu coba lagi.",
    justNow: "baru saja",
    retry: "Coba lagi",
    close: "Tutup",
    live: "Langsung",
    notLive: "Terputus, mencoba lagi",
    mapFailed: "Peta tidak dapat dimuat.",
    mapLabel: "Peta",
    zoomIn: "Perbesar",
    zoomOut: "Perkecil",
    north: "Utara ke atas",
    demoMap: "Peta demo",
    unnamed: "jalan tanpa nama",
  },
  en: {
    noSignal: "No signal. Kept on this device and sent once the signal is back.",
    tooOften: "Too often within a minute. Wait a moment, then try again.",
    ourFault: "Something is wrong on our side. Try again in a moment.",
    notUnderstood: "This could not be processed. Reload the page and try again.",
    justNow: "just now",
    retry: "Try again",
    close: "Close",
    live: "Live",
    notLive: "Disconnected, trying again",
    mapFailed: "The map cannot be loaded.",
    mapLabel: "Map",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    north: "North up",
    demoMap: "Demo map",
    unnamed: "road without a name",
  },
});
