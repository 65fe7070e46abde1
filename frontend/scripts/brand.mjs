// Draws public/brand/*.png from the favicon with a Chromium: `node scripts/brand.mjs`. Run by hand when the sign changes.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const brand = resolve(import.meta.dirname, "../public/brand");
const sign = readFileSync(join(brand, "favicon.svg"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "brand-"));
// A maskable icon may be cut to a circle of 80 %: the sign is smaller and its ground fills all.
const drawings = { "icon-192": [192, 1], "icon-512": [512, 1], "maskable-512": [512, 0.66] };

for (const [name, [size, share]] of Object.entries(drawings)) {
  const ground = share < 1 ? "#0b57a4" : "transparent";
  const side = Math.round(size * share);
  const page = `<style>body{margin:0;background:${ground};display:grid;place-items:center;height:100vh}svg{width:${side}px;height:${side}px}</style>${sign}`;
  const file = join(folder, `${name}.html`);
  writeFileSync(file, page);
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000", `--window-size=${size},${size}`];
  execFileSync(process.env.CHROMIUM ?? "chromium", [...flags, `--screenshot=${join(brand, `${name}.png`)}`, `file://${file}`], { stdio: "ignore" });
}
