//! A quarter of a year of a shop, written through the real write path: the reports equal what was done, to the cent.

use std::time::Duration;

use footfall_tests::{Server, Shop, TestDir, footfall_within, must};
use serde_json::Value;

/// Writing a quarter takes seconds; ten times that is a fault.
const LONG: Duration = Duration::from_secs(300);

/// The totals that a simulation printed.
fn simulated(server: &Server, days: u32, sessions_per_day: u32, seed: u32) -> Value {
    let (days, sessions, seed) = (days.to_string(), sessions_per_day.to_string(), seed.to_string());
    let arguments = [
        "simulate",
        "--site",
        "shop",
        "--days",
        &days,
        "--sessions-per-day",
        &sessions,
        "--seed",
        &seed,
    ];
    let output = footfall_within(LONG, &server.data, &arguments);
    assert!(output.success, "{}", output.stderr);
    must(serde_json::from_str(&output.stdout), "one JSON object, alone")
}

fn report(shop: &Shop, totals: &Value, name: &str) -> Value {
    let date = |key: &str| must(totals[key].as_str().unwrap_or_default().parse(), key);
    shop.report_of(
        name,
        date("from"),
        date("to"),
        if name == "products" || name == "sources" { "&limit=10000" } else { "" },
    )
}

/// Every key that was printed has the same value in the report; numbers however they are written.
#[track_caller]
fn check_same(what: &str, printed: &Value, reported: &Value) {
    match (printed, reported) {
        (Value::Object(printed), Value::Object(_)) => {
            for (key, value) in printed {
                check_same(&format!("{what}.{key}"), value, &reported[key]);
            }
        }
        // The median of a histogram whose buckets are that narrow.
        (Value::Number(printed), Value::Number(reported)) if what == "time_on_page_median_ms" => {
            let (printed, reported) = (printed.as_f64(), reported.as_f64());
            let off = printed.zip(reported).map(|(printed, reported)| reported / printed - 1.0);
            assert!(
                off.is_some_and(|off| off.abs() <= 0.02),
                "{what}: {reported:?} of {printed:?}"
            );
        }
        (Value::Number(printed), Value::Number(reported)) => {
            assert_eq!(printed.as_f64(), reported.as_f64(), "{what}");
        }
        _ => assert_eq!(printed, reported, "{what}"),
    }
}

fn row<'r>(rows: &'r Value, key: &str, value: &Value) -> &'r Value {
    rows.as_array().into_iter().flatten().find(|row| row[key] == *value).unwrap_or(&Value::Null)
}

#[track_caller]
fn check_reports(shop: &Shop, totals: &Value) {
    let overview = report(shop, totals, "overview");
    for (key, printed) in totals.as_object().into_iter().flatten() {
        if key != "funnel" && key != "products" {
            check_same(key, printed, &overview[key]);
        }
    }
    let funnel = report(shop, totals, "funnel");
    for step in totals["funnel"]["steps"].as_array().into_iter().flatten() {
        check_same(
            &format!("funnel {}", step["step"]),
            step,
            row(&funnel["steps"], "step", &step["step"]),
        );
    }
    let products = report(shop, totals, "products");
    let printed = totals["products"]["rows"].as_array().cloned().unwrap_or_default();
    for product in &printed {
        check_same(
            &format!("product {}", product["item_id"]),
            product,
            row(&products["rows"], "item_id", &product["item_id"]),
        );
    }
    assert_eq!(
        products["rows"].as_array().map(Vec::len),
        Some(printed.len()),
        "and no other product"
    );
    check_sums(shop, totals, &overview);
}

/// A count, or money in hundredths.
fn number(value: &Value) -> i64 {
    match value["amount"].as_str() {
        Some(amount) => must(amount.replace('.', "").parse(), amount),
        None => value.as_i64().unwrap_or_default(),
    }
}

/// What can be added up gives the same whole however it is cut.
#[track_caller]
fn check_sums(shop: &Shop, totals: &Value, overview: &Value) {
    for (table, metrics) in [
        (
            "timeseries",
            &[
                "sessions",
                "visitors",
                "page_views",
                "orders",
                "gross_revenue",
                "refunds",
                "total_revenue",
            ][..],
        ),
        ("sources", &["sessions", "orders", "gross_revenue", "total_revenue"]),
        ("pages", &["page_views"]),
    ] {
        let rows = report(shop, totals, table)["rows"].clone();
        for metric in metrics {
            let sum: i64 =
                rows.as_array().into_iter().flatten().map(|row| number(&row[metric])).sum();
            assert_eq!(sum, number(&overview[metric]), "Σ {metric} of {table}");
        }
    }
    let gross = number(&overview["gross_revenue"]);
    assert_eq!(number(&overview["total_revenue"]), gross - number(&overview["refunds"]));
}

#[test]
fn ninety_days_of_a_shop_are_reported_to_the_cent() {
    let server = Server::start();
    let shop = server.shop("shop");
    let totals = simulated(&server, 90, 500, 7);
    assert!(totals["sessions"].as_i64() > Some(30_000), "{totals}");
    for metric in ["orders", "recovered_carts", "carts", "page_views"] {
        assert!(totals[metric].as_i64() > Some(0), "{metric} of {totals}");
    }
    assert!(number(&totals["refunds"]) > 0 && number(&totals["lost_revenue"]) > 0);
    check_reports(&shop, &totals);
}

#[test]
fn a_shop_without_cents_and_with_a_changing_clock_is_reported_exactly_too() {
    for (currency, zone) in [("JPY", "Asia/Tokyo"), ("KWD", "America/New_York")] {
        let server = Server::start();
        let shop = server.shop_with("shop", &["--currency", currency, "--timezone", zone]);
        let totals = simulated(&server, 20, 40, 3);
        check_reports(&shop, &totals);
    }
}

#[test]
fn the_same_seed_writes_the_same_history_and_another_another() {
    let totals = |seed: u32| {
        let server = Server::start();
        server.shop("shop");
        simulated(&server, 7, 30, seed)
    };
    let first = totals(1);
    assert_eq!(first, totals(1));
    assert_ne!(first["gross_revenue"], totals(2)["gross_revenue"]);
}

#[test]
fn a_history_written_while_no_server_runs_is_the_same() {
    let dir = TestDir::default();
    let shop_of = |server: &Server| Shop::new(server, "shop", &server.key("shop", "read"));
    let server = Server::on(&dir.data(), &[]);
    server.shop("shop");
    server.kill();
    let arguments = ["simulate", "--site", "shop", "--days", "5", "--sessions-per-day", "30"];
    let output = footfall_within(LONG, &dir.data(), &arguments);
    let totals: Value = must(serde_json::from_str(&output.stdout), &output.stderr);
    let server = Server::on(&dir.data(), &[]);
    check_reports(&shop_of(&server), &totals);
}

#[test]
fn a_site_that_is_not_there_cannot_be_simulated() {
    let server = Server::start();
    let output =
        server.command(&["simulate", "--site", "none", "--days", "1", "--sessions-per-day", "1"]);
    assert!(
        !output.success && output.stdout.is_empty() && output.stderr.contains("none"),
        "{output:?}"
    );
}
