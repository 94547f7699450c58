//! Matomo's and Piwik PRO's dialect: a command of `_paq` and its arguments.
//!
//! Only calls that stand for themselves come here: `tracker/paq.js` keeps what the older ones collect (items, custom
//! URLs) and says these instead.

use std::borrow::Cow;

use crate::Raw;
use crate::call::{Said, text};
use crate::dialect::{Entries, FIELDS, Names, next_name, put, rename};
use crate::texts::{split_once, take_part};

/// Commands, and the events they are; behind a colon the parameters that their arguments are. Without such, it is
/// products.
const COMMANDS: Names = "ecommerceProductDetailView=view_item ecommerceAddToCart=add_to_cart \
    ecommerceRemoveFromCart=remove_from_cart ecommerceCartUpdate=cart_update ecommerceOrder=purchase \
    trackSiteSearch=search:search_term,search_category,search_count \
    trackEvent=custom_event:event_category,event_action,event_label,event_value \
    trackGoal=goal:goal_id,value trackLink=click:link_url";

/// `[command, …arguments]`, of all but page views.
pub(crate) fn command<'r, 'a>(call: &'r [Raw<'a>]) -> Said<'r, 'a> {
    let [command, arguments @ ..] = call else { return Said::Unknown };
    let command = command.text().unwrap_or_default();
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
                // Payment information, or options.
                rename(more, FIELDS, &mut params);
                // A cart's total is an argument of its own.
                put(&mut params, "value", more);
            }
            params.push((Cow::Borrowed("items"), products.clone()));
            event
        }
    };
    Said::Event { name, params: Cow::Owned(Raw::Map(params)) }
}

#[cfg(test)]
mod tests {
    fn check(call: &str, expected: &str) {
        crate::call::tests::check(&format!(r#"["paq",{call}]"#), expected);
    }

    #[test]
    fn ecommerce_commands_are_events() {
        check(
            r#""ecommerceProductDetailView",[{"sku":"L-1","name":"Lamp","brand":"Lux","variant":"Brass","category":["Home",["", "Lamps"]],"price":"19.99","quantity":"2","customDimensions":{"1":"a","20":"b"}}],{"currencyCode":"PLN"}"#,
            r#"view_item {"currency":"PLN","items":[{"item_id":"L-1","item_name":"Lamp","item_brand":"Lux","item_variant":"Brass","price":"19.99","quantity":"2","item_category":"Home","item_category2":"Lamps","dimension1":"a","dimension20":"b"}]}"#,
        );
        check(
            r#""ecommerceAddToCart",[{"sku":"A"}]"#,
            r#"add_to_cart {"items":[{"item_id":"A"}]}"#,
        );
        check(
            r#""ecommerceRemoveFromCart",[{"sku":7,"quantity":1}]"#,
            r#"remove_from_cart {"items":[{"item_id":7,"quantity":1}]}"#,
        );
        check(
            r#""ecommerceCartUpdate",[{"sku":"A","price":5}],10.5,{"currencyCode":"EUR"}"#,
            r#"cart_update {"value":"10.5","currency":"EUR","items":[{"item_id":"A","price":5}]}"#,
        );
        check(r#""ecommerceCartUpdate",[],0"#, r#"cart_update {"value":0,"items":[]}"#);
        check(
            r#""ecommerceOrder",[{"sku":"A"}],{"orderId":"O 1&2","grandTotal":"100.50","subTotal":80,"tax":15.5,"shipping":5,"discount":false},{"currencyCode":"EUR"}"#,
            r#"purchase {"transaction_id":"O 1&2","order_total":"100.50","sub_total":80,"tax":"15.5","shipping":5,"currency":"EUR","items":[{"item_id":"A"}]}"#,
        );
    }

    #[test]
    fn other_commands_are_what_they_are_in_ga4() {
        check(
            r#""trackPageView","Lamps","https://s/a","https://s/""#,
            r#"Claim https://s/a from "https://s/" titled Some("Lamps")"#,
        );
        check(
            r#""trackPageView",null,"https://s/a","""#,
            r#"Claim https://s/a from "" titled None"#,
        );
        check(r#""trackPageView""#, "nothing");
        check(
            r#""trackSiteSearch","lamp",false,17"#,
            r#"search {"search_term":"lamp","search_count":17}"#,
        );
        check(
            r#""trackEvent","Video","Play","Intro",2.5,"more""#,
            r#"custom_event {"event_category":"Video","event_action":"Play","event_label":"Intro","event_value":"2.5"}"#,
        );
        check(r#""trackGoal",3,"9.50""#, r#"goal {"goal_id":3,"value":"9.50"}"#);
        check(
            r#""trackLink","https://x.example/","link""#,
            r#"click {"link_url":"https://x.example/"}"#,
        );
        check(
            r#""trackLink","https://s/a.pdf","download""#,
            r#"file_download {"link_url":"https://s/a.pdf"}"#,
        );
        for unknown in [r#""trackAllContentImpressions""#, r#""constructor",1"#, "5", "null"] {
            check(unknown, "unknown");
        }
    }
}
