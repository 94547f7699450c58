//! People & keys: one's own account, and for owners who else may do what, by which keys and links, and who did what.

import { createAccount } from '../people/account.js';
import { createAudit } from '../people/audit.js';
import { createOwned } from '../people/owned.js';

export function create(root, tools) {
  const account = createAccount(root, tools);
  const owned = ['people', 'keys', 'shares'].map((kind) => createOwned(root, kind, tools, reload));
  const audit = createAudit(root, tools);
  let site = null;

  async function load(ask) {
    if (ask.isUpdate) return; // nothing here changes when the shop sells
    site = ask.site;
    const isOwner = site?.role === 'owner';
    for (const { section } of [...owned, audit]) section.hidden = !isOwner;
    await account.load(ask.signal);
    if (isOwner) await reload(ask.signal);
  }

  async function reload(signal) {
    await Promise.all([...owned.map((each) => each.load(site, signal)), audit.load(signal)]);
  }

  function clear() {
    for (const each of owned) each.forget();
  }

  return { load, clear };
}
