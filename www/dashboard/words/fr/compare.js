export default {
  title: 'Comparer',
  figures: 'Deux segments',
  with: 'Comparé à',
  metric: 'Chiffre',
  difference: 'Écart',
  everyone: 'toutes les sessions',
};
