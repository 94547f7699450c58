//! What the shop sells. Read by the build and by the browser. Prices are integer cents, VAT included.
export const shopName = 'Fernwood Supply';

export const categories = [
  { slug: 'camp', name: 'Camp & Trail', intro: 'Shelter, warmth and light for nights outside.' },
  { slug: 'kitchen', name: 'Fire & Kitchen', intro: 'Things to cook with, at home or over embers.' },
  { slug: 'garden', name: 'Garden', intro: 'Honest tools for beds, pots and window sills.' },
  { slug: 'home', name: 'Home & Hearth', intro: 'Wool, wax and willow for the long evenings.' },
];

const product = (id, category, slug, name, brand, priceCents, text, variants = []) =>
  ({ id, category, slug, name, brand, priceCents, text, variants });

export const products = [
  product('CMP-01', 'camp', 'ridgeline-tent', 'Ridgeline Tent', 'Northmoor', 18900,
    'Two people, two doors, one pole. Stands in four minutes and shrugs off a night of rain.', ['Moss', 'Sand']),
  product('CMP-02', 'camp', 'hollow-sleeping-bag', 'Hollow Sleeping Bag', 'Northmoor', 9800,
    'Recycled fill, good to minus two, and a hood that does not wander off in the night.', ['Regular', 'Long']),
  product('CMP-03', 'camp', 'ember-lantern', 'Ember Lantern', 'Oldbarn & Sons', 3990,
    'A warm, dimmable light in the shape of the lamp that hung in every barn. Forty hours a charge.'),
  product('CMP-04', 'camp', 'wayfarer-daypack', 'Wayfarer Daypack 22 L', 'Northmoor', 7450,
    'Waxed canvas, one big pocket, one small one. Room for lunch, a jacket and a detour.', ['Rust', 'Pine']),
  product('KIT-01', 'kitchen', 'enamel-mug', 'Enamel Mug', 'Fernwood', 1290,
    'Steel under enamel, 350 ml. It chips one day, and is better for it.', ['Cream', 'Pine']),
  product('KIT-02', 'kitchen', 'cast-iron-skillet', 'Cast-Iron Skillet 26 cm', 'Oldbarn & Sons', 4600,
    'Seasoned with linseed oil, ready for eggs. Weighs two kilos and outlives its owner.'),
  product('KIT-03', 'kitchen', 'pour-over-kettle', 'Pour-Over Kettle', 'Fernwood', 5800,
    'A slow, thin, steady pour. Works on gas, induction and a well-behaved camp fire.'),
  product('KIT-04', 'kitchen', 'olivewood-spoons', 'Olivewood Spoons, set of 3', 'Fernwood', 1995,
    'Carved from prunings, oiled by hand. No two sets have the same grain.'),
  product('GRD-01', 'garden', 'copper-watering-can', 'Copper Watering Can', 'Greenholt', 4490,
    'Five litres, a long neck, and a rose fine enough for seedlings. It greens with the years.'),
  product('GRD-02', 'garden', 'hand-trowel', 'Hand Trowel', 'Greenholt', 1650,
    'Forged in one piece with an ash handle. The one that comes along to every bed.'),
  product('GRD-03', 'garden', 'terracotta-pot', 'Terracotta Pot', 'Greenholt', 2400,
    'Frost-proof clay with a saucer. Thick walls keep roots cool in July.', ['Small', 'Medium', 'Large']),
  product('GRD-04', 'garden', 'herb-seed-box', 'Herb Seed Box', 'Fernwood', 1425,
    'Six herbs, six labels and a pine box that fits the kitchen sill.'),
  product('HOM-01', 'home', 'wool-blanket', 'Wool Blanket', 'Fernwood', 8900,
    'Undyed and fern-dyed lambswool, woven a valley away. 130 × 180 cm.', ['Fern', 'Oat', 'Charcoal']),
  product('HOM-02', 'home', 'beeswax-candle', 'Beeswax Candle', 'Oldbarn & Sons', 1140,
    'Poured in small batches. Burns thirty hours and smells faintly of summer.'),
  product('HOM-03', 'home', 'log-basket', 'Willow Log Basket', 'Greenholt', 6400,
    'Holds an evening of logs or a month of magazines. Two leather handles.'),
  product('HOM-04', 'home', 'linen-cushion', 'Linen Cushion', 'Fernwood', 3490,
    'Stone-washed linen over feather. 45 × 45 cm, the cover comes off.', ['Oat', 'Rust']),
];

export const promotion = { id: 'season-light', name: 'Light for the long evenings', creative: 'Lantern banner',
  slot: 'home_hero', productId: 'CMP-03' };

export const productById = (id) => products.find((each) => each.id === id);
export const categoryBySlug = (slug) => categories.find((each) => each.slug === slug);
