//! One cart, and what an event makes of it.

use footfall_protocol::{Decimal, Event, EventName, Item};
use serde::{Deserialize, Serialize, Serializer};

use crate::site::{Day, Site};

/// States are stored.
pub(super) const OPEN: u8 = 0;
pub(super) const ORDERED: u8 = 1;
pub(super) const EMPTIED: u8 = 2;

/// One line of a cart: what the shop calls a product and variant. Stored without the names of its fields, and read with them,
/// too, as they once were.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Line {
    key: String,
    units_milli: i64,
    /// Decimal text, per unit.
    price: String,
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.key, self.units_milli, &self.price).serialize(serializer)
    }
}

impl Line {
    fn of(item: &Item) -> Self {
        let variant = item.param("item_variant").unwrap_or_default();
        Self {
            key: format!("{}\n{variant}", item.key()),
            units_milli: item.units_milli(),
            price: item.price.map(Decimal::text).unwrap_or_default(),
        }
    }

    fn minor(&self, exponent: u8) -> i64 {
        let price = Decimal::parse(&self.price).unwrap_or(Decimal::ZERO);
        price.line_minor(Decimal::from_thousandths(self.units_milli), exponent).unwrap_or(0)
    }
}

#[derive(Debug)]
pub(super) struct Cart {
    /// `None` while it has no row.
    pub(super) id: Option<i64>,
    /// In which it was created.
    pub(super) session_id: i64,
    pub(super) day: Day,
    pub(super) created_at_ms: i64,
    pub(super) active_at_ms: i64,
    pub(super) state: u8,
    pub(super) currency: String,
    pub(super) value_minor: i64,
    pub(super) lines: Vec<Line>,
    pub(super) checkout_at_ms: Option<i64>,
    pub(super) abandoned_at_ms: Option<i64>,
    pub(super) ordered_at_ms: Option<i64>,
}

impl Cart {
    /// Somebody touched it: if it had been left alone for too long, it was abandoned until now.
    fn touch(&mut self, at_ms: i64, timeout_ms: i64) {
        if at_ms > self.active_at_ms + timeout_ms {
            self.abandoned_at_ms = Some(self.active_at_ms + timeout_ms);
        }
        self.active_at_ms = self.active_at_ms.max(at_ms);
    }

    fn add(&mut self, line: Line) {
        match self.lines.iter_mut().find(|known| known.key == line.key) {
            Some(known) => {
                known.units_milli += line.units_milli;
                known.price = line.price;
            }
            None => self.lines.push(line),
        }
    }

    fn remove(&mut self, line: &Line) {
        if let Some(known) = self.lines.iter_mut().find(|known| known.key == line.key) {
            known.units_milli -= line.units_milli;
        }
        self.lines.retain(|line| line.units_milli > 0);
    }
}

/// What an event of a session makes of a visitor's open cart, or of none. `None`: nothing.
pub(super) fn after(
    open: Option<Cart>,
    event: &Event,
    session_id: i64,
    at_ms: i64,
    site: &Site,
) -> Option<Cart> {
    let may_begin = !event.items.is_empty()
        && !matches!(event.name, EventName::RemoveFromCart | EventName::Purchase);
    let currency = event.currency.unwrap_or(site.currency);
    let mut cart = match open {
        Some(cart) => cart,
        None if may_begin => Cart {
            id: None,
            session_id,
            day: site.day_of(at_ms),
            created_at_ms: at_ms,
            active_at_ms: at_ms,
            state: OPEN,
            currency: currency.code().to_owned(),
            value_minor: 0,
            lines: Vec::new(),
            checkout_at_ms: None,
            abandoned_at_ms: None,
            ordered_at_ms: None,
        },
        None => return None,
    };
    cart.touch(at_ms, site.cart_timeout_ms);
    let lines = event.items.iter().map(Line::of);
    match event.name {
        EventName::Purchase => {
            cart.state = ORDERED;
            cart.ordered_at_ms = Some(at_ms);
            return Some(cart);
        }
        EventName::AddToCart => lines.for_each(|line| cart.add(line)),
        EventName::RemoveFromCart => {
            lines.for_each(|line| cart.remove(&line));
            if cart.lines.is_empty() {
                cart.state = EMPTIED;
            }
        }
        // A report of the whole cart; an empty one says that it is empty.
        EventName::CartUpdate => {
            cart.lines = lines.collect();
            if cart.lines.is_empty() {
                cart.state = EMPTIED;
            }
        }
        // The others say all that is in it; one without items says nothing about that.
        _ if !event.items.is_empty() => cart.lines = lines.collect(),
        _ => {}
    }
    if !matches!(
        event.name,
        EventName::AddToCart
            | EventName::RemoveFromCart
            | EventName::CartUpdate
            | EventName::ViewCart
    ) {
        cart.checkout_at_ms.get_or_insert(at_ms);
    }
    cart.value_minor = cart.lines.iter().map(|line| line.minor(currency.exponent())).sum();
    Some(cart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_is_written_and_as_it_once_was() {
        let line = Line { key: "L\nBrass".into(), units_milli: 2_000, price: "19.99".into() };
        let written = serde_json::to_string(&line).unwrap();
        let before = r#"{"key":"L\nBrass","units_milli":2000,"price":"19.99"}"#;
        assert_eq!(written, r#"["L\nBrass",2000,"19.99"]"#);
        for stored in [&*written, before] {
            assert_eq!(serde_json::from_str::<Line>(stored).unwrap(), line, "{stored}");
        }
    }
}
