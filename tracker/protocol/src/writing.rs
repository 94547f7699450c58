//! An event on its way out, in the form that is believed to be the same one again.

use serde::ser::{Serialize, Serializer};

use crate::raw::Fields;
use crate::{Decimal, Event, EventName, Item, Raw};

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw().serialize(serializer)
    }
}

impl Event {
    /// What parses to the same parameters, for [`Serialize`].
    pub fn params_json(&self) -> Params<'_> {
        Params(self)
    }

    /// The form of the wire: what [`Event::from_wire`] believes again.
    pub fn raw(&self) -> Raw<'_> {
        let mut event = Fields::default();
        event.int("n", self.n);
        event.int("at", self.at_ms);
        // A page view's own number goes without saying.
        if !matches!(self.name, EventName::PageView) || self.view != self.n {
            event.int("view", self.view);
        }
        event.text("name", self.name.as_str());
        event.put("params", self.params_raw());
        event.end()
    }
}

/// An event's parameters, as they are written.
pub struct Params<'a>(&'a Event);

impl Serialize for Params<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.params_raw().serialize(serializer)
    }
}

impl Event {
    fn params_raw(&self) -> Raw<'_> {
        let mut params = Fields::default();
        if let Some(id) = &self.transaction_id {
            params.text("transaction_id", id);
        }
        if let Some(currency) = &self.currency {
            params.text("currency", currency.code());
        }
        for (key, amount) in [
            ("value", self.value),
            ("tax", self.tax),
            ("shipping", self.shipping),
            ("order_total", self.order_total),
        ] {
            if let Some(amount) = amount {
                params.decimal(key, amount);
            }
        }
        if matches!(self.name, EventName::UserEngagement) {
            params.int("engaged_ms", self.engaged_ms);
            params.int("scroll_percent", self.scroll_percent);
        }
        for (key, value) in &self.params {
            params.text(key, value);
        }
        if !self.items.is_empty() {
            params.list("items", &self.items, Item::raw);
        }
        params.end()
    }
}

impl Item {
    fn raw(&self) -> Raw<'_> {
        let mut item = Fields::default();
        for (key, text) in [("item_id", &self.id), ("item_name", &self.name)] {
            if let Some(text) = text {
                item.text(key, text);
            }
        }
        if self.quantity != Decimal::ONE {
            item.decimal("quantity", self.quantity);
        }
        for (key, amount) in [("price", self.price), ("discount", self.discount)] {
            if let Some(amount) = amount {
                item.decimal(key, amount);
            }
        }
        for (key, value) in &self.params {
            item.text(key, value);
        }
        item.end()
    }
}
