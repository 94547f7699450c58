export { default as frame } from './frame.js';
export { default as overview } from './overview.js';
