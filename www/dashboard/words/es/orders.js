export default {
  title: 'Pedidos',
  heading: 'Pedidos, primero los más recientes',
  none: 'Ningún pedido en estos días.',
  about: 'Verificado: lo envió o firmó el servidor de la tienda. Declarado: solo lo dijo una página. El número abre las visitas que llevaron al pedido.',
  verified_by_server: 'verificado por el servidor',
  verified_by_signature: 'verificado por firma',
  reported_only: 'declarado por una página',
  cancelled: 'cancelado',
  way_to: 'El camino al pedido {order}',
  no_way: 'No se conoce ninguna visita antes de este pedido.',
  visits: { one: '{n} visita en los 30 días anteriores', other: '{n} visitas en los 30 días anteriores' },
};
