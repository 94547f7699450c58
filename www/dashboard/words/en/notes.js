export default {
  title: 'Notes',
  write: 'Write a note',
  day: 'Day',
  text: 'What happened',
  keep: 'Keep',
  delete: 'Take the note of {day} away: {text}',
  by: 'by {author}',
  kept: 'The note is kept.',
  gone: 'The note is gone.',
};
