//! Builds everything the collector serves to browsers:
//!
//!     node build.mjs --out DIR [--glue FILE --loader FILE]
//!
//!     DIR/dashboard/   dashboard.js, dashboard.css, index.html, icon.svg, licences.txt
//!     DIR/demo/        the demo shop
//!     DIR/tracker/     tracker.mjs (wasm-bindgen's glue) and footfall.js (the tag), if they are given
//!
//! DIR is emptied first, so nothing of an older build is ever served. Any error ends it with status 1.

import { build } from 'esbuild';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const USAGE = 'usage: node build.mjs --out DIR [--glue FILE --loader FILE]';

// Every browser that can run the dashboard's code also knows these; older ones get plainer CSS.
const DASHBOARD_TARGET = ['es2022', 'chrome111', 'firefox115', 'safari16.4'];
// The tag runs in whatever visits the shop. Where Wasm is missing it only has to step aside in silence.
const TAG_TARGET = 'es2017';
const GLUE_TARGET = 'es2020';

async function main() {
  const { out, glue, loader } = readOptions();
  await empty(out);
  await Promise.all([
    buildDashboard(join(out, 'dashboard')),
    import('./demo/build.mjs').then(({ buildDemo }) => buildDemo(join(out, 'demo'))),
    glue && buildTracker(glue, loader, join(out, 'tracker')),
  ]);
}

function readOptions() {
  const path = { type: 'string' };
  const { values } = parseArgs({ options: { out: path, glue: path, loader: path } });
  if (!values.out) throw new Error(USAGE);
  if (!values.glue !== !values.loader) throw new Error(`--glue and --loader belong together\n${USAGE}`);
  const out = resolve(values.out);
  // It will be emptied: neither the sources nor anything that holds them.
  const isApart = [relative(out, here), relative(here, out)].every((path) => path.startsWith('..'));
  if (!isApart) throw new Error(`--out must lie outside ${here}, and not around it`);
  return { out, glue: values.glue && resolve(values.glue), loader: values.loader && resolve(values.loader) };
}

async function empty(folder) {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true })));
}

async function buildDashboard(folder) {
  const source = join(here, 'dashboard');
  await build({
    entryPoints: { dashboard: join(source, 'main.js') },
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: DASHBOARD_TARGET,
    banner: { js: '/*! Contains uPlot, (c) Leon Sorokin, MIT: see licences.txt */' },
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'icon.svg']) await copyFile(join(source, name), join(folder, name));
  await copyFile(join(here, 'node_modules/uplot/LICENSE'), join(folder, 'licences.txt'));
}

async function buildTracker(glue, loader, folder) {
  await build({
    entryPoints: [glue],
    outfile: join(folder, 'tracker.mjs'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: GLUE_TARGET,
    logLevel: 'warning',
  });
  await build({
    entryPoints: [loader],
    outfile: join(folder, 'footfall.js'),
    bundle: false,
    minify: true,
    format: 'iife',
    target: TAG_TARGET,
    logLevel: 'warning',
  });
}

main().catch((error) => {
  console.error(error.errors ? 'build failed' : (error.stack ?? error)); // esbuild has already told its own
  process.exitCode = 1;
});
