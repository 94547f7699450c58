//! Whether a shop is heard: from its first event on, from where, in which dialects, how far.

use footfall_tests::{ORIGIN, Server, Shop, item, now_ms};
use serde_json::{Value, json};

/// The facts, as they are now.
#[track_caller]
pub(crate) fn setup(shop: &Shop) -> Value {
    let key = format!("Bearer {}", shop.key);
    let answer = shop.ask("setup", "", &[("authorization", &key)]);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn ids(list: &Value) -> Vec<(&str, i64)> {
    let rows = list.as_array().into_iter().flatten();
    let mut ids: Vec<_> = rows
        .map(|row| (row["id"].as_str().unwrap_or_default(), row["count"].as_i64().unwrap_or(-1)))
        .collect();
    ids.sort_unstable();
    ids
}

#[test]
fn the_first_event_is_heard_as_soon_as_it_is_stored() {
    let server = Server::start();
    let shop = server.shop("shop");
    let before = setup(&shop)["heard"].clone();
    assert_eq!((&before["events"], &before["first_at_ms"]), (&json!(0), &Value::Null));
    let sent_at = now_ms();
    let mut load = shop.load();
    let view = load.page_view();
    shop.store(&load.batch(&[view]));
    let heard = setup(&shop)["heard"].clone();
    let first_at_ms = heard["first_at_ms"].as_i64().unwrap_or_default();
    assert!((sent_at..=now_ms()).contains(&first_at_ms), "{heard}");
    assert_eq!((&heard["events"], &heard["last_at_ms"]), (&json!(1), &json!(first_at_ms)));
    assert_eq!(ids(&heard["origins"]), [(ORIGIN, 1)]);
    // What was heard is known after a restart, and a copy is heard once.
    let batch = load.batch(&[json!({
        "n": 0, "at": now_ms(), "view": 0, "name": "page_view", "params": {},
    })]);
    assert_eq!(shop.post(&batch).status, 200);
    assert_eq!(setup(&shop)["heard"]["events"], 1);
}

#[test]
fn the_steps_to_an_order_are_ticked_off_one_by_one() {
    let server = Server::start();
    let shop = server.shop("shop");
    let steps = |shop: &Shop| {
        let setup = setup(shop);
        let rows = setup["heard"]["steps"].as_array().cloned().unwrap_or_default();
        let seen = rows.iter().filter(|row| row["count"] != 0);
        seen.map(|row| row["id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let mut load = shop.load();
    let lamp = json!({ "currency": "EUR", "items": [item("LAMP", "5.00", 1)] });
    let way = ["page_view", "view_item", "add_to_cart", "begin_checkout"];
    assert_eq!(steps(&shop), [""; 0]);
    for (place, step) in way.iter().enumerate() {
        let event = load.event(step, if place == 0 { json!({}) } else { lamp.clone() });
        shop.store(&load.batch(&[event]));
        assert_eq!(steps(&shop), way[..=place]);
    }
    let order = load.purchase("T-1", "5.00", &[("LAMP", "5.00", 1)]);
    shop.store(&load.batch(&[order]));
    assert_eq!(steps(&shop).last().map(String::as_str), Some("purchase"));
}

#[test]
fn every_way_of_speaking_is_recognised() {
    let server = Server::start();
    let key = server.shop("all").key;
    let ingest = server.key("all", "ingest");
    let shop = Shop::new(&server, "all", &key);
    let allowed = [
        ("origin", ORIGIN),
        ("referer", "https://shop.example/"),
        ("user-agent", footfall_tests::AGENT),
    ];
    let calls = |call: Value| {
        json!({
            "v": 1, "site": "all", "page_load": shop.load().token, "sent_at": now_ms(),
            "calls": [["view", now_ms(), "https://shop.example/", ""], call],
        })
    };
    let get = |path: &str| server.http.get(&format!("{}{path}", server.url), &allowed);
    let mut heard = Vec::new();
    let mut check = |dialect: &'static str, status: u16| {
        assert!(status < 300, "{dialect}: {status}");
        heard.push(dialect);
        let mut expected = heard.clone();
        expected.sort_unstable();
        let setup = setup(&shop);
        let said: Vec<&str> = ids(&setup["heard"]["dialects"]).iter().map(|(id, _)| *id).collect();
        assert_eq!(said, expected);
    };
    let at = now_ms();
    check("track", shop.post(&calls(json!(["track", at, "login", {}]))).status);
    check("gtag", shop.post(&calls(json!(["layer", at, ["event", "login", {}]]))).status);
    let layer = json!(["layer", at, { "event": "view_item", "ecommerce": { "items": [{ "item_id": "A" }] } }]);
    check("data_layer", shop.post(&calls(layer)).status);
    check("paq", shop.post(&calls(json!(["paq", at, "trackSiteSearch", "lamp"]))).status);
    check("pixel", get("/v1/pixel.gif?site=all").status);
    check("matomo", get("/matomo.php?idsite=all&rec=1&url=https://shop.example/a&rand=1").status);
    check("piwik_pro", get("/ppms.php?idsite=all&rec=1&url=https://shop.example/b&rand=2").status);
    let url = format!("{}/mp/collect?measurement_id=all&api_secret={ingest}", server.url);
    let body = json!({ "client_id": "1.2", "events": [{ "name": "login" }] });
    check("measurement_protocol", server.http.post(&url, &[], &body.to_string()).status);
    let url = format!("{}/api/v1/sites/all/events", server.url);
    let order = json!({ "events": [{ "name": "purchase", "params": {
        "transaction_id": "T-1", "currency": "EUR", "order_total": "5", "items": [item("A", "5", 1)] } }] });
    let key = format!("Bearer {ingest}");
    check("server", server.http.post(&url, &[("authorization", &key)], &order.to_string()).status);
}

#[test]
fn bots_are_not_the_shop() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [load.page_view(), load.event("login", json!({}))];
    let bot = shop.visited_with("Mozilla/5.0 (compatible; GPTBot/1.1; +https://openai.com/gptbot)");
    assert_eq!(bot.post(&load.batch(&events)).status, 200);
    assert_eq!(shop.drops("bot"), 2, "it is set aside");
    let heard = setup(&shop)["heard"].clone();
    assert_eq!((&heard["events"], &heard["dialects"]), (&json!(0), &json!([])), "{heard}");
}
