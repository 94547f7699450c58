export default {
  title: 'Compare',
  figures: 'Two segments',
  with: 'Compared with',
  metric: 'Metric',
  difference: 'Difference',
  everyone: 'all sessions',
};
