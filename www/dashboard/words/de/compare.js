export default {
  title: 'Vergleich',
  figures: 'Zwei Segmente',
  with: 'Verglichen mit',
  hint: 'Filtern Sie oben oder wählen Sie ein gespeichertes Segment: dann stehen zwei nebeneinander.',
  metric: 'Kennzahl',
  difference: 'Unterschied',
  everyone: 'alle Sitzungen',
};
