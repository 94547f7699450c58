export default {
  title: 'Compare',
  figures: 'Two segments',
  with: 'Compared with',
  hint: 'Filter above, or choose a segment that is kept: then two of them stand side by side.',
  metric: 'Metric',
  difference: 'Difference',
  everyone: 'all sessions',
};
