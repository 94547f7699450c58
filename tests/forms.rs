//! Answers in three forms that say the same, in pages that fit together, with tags that hold as long as the answer does.

#[path = "forms/pages.rs"]
mod pages;
#[path = "forms/tables.rs"]
mod tables;
#[path = "forms/tags.rs"]
mod tags;

use footfall_tests::{Answer, Server, Shop, item};
use serde_json::{Value, json};

/// What no spreadsheet may work out, and what CSV has to quote.
const HOSTILE: [&str; 8] = [
    "=HYPERLINK(\"https://evil.example\")",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1",
    "a,\"b\";c",
    "two\nlines",
    "'quoted",
];

/// A shop where something of each kind happened, under hostile names.
fn busy_shop(server: &Server) -> Shop {
    let shop = server.shop("shop");
    for (n, text) in HOSTILE.iter().enumerate() {
        let visitor = shop.visited_by(&format!("visitor {n}"));
        let mut load = visitor.load().at(&format!("https://shop.example/{n}?utm_source=s{n}"));
        load.title = (*text).to_owned();
        let lamp =
            json!({ "item_id": text, "item_name": text, "price": "12.50", "quantity": n + 1 });
        let items = json!({ "items": [lamp] });
        let events = [
            load.page_view(),
            load.event("view_item", items.clone()),
            load.event("add_to_cart", items.clone()),
            load.event(
                "purchase",
                json!({ "transaction_id": format!("{text} {n}"), "currency": "EUR", "items": [lamp] }),
            ),
        ];
        visitor.store(&load.batch(&events));
    }
    let mut load = shop.load();
    let other = json!({
        "transaction_id": "=T", "currency": "JPY", "value": "100", "items": [item("LAMP", "100", 1)],
    });
    let refused = json!({ "n": 9, "at": 0, "view": 0, "name": "purchase", "params": {} });
    let events = [load.event("purchase", other), refused];
    shop.post(&load.batch(&events));
    shop
}

/// All reports there are, as the server lists them.
fn reports(server: &Server, shop: &Shop) -> Vec<String> {
    let definitions = ask(server, shop, "/api/v1/definitions", &[]).json();
    let reports = definitions["reports"].as_array().into_iter().flatten();
    let ids: Vec<String> =
        reports.filter_map(|report| report["id"].as_str().map(str::to_owned)).collect();
    assert!(ids.len() >= 9, "{definitions}");
    ids
}

fn ask(server: &Server, shop: &Shop, path: &str, headers: &[(&str, &str)]) -> Answer {
    let key = format!("Bearer {}", shop.key);
    let mut all = vec![("authorization", &*key)];
    all.extend(headers);
    server.http.get(&format!("{}{path}", server.url), &all)
}

/// A report over the last days, today included.
fn ask_report(
    server: &Server,
    shop: &Shop,
    report: &str,
    more: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let from = today.saturating_sub(jiff::ToSpan::days(3));
    let to = today.saturating_add(jiff::ToSpan::days(1));
    let path = format!("/api/v1/sites/{}/{report}?from={from}&to={to}{more}", shop.id);
    ask(server, shop, &path, headers)
}

/// The rows of an answer in JSON: of both periods, each named, when there are two.
fn rows(answer: &Value) -> Vec<Value> {
    let of = |answer: &Value| -> Vec<Value> {
        let table = ["rows", "steps"].iter().find_map(|key| answer.get(*key)).unwrap_or(answer);
        match table {
            Value::Array(rows) => rows.clone(),
            one => {
                let mut one = one.clone();
                if let Some(one) = one.as_object_mut() {
                    one.shift_remove("previous");
                }
                vec![one]
            }
        }
    };
    let Some(previous) = answer.get("previous") else { return of(answer) };
    let named = |period: &str, rows: Vec<Value>| -> Vec<Value> {
        rows.into_iter()
            .map(|mut row| {
                row["period"] = json!(period);
                row
            })
            .collect()
    };
    [named("current", of(answer)), named("previous", of(previous))].concat()
}
