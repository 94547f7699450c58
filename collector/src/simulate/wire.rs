//! What a simulated tracker sends: the JSON of the wire.

use rand::RngExt;
use serde_json::{Value, json};

use super::visit::{Line, Sent, Shopper, Shoppers};

impl Shoppers<'_> {
    pub(super) fn event(&self, name: &str, lines: &[Line], mut params: Value) -> Value {
        let value: i64 = lines.iter().map(|line| line.price_minor * line.units).sum();
        params["currency"] = json!(self.site.currency.code());
        params["value"] = json!(self.catalogue.text(value));
        params["items"] = lines.iter().filter_map(|line| self.item(line)).collect();
        json!({ "name": name, "view": 0, "params": params })
    }

    fn item(&self, line: &Line) -> Option<Value> {
        let product = self.catalogue.products.get(line.product)?;
        let mut item = json!({
            "item_id": product.id,
            "item_name": product.name,
            "item_category": product.category,
            "price": self.catalogue.text(line.price_minor),
            "quantity": line.units,
        });
        if line.discount_minor > 0 {
            item["discount"] = json!(self.catalogue.text(line.discount_minor));
        }
        Some(item)
    }

    fn title(&self, path: &str) -> String {
        let last =
            path.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let product =
            self.catalogue.products.iter().find(|product| product.id.eq_ignore_ascii_case(last));
        match (product, last) {
            (Some(product), _) => product.name.clone(),
            (None, "") => "Home".to_owned(),
            (None, page) => page.replace('-', " "),
        }
    }

    /// A page load: its view and events in one request, its engagement in another when it is left.
    pub(super) fn page(
        &mut self,
        shopper: &mut Shopper,
        path: &str,
        referrer: &str,
        events: Vec<Value>,
    ) {
        let opened_ms = shopper.at_ms;
        let page_load = format!("{opened_ms:012x}{:020x}", self.random.random::<u64>());
        let curve: f64 = self.random.random_range(0.001..1.0);
        let stayed_ms = 2_000 + (-curve.ln() * 25_000.0).min(240_000.0) as i64;
        let engaged_ms = stayed_ms * self.random.random_range(40..95) / 100;
        let scroll_percent = self.random.random_range(10..=100);
        shopper.visit.page_views += 1;
        shopper.visit.engaged_ms += engaged_ms;
        self.totals.time_on_page_ms.push(engaged_ms);

        let mut first = vec![json!({ "n": 0, "at": opened_ms, "name": "page_view" })];
        for mut event in events {
            event["n"] = json!(first.len());
            event["at"] = json!(opened_ms);
            first.push(event);
        }
        let n = first.len();
        let page = json!([{
            "view": 0,
            "url": format!("https://shop.example{path}"),
            "title": self.title(path),
            "referrer": referrer,
        }]);
        let left_ms = opened_ms + stayed_ms;
        let engagement = json!([{ "n": n, "at": left_ms, "view": 0, "name": "user_engagement",
            "params": { "engaged_ms": engaged_ms, "scroll_percent": scroll_percent } }]);
        for (sent_at_ms, events) in [(opened_ms, Value::Array(first)), (left_ms, engagement)] {
            let mut body = json!({
                "v": 1,
                "site": self.site.key,
                "page_load": page_load,
                "sent_at": sent_at_ms,
                "time_zone": self.site.time_zone_name,
                "pages": page,
                "events": events,
            });
            if let Some(customer) = shopper.customer {
                body["customer"] = json!(format!("customer-{customer}"));
            }
            let (visitor, device) = (shopper.visitor, shopper.device);
            shopper.sent.push(Sent {
                received_at_ms: sent_at_ms,
                visitor,
                device,
                body: body.to_string(),
            });
        }
        shopper.at_ms = left_ms + self.random.random_range(200..3_000);
    }
}
