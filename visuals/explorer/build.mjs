// Bundle the explorer: dist/explorer.js, dist/explorer.css, dist/notices.txt. Same sources, same bytes.
//
//   node build.mjs [--dev] [--out FOLDER] [--at FOLDER]
//
// --dev leaves names and lines as they are written (for reading a failure). --at builds another page's sources (visuals/workbench), named after the package there.
// `build.py` beside this file finds Node, installs the locked packages and calls this.

import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: given } = parseArgs({ options: { dev: { type: "boolean", default: false }, out: { type: "string" }, at: { type: "string" } } });
const HERE = given.at ? resolve(given.at) : dirname(fileURLToPath(import.meta.url));
const ABOUT = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
const NAME = ABOUT.name.replace(/^kg-/, "");
const { build } = createRequire(join(HERE, "package.json"))("esbuild");
// Browsers that can unpack the data block (DecompressionStream) are the oldest the page works in; newer CSS is written in words they understand.
const BROWSERS = ["chrome103", "firefox113", "safari16.4"];
const PERMISSIVE = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0"]);

class Failed extends Error {}

/** The stylesheets in the order in which they are read: base.css first, print.css last, the rest by name. */
function sheets() {
  const place = (name) => (name === "base.css" ? 0 : name === "print.css" ? 2 : 1);
  const folder = join(HERE, "src", "styles");
  const names = existsSync(folder) ? readdirSync(folder).filter((n) => n.endsWith(".css")) : [];
  if (!names.includes("base.css")) throw new Failed(`src/styles/base.css is missing: the ${NAME} has no stylesheet to build`);
  return names.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** Folder of the npm package a bundled file belongs to; null when the file is ours. */
function packageOf(file) {
  const parts = resolve(HERE, file).split(/[\\/]/);
  const at = parts.lastIndexOf("node_modules");
  return at < 0 ? null : parts.slice(0, at + (parts[at + 1].startsWith("@") ? 3 : 2)).join("/");
}

/** Whether an SPDX expression leaves us a permissive choice: of alternatives one, of what holds together all. */
function permissive(expression) {
  return expression.replace(/[()]/g, " ").split(/\s+OR\s+/).some((choice) => choice.split(/\s+AND\s+/).every((l) => PERMISSIVE.has(l.trim())));
}

/** Folders of the packages that were bundled into a package before it was published, as its source map tells; `inside` in package.json names such packages. */
function inside(folder) {
  const found = new Set();
  for (const file of (ABOUT.inside ?? {})[folder.split("node_modules/").pop()] ?? []) {
    for (const source of JSON.parse(readFileSync(join(folder, `${file}.map`), "utf8")).sources) {
      const name = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];
      if (name) found.add(join(HERE, "node_modules", name));
    }
  }
  return found;
}

/** The licence a package comes with; where it carries none, the one kept in licences/ for it, which says where it is from. */
function licences(folder, name) {
  const files = readdirSync(folder).filter((n) => /^(licen[cs]e|copying|notice)(?!.*\.js$)/i.test(n)).sort();
  if (files.some((n) => !/^notice/i.test(n))) return files.map((n) => join(folder, n));
  const kept = join(HERE, "licences", `${name.replace(/^@/, "").replace("/", "-")}.txt`);
  return existsSync(kept) ? [...files.map((n) => join(folder, n)), kept] : null;
}

/** Our own changes to a package's file: what it would do that a page of ours does not (package.json: `cuts`). Each must fit exactly once. */
const cuts = {
  name: "cuts",
  setup(builder) {
    for (const [path, changes] of Object.entries(ABOUT.cuts ?? {})) {
      builder.onLoad({ filter: new RegExp(`${path.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}$`) }, ({ path: file }) => {
        let text = readFileSync(file, "utf8");
        for (const [from, to] of changes) {
          if (text.split(from).length !== 2) throw new Failed(`${path}: ${JSON.stringify(from)} is there ${text.split(from).length - 1} times, not once`);
          text = text.replace(from, () => to);
        }
        return { contents: text, loader: "js" };
      });
    }
  },
};

/** Name, version, licence and its text, of every package with at least one byte in the bundle. */
function notices(metafile) {
  const used = new Set();
  for (const output of Object.values(metafile.outputs)) for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) if (bytesInOutput > 0) used.add(packageOf(file));
  used.delete(null);
  for (const folder of [...used]) for (const other of inside(folder)) used.add(other);
  const blocks = [...used].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (typeof license !== "string" || !permissive(license)) throw new Failed(`${name} ${version}: its licence, ${JSON.stringify(license)}, is not among those we may pass on; leave the package out`);
    const files = licences(folder, name);
    if (!files) throw new Failed(`${name} ${version}: no licence text in the package; leave the package out`);
    const texts = files.map((n) => readFileSync(n, "utf8").replace(/\r\n?/g, "\n").split("\n").map((l) => l.trimEnd()).join("\n").trim());
    return { key: [name, version], block: `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n` };
  });
  return blocks.sort((a, b) => (a.key[0] === b.key[0] ? (a.key[1] < b.key[1] ? -1 : 1) : a.key[0] < b.key[0] ? -1 : 1)).map((b) => b.block).join(`\n${"-".repeat(72)}\n\n`);
}

/** What would end the element that holds the text, or send a browser elsewhere for more. */
function refuse(name, text, patterns) {
  for (const pattern of patterns) if (pattern.test(text)) throw new Failed(`${name} holds ${pattern}: it cannot stand inside the page`);
}

async function main() {
  const out = given.out ?? join(HERE, "dist");
  if (!existsSync(join(HERE, "src", "main.ts"))) throw new Failed(`src/main.ts is missing: there is no ${NAME} to build`);
  const shared = { absWorkingDir: HERE, bundle: true, write: false, metafile: true, minify: !given.dev, charset: "utf8", legalComments: "none", logLevel: "warning" };
  const script = await build({ ...shared, entryPoints: ["src/main.ts"], format: "iife", platform: "browser", target: "es2022", define: { "process.env.NODE_ENV": '"production"' }, plugins: [cuts] });
  const contents = sheets().map((n) => `@import "./${n}";`).join("\n");
  const style = await build({ ...shared, stdin: { contents, loader: "css", resolveDir: join(HERE, "src", "styles"), sourcefile: "all.css" }, target: BROWSERS });
  // Inside a page `<!--` changes how the rest of a script is read. esbuild writes it in strings only, where its first character may be told by its number.
  const inert = script.outputFiles[0].text.replaceAll("<!--", "\\x3C!--");
  const texts = { [`${NAME}.js`]: inert, [`${NAME}.css`]: style.outputFiles[0].text, "notices.txt": notices(script.metafile) };
  refuse(`${NAME}.js`, texts[`${NAME}.js`], [/<\/script/i]);
  refuse(`${NAME}.css`, texts[`${NAME}.css`], [/<\/style/i, /@import/, /url\(\s*["']?(?!data:|#)/]);
  mkdirSync(out, { recursive: true });
  rmSync(join(out, ".stamp"), { force: true }); // build.py's; what it said of the files is no longer so
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join(out, `${name}.part`), text);
    renameSync(join(out, `${name}.part`), join(out, name)); // nobody reads half a file
  }
  console.error(Object.entries(texts).map(([name, text]) => `${name} ${Math.round(Buffer.byteLength(text) / 1024)} kB`).join(", "));
}

main().catch((error) => {
  // esbuild has told its own errors already
  console.error(error instanceof Failed ? `${basename(import.meta.url)}: ${error.message}` : error.errors ? `${error.errors.length} errors` : error);
  process.exit(1);
});
