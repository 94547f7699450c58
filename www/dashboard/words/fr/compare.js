export default {
  title: 'Comparer',
  figures: 'Deux segments',
  with: 'Comparé à',
  hint: 'Filtrez ci-dessus ou choisissez un segment enregistré : les deux seront alors côte à côte.',
  metric: 'Chiffre',
  difference: 'Écart',
  everyone: 'toutes les sessions',
};
