// Runs src/**/*.test.ts under Node's own test runner, on Node 20 too, which cannot read TypeScript itself.
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { runnerImport } from "vite";

const src = resolve(import.meta.dirname, "../src");
const tests = readdirSync(src, { recursive: true }).filter((file) => file.endsWith(".test.ts"));
for (const file of tests) await runnerImport(join(src, file), { configFile: false, logLevel: "error" });
