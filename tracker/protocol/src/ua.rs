//! Universal Analytics' dialect of the data layer, the older enhanced ecommerce:
//! `{ecommerce: {currencyCode, add: {actionField: {…}, products: […]}}}`, with any `event` beside it or none.
//!
//! A push says one thing. Where it has several (a product's page with a list of others on it), it is the one that
//! stands first in [`ACTIONS`]; of several promotions it is the first.

use std::borrow::Cow;

use crate::Raw;
use crate::dialect::{Entries, Names, items, rename};

/// Actions, and the events they are.
const ACTIONS: Names = &[
    ("purchase", "purchase"),
    ("refund", "refund"),
    ("add", "add_to_cart"),
    ("remove", "remove_from_cart"),
    // Each step of a checkout is in it; the funnel counts the first.
    ("checkout", "begin_checkout"),
    ("checkout_option", "checkout_option"),
    ("detail", "view_item"),
    ("click", "select_item"),
    ("promoClick", "select_promotion"),
    ("impressions", "view_item_list"),
    ("promoView", "view_promotion"),
];
/// `revenue` includes tax and shipping.
const ACTION_FIELD: Names = &[
    ("id", "transaction_id"),
    ("revenue", "order_total"),
    ("tax", "tax"),
    ("shipping", "shipping"),
    ("coupon", "coupon"),
    ("affiliation", "affiliation"),
    ("list", "item_list_name"),
    ("step", "checkout_step"),
    ("option", "checkout_option"),
];
pub(crate) const PRODUCT: Names = &[
    ("id", "item_id"),
    ("name", "item_name"),
    ("brand", "item_brand"),
    ("variant", "item_variant"),
    ("price", "price"),
    ("quantity", "quantity"),
    ("coupon", "coupon"),
    ("list", "item_list_name"),
    ("position", "index"),
];
const PROMOTION: Names = &[
    ("id", "promotion_id"),
    ("name", "promotion_name"),
    ("creative", "creative_name"),
    ("position", "creative_slot"),
];

/// The event in an `ecommerce` object: its name and parameters. `None` when there is no action in it.
pub(crate) fn event<'r, 'a>(ecommerce: &Raw<'a>) -> Option<(&'static str, Cow<'r, Raw<'a>>)> {
    let (name, action) = ACTIONS.iter().find_map(|(action, name)| {
        let action = ecommerce.get(action).filter(|action| has_entries(action))?;
        Some((*name, action))
    })?;
    let mut params = Entries::new();
    rename(ecommerce, &[("currencyCode", "currency")], &mut params);
    rename(action.get("actionField").unwrap_or(Raw::EMPTY), ACTION_FIELD, &mut params);
    if let Some([promotion, ..]) = action.get("promotions").and_then(Raw::list) {
        rename(promotion, PROMOTION, &mut params);
    }
    // Impressions are the list of products themselves.
    let products = action.get("products").or(action.list().map(|_| action));
    if let Some(products) = products {
        params.push((Cow::Borrowed("items"), items(products, PRODUCT, true)));
    }
    Some((name, Cow::Owned(Raw::Map(params))))
}

fn has_entries(action: &Raw) -> bool {
    matches!(action, Raw::Map(_)) || action.list().is_some_and(|list| !list.is_empty())
}
