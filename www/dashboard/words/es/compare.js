export default {
  title: 'Comparar',
  figures: 'Dos segmentos',
  with: 'Comparado con',
  hint: 'Filtre arriba o elija un segmento guardado: entonces los dos quedan uno al lado del otro.',
  metric: 'Métrica',
  difference: 'Diferencia',
  everyone: 'todas las sesiones',
};
