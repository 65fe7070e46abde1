import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const SHAPES = /<svg[^>]*>([\s\S]*)<\/svg>/;

/** Return one SVG with a symbol per name in src/icons.txt: Tabler's, or our own drawing. */
export function sprite(root: string): string {
  const names = readFileSync(resolve(root, "src/icons.txt"), "utf8").split(/\s+/).filter(Boolean);
  const symbols = names.map((name) => symbol(root, name));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function symbol(root: string, name: string): string {
  const [folder, bare] = name.endsWith("-filled") ? ["filled", name.slice(0, -7)] : ["outline", name];
  const own = resolve(root, `src/icons/${name}.svg`);
  const file = existsSync(own) ? own : resolve(root, `node_modules/@tabler/icons/icons/${folder}/${bare}.svg`);
  if (!existsSync(file)) throw new Error(`src/icons.txt names an icon nobody drew: ${name}`);
  const shapes = SHAPES.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  const paint = folder === "filled" ? 'fill="currentColor"' : 'fill="none" stroke="currentColor"';
  const line = 'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint} ${folder === "filled" ? "" : line}>${shapes.replace(/\s+/g, " ").trim()}</symbol>`;
}
