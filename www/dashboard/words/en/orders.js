export default {
  title: 'Orders',
  heading: 'Orders, newest first',
  none: 'No orders in these days.',
  about: 'Verified: the shop’s server sent or signed it. Reported: only a page said so. An order’s number opens the visits that led to it.',
  verified_by_server: 'verified by the server',
  verified_by_signature: 'verified by signature',
  reported_only: 'reported by a page',
  cancelled: 'cancelled',
  way_to: 'The way to order {order}',
  no_way: 'No visit before this order is known.',
  visits: { one: '{n} visit in the 30 days before it', other: '{n} visits in the 30 days before it' },
};
