//! Carts: open → ordered or emptied. An open cart that is left alone for the site's timeout is abandoned; that is asked
//! when a report is read, so no clock has to run here. When it is active again, or ordered, the time of its
//! abandonment is kept with it.

use footfall_protocol::{Decimal, EventName, Item};
use rusqlite::{OptionalExtension, named_params};
use serde::{Deserialize, Serialize};

use super::{Happening, Ledger};
use crate::store::{StoreError, sql};

const OPEN: u8 = 0;
const ORDERED: u8 = 1;
const EMPTIED: u8 = 2;

/// One line of a cart: what the shop calls a product and variant.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    key: String,
    units_milli: i64,
    /// Decimal text, per unit.
    price: String,
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
struct Cart {
    id: Option<i64>,
    active_at_ms: i64,
    state: u8,
    currency: String,
    value_minor: i64,
    lines: Vec<Line>,
    checkout_at_ms: Option<i64>,
    abandoned_at_ms: Option<i64>,
    ordered_at_ms: Option<i64>,
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

impl Ledger<'_> {
    /// What an add, a removal, or a look at the whole cart makes of it.
    pub(super) fn cart_event(&mut self, happening: Happening) -> Result<(), StoreError> {
        let event = happening.event;
        let found = self.open_cart(happening)?;
        if found.is_none() && (event.items.is_empty() || event.name == EventName::RemoveFromCart) {
            return Ok(());
        }
        let site = &happening.arrival.site;
        let currency = event.currency.unwrap_or(site.currency);
        let mut cart = found.unwrap_or_else(|| Cart {
            id: None,
            active_at_ms: happening.at_ms,
            state: OPEN,
            currency: currency.code().to_owned(),
            value_minor: 0,
            lines: Vec::new(),
            checkout_at_ms: None,
            abandoned_at_ms: None,
            ordered_at_ms: None,
        });
        cart.touch(happening.at_ms, site.cart_timeout_ms);
        let lines = event.items.iter().map(Line::of);
        match event.name {
            EventName::AddToCart => lines.for_each(|line| cart.add(line)),
            EventName::RemoveFromCart => {
                lines.for_each(|line| cart.remove(&line));
                if cart.lines.is_empty() {
                    cart.state = EMPTIED;
                }
            }
            // The others say all that is in it; one without items says nothing about that.
            _ if !event.items.is_empty() => cart.lines = lines.collect(),
            _ => {}
        }
        if matches!(
            event.name,
            EventName::BeginCheckout | EventName::AddShippingInfo | EventName::AddPaymentInfo
        ) {
            cart.checkout_at_ms.get_or_insert(happening.at_ms);
        }
        cart.value_minor = cart.lines.iter().map(|line| line.minor(currency.exponent())).sum();
        self.save_cart(happening, &cart)
    }

    /// A purchase consumes the visitor's open cart.
    pub(super) fn order_cart(&mut self, happening: Happening) -> Result<(), StoreError> {
        let Some(mut cart) = self.open_cart(happening)? else { return Ok(()) };
        cart.touch(happening.at_ms, happening.arrival.site.cart_timeout_ms);
        cart.state = ORDERED;
        cart.ordered_at_ms = Some(happening.at_ms);
        self.save_cart(happening, &cart)
    }

    fn open_cart(&mut self, happening: Happening) -> Result<Option<Cart>, StoreError> {
        let visitor = self.session_visitor(happening);
        let key = named_params! { ":site_id": happening.site_id(), ":visitor": visitor };
        let cart =
            self.connection.prepare_cached(sql!("cart_open_of_visitor"))?.query_row(key, |row| {
                let lines: String = row.get(4)?;
                Ok(Cart {
                    id: row.get(0)?,
                    active_at_ms: row.get(1)?,
                    state: OPEN,
                    currency: row.get(2)?,
                    value_minor: row.get(3)?,
                    lines: serde_json::from_str(&lines).unwrap_or_default(),
                    checkout_at_ms: row.get(5)?,
                    abandoned_at_ms: row.get(6)?,
                    ordered_at_ms: None,
                })
            });
        Ok(cart.optional()?)
    }

    fn save_cart(&mut self, happening: Happening, cart: &Cart) -> Result<(), StoreError> {
        let lines = serde_json::to_string(&cart.lines).unwrap_or_default();
        match cart.id {
            Some(id) => self.connection.prepare_cached(sql!("cart_update"))?.execute((
                id,
                cart.active_at_ms,
                cart.state,
                cart.value_minor,
                lines,
                cart.checkout_at_ms,
                cart.abandoned_at_ms,
                cart.ordered_at_ms,
            ))?,
            None => {
                let visitor = self.session_visitor(happening);
                self.connection.prepare_cached(sql!("cart_insert"))?.execute((
                    happening.site_id(),
                    visitor,
                    happening.day,
                    happening.at_ms,
                    cart.state,
                    &cart.currency,
                    cart.value_minor,
                    lines,
                    cart.checkout_at_ms,
                ))?
            }
        };
        Ok(())
    }
}
