export default {
  title: 'Notizen',
  write: 'Notiz schreiben',
  day: 'Tag',
  text: 'Was geschah',
  keep: 'Behalten',
  delete: 'Notiz vom {day} entfernen: {text}',
  by: 'von {author}',
  kept: 'Die Notiz ist gespeichert.',
  gone: 'Die Notiz ist weg.',
};
