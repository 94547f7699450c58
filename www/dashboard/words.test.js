import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { VIEWS } from './views/index.js';
import { LANGUAGES, phrase, preferredLanguage, speak, t } from './words.js';

const wordsOf = async (id) => {
  const views = await import(`./words/${id}/index.js`);
  return Object.entries(views).flatMap(([view, words]) => Object.entries(words).map(([key, said]) => [`${view}.${key}`, said]));
};
const parameters = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const forms = (said) => (typeof said === 'string' ? [said] : Object.values(said));

async function sources() {
  const files = await readdir(import.meta.dirname, { recursive: true });
  const own = files.filter((name) => /\.(js|html)$/.test(name) && !/\.test\.js$|^words\//.test(name));
  return Promise.all(own.map((name) => readFile(`${import.meta.dirname}/${name}`, 'utf8')));
}

test('every language says the same things with the same parameters', async () => {
  const english = new Map(await wordsOf('en'));
  for (const id of Object.keys(LANGUAGES)) {
    const words = new Map(await wordsOf(id));
    assert.deepEqual([...words.keys()].sort(), [...english.keys()].sort(), id);
    for (const [key, said] of words) {
      const expected = [...new Set(parameters(forms(english.get(key)).join()))];
      assert.deepEqual([...new Set(parameters(forms(said).join()))], expected, `${id}: ${key}`);
      assert.ok(typeof said === 'string' || 'other' in said, `${id}: ${key} has a form for every number`);
    }
  }
});

test('every key that the page asks for has words, and all words are asked for', async () => {
  const keys = (await wordsOf('en')).map(([key]) => key);
  const page = (await sources()).join('\n');
  const whole = [...page.matchAll(/(?:\b(?:t|phrase)\(\s*'|data-t(?:-label)?=")([^'"]+)/g)].map(([, key]) => key);
  assert.deepEqual(whole.filter((key) => !keys.includes(key)), [], 'without words');
  const begun = [...page.matchAll(/\b(?:t|phrase)\(\s*`([^`$]+)\$\{/g)].map(([, start]) => start);
  assert.deepEqual(begun.filter((start) => !keys.some((key) => key.startsWith(start))), [], 'no words begin so');
  const isAsked = (key) => {
    const [view, name] = key.split('.');
    const isFinished = begun.some((start) => key.startsWith(start) && start !== `${view}.`);
    // `t(`overview.${id}`)`: then the rest is a text somewhere.
    return name === 'title' || isFinished || page.includes(`'${key}'`) || page.includes(`"${key}"`) || page.includes(`'${name}'`);
  };
  assert.deepEqual(keys.filter((key) => !isAsked(key)), [], 'never asked for');
});

test('every view has a name', async () => {
  const keys = (await wordsOf('en')).map(([key]) => key);
  assert.deepEqual(VIEWS.filter(({ id }) => !keys.includes(`${id}.title`)), []);
});

test('words take numbers, plural forms and elements', async () => {
  for (const [id, locales, n, expected] of [
    ['en', ['en-US'], 1, '1 cart created'],
    ['en', ['en-US'], 1234, '1,234 carts created'],
    ['de', ['fr', 'de-AT'], 12345, '12 345 Warenkörbe angelegt'],
    ['fr', [], 0, '0 panier créé'],
    ['es', ['en-US', 'es-MX'], 2, '2 carritos creados'],
  ]) {
    await speak(id, locales);
    assert.equal(t('overview.carts_created', { n }), expected, id);
  }
  await speak('en', []);
  assert.deepEqual(phrase('frame.paste_tag', { head: 7 }).slice(1, 2), [7]);
  assert.throws(() => t('overview.nothing_of_the_kind'), /no words/);
});

test('the language is the one that was chosen, else the first that the browser would like', () => {
  for (const [wanted, expected] of [
    [[], 'en'],
    [['de-AT', 'en'], 'de'],
    [['pt-BR', 'es-MX', 'fr'], 'es'],
    [['fr', 'de'], 'fr'],
    [[null, 'nl'], 'en'],
  ]) {
    assert.equal(preferredLanguage(wanted), expected);
  }
});
