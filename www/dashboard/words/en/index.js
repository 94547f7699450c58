export { default as frame } from './frame.js';
export { default as overview } from './overview.js';
export { default as setup } from './setup.js';
export { default as alerts } from './alerts.js';
