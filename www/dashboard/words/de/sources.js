export default {
  title: 'Quellen',
  heading: 'Woher Käufer kommen',
  sources: 'Quellen',
  mediums: 'Medien',
  campaigns: 'Kampagnen',
  referrers: 'Verweisende Websites',
  countries: 'Länder',
  devices: 'Geräte',
  attribution: 'Zuordnung',
  about_attribution: 'Derselbe Umsatz, nach fünf Regeln auf die Besuche der 30 Tage vor jeder Bestellung verteilt. Jede Spalte ergibt dieselbe Summe.',
  none: 'Keine Sitzungen von dort in diesen Tagen.',
  no_orders: 'Keine Bestellungen in diesen Tagen.',
};
