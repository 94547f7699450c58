//! Matomo's and Piwik PRO's dialect: a command of `_paq` and its arguments.
//!
//! Only calls that stand for themselves come here: `tracker/paq.js` keeps what the older ones collect (items, custom
//! URLs) and says these instead.

use std::borrow::Cow;

use crate::Raw;
use crate::call::{Opening, Said, text, view};
use crate::dialect::{Entries, Names, next_name, put, put_items, rename};
use crate::texts::{split_once, take_part};

/// Commands, and the events they are; behind a colon the parameters that their arguments are. Without such, it is
/// products.
const COMMANDS: Names = "ecommerceProductDetailView=view_item ecommerceAddToCart=add_to_cart \
    ecommerceRemoveFromCart=remove_from_cart ecommerceCartUpdate=cart_update ecommerceOrder=purchase \
    trackSiteSearch=search:search_term,search_category,search_count \
    trackEvent=custom_event:event_category,event_action,event_label,event_value \
    trackGoal=goal:goal_id,value trackLink=click:link_url";
const PRODUCT: Names = "sku=item_id name=item_name brand=item_brand variant=item_variant price=price quantity=quantity";
/// Payment information, and options. The grand total includes tax and shipping.
const ORDER: Names = "orderId=transaction_id grandTotal=order_total subTotal=sub_total tax=tax shipping=shipping \
    discount=discount currencyCode=currency";

/// `[command, …arguments]`.
pub(crate) fn command<'r, 'a>(call: &'r [Raw<'a>]) -> Said<'r, 'a> {
    let [command, arguments @ ..] = call else { return Said::Unknown };
    let command = command.text().unwrap_or_default();
    if command == "trackPageView" {
        let [title, page @ ..] = arguments else { return Said::Nothing };
        return view(page, title.text(), Opening::Claim);
    }
    let mut commands = COMMANDS;
    let event = loop {
        match next_name(&mut commands) {
            Some((known, event)) if known == command => break event,
            Some(_) => {}
            None => return Said::Unknown,
        }
    };
    let mut params = Entries::new();
    let name = match split_once(event, b':') {
        Some((name, mut names)) => {
            for argument in arguments {
                if let Some(name) = take_part(&mut names, b',') {
                    put(&mut params, name, argument);
                }
            }
            let is_download = command == "trackLink" && text(arguments, 1) == "download";
            if is_download { "file_download" } else { name }
        }
        None => {
            let [products, more @ ..] = arguments else { return Said::Nothing };
            for more in more {
                rename(more, ORDER, &mut params);
                // A cart's total is an argument of its own.
                put(&mut params, "value", more);
            }
            put_items(&mut params, products, PRODUCT, false);
            event
        }
    };
    Said::Event { name, params: Cow::Owned(Raw::Map(params)) }
}
