export default {
  unknown: 'Ningún producto elegido',
  title: 'Producto',
  figures: 'Cifras clave del producto',
  in_orders: { one: 'en {n} pedido', other: 'en {n} pedidos' },
  adds: { one: 'añadido al carrito {n} vez', other: 'añadido al carrito {n} veces' },
  views: { one: 'visto {n} vez', other: 'visto {n} veces' },
  trend: 'Sesiones con este producto',
  funnel: 'De la vista al pedido',
  buyers: 'De dónde vienen sus compradores',
  landing: 'Dónde empezaron estas visitas',
  pages: 'Qué leen quienes lo ven',
  none: 'Ninguna en estos días.',
};
