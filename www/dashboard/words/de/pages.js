export default {
  title: 'Seiten',
  heading: 'Was gelesen wird',
  pages: 'Seiten',
  landing: 'Einstiegsseiten',
  exit: 'Ausstiegsseiten',
  searches: 'Suchen im Shop',
  none: 'Keine Seitenaufrufe in diesen Tagen.',
  no_searches: 'In diesen Tagen hat niemand im Shop gesucht.',
};
