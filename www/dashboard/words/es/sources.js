export default {
  title: 'Fuentes',
  heading: 'De dónde vienen los compradores',
  sources: 'Fuentes',
  mediums: 'Medios',
  campaigns: 'Campañas',
  referrers: 'Sitios de procedencia',
  countries: 'Países',
  devices: 'Dispositivos',
  attribution: 'Atribución',
  about_attribution: 'Los mismos ingresos, repartidos según cinco reglas entre las visitas de los 30 días anteriores a cada pedido. Cada columna suma lo mismo.',
  none: 'Ninguna sesión de ese origen en estos días.',
  no_orders: 'Ningún pedido en estos días.',
};
