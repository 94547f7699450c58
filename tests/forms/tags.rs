//! Entity tags: as long as nothing changed, nothing is worked out and nothing is sent; once anything did, it is another tag.

use footfall_tests::{Answer, Server, Shop, item};
use serde_json::json;

use crate::{ask_report, busy_shop, reports};

fn tag(answer: &Answer) -> String {
    let tag = answer.header("etag").unwrap_or_default().to_owned();
    assert!(tag.starts_with('"') && tag.len() > 20, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    tag
}

#[test]
fn an_unchanged_answer_is_304_in_the_form_that_is_asked_for() {
    let server = Server::start();
    let shop = busy_shop(&server);
    for report in reports(&server, &shop) {
        let mut tags = Vec::new();
        for more in ["", "&format=csv", "&format=ndjson", "&compare=previous", "&limit=1"] {
            let answer = ask_report(&server, &shop, &report, more, &[]);
            let tag = tag(&answer);
            let weak = format!("\"other\", W/{tag}");
            for known in [&tag, &weak] {
                let again = ask_report(&server, &shop, &report, more, &[("if-none-match", known)]);
                assert_eq!((again.status, &*again.body), (304, ""), "{report}{more}");
                assert_eq!(crate::tags::tag(&again), tag);
            }
            let other = ask_report(&server, &shop, &report, more, &[("if-none-match", "\"x\"")]);
            assert_eq!((other.status, &other.body), (200, &answer.body), "{report}{more}");
            if more != "&limit=1" && more != "&compare=previous" {
                tags.push(tag);
            }
        }
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 3, "{report}: each form has its own");
    }
}

#[test]
fn nobody_without_a_right_learns_that_nothing_changed() {
    let server = Server::start();
    let shop = server.shop("shop");
    let tag = tag(&ask_report(&server, &shop, "overview", "", &[]));
    let known = [("if-none-match", &*tag)];
    let answer = shop.ask("overview", "from=2026-01-01&to=2026-01-02", &known);
    assert_eq!(answer.status, 401);
}

/// What the tags of all reports are before and after, of those whose answers are others.
fn check_changes(server: &Server, shop: &Shop, what: &str, change: impl FnOnce()) {
    let asked = || -> Vec<(String, String, String)> {
        let all = reports(server, shop);
        all.into_iter()
            .map(|report| {
                let answer = ask_report(server, shop, &report, "", &[]);
                (report, tag(&answer), answer.body)
            })
            .collect()
    };
    let before = asked();
    change();
    let mut changed = 0;
    for ((report, tag, body), (_, tag_after, body_after)) in before.iter().zip(asked()) {
        if *body != body_after {
            assert_ne!(*tag, tag_after, "{report} after {what}");
            changed += 1;
        }
    }
    assert!(changed > 0, "{what} changes something");
}

#[test]
fn whatever_changes_an_answer_changes_its_tag() {
    let server = Server::start();
    let shop = busy_shop(&server);
    let say = |name: &str, params: serde_json::Value| {
        let mut load = shop.load().at("https://shop.example/new?utm_source=new");
        let events = [load.event(name, params)];
        shop.store(&load.batch(&events));
    };
    check_changes(&server, &shop, "a page view", || say("page_view", json!({})));
    check_changes(&server, &shop, "an order", || {
        say("purchase", json!({ "transaction_id": "N-1", "currency": "EUR", "value": "3.00" }));
    });
    check_changes(&server, &shop, "an order without a rate", || {
        say("purchase", json!({ "transaction_id": "N-2", "currency": "USD", "value": "3.00" }));
    });
    check_changes(&server, &shop, "a refund", || say("refund", json!({ "transaction_id": "N-1" })));
    check_changes(&server, &shop, "another name of a product", || {
        let vase = json!({ "item_id": "+1+1", "item_name": "A vase", "price": "12.50" });
        say("select_item", json!({ "items": [vase] }));
    });
    check_changes(&server, &shop, "a cart", || {
        say("add_to_cart", json!({ "currency": "USD", "items": [item("LAMP", "5.00", 1)] }));
    });
    check_changes(&server, &shop, "a cancellation", || {
        say("order_cancelled", json!({ "transaction_id": "N-1" }));
    });
    check_changes(&server, &shop, "a rate", || {
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let file = server.data.with_extension("csv");
        let table = format!("Date,USD,\n{today},1.25,\n");
        footfall_tests::must(std::fs::write(&file, table), "the rates");
        let imported = server.command(&["rates", "import", &file.display().to_string()]);
        assert!(imported.success, "{imported:?}");
    });
    check_changes(&server, &shop, "another timeout of carts", || {
        // The carts of the page loads of days ago stay as they are; those of now are abandoned at once.
        let set = server.command(&["site", "set", "shop", "--cart-timeout-min", "43200"]);
        assert!(set.success, "{set:?}");
        say("begin_checkout", json!({ "items": [item("POT", "5.00", 1)] }));
    });
}

#[test]
fn a_cart_that_is_left_alone_changes_the_tag_when_it_becomes_abandoned_and_then_no_more() {
    let server = Server::start();
    let shop = server.shop_at_noon("shop");
    let set = server.command(&["site", "set", "shop", "--cart-timeout-min", "1"]);
    assert!(set.success, "{set:?}");
    let mut load = shop.load();
    // 58 seconds ago: abandoned two seconds from now, and nothing else happens.
    let params = json!({ "items": [item("LAMP", "5.00", 1)] });
    let events = [load.event_ago(58_000, "add_to_cart", params)];
    shop.store(&load.batch(&events));
    let ask = || ask_report(&server, &shop, "overview", "", &[]);
    let active = ask();
    assert_eq!(active.json()["cart_abandonment_rate"], 0.0);
    let abandoned = footfall_tests::wait_until("the cart's abandonment", || {
        let answer =
            ask_report(&server, &shop, "overview", "", &[("if-none-match", &tag(&active))]);
        (answer.status == 200).then_some(answer)
    });
    assert_eq!(abandoned.json()["cart_abandonment_rate"], 1.0);
    assert_ne!(tag(&active), tag(&abandoned));
    let known = tag(&abandoned);
    let still = ask_report(&server, &shop, "overview", "", &[("if-none-match", &known)]);
    assert_eq!(still.status, 304);
}

#[test]
fn a_server_that_starts_anew_trusts_no_tag_of_before() {
    let dir = footfall_tests::TestDir::default();
    let server = Server::on(&dir.data(), &[]);
    let shop = server.shop("shop");
    let before = tag(&ask_report(&server, &shop, "overview", "", &[]));
    server.kill();
    let server = Server::on(&dir.data(), &[]);
    let known = [("if-none-match", &*before)];
    let answer = ask_report(&server, &shop.behind(&server), "overview", "", &known);
    assert_eq!(answer.status, 200, "its data may be a backup's");
}
