//! Matomo's and Piwik PRO's dialect: a command of `_paq` and its arguments.
//!
//! Only calls that stand for themselves come here: `tracker/paq.js` keeps what the older ones collect (items, custom
//! URLs) and says these instead.

use std::borrow::Cow;

use crate::Raw;
use crate::call::{Opening, Said, text, view};
use crate::dialect::{Entries, Names, items, put, rename};

/// Commands, the events they are, and the parameters that their arguments are; without such, it is products.
const COMMANDS: &[(&str, &str, &[&str])] = &[
    ("ecommerceProductDetailView", "view_item", &[]),
    ("ecommerceAddToCart", "add_to_cart", &[]),
    ("ecommerceRemoveFromCart", "remove_from_cart", &[]),
    ("ecommerceCartUpdate", "cart_update", &[]),
    ("ecommerceOrder", "purchase", &[]),
    ("trackSiteSearch", "search", &["search_term", "search_category", "search_count"]),
    (
        "trackEvent",
        "custom_event",
        &["event_category", "event_action", "event_label", "event_value"],
    ),
    ("trackGoal", "goal", &["goal_id", "value"]),
    ("trackLink", "click", &["link_url"]),
];
const PRODUCT: Names = &[
    ("sku", "item_id"),
    ("name", "item_name"),
    ("brand", "item_brand"),
    ("variant", "item_variant"),
    ("price", "price"),
    ("quantity", "quantity"),
];
/// Payment information, and options. The grand total includes tax and shipping.
const ORDER: Names = &[
    ("orderId", "transaction_id"),
    ("grandTotal", "order_total"),
    ("subTotal", "sub_total"),
    ("tax", "tax"),
    ("shipping", "shipping"),
    ("discount", "discount"),
    ("currencyCode", "currency"),
];

/// `[command, …arguments]`.
pub(crate) fn command<'r, 'a>(call: &'r [Raw<'a>]) -> Said<'r, 'a> {
    let [command, arguments @ ..] = call else { return Said::Unknown };
    let command = command.text().unwrap_or_default();
    if command == "trackPageView" {
        let [title, page @ ..] = arguments else { return Said::Nothing };
        return view(page, title.text(), Opening::Claim);
    }
    let Some((_, event, names)) = COMMANDS.iter().find(|(known, ..)| *known == command) else {
        return Said::Unknown;
    };
    let mut params = Entries::new();
    for (name, argument) in names.iter().zip(arguments) {
        if let Some(value) = argument.plain() {
            put(&mut params, name, value);
        }
    }
    if names.is_empty() {
        for more in arguments.iter().skip(1) {
            rename(more, ORDER, &mut params);
            // A cart's total is an argument of its own.
            if let Some(total) = more.plain() {
                put(&mut params, "value", total);
            }
        }
        let products = arguments.first().unwrap_or(Raw::EMPTY);
        params.push((Cow::Borrowed("items"), items(products, PRODUCT, false)));
    }
    let is_download = *event == "click" && text(arguments, 1) == "download";
    let name = if is_download { "file_download" } else { event };
    Said::Event { name, params: Cow::Owned(Raw::Map(params)) }
}
