export default {
  title: 'Notas',
  write: 'Escribir una nota',
  day: 'Día',
  text: 'Qué ocurrió',
  keep: 'Guardar',
  delete: 'Quitar la nota del {day}: {text}',
  by: 'de {author}',
  kept: 'La nota se ha guardado.',
  gone: 'La nota se ha quitado.',
};
