export default {
  title: 'Páginas',
  heading: 'Lo que se lee',
  pages: 'Páginas',
  landing: 'Páginas de entrada',
  exit: 'Páginas de salida',
  searches: 'Búsquedas en la tienda',
  none: 'Ninguna página vista en estos días.',
  no_searches: 'Nadie buscó en la tienda en estos días.',
};
