export default {
  title: 'Sources',
  heading: 'D’où viennent les acheteurs',
  sources: 'Sources',
  mediums: 'Supports',
  campaigns: 'Campagnes',
  referrers: 'Sites référents',
  countries: 'Pays',
  devices: 'Appareils',
  attribution: 'Attribution',
  about_attribution: 'Le même chiffre d’affaires, réparti selon cinq règles entre les visites des 30 jours avant chaque commande. Chaque colonne donne la même somme.',
  none: 'Aucune session de cette origine pendant ces jours.',
  no_orders: 'Aucune commande pendant ces jours.',
};
