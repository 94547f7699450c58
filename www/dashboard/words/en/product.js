export default {
  unknown: 'No product is chosen',
  title: 'Product',
  figures: 'Key figures of the product',
  in_orders: { one: 'in {n} order', other: 'in {n} orders' },
  adds: { one: 'put into a cart {n} time', other: 'put into a cart {n} times' },
  views: { one: 'viewed {n} time', other: 'viewed {n} times' },
  trend: 'Sessions with this product',
  funnel: 'From view to order',
  buyers: 'Where its buyers come from',
  landing: 'Where these visits began',
  pages: 'What its viewers read',
  none: 'None in these days.',
};
