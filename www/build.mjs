//! Builds everything the collector serves to browsers:
//!
//!     node build.mjs --out DIR [--glue FILE --loader FILE --start FILE --paq FILE --debug FILE --debug-glue FILE]
//!
//!     DIR/dashboard/   dashboard.js and its parts, dashboard.css, dark.css, index.html, icon.svg, licences.txt
//!     DIR/demo/        the demo shop
//!     DIR/tracker/     footfall.js (the tag), tracker.mjs (wasm-bindgen's glue), paq.mjs and debug.mjs, if they are given
//!
//! DIR is emptied first, so nothing of an older build is ever served. Any error ends it with status 1.

import { build } from 'esbuild';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { minify } from 'terser';

const here = dirname(fileURLToPath(import.meta.url));
const USAGE = 'usage: node build.mjs --out DIR [--glue FILE --loader FILE --start FILE --paq FILE --debug FILE --debug-glue FILE]';

// Every browser that can run the dashboard's code also knows these; older ones get plainer CSS.
const DASHBOARD_TARGET = ['es2022', 'chrome111', 'firefox115', 'safari16.4'];
// The tag runs in whatever visits the shop. Where Wasm is missing it only has to step aside in silence.
const TAG_TARGET = 'es2017';
const GLUE_TARGET = 'es2020';

async function main() {
  const { out, ...tracker } = readOptions();
  await empty(out);
  await Promise.all([
    buildDashboard(join(out, 'dashboard')),
    import('./demo/build.mjs').then(({ buildDemo }) => buildDemo(join(out, 'demo'))),
    tracker.glue && buildTracker(tracker, join(out, 'tracker')),
  ]);
}

function readOptions() {
  const path = { type: 'string' };
  const { values } = parseArgs({ options: { out: path, glue: path, loader: path, start: path, paq: path, debug: path, 'debug-glue': path } });
  if (!values.out) throw new Error(USAGE);
  const tracker = [values.glue, values.loader, values.start, values.paq, values.debug, values['debug-glue']];
  if (tracker.some(Boolean) && !tracker.every(Boolean)) throw new Error(`the tracker is whole or not there\n${USAGE}`);
  const out = resolve(values.out);
  // It will be emptied: neither the sources nor anything that holds them.
  const isApart = [relative(out, here), relative(here, out)].every((path) => path.startsWith('..'));
  if (!isApart) throw new Error(`--out must lie outside ${here}, and not around it`);
  const [glue, loader, start, paq, debug, debugGlue] = tracker.map((file) => file && resolve(file));
  return { out, glue, loader, start, paq, debug, debugGlue };
}

async function empty(folder) {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true })));
}

async function buildDashboard(folder) {
  const source = join(here, 'dashboard');
  await build({
    entryPoints: { dashboard: join(source, 'main.js'), dark: join(source, 'styles/dark.css') },
    outdir: folder,
    bundle: true,
    // Views and languages are files of their own: one downloads what one reads.
    splitting: true,
    chunkNames: '[name]-[hash]',
    minify: true,
    format: 'esm',
    target: DASHBOARD_TARGET,
    legalComments: 'none', // licences.txt says it once
    logLevel: 'warning',
  });
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => name.endsWith('.js')).map((name) => shorten(join(folder, name), { isModule: true })));
  for (const name of ['index.html', 'icon.svg']) await copyFile(join(source, name), join(folder, name));
  const licences = ['uplot', 'crawler-user-agents'].map((name) => readFile(join(here, 'node_modules', name, 'LICENSE'), 'utf8'));
  await writeFile(join(folder, 'licences.txt'), (await Promise.all(licences)).join('\n'));
}

async function buildTracker({ glue, loader, start, paq, debug, debugGlue }, folder) {
  const options = { minify: true, logLevel: 'warning' };
  const module = { ...options, bundle: true, format: 'esm', target: GLUE_TARGET };
  await Promise.all([
    build({ ...module, entryPoints: [start], outfile: join(folder, 'tracker.mjs'), alias: { 'footfall-tracker': glue } }),
    build({ ...module, entryPoints: [paq], outfile: join(folder, 'paq.mjs') }),
    build({ ...module, entryPoints: [debug], outfile: join(folder, 'debug.mjs'), alias: { 'footfall-debug': debugGlue } }),
    build({ ...options, entryPoints: [loader], outfile: join(folder, 'footfall.js'), target: TAG_TARGET }),
  ]);
  const names = await readdir(folder);
  await Promise.all(names.map((name) => shorten(join(folder, name), { isModule: name.endsWith('.mjs') })));
}

// A shopper pays for each byte: after esbuild terser still finds 200 of 4,300, and of the dashboard's 80,000 some 4,000.
async function shorten(file, { isModule }) {
  const compress = { passes: 3, unsafe_arrows: true, ecma: isModule ? 2020 : 2017 };
  const { code } = await minify(await readFile(file, 'utf8'), { module: isModule, compress });
  await writeFile(file, code);
}

main().catch((error) => {
  console.error(error.errors ? 'build failed' : (error.stack ?? error)); // esbuild has already told its own
  process.exitCode = 1;
});
