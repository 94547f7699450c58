export default {
  title: 'Sources',
  heading: 'Where buyers come from',
  sources: 'Sources',
  mediums: 'Mediums',
  campaigns: 'Campaigns',
  referrers: 'Linking sites',
  countries: 'Countries',
  devices: 'Devices',
  attribution: 'Attribution',
  about_attribution: 'The same revenue, shared out among the visits of the 30 days before each order by five rules. Every column adds up to the same.',
  none: 'No sessions from there in these days.',
  no_orders: 'No orders in these days.',
};
