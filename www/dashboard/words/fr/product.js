export default {
  unknown: 'Aucun produit choisi',
  title: 'Produit',
  figures: 'Chiffres clés du produit',
  in_orders: { one: 'dans {n} commande', other: 'dans {n} commandes' },
  adds: { one: 'mis au panier {n} fois', other: 'mis au panier {n} fois' },
  views: { one: 'vu {n} fois', other: 'vu {n} fois' },
  trend: 'Sessions avec ce produit',
  funnel: 'De la vue à la commande',
  buyers: 'D’où viennent ses acheteurs',
  landing: 'Où ces visites ont commencé',
  pages: 'Ce que lisent ceux qui le voient',
  none: 'Aucune pendant ces jours.',
};
