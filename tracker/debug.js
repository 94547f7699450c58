// The entry of the developer's view: `footfall.debug()` and `?footfall_debug` load it, and tell it every call and every
// request. It has a Wasm module of its own, of the same name as this file as it is served.
import load, { call, open, request } from 'footfall-debug';

// As `print.js` begins each line.
const NAME = ['%cfootfall', 'font-weight:bold'];
const MISSING = `WebAssembly does not run here, so events go to the collector as they were said, and are not explained. A
Content-Security-Policy needs 'wasm-unsafe-eval' in script-src.`;

export default async ({ site, endpoint, scrubParams }) => {
  const told = { call, request };
  try {
    await load({ module_or_path: new URL(import.meta.url.replace(/\.mjs$/, '.wasm')) });
    open(site, endpoint, scrubParams || '', location.href, navigator.globalPrivacyControl === true);
  } catch (error) {
    told.call = () => {};
    told.request = (body) => console.log(...NAME, '→', body);
    try { console.warn(...NAME, MISSING, error); } catch { /* never into the page */ }
  }
  return (what, text) => {
    try { told[what](text); } catch { /* never into the page */ }
  };
};
