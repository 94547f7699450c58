export { default as compare } from './compare.js';
export { default as explain } from './explain.js';
export { default as filter } from './filter.js';
export { default as frame } from './frame.js';
export { default as overview } from './overview.js';
export { default as people } from './people.js';
export { default as sign_in } from './sign-in.js';
