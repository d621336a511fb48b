// Bundles the plain styles and scripts into marketplace/web/static/build/ under hashed names, and
// writes manifest.json: plain name -> path below static/. Old bundles are removed.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "..", "marketplace", "web", "static");
const target = join(source, "build");
mkdirSync(target, { recursive: true });

const result = await build({
  absWorkingDir: here,
  entryPoints: { "guildhall": "entry.js", "guildhall-styles": join(source, "guildhall.css") },
  outdir: target,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  sourcemap: false,
  metafile: true,
  format: "iife",
  target: ["es2020", "chrome110", "firefox110", "safari16"],
  loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
  external: ["/static/*"],
  logLevel: "warning",
});

const plain = { "entry.js": "guildhall.js" };
const manifest = {};
const kept = new Set(["manifest.json"]);
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  kept.add(basename(path));
  if (output.entryPoint) {
    const name = plain[output.entryPoint] ?? basename(output.entryPoint);
    manifest[name] = `build/${basename(path)}`;
  }
}
for (const file of readdirSync(target)) {
  if (!kept.has(file)) rmSync(join(target, file), { recursive: true });
}
writeFileSync(join(target, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
renameSync(join(target, "manifest.json.new"), join(target, "manifest.json"));
console.log(Object.values(manifest).join("\n"));
