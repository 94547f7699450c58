export default {
  title: 'Pages',
  heading: 'What is read',
  pages: 'Pages',
  landing: 'Landing pages',
  exit: 'Exit pages',
  searches: 'Searches in the shop',
  none: 'No page views in these days.',
  no_searches: 'Nobody searched in the shop in these days.',
};
