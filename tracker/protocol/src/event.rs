//! One thing that happened, in GA4's names, because shops already speak them.
//!
//! [`Event::parse`] is the only way to make one, so nothing behind it asks again whether a price is a number.
//! Its `Serialize` writes the form that parses to the same event.

use std::borrow::Cow;

use crate::limits::*;
use crate::scrub::{self, Removed};
use crate::texts::{push_decimal, trim};
use crate::{Currency, Decimal, Raw, Reason, Refusal, json, products};

macro_rules! event_names {
    (
        own { $($name:ident = $text:literal,)* }
        said_in_layers { $($layer_name:ident = $layer_text:literal,)* }
    ) => {
        /// What happened. The standard names, and `Custom` for a shop's own.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum EventName { $($name,)* $($layer_name,)* Custom(String) }

        impl EventName {
            pub const STANDARD: &'static [&'static str] = &[$($text,)* $($layer_text,)*];
            /// Those of a layer in one text, with commas.
            pub(crate) const LAYER: &'static str = concat!($($layer_text, ",",)*);

            pub fn as_str(&self) -> &str {
                match self {
                    $(EventName::$name => $text,)*
                    $(EventName::$layer_name => $layer_text,)*
                    EventName::Custom(name) => name,
                }
            }

            /// Of a name that was believed before.
            pub fn believed(name: &str) -> Self {
                Self::parse(name).unwrap_or_else(|_| EventName::Custom(name.to_owned()))
            }

            fn parse(name: &str) -> Result<Self, Refusal> {
                // A table and a loop: a comparison written out for each name is three times the Wasm.
                const NAMES: &[EventName] = &[$(EventName::$name,)* $(EventName::$layer_name,)*];
                match NAMES.iter().find(|standard| standard.as_str() == name) {
                    Some(standard) => Ok(standard.clone()),
                    None if name.is_empty() => Err(Refusal::new(Reason::Missing, "name")),
                    None => Ok(EventName::Custom(parse_name(name, "name")?.to_owned())),
                }
            }
        }
    };
}

event_names! {
    own {
        // Measured, not believed from a layer: a shop's own page_view would count twice.
        PageView = "page_view",
        UserEngagement = "user_engagement",
        // The whole cart as it is now, as Matomo and Piwik PRO report it. Without items it is empty. None of GA4's, as is the
        // next: in a layer it is the shop's own.
        CartUpdate = "cart_update",
        // The order is void: Segment's "Order Cancelled", in GA4's form.
        OrderCancelled = "order_cancelled",
    }
    said_in_layers {
        ViewItemList = "view_item_list",
        SelectItem = "select_item",
        ViewItem = "view_item",
        AddToWishlist = "add_to_wishlist",
        AddToCart = "add_to_cart",
        RemoveFromCart = "remove_from_cart",
        ViewCart = "view_cart",
        BeginCheckout = "begin_checkout",
        AddShippingInfo = "add_shipping_info",
        AddPaymentInfo = "add_payment_info",
        Purchase = "purchase",
        Refund = "refund",
        ViewPromotion = "view_promotion",
        SelectPromotion = "select_promotion",
        Search = "search",
        SignUp = "sign_up",
        Login = "login",
    }
}

/// A believed event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number within the page load, by which it counts once however often it arrives.
    pub n: u32,
    /// When it happened, in ms since 1970 by the sender's clock.
    pub at_ms: i64,
    /// The page view during which it happened: the number of that `page_view` event.
    pub view: u32,
    pub name: EventName,
    pub currency: Option<Currency>,
    /// As the dialect has it: without tax and shipping (see [`crate::order`]).
    pub value: Option<Decimal>,
    pub tax: Option<Decimal>,
    pub shipping: Option<Decimal>,
    /// What the customer paid, tax and shipping included, where the dialect reports that instead of a `value`.
    pub order_total: Option<Decimal>,
    pub transaction_id: Option<String>,
    pub items: Vec<Item>,
    /// Engaged time since the last such event of this page view, in ms (`user_engagement` only).
    pub engaged_ms: u32,
    /// How much of the page has been seen so far, 0–100 (`user_engagement` only).
    pub scroll_percent: u8,
    /// All other parameters: coupon, search_term, lists, promotions and the shop's own.
    pub params: Vec<(String, String)>,
}

/// A product line.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// One of `id` and `name` is there; use [`Item::key`] for identity.
    pub id: Option<String>,
    pub name: Option<String>,
    /// Per unit, after discount.
    pub price: Option<Decimal>,
    pub quantity: Decimal,
    /// Per unit.
    pub discount: Option<Decimal>,
    /// item_brand, item_category, item_variant, coupon, index and the rest.
    pub params: Vec<(String, String)>,
}

impl Item {
    /// What makes it the same product in two events.
    pub fn key(&self) -> &str {
        self.id.as_deref().or(self.name.as_deref()).unwrap_or_default()
    }

    pub fn param(&self, name: &str) -> Option<&str> {
        find(&self.params, name)
    }
}

fn find<'a>(params: &'a [(String, String)], name: &str) -> Option<&'a str> {
    params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl Event {
    pub fn param(&self, name: &str) -> Option<&str> {
        find(&self.params, name)
    }

    /// Believes a call of the page: `name` and its parameters.
    /// `removed` counts what the privacy rules took out.
    pub fn parse(
        n: u32,
        at_ms: i64,
        view: u32,
        name: &str,
        params: &Raw,
        removed: &mut Removed,
    ) -> Result<Self, Refusal> {
        let name = EventName::parse(name)?;
        let currency = match params.get("currency") {
            None => None,
            Some(code) => Some(
                Currency::parse(code.text().unwrap_or_default())
                    .map_err(|reason| Refusal::new(reason, "currency"))?,
            ),
        };
        let transaction_id = id(params, "transaction_id")?;
        let is_of_order =
            matches!(name, EventName::Purchase | EventName::Refund | EventName::OrderCancelled);
        if transaction_id.is_none() && is_of_order {
            return Err(Refusal::new(Reason::Missing, "transaction_id"));
        }
        let mut event = Event {
            n,
            at_ms,
            view,
            currency,
            value: amount(params, "value")?,
            tax: amount(params, "tax")?,
            shipping: amount(params, "shipping")?,
            order_total: amount(params, "order_total")?,
            transaction_id,
            items: items(params, removed)?,
            engaged_ms: 0,
            scroll_percent: 0,
            params: Vec::new(),
            name,
        };
        if matches!(event.name, EventName::UserEngagement) {
            // A page view is never engaged for longer than the wire is willing to wait for it.
            event.engaged_ms = params.int("engaged_ms", 0, MAX_AGE_MS, Some(0))? as u32;
            event.scroll_percent = params.int("scroll_percent", 0, 100, Some(0))? as u8;
        }
        let standard = |key: &str| match key {
            "items" => true,
            "engaged_ms" | "scroll_percent" => matches!(event.name, EventName::UserEngagement),
            key => is_verbatim_of_event(key),
        };
        for (key, value) in params.entries().iter().filter(|(key, _)| !standard(key)) {
            let Some(text) = value.scalar() else { continue };
            if event.params.len() == MAX_PARAMS {
                return Err(Refusal::new(Reason::Many, "params"));
            }
            let key = parse_name(key, "params")?;
            event.params.push((key.to_owned(), cleaned(key, &text, "", removed)));
        }
        if matches!(event.name, EventName::Search) && event.param("search_term").is_none() {
            return Err(Refusal::new(Reason::Missing, "search_term"));
        }
        Ok(event)
    }

    /// Believes an event of the wire: `{"n", "at", "view", "name", "params"}`.
    pub fn from_wire(raw: &Raw, removed: &mut Removed) -> Result<Self, Refusal> {
        let name = match raw.get("name") {
            Some(name) => name.text().ok_or(Refusal::new(Reason::Type, "name"))?,
            None => return Err(Refusal::new(Reason::Missing, "name")),
        };
        let at_ms = raw.int("at", 0, i64::MAX / 2, None)?;
        let params = raw.get("params").unwrap_or(Raw::EMPTY);
        if !matches!(params, Raw::Map(_)) {
            return Err(Refusal::new(Reason::Type, "params"));
        }
        Self::from_call(raw, at_ms, name, params, removed)
    }

    /// Believes what a call of another dialect says; `raw`, `{"n", "view", "call"}`, has its numbers.
    pub(crate) fn from_call(
        raw: &Raw,
        at_ms: i64,
        name: &str,
        params: &Raw,
        removed: &mut Removed,
    ) -> Result<Self, Refusal> {
        let n = raw.int("n", 0, MAX_EVENT_NUMBER.into(), None)? as u32;
        let view = if name == "page_view" { Some(n.into()) } else { None };
        let view = raw.int("view", 0, MAX_EVENT_NUMBER.into(), view)? as u32;
        Self::parse(n, at_ms, view, name, params, removed).map_err(Refusal::of_event)
    }
}

/// Amounts and keys of an event: said as they are, or refused.
fn is_verbatim_of_event(key: &str) -> bool {
    matches!(key, "currency" | "value" | "tax" | "shipping" | "order_total" | "transaction_id")
}

/// The same of an item.
fn is_verbatim_of_item(key: &str) -> bool {
    matches!(key, "item_id" | "price" | "quantity" | "discount")
}

/// The privacy rules for the text of a parameter. `also`: the site's own sensitive query parameters.
fn cleaned(key: &str, text: &str, also: &str, removed: &mut Removed) -> String {
    if key == "link_url" {
        scrub::url(text, also, removed)
    } else if key == "signature" && is_signature(text) {
        // Its digits may look like anything, and with a hole in it it signs nothing.
        text.to_owned()
    } else {
        scrub::text(text, MAX_TEXT_BYTES, removed)
    }
}

/// HMAC-SHA256 in hexadecimal digits: nothing a person could be called.
fn is_signature(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Keys and amounts in a dialect; its other names for them are not read as texts either.
fn is_verbatim(key: &str) -> bool {
    is_verbatim_of_event(key) || is_verbatim_of_item(key) || matches!(key, "id" | "sku" | "orderId")
}

/// Writes what of a call leaves the browser: all of it, with the privacy rules applied. `also`: the site's own sensitive
/// query parameters.
///
/// Whether it is an event is believed once, at the collector's door, which refuses by name. In every shop that would
/// cost four kilobytes and tell nobody; who wants to know has the debug view. What [`Event::parse`] makes of the cleaned
/// parameters is what it would have made of the said ones.
pub fn write_clean(key: &str, value: &Raw, also: &str, removed: &mut Removed, json: &mut String) {
    json::write_with(key, value, json, &mut |key, said, json| {
        if is_verbatim(key) {
            json::quote(said, json);
        } else {
            json::quote(&cleaned(key, said, also, removed), json);
        }
    });
}

fn items(params: &Raw, removed: &mut Removed) -> Result<Vec<Item>, Refusal> {
    let Some(items) = params.get("items") else { return Ok(Vec::new()) };
    let products = products::as_items(items);
    let items = products.as_ref().unwrap_or(items);
    let items = items.list().ok_or(Refusal::new(Reason::Type, "items"))?;
    if items.len() > MAX_ITEMS {
        return Err(Refusal::new(Reason::Many, "items"));
    }
    let mut parsed = Vec::with_capacity(items.len());
    for (index, raw) in items.iter().enumerate() {
        parsed.push(item(raw, removed).map_err(|refusal| refusal.within(&item_field(index)))?);
    }
    Ok(parsed)
}

/// `items[3]`
fn item_field(index: usize) -> String {
    let mut field = String::from("items[");
    push_decimal(&mut field, index as u64, 0);
    field.push(']');
    field
}

fn item(raw: &Raw, removed: &mut Removed) -> Result<Item, Refusal> {
    let id = id(raw, "item_id")?;
    let name = raw
        .get("item_name")
        .and_then(Raw::scalar)
        .map(|name| scrub::text(&name, MAX_TEXT_BYTES, removed));
    let name = name.filter(|name| !name.is_empty());
    if id.is_none() && name.is_none() {
        return Err(Refusal::new(Reason::Missing, "item_id"));
    }
    let quantity = match raw.get("quantity") {
        None => Decimal::ONE,
        Some(raw) => {
            let quantity =
                Decimal::from_raw(raw).map_err(|reason| Refusal::new(reason, "quantity"))?;
            if !quantity.is_quantity() {
                return Err(Refusal::new(Reason::Range, "quantity"));
            }
            quantity
        }
    };
    // A price may be negative: some shops send a voucher as a line of its own.
    let price = decimal(raw, "price")?;
    let discount = amount(raw, "discount")?;
    let mut params = Vec::new();
    for (key, value) in raw.entries() {
        let own = key == "item_name" || is_verbatim_of_item(key);
        if own || params.len() == MAX_ITEM_PARAMS || parse_name(key, "items").is_err() {
            continue;
        }
        if let Some(text) = value.scalar() {
            params.push((key.clone().into_owned(), scrub::text(&text, MAX_TEXT_BYTES, removed)));
        }
    }
    Ok(Item { id, name, price, quantity, discount, params })
}

/// `[A-Za-z][A-Za-z0-9_]*`, as GA4 has it.
fn parse_name<'a>(name: &'a str, field: &'static str) -> Result<&'a str, Refusal> {
    if name.len() > MAX_NAME_CHARS {
        return Err(Refusal::new(Reason::Long, field));
    }
    let well_formed = name.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if well_formed { Ok(name) } else { Err(Refusal::new(Reason::Form, field)) }
}

/// An id: trimmed, never shortened; blank is absent.
pub(crate) fn id(params: &Raw, key: &'static str) -> Result<Option<String>, Refusal> {
    let Some(raw) = params.get(key) else { return Ok(None) };
    let text: Cow<str> = raw.scalar().ok_or(Refusal::new(Reason::Type, key))?;
    let text = trim(&text);
    if text.len() > MAX_ID_BYTES {
        return Err(Refusal::new(Reason::Long, key));
    }
    Ok(if text.is_empty() { None } else { Some(text.to_owned()) })
}

fn decimal(params: &Raw, key: &'static str) -> Result<Option<Decimal>, Refusal> {
    let Some(raw) = params.get(key) else { return Ok(None) };
    if raw.text().is_some_and(|text| trim(text).is_empty()) {
        return Ok(None);
    }
    Decimal::from_raw(raw).map(Some).map_err(|reason| Refusal::new(reason, key))
}

/// A decimal that can't be negative.
fn amount(params: &Raw, key: &'static str) -> Result<Option<Decimal>, Refusal> {
    match decimal(params, key)? {
        Some(amount) if amount.is_negative() => Err(Refusal::new(Reason::Range, key)),
        amount => Ok(amount),
    }
}
