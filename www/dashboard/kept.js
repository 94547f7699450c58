//! The few choices that this browser keeps for its reader: language and theme. Nothing about a shop is kept here.

/** Null where nothing is, or where the browser keeps nothing for anybody. */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** `null` forgets. A browser that refuses is no reason to refuse the choice: it lasts as long as the page. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // As said.
  }
}
