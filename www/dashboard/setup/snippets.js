//! Pieces for the systems that shops are made with. Text that is shown and copied; none of it runs here.

/** Tag Manager drops attributes that it does not know, so the element is made by hand. */
export function gtmSnippet({ script_url: url, site }) {
  return `<script>
  var tag = document.createElement('script');
  tag.async = true;
  tag.src = '${url}';
  tag.setAttribute('data-site', '${site.id}');
  document.head.appendChild(tag);
</script>`;
}

export function wooTag({ tag }) {
  return `add_action('wp_head', function () { ?>
${tag}
<?php }, 1);`;
}

export function wooOrders(facts) {
  return `add_action('woocommerce_payment_complete', function ($id) {
  $order = wc_get_order($id);
  $items = array_values(array_map(fn ($line) => [
    'item_id' => (string) ($line->get_variation_id() ?: $line->get_product_id()),
    'item_name' => $line->get_name(),
    'price' => $order->get_item_total($line, true, true),
    'quantity' => $line->get_quantity(),
  ], $order->get_items()));
  wp_remote_post('${ordersUrl(facts)}', [
    'headers' => ['Authorization' => 'Bearer KEY', 'Content-Type' => 'application/json'],
    'body' => wp_json_encode(['events' => [['name' => 'purchase', 'event_id' => "paid-$id", 'params' => [
      'transaction_id' => $order->get_order_number(),
      'currency' => $order->get_currency(),
      'order_total' => $order->get_total(),
      'tax' => $order->get_total_tax(),
      'shipping' => $order->get_shipping_total(),
      'items' => $items,
    ]]]]),
  ]);
});`;
}

/** For Flow's action "Send HTTP request", in its own template language. */
export function flowBody(facts) {
  return `POST ${ordersUrl(facts)}
Authorization: Bearer KEY
Content-Type: application/json

{"events": [{"name": "purchase", "event_id": "{{ order.id }}", "params": {
  "transaction_id": "{{ order.name }}",
  "currency": "{{ order.currencyCode }}",
  "order_total": "{{ order.totalPriceSet.shopMoney.amount }}",
  "items": [{% for line in order.lineItems %}
    {"item_id": "{{ line.sku }}", "item_name": {{ line.title | json }}, "quantity": {{ line.quantity }},
     "price": "{{ line.discountedUnitPriceSet.shopMoney.amount }}"}{% unless forloop.last %},{% endunless %}{% endfor %}
  ]
}}]}`;
}

export function magentoPolicy({ public_url: url }) {
  const host = new URL(url).host;
  const policy = (id) => `    <policy id="${id}"><values>
      <value id="footfall" type="host">${host}</value>
    </values></policy>`;
  return `<?xml version="1.0"?>
<csp_whitelist xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:noNamespaceSchemaLocation="urn:magento:module:Magento_Csp:etc/csp_whitelist.xsd">
  <policies>
${['script-src', 'connect-src', 'img-src'].map(policy).join('\n')}
  </policies>
</csp_whitelist>`;
}

function ordersUrl({ public_url: url, site }) {
  return `${url}/api/v1/sites/${site.id}/events`;
}
