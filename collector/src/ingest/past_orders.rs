//! Orders from before Footfall, as a shop exports them: one line of a CSV file each, by the names of its columns.
//!
//! A line becomes what the shop's server would have said when the order was made (`server_events`), and is believed by the
//! same door. Nothing there asks how long ago that was.

use std::sync::Arc;

use footfall_protocol::{Reason, Refusal};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ServerEvents;
use crate::site::Site;

/// What a line says, as it is written there; blank is left out.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastOrder {
    pub line: u64,
    pub order_id: String,
    /// A date or a date and time of the site's calendar, a timestamp with its offset, or milliseconds since 1970.
    pub at: String,
    /// The shop's own reference.
    pub customer: String,
    /// What the customer paid, tax and shipping included.
    pub total: String,
    /// ISO 4217; the site's where it is blank.
    pub currency: String,
    pub tax: String,
    pub shipping: String,
    pub discount: String,
    pub coupon: String,
}

/// The columns of a file, what each is in the events of a shop's server, and whether an order can be without.
const COLUMNS: [(&str, &str); 9] = [
    ("order_id", "params.transaction_id"),
    ("date", "at"),
    ("customer", "customer"),
    ("total", "params.order_total"),
    ("currency", "params.currency"),
    ("tax", "params.tax"),
    ("shipping", "params.shipping"),
    ("discount", "params.discount"),
    ("coupon", "params.coupon"),
];

impl PastOrder {
    /// The events of some lines. Refused ones are at the place of their lines.
    pub fn believe(
        site: &Arc<Site>,
        orders: &[&Self],
        received_at_ms: i64,
    ) -> Result<ServerEvents, Refusal> {
        let events: Vec<Value> = orders.iter().map(|order| order.event(site)).collect();
        let malformed = |_| Refusal::new(Reason::Malformed, "");
        let body = serde_json::to_vec(&json!({ "events": events })).map_err(malformed)?;
        ServerEvents::believe(site, &body, received_at_ms)
    }

    fn event(&self, site: &Site) -> Value {
        let mut params = Map::new();
        // A blank amount is one that nobody said. Without a total it is no order, so in its place stands what is refused.
        let total = Some(self.total.trim()).filter(|total| !total.is_empty());
        params.insert("order_total".into(), total.map_or(json!(false), |total| json!(total)));
        for (name, text) in [
            ("transaction_id", &self.order_id),
            ("currency", &self.currency),
            ("tax", &self.tax),
            ("shipping", &self.shipping),
            ("discount", &self.discount),
            ("coupon", &self.coupon),
        ] {
            if !text.trim().is_empty() {
                params.insert(name.into(), json!(text.trim()));
            }
        }
        let at = self.at.trim();
        json!({
            "name": "purchase",
            // What is no time is refused like any text in its place.
            "at": moment_ms(at, site).map_or_else(|| json!(at), |at_ms| json!(at_ms)),
            "customer": self.customer.trim(),
            "params": params,
        })
    }

    /// What is wrong, in the words of the file.
    pub fn words(Refusal { reason, field }: &Refusal) -> String {
        let column = COLUMNS.iter().find(|(_, field_of)| field_of == field);
        let column = column.map_or(&**field, |(column, _)| column);
        let words = match (column, reason) {
            ("date", Reason::Type) => "not a date like 2026-01-31, nor a time",
            ("total", Reason::Type) => "not an amount like 38.00",
            _ => reason.words(),
        };
        if column.is_empty() { words.to_owned() } else { format!("{column}: {words}") }
    }
}

fn moment_ms(text: &str, site: &Site) -> Option<i64> {
    // As a date 8 digits are one, too.
    if text.len() > 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let local: DateTime = text.parse().ok()?;
    let moment = local.to_zoned(site.time_zone.clone()).ok()?;
    Some(moment.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{date_of, test_site};

    #[test]
    fn a_time_is_written_in_many_ways_and_lands_on_its_day() {
        let check = |text: &str, at: &str, day: &str| {
            let site = test_site("America/New_York");
            let at_ms = moment_ms(text, &site).unwrap();
            assert_eq!(Timestamp::from_millisecond(at_ms).unwrap().to_string(), at, "{text}");
            assert_eq!(date_of(site.day_of(at_ms)).unwrap().to_string(), day, "{text}");
        };
        check("1997-01-01", "1997-01-01T05:00:00Z", "1997-01-01");
        check("19970101", "1997-01-01T05:00:00Z", "1997-01-01");
        check("2026-07-01 23:59", "2026-07-02T03:59:00Z", "2026-07-01");
        check("2026-07-01T23:59:30", "2026-07-02T03:59:30Z", "2026-07-01");
        check("2026-07-02T03:59:00Z", "2026-07-02T03:59:00Z", "2026-07-01");
        check("2026-07-02T05:59:00+02:00", "2026-07-02T03:59:00Z", "2026-07-01");
        check("1764000000000", "2025-11-24T16:00:00Z", "2025-11-24");
        // That hour there was not.
        check("2026-03-08 02:30", "2026-03-08T07:30:00Z", "2026-03-08");
        for wrong in ["", "31.01.2026", "01/31/2026", "2026-02-30", "soon", "1764000000000.5"] {
            assert_eq!(moment_ms(wrong, &test_site("UTC")), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_the_words_of_the_file() {
        let site = Arc::new(test_site("UTC"));
        let good = PastOrder {
            line: 2,
            order_id: "A-1".into(),
            at: "2026-01-31".into(),
            customer: "ann@shop.example".into(),
            total: "38.00".into(),
            ..PastOrder::default()
        };
        let check = |change: fn(&mut PastOrder), expected: Option<&str>| {
            let mut order = good.clone();
            change(&mut order);
            let believed = PastOrder::believe(&site, &[&order], 1_800_000_000_000).unwrap();
            let words = believed.refused.first().map(|(_, refusal)| PastOrder::words(refusal));
            assert_eq!(words.as_deref(), expected, "{order:?}");
        };
        check(|_| {}, None);
        check(|order| order.customer.clear(), None);
        check(|order| order.tax = "6.07".into(), None);
        check(
            |order| order.order_id = " ".into(),
            Some("order_id: a required field is absent or empty"),
        );
        check(
            |order| order.at = "soon".into(),
            Some("date: not a date like 2026-01-31, nor a time"),
        );
        check(|order| order.at = "2030-01-01".into(), Some("date: over 24 hours after it arrived"));
        check(|order| order.total.clear(), Some("total: not an amount like 38.00"));
        check(|order| order.total = "38,00".into(), Some("total: not an amount like 38.00"));
        check(
            |order| order.currency = "EURO".into(),
            Some("currency: not an ISO 4217 code in use"),
        );
        check(
            |order| order.customer = "x".repeat(300),
            Some("customer: a name or an id longer than its limit"),
        );
    }
}
