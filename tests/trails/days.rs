//! When a day is another one, and when it is the same.

use std::collections::BTreeMap;

use footfall_tests::{AGENT, Server, footfall, must};
use serde_json::json;

use crate::states::rows;

const DAY_MS: i64 = 86_400_000;
const GPTBOT: &str = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)";

/// By days before today.
fn versions(server: &Server) -> BTreeMap<i64, i64> {
    let today = footfall_tests::now_ms() / DAY_MS;
    let question = "select day, version from day_state where site_id > 0";
    let found = rows(&server.database(), question, |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
    found.into_iter().map(|(day, version)| (today - day, version)).collect()
}

#[test]
fn what_happens_today_leaves_the_days_before_as_they_were() {
    let server = Server::start();
    let shop = server.shop_at_noon("shop");
    for days in [2, 1, 0] {
        let mut load = shop.load();
        let purchase = json!({ "transaction_id": format!("T-{days}"), "value": "20.00" });
        let events = [load.event_ago(days * DAY_MS, "purchase", purchase)];
        shop.store(&load.batch(&events));
    }
    let before = versions(&server);
    assert_eq!(before.len(), 3, "{before:?}");
    let mut load = shop.load();
    let events = [load.page_view(), load.purchase("T-9", "5.00", &[("POT", "5.00", 1)])];
    shop.store(&load.batch(&events));
    let changed = |before: &BTreeMap<i64, i64>, after: &BTreeMap<i64, i64>| -> Vec<usize> {
        let same = |(before, after): (&i64, &i64)| usize::from(before != after);
        before.values().zip(after.values()).map(same).collect()
    };
    let after = versions(&server);
    assert_eq!(changed(&before, &after).iter().sum::<usize>(), 1, "{before:?} {after:?}");

    // What is refunded is so today, of an order of the day before yesterday.
    let refund = [load.event("refund", json!({ "transaction_id": "T-2" }))];
    shop.store(&load.batch(&refund));
    let refunded = versions(&server);
    assert_eq!(changed(&after, &refunded).iter().sum::<usize>(), 2, "{after:?} {refunded:?}");
}

#[test]
fn a_product_that_is_called_otherwise_is_so_on_every_day() {
    let server = Server::start();
    let shop = server.shop_at_noon("shop");
    let view = |days: i64, name: &str| {
        let mut load = shop.load();
        let item = json!({ "items": [{ "item_id": "LAMP", "item_name": name }] });
        let events = [load.event_ago(days * DAY_MS, "view_item", item)];
        shop.store(&load.batch(&events));
        versions(&server)
    };
    view(2, "Lamp");
    let before = view(0, "Lamp");
    let after = view(0, "The lamp");
    assert!(before.iter().all(|(day, version)| after[day] != *version), "{before:?} {after:?}");
}

/// The page said it the day before yesterday, the shop's server today. It has no rate until there are any.
#[test]
fn an_order_that_is_exchanged_later_changes_the_day_of_its_session_too() {
    let server = Server::start();
    let shop = server.shop_at_noon("shop");
    let mut load = shop.load();
    let order = json!({ "transaction_id": "T-1", "currency": "USD", "value": "20.00" });
    let events = [load.event_ago(2 * DAY_MS, "purchase", order.clone())];
    shop.store(&load.batch(&events));
    let key = format!("Bearer {}", server.key("shop", "ingest"));
    let body = json!({ "events": [{ "name": "purchase", "params": order }] }).to_string();
    let url = format!("{}/api/v1/sites/shop/events", server.url);
    assert_eq!(server.http.post(&url, &[("authorization", &key)], &body).status, 200);
    let before = versions(&server);
    assert_eq!(before.len(), 2, "{before:?}");
    let file = server.data.with_extension("csv");
    must(std::fs::write(&file, "Date,USD,\n1999-01-04,1.1789,\n"), "rates of another time");
    let import = || {
        let imported = server.command(&["rates", "import", &file.display().to_string()]);
        assert!(imported.success, "{imported:?}");
    };
    import();
    assert_eq!(versions(&server), before, "there is still no rate for it");
    let yesterday = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let yesterday = yesterday.saturating_sub(jiff::ToSpan::days(1));
    must(std::fs::write(&file, format!("Date,USD,\n{yesterday},1.25,\n")), "a rate");
    import();
    let after = versions(&server);
    assert!(before.iter().all(|(day, version)| after[day] != *version), "{before:?} {after:?}");
}

#[test]
fn a_bot_that_is_counted_after_all_changes_the_day() {
    let server = Server::start();
    let shop = server.shop("shop").visited_with(GPTBOT);
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
    let before = versions(&server);
    let counted = footfall(&server.data, &["bots", "count", "--site", "shop", "GPTBot"]);
    assert!(counted.success, "{counted:?}");
    let after = versions(&server);
    assert_ne!(before, after);
    assert_eq!(shop.visited_with(AGENT).overview()["page_views"], 1);
}

#[test]
fn another_time_until_carts_are_abandoned_changes_all_days() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [load.event_ago(2 * DAY_MS, "page_view", json!({}))];
    shop.store(&load.batch(&events));
    let before = versions(&server);
    let set = server.command(&["site", "set", "shop", "--cart-timeout-min", "5"]);
    assert!(set.success, "{set:?}");
    let after = versions(&server);
    assert!(before.iter().all(|(day, version)| after[day] != *version), "{before:?} {after:?}");
}
