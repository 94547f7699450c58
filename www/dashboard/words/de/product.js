export default {
  unknown: 'Kein Produkt ist gewählt',
  title: 'Produkt',
  figures: 'Kennzahlen des Produkts',
  in_orders: { one: 'in {n} Bestellung', other: 'in {n} Bestellungen' },
  adds: { one: '{n} Mal in den Warenkorb gelegt', other: '{n} Mal in den Warenkorb gelegt' },
  views: { one: '{n} Mal angesehen', other: '{n} Mal angesehen' },
  trend: 'Sitzungen mit diesem Produkt',
  funnel: 'Vom Ansehen zur Bestellung',
  buyers: 'Woher seine Käufer kommen',
  landing: 'Wo diese Besuche begannen',
  pages: 'Was seine Betrachter lesen',
  none: 'In diesen Tagen keine.',
};
