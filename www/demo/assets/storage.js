//! The shop's own memory in the browser. Every key starts with `fernwood.`; analytics never reads it.
export function load(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(`fernwood.${name}`)) ?? fallback;
  } catch {
    return fallback; // Somebody edited it by hand: a fresh start is kinder than a broken shop.
  }
}

export const save = (name, value) => localStorage.setItem(`fernwood.${name}`, JSON.stringify(value));
