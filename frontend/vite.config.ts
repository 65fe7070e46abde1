import { copyFileSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { sprite } from "./scripts/sprite.ts";

const here = import.meta.dirname;

/** Every file in src/pages is one entry; `{% vite "report" %}` finds it by its name. */
const pages = Object.fromEntries(
  readdirSync(resolve(here, "src/pages"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [basename(file, ".ts"), resolve(here, "src/pages", file)]),
);

/** Emit what is not a module: the icons in use, the script that sets the theme before paint. */
function plainFiles(): Plugin {
  return {
    name: "lantas-plain-files",
    buildStart() {
      this.addWatchFile(resolve(here, "src/icons.txt"));
    },
    generateBundle() {
      const theme = readFileSync(resolve(here, "src/theme.js"), "utf8");
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "src/icons.svg", source: sprite(here) });
      this.emitFile({ type: "asset", name: "theme.js", originalFileName: "src/theme.js", source: theme });
    },
    writeBundle() {
      mkdirSync(resolve(here, "dist/test"), { recursive: true });
      copyFileSync(resolve(here, "node_modules/axe-core/axe.min.js"), resolve(here, "dist/test/axe.min.js"));
    },
  };
}

export default defineConfig({
  base: "/static/",
  plugins: [plainFiles()],
  css: { preprocessorOptions: { scss: { quietDeps: true, loadPaths: [resolve(here, "node_modules")] } } },
  build: {
    manifest: true,
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1300,
    // htmx carries an eval that our settings switch off and the content policy forbids.
    rolldownOptions: { input: pages, checks: { eval: false, pluginTimings: false } },
  },
});
