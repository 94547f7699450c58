export default {
  title: 'Notes',
  write: 'Écrire une note',
  day: 'Jour',
  text: 'Ce qui s’est passé',
  keep: 'Garder',
  delete: 'Retirer la note du {day} : {text}',
  by: 'par {author}',
  kept: 'La note est gardée.',
  gone: 'La note est retirée.',
};
