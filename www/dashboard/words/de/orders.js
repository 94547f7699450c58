export default {
  title: 'Bestellungen',
  heading: 'Bestellungen, die neueste zuerst',
  none: 'Keine Bestellungen in diesen Tagen.',
  about: 'Bestätigt: der Server des Shops hat sie gesendet oder signiert. Gemeldet: nur eine Seite sagte es. Die Nummer öffnet die Besuche, die zur Bestellung führten.',
  verified_by_server: 'vom Server bestätigt',
  verified_by_signature: 'durch Signatur bestätigt',
  reported_only: 'von einer Seite gemeldet',
  cancelled: 'storniert',
  way_to: 'Der Weg zur Bestellung {order}',
  no_way: 'Kein Besuch vor dieser Bestellung ist bekannt.',
  visits: { one: '{n} Besuch in den 30 Tagen davor', other: '{n} Besuche in den 30 Tagen davor' },
};
