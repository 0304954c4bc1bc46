// Builds dist/Canvas.bundle.js, one file with script, styles and fonts, so that nothing is fetched from elsewhere, and beside it
// the licences of what is in it. `--check` builds into memory and fails when a committed file differs.
import { build, transform } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, "dist", "Canvas.bundle.js");

// Styles go into the shadow root as text, which esbuild's own text loader would leave unminified.
const styles = {
  name: "styles",
  setup(on) {
    on.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

async function bundle() {
  return build({
    entryPoints: [join(here, "src", "index.tsx")],
    outfile,
    write: false,
    bundle: true,
    metafile: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".woff2": "dataurl" },
    plugins: [styles],
    logLevel: "warning",
  });
}

async function notices(inputs) {
  const folders = new Set();
  for (const path of Object.keys(inputs)) {
    const inside = path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
    if (inside) folders.add(inside[1]);
  }
  const parts = [];
  for (const folder of [...folders].sort()) {
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const licence = (await readdir(folder)).filter((name) => /^(licen[cs]e|ofl|copying)/i.test(name)).sort()[0];
    const text = licence ? (await readFile(join(folder, licence), "utf8")).trim() : `Licence: ${about.license}`;
    parts.push(`${about.name} ${about.version} (${about.license})\n\n${text}`);
  }
  const rule = "\n\n" + "-".repeat(78) + "\n\n";
  return `Third-party software in Canvas.bundle.js${rule}${parts.join(rule)}\n`;
}

const result = await bundle();
const files = new Map([
  [outfile, Buffer.from(result.outputFiles[0].contents)],
  [join(here, "dist", "THIRD_PARTY_NOTICES.txt"), Buffer.from(await notices(result.metafile.inputs))],
]);
if (process.argv.includes("--check")) {
  for (const [path, contents] of files) {
    const committed = await readFile(path).catch(() => Buffer.alloc(0));
    if (!committed.equals(contents)) {
      console.error(`${relative(process.cwd(), path)} differs from its source: run \`make bundle\` and commit it.`);
      process.exitCode = 1;
    }
  }
} else {
  await mkdir(dirname(outfile), { recursive: true });
  for (const [path, contents] of files) await writeFile(path, contents);
}
