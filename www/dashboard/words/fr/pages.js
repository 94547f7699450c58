export default {
  title: 'Pages',
  heading: 'Ce qui est lu',
  pages: 'Pages',
  landing: 'Pages d’entrée',
  exit: 'Pages de sortie',
  searches: 'Recherches internes',
  none: 'Aucune page vue pendant ces jours.',
  no_searches: 'Personne n’a cherché dans la boutique pendant ces jours.',
};
