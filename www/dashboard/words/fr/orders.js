export default {
  title: 'Commandes',
  heading: 'Commandes, les plus récentes d’abord',
  none: 'Aucune commande pendant ces jours.',
  about: 'Vérifiée : envoyée ou signée par le serveur de la boutique. Déclarée : seule une page l’a dite. Le numéro ouvre les visites qui ont mené à la commande.',
  verified_by_server: 'vérifiée par le serveur',
  verified_by_signature: 'vérifiée par signature',
  reported_only: 'déclarée par une page',
  cancelled: 'annulée',
  way_to: 'Le chemin vers la commande {order}',
  no_way: 'Aucune visite avant cette commande n’est connue.',
  visits: { one: '{n} visite dans les 30 jours précédents', other: '{n} visites dans les 30 jours précédents' },
};
