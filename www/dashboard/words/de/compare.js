export default {
  title: 'Vergleich',
  figures: 'Zwei Segmente',
  with: 'Verglichen mit',
  metric: 'Kennzahl',
  difference: 'Unterschied',
  everyone: 'alle Sitzungen',
};
