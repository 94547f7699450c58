//! The product pictures: a few flat shapes each, on their category's backdrop. Colours are attributes, never
//! style, so that they hold under a strict content security policy.
const colours = {
  ink: '#2c3a33', pine: '#2f5d46', moss: '#6b8560', leaf: '#88a86b', sand: '#dcc8a0', cream: '#fbf4e6', oat: '#e6d8bf',
  rust: '#b8643c', clay: '#cb7a54', copper: '#bd7848', ember: '#f0a83c', glow: '#ffe3a3', wood: '#b08355', bark: '#7b5637',
  slate: '#5a6b77', mist: '#8fa0a8', iron: '#363b3e', steel: '#565d61',
};
const backdrops = {
  camp: ['#d5e1d6', '#e8efe6'], kitchen: ['#eee0cc', '#f8efe1'], garden: ['#dfe7c9', '#eef3de'], home: ['#e9dad1', '#f5ebe4'],
};

const stroke = (colour, width) => `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;
const path = (colour, d) => `<path fill="${colour}" d="${d}"/>`;
const line = (colour, width, d) => `<path ${stroke(colour, width)} d="${d}"/>`;
const box = (colour, x, y, width, height, radius = 0) =>
  `<rect fill="${colour}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
const oval = (colour, cx, cy, rx, ry = rx) => `<ellipse fill="${colour}" cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}"/>`;
const turned = (degrees, ...shapes) => `<g transform="rotate(${degrees} 120 120)">${shapes.join('')}</g>`;

const c = colours;
const spoon = (colour) => [oval(colour, 120, 72, 17, 25), box(colour, 115.5, 88, 9, 104, 4.5), oval('#0002', 120, 74, 10, 17)];
const sprout = (x, y, colour) => line(c.pine, 3, `M${x} ${y}v-22`) + path(colour, `M${x} ${y - 18}q-16 2-18-14 16-2 18 14zm0-4q0-17 17-18 1 17-17 18z`);
const log = (x, y, r) => oval(c.bark, x, y, r) + oval(c.sand, x, y, r - 4) + `<circle cx="${x}" cy="${y}" r="${r / 2.4}" ${stroke(c.wood, 2)}/>`;

/** Shapes on a 240 × 240 ground; things stand on y = 196. */
const drawings = {
  'ridgeline-tent': [line(c.mist, 2, 'M44 190 24 202M196 190l20 12M120 66V52'), path(c.moss, 'M120 62 38 194h164z'), path('#0002', 'M120 62v132h82z'),
    path(c.ink, 'M120 98 88 194h64z'), path(c.sand, 'M120 98 88 194H70zM120 98l32 96h18z')],
  'hollow-sleeping-bag': [path(c.slate, 'M120 36c34 0 48 24 46 56l-10 78c-3 20-18 28-36 28s-33-8-36-28L74 92c-2-32 12-56 46-56z'), oval(c.ink, 120, 80, 31, 30),
    oval(c.oat, 120, 86, 27, 22), line('#fff4', 3, 'M77 122q43 16 86 0M80 146q40 14 80 0M84 170q36 12 72 0'), line(c.ember, 3, 'M146 110l-6 84')],
  'ember-lantern': [oval('#ffe3a388', 120, 128, 80), line(c.iron, 5, 'M86 92C86 30 154 30 154 92'), path(c.pine, 'M98 78h44l8 18H90z'), box(c.pine, 108, 66, 24, 14, 4),
    path(c.glow, 'M92 96h56q10 32 0 64H92q-10-32 0-64z'), path(c.ember, 'M120 106q20 22 12 38-12 12-24 0-8-16 12-38z'), path(c.cream, 'M120 126q9 10 5 17-5 5-10 0-4-7 5-17z'),
    line(c.pine, 4, 'M91 96q-10 32 0 64M149 96q10 32 0 64'), path(c.pine, 'M88 160h64l8 36H80z'), box('#fff3', 88, 172, 64, 4)],
  'wayfarer-daypack': [line(c.bark, 7, 'M104 52q16-22 32 0M70 110q-16 40 0 74M170 110q16 40 0 74'), box(c.rust, 68, 50, 104, 146, 30), path('#0002', 'M68 110h104v-30q0-30-30-30H98q-30 0-30 30z'),
    box(c.clay, 80, 134, 80, 50, 12), line('#0003', 3, 'M84 148h72'), box(c.sand, 94, 92, 8, 36, 3), box(c.sand, 138, 92, 8, 36, 3), box(c.bark, 92, 116, 12, 8, 2), box(c.bark, 136, 116, 12, 8, 2)],
  'enamel-mug': [line(c.mist, 4, 'M100 72q-8-12 0-22t0-22M128 72q-8-12 0-22t0-22'), line(c.pine, 11, 'M156 112c42-8 42 62-2 56'), path(c.cream, 'M66 92h96v80q0 24-24 24H90q-24 0-24-24z'),
    path('#0001', 'M134 92h28v80q0 24-24 24h-14q10 0 10-24z'), box(c.pine, 62, 86, 104, 10, 5), path(c.moss, 'M84 166l18-30 12 18 10-14 18 26z')],
  'cast-iron-skillet': [turned(35, box(c.iron, 110, 150, 20, 78, 10), oval(c.oat, 120, 214, 5, 7), oval(c.iron, 120, 100, 70), oval(c.steel, 120, 100, 58), oval('#0002', 120, 104, 56, 54)),
    path(c.cream, 'M112 78q30-12 42 10t-10 40-42 6-12-34 22-22z'), oval(c.ember, 126, 106, 14), oval(c.glow, 122, 101, 4)],
  'pour-over-kettle': [line(c.steel, 9, 'M78 176C34 170 66 96 28 92'), line(c.bark, 10, 'M152 104c56-22 62 58 22 80'), path(c.steel, 'M88 100h66l24 84q2 12-12 12H76q-14 0-12-12z'), path('#fff2', 'M94 100h14L96 196H76q-14 0-12-12z'),
    path(c.iron, 'M84 100q37-26 74 0z'), box(c.iron, 116, 72, 10, 14, 3), oval(c.bark, 121, 70, 10, 8)],
  'olivewood-spoons': [turned(-24, ...spoon(c.bark)), turned(24, ...spoon(c.sand)), turned(0, ...spoon(c.wood))],
  'copper-watering-can': [line(c.copper, 10, 'M98 170 44 92'), path(c.bark, 'M28 96 58 74l4 8-28 22z'), line(c.bark, 8, 'M112 108C112 46 214 60 180 164'), path(c.copper, 'M92 108h82l8 80q0 8-8 8H90q-8 0-8-8z'),
    oval(c.bark, 133, 108, 41, 9), path('#fff3', 'M102 118h12l-4 78H94z'), line('#0003', 3, 'M86 170h94')],
  'hand-trowel': [turned(32, box(c.wood, 109, 26, 22, 74, 10), box(c.bark, 109, 80, 22, 8), line(c.steel, 9, 'M120 98v30'), path(c.mist, 'M92 124h56q4 54-28 92-32-38-28-92z'), path('#0002', 'M120 124h28q4 54-28 92z'))],
  'terracotta-pot': [line(c.pine, 4, 'M120 112V62'), path(c.leaf, 'M120 76Q82 78 76 40q40-2 44 36z'), path(c.moss, 'M120 66q-2-34 34-40 4 38-34 40z'), path(c.leaf, 'M120 102q4-36 46-32-4 34-46 32z'), path(c.moss, 'M120 108q-8-30-44-22 8 28 44 22z'),
    path(c.clay, 'M76 126h88l-12 62H88z'), box(c.rust, 68, 108, 104, 22, 5), path('#0002', 'M128 130h36l-12 58h-30z'), box(c.rust, 74, 186, 92, 10, 5)],
  'herb-seed-box': [sprout(72, 138, c.leaf), sprout(104, 134, c.moss), sprout(136, 138, c.leaf), sprout(168, 134, c.moss), box(c.bark, 42, 128, 156, 12), box(c.wood, 38, 136, 164, 60, 5), line('#0002', 3, 'M40 166h160'),
    box(c.cream, 84, 148, 72, 34, 4), line(c.moss, 3, 'M98 160h44M98 170h28')],
  'wool-blanket': [line(c.oat, 4, 'M62 190v14M78 190v14M94 190v14M110 190v14M126 190v14M142 190v14M158 190v14M174 190v14'), box(c.pine, 40, 92, 160, 36, 16), box(c.moss, 36, 124, 168, 36, 16), box(c.leaf, 40, 156, 160, 38, 16),
    box(c.pine, 56, 62, 128, 34, 16), box(c.cream, 150, 62, 7, 34), box(c.cream, 164, 62, 4, 34), line('#fff5', 3, 'M60 110h124M58 142h128M60 175h124')],
  'beeswax-candle': [oval('#ffe3a366', 120, 66, 50), path(c.ember, 'M120 32q22 26 12 44-12 12-24 0-10-18 12-44z'), path(c.cream, 'M120 54q9 12 5 19-5 5-10 0-4-7 5-19z'), line(c.ink, 3, 'M120 78v16'), box('#e2ac4c', 84, 92, 72, 104, 6),
    oval('#f0c878', 120, 94, 36, 9), line('#c98f34', 2, 'M96 116l9 5v10l-9 5-9-5v-10zM120 130l9 5v10l-9 5-9-5v-10zM144 116l9 5v10l-9 5-9-5v-10zM96 146l9 5v10l-9 5-9-5v-10zM144 146l9 5v10l-9 5-9-5v-10zM120 160l9 5v10l-9 5-9-5v-10z')],
  'log-basket': [log(84, 92, 24), log(132, 80, 27), log(170, 100, 20), log(110, 108, 20), path(c.wood, 'M46 112h148l-16 84H62z'), line(c.bark, 3, 'M51 136h138M55 156h130M59 176h122'),
    line(c.sand, 3, 'M72 116l8 76M98 116l4 76M120 116v76M142 116l-4 76M168 116l-8 76'), box(c.bark, 42, 104, 156, 14, 7), line(c.rust, 7, 'M56 116q-22 14 2 34M184 116q22 14-2 34')],
  'linen-cushion': [path(c.oat, 'M40 60q80-14 160 0 10 62 0 126-80 14-160 0-10-64 0-126z'), path('#0001', 'M120 190q50 0 80-4 10-64 0-126-4 80-80 130z'), line(c.rust, 5, 'M70 56q-8 66 0 134M82 55q-8 68 0 136'),
    line(c.clay, 2, 'M94 54q-8 68 0 138'), line('#0002', 2, 'M46 66q74-12 148 0M46 180q74 12 148 0'), oval(c.rust, 142, 122, 8), oval(c.clay, 142, 121, 4)],
};

export function picture({ slug, category }) {
  const [ground, light] = backdrops[category];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240">${box(ground, 0, 0, 240, 240)}${
    oval(light, 120, 112, 96)}${oval('#2c3a3326', 120, 199, 84, 9)}${drawings[slug].join('')}</svg>\n`;
}

export const emblem = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">${box(c.pine, 0, 0, 40, 40, 10)}${
  line(c.cream, 2.6, 'M20 34V9M20 16q-6 0-8-6M20 16q6 0 8-6M20 23q-8 0-10-7M20 23q8 0 10-7M20 30q-8 0-11-7M20 30q8 0 11-7')}</svg>\n`;
