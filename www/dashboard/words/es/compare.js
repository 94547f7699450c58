export default {
  title: 'Comparar',
  figures: 'Dos segmentos',
  with: 'Comparado con',
  metric: 'Métrica',
  difference: 'Diferencia',
  everyone: 'todas las sesiones',
};
