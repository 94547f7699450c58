//! Universal Analytics' dialect of the data layer, the older enhanced ecommerce:
//! `{ecommerce: {currencyCode, add: {actionField: {…}, products: […]}}}`, with any `event` beside it or none.
//!
//! A push says one thing. Where it has several (a product's page with a list of others on it), it is the one that
//! stands first in [`ACTIONS`]; of several promotions it is the first.

use std::borrow::Cow;

use crate::Raw;
use crate::dialect::{Entries, FIELDS, Names, next_name, rename};

/// Actions, and the events they are. Each step of a checkout begins it; the funnel counts the first.
const ACTIONS: Names = "purchase=purchase refund=refund add=add_to_cart remove=remove_from_cart \
    checkout=begin_checkout checkout_option=checkout_option detail=view_item click=select_item \
    promoClick=select_promotion impressions=view_item_list promoView=view_promotion";
const PROMOTION: Names =
    "id=promotion_id name=promotion_name creative=creative_name position=creative_slot";

/// The event in an `ecommerce` object: its name and parameters. `None` when there is no action in it.
pub(crate) fn event<'r, 'a>(ecommerce: &Raw<'a>) -> Option<(&'static str, Cow<'r, Raw<'a>>)> {
    let mut actions = ACTIONS;
    loop {
        let (action, name) = next_name(&mut actions)?;
        if let Some(action) = ecommerce.get(action).filter(|action| has_entries(action)) {
            let mut params = Entries::new();
            rename(ecommerce, FIELDS, &mut params);
            rename(action.get("actionField").unwrap_or(Raw::EMPTY), FIELDS, &mut params);
            if let Some([promotion, ..]) = action.get("promotions").and_then(Raw::list) {
                rename(promotion, PROMOTION, &mut params);
            }
            // Impressions are the list of products themselves.
            if let Some(products) = action.get("products").or(action.list().map(|_| action)) {
                params.push((Cow::Borrowed("items"), products.clone()));
            }
            return Some((name, Cow::Owned(Raw::Map(params))));
        }
    }
}

fn has_entries(action: &Raw) -> bool {
    matches!(action, Raw::Map(_)) || action.list().is_some_and(|list| !list.is_empty())
}

#[cfg(test)]
mod tests {
    fn check(entry: &str, expected: &str) {
        crate::call::tests::check(&format!(r#"["layer",{entry}]"#), expected);
    }

    #[test]
    fn every_action_is_an_event() {
        check(
            r#"{"event":"productDetail","ecommerce":{"currencyCode":"EUR","detail":{"actionField":{"list":"Gifts"},"products":[
                {"id":"L-1","name":"Lamp","brand":"Lux","category":"Home/ /Lamps/Table/A/B/C","variant":"Brass","price":"19.99",
                "quantity":2,"coupon":"TEN","list":"Search","position":3,"dimension1":"x"}]}}}"#,
            r#"view_item {"currency":"EUR","item_list_name":"Gifts","items":[{"item_id":"L-1","item_name":"Lamp","item_brand":"Lux","item_variant":"Brass","price":"19.99","quantity":2,"coupon":"TEN","item_list_name":"Search","index":3,"item_category":"Home","item_category2":"Lamps","item_category3":"Table","item_category4":"A","item_category5":"B"}]}"#,
        );
        check(
            r#"{"ecommerce":{"purchase":{"actionField":{"id":"T-1","affiliation":"Web","revenue":"35.43","tax":4.9,"shipping":"5.99","coupon":"SALE"},"products":[{"name":"Lamp","price":15.25,"quantity":1}]}}}"#,
            r#"purchase {"transaction_id":"T-1","order_total":"35.43","tax":"4.9","shipping":"5.99","coupon":"SALE","affiliation":"Web","items":[{"item_name":"Lamp","price":"15.25","quantity":1}]}"#,
        );
        check(
            r#"{"event":"checkout","ecommerce":{"checkout":{"actionField":{"step":2,"option":"Visa"},"products":[{"id":"A"}]}}}"#,
            r#"begin_checkout {"checkout_step":2,"checkout_option":"Visa","items":[{"item_id":"A"}]}"#,
        );
        check(
            r#"{"ecommerce":{"checkout_option":{"actionField":{"step":1,"option":"Post"}}}}"#,
            r#"checkout_option {"checkout_step":1,"checkout_option":"Post"}"#,
        );
        check(
            r#"{"ecommerce":{"refund":{"actionField":{"id":"T-1"}}}}"#,
            r#"refund {"transaction_id":"T-1"}"#,
        );
        check(
            r#"{"ecommerce":{"refund":{"actionField":{"id":"T-1"},"products":[{"id":"A","quantity":4}]}}}"#,
            r#"refund {"transaction_id":"T-1","items":[{"item_id":"A","quantity":4}]}"#,
        );
        check(
            r#"{"ecommerce":{"currencyCode":"USD","impressions":[{"id":"A","list":"Home"},{"id":"B","position":2}]}}"#,
            r#"view_item_list {"currency":"USD","items":[{"item_id":"A","item_list_name":"Home"},{"item_id":"B","index":2}]}"#,
        );
        check(
            r#"{"event":"productClick","ecommerce":{"click":{"actionField":{"list":"Home"},"products":[{"id":"A"}]}}}"#,
            r#"select_item {"item_list_name":"Home","items":[{"item_id":"A"}]}"#,
        );
        check(
            r#"{"ecommerce":{"promoView":{"promotions":[{"id":"P1","name":"Sale","creative":"b","position":"top"},{"id":"P2"}]}}}"#,
            r#"view_promotion {"promotion_id":"P1","promotion_name":"Sale","creative_name":"b","creative_slot":"top"}"#,
        );
        check(
            r#"{"event":"promotionClick","ecommerce":{"promoClick":{"promotions":[{"id":"P1"}]}}}"#,
            r#"select_promotion {"promotion_id":"P1"}"#,
        );
        for (action, event) in [("add", "add_to_cart"), ("remove", "remove_from_cart")] {
            check(
                &format!(
                    r#"{{"event":"x","ecommerce":{{"{action}":{{"products":[{{"id":5}}]}}}}}}"#
                ),
                &format!(r#"{event} {{"items":[{{"item_id":5}}]}}"#),
            );
        }
    }

    #[test]
    fn a_push_is_one_event_however_much_is_in_it() {
        // GA4's form beside the older one is GA4's.
        check(
            r#"{"event":"purchase","ecommerce":{"transaction_id":"T","items":[{"item_id":"A"}],"purchase":{"actionField":{"id":"T"}}}}"#,
            r#"purchase {"transaction_id":"T","items":[{"item_id":"A"}],"purchase":{"actionField":{"id":"T"}}}"#,
        );
        // A GA4 name over the older form.
        check(
            r#"{"event":"purchase","ecommerce":{"purchase":{"actionField":{"id":"T","revenue":5},"products":[]}}}"#,
            r#"purchase {"transaction_id":"T","order_total":5,"items":[]}"#,
        );
        check(
            r#"{"event":"add_shipping_info","ecommerce":{"checkout":{"products":[{"id":"A"}]}}}"#,
            r#"add_shipping_info {"items":[{"item_id":"A"}]}"#,
        );
        // The page of a product, with others beside it.
        check(
            r#"{"ecommerce":{"impressions":[{"id":"B"}],"detail":{"products":[{"id":"A"}]}}}"#,
            r#"view_item {"items":[{"item_id":"A"}]}"#,
        );
        check(
            r#"{"ecommerce":{"impressions":[],"click":null,"add":{"products":{"id":"A"}}}}"#,
            r#"add_to_cart {"items":[{"item_id":"A"}]}"#,
        );
        for nothing in [
            r#"{"ecommerce":null}"#,
            r#"{"event":"x","ecommerce":{}}"#,
            r#"{"event":"x","ecommerce":{"items":[{"item_id":"A"}]}}"#,
            r#"{"ecommerce":{"impressions":[]}}"#,
            r#"{"ecommerce":[]}"#,
            r#"{"ecommerce":{"purchase":"T"}}"#,
        ] {
            check(nothing, "nothing");
        }
    }
}
