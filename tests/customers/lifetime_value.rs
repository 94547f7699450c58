//! The models beside what was published of CDNOW's customers, by way of an import and of the reports.
//!
//! * Fader, Hardie, Lee: "Counting Your Customers" the Easy Way (2005), and its note on an implementation in Excel.
//! * Fader, Hardie: The Gamma-Gamma Model of Monetary Value (2013).

use std::collections::BTreeMap;

use footfall_tests::{Server, Shop, TestDir, must};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::cdnow::{self, Summary};
use crate::import::imported;

const FIRST: Date = date(1997, 1, 1);
const CALIBRATED: Date = date(1997, 9, 30);
const LAST: Date = date(1998, 6, 30);

/// CDNOW, as a shop that imported its orders.
struct Cdnow {
    _server: Server,
    shop: Shop,
}

impl Cdnow {
    fn open() -> Self {
        let server = Server::start();
        let flags = ["--timezone", "America/New_York", "--currency", "USD"];
        let shop = server.shop_with("cdnow", &flags);
        let mut lines = String::from("order_id,date,customer,total\n");
        for (number, purchase) in cdnow::purchases().iter().enumerate() {
            let cdnow::Purchase { customer, date, total } = purchase;
            lines.push_str(&format!("{number},{date},{customer},{total}\n"));
        }
        let dir = TestDir::default();
        let file = dir.path().join("cdnow.csv");
        must(std::fs::write(&file, lines), "the file");
        let counts = imported(&server, "cdnow", &file);
        assert_eq!((&counts["imported"], &counts["refused"]), (&json!(6_919), &json!(0)));
        Self { _server: server, shop }
    }

    fn clv(&self, to: Date, more: &str) -> Value {
        self.shop.report_of("clv", FIRST, to, more)
    }

    /// At the end of September 1997.
    fn customers(&self, more: &str) -> Vec<Value> {
        let report =
            self.shop.report_of("customers", FIRST, CALIBRATED, &format!("&limit=10000{more}"));
        assert_eq!((&report["customers"], &report["next"]), (&json!(2_357), &Value::Null));
        report["rows"].as_array().cloned().unwrap_or_default()
    }
}

fn number(value: &Value) -> f64 {
    must(value.as_f64().ok_or("no number"), &value.to_string())
}

#[track_caller]
fn check(what: &str, found: &Value, expected: f64) {
    let found = number(found);
    assert!((found / expected - 1.0).abs() <= 0.01, "{what}: {found}, not {expected}");
}

fn check_purchase_model(model: &Value) {
    for (name, expected) in [("r", 0.2426), ("alpha", 4.4135), ("a", 0.7929), ("b", 2.4258)] {
        check(name, &model[name], expected);
    }
}

#[test]
fn what_is_published_of_cdnow_is_what_its_imported_orders_come_to() {
    let cdnow = Cdnow::open();
    the_orders_lead_to_the_published_table(&cdnow);
    the_parameters_are_the_published_ones(&cdnow);
    so_are_expectations(&cdnow);
    the_holdout_is_the_back_test(&cdnow);
}

fn the_orders_lead_to_the_published_table(cdnow: &Cdnow) {
    let hundredths = |value: &Value| (number(value) * 100.0).round() as i64;
    let summary = |row: &Value| Summary {
        frequency: row["frequency"].as_i64().unwrap_or(-1),
        recency: hundredths(&row["recency_weeks"]),
        age: hundredths(&row["age_weeks"]),
    };
    let mut found: Vec<Summary> = cdnow.customers("").iter().map(summary).collect();
    found.sort_unstable();
    assert_eq!(found, cdnow::summaries());
}

fn the_parameters_are_the_published_ones(cdnow: &Cdnow) {
    let clv = cdnow.clv(CALIBRATED, "");
    assert_eq!((&clv["missing"], &clv["repeat_customers"]), (&Value::Null, &json!(946)), "{clv:#}");
    check_purchase_model(&clv["purchase_model"]);
    let spend = &clv["spend_model"];
    for (name, expected) in [("p", 6.25), ("q", 3.74), ("v", 15.45), ("mean_spend", 35.17)] {
        check(name, &spend[name], expected);
    }
    let stated = ["horizon_weeks", "discount_per_year", "discount_period_weeks", "unit_of_time"];
    let stated = stated.map(|name| clv[name].clone());
    assert_eq!(stated, [json!(52), json!(0.1), json!(4), json!("week")]);
}

fn so_are_expectations(cdnow: &Cdnow) {
    for (weeks, expected) in [(1, 0.0532), (3, 0.1506), (78, 1.8576)] {
        let clv = cdnow.clv(CALIBRATED, &format!("&horizon_weeks={weeks}"));
        check("a new customer", &clv["new_customer_expected_purchases"], expected);
    }
    let customers = cdnow.customers("&horizon_weeks=39&discount=0");
    let with = |frequency: i64, recency: f64, age: f64| {
        let near = |found: &Value, weeks: f64| (number(found) - weeks).abs() < 0.005;
        let mut same = customers.iter().filter(|row| {
            row["frequency"] == frequency
                && near(&row["recency_weeks"], recency)
                && near(&row["age_weeks"], age)
        });
        must(same.next().ok_or("there is none"), "a customer")
    };
    // The note's customer.
    check("expected_purchases", &with(2, 30.43, 38.86)["expected_purchases"], 1.226);
    check("p_alive", &with(2, 30.43, 38.86)["p_alive"], 0.7266);
    // Undiscounted, a customer's value is their purchases at what they spend each time.
    for (row, expected) in [(with(2, 30.43, 38.86), 24.65), (with(0, 0.0, 38.86), 35.17)] {
        let value: f64 = must(row["clv_predicted"]["amount"].as_str().unwrap_or("").parse(), "clv");
        check("spend", &json!(value / number(&row["expected_purchases"])), expected);
    }
    // All of them together, and within the interval.
    let all: f64 = customers.iter().map(|row| number(&row["expected_purchases"])).sum();
    let clv = cdnow.clv(CALIBRATED, "&horizon_weeks=39&discount=0");
    assert!((all - number(&clv["expected_purchases"])).abs() < 1e-6, "{all}: {clv:#}");
    let [low, value, high] = ["clv_predicted_low", "clv_predicted", "clv_predicted_high"]
        .map(|name| must(clv[name]["amount"].as_str().unwrap_or("").parse::<f64>(), name));
    assert!(0.9 * value < low && low < value && value < high && high < 1.1 * value, "{clv:#}");
}

fn the_holdout_is_the_back_test(cdnow: &Cdnow) {
    let clv = cdnow.clv(LAST, &format!("&calibrate_to={CALIBRATED}"));
    let backtest = &clv["backtest"];
    let stated = ["calibrated_to", "holdout_to", "holdout_weeks", "customers"];
    let stated = stated.map(|name| backtest[name].clone());
    assert_eq!(stated, [json!("1997-09-30"), json!("1998-06-30"), json!(39.0), json!(2_357)]);
    check_purchase_model(&backtest["purchase_model"]);
    // What was bought, by the plainest reading of the file: days with a purchase after the first one.
    let mut days: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    for purchase in cdnow::purchases() {
        let days = days.entry(purchase.customer).or_default();
        if !days.contains(&purchase.date) {
            days.push(purchase.date);
        }
    }
    let mut actual = [0i64; 8];
    for days in days.values() {
        let before = days.iter().filter(|day| **day <= CALIBRATED).count();
        actual[(before - 1).min(7)] += (days.len() - before) as i64;
    }
    let rows = backtest["by_frequency"].as_array().cloned().unwrap_or_default();
    let found: Vec<i64> = rows.iter().filter_map(|row| row["actual_purchases"].as_i64()).collect();
    assert_eq!(found, actual);
    let predicted: f64 = rows.iter().map(|row| number(&row["predicted_purchases"])).sum();
    assert!((predicted - number(&backtest["predicted_purchases"])).abs() < 1e-6);
    // The model is known to fall short of the second half by an eighth; of all until then that is a twentieth.
    assert_eq!(backtest["actual_purchases"], 1_882);
    assert!(number(&backtest["error"]).abs() < 0.13, "{backtest:#}");
    // Half of the time is before the end of September, too.
    assert_eq!(&cdnow.clv(LAST, "")["backtest"], backtest);
}

#[test]
fn of_too_few_customers_nothing_is_predicted_and_the_reason_is_said() {
    let server = Server::start();
    let shop = server.shop("shop");
    let empty = shop.report("clv");
    assert_eq!(empty["missing"], "too_few_repeat_customers", "{empty:#}");
    assert_eq!((&empty["clv_predicted"], &empty["purchase_model"]), (&Value::Null, &Value::Null));
    assert_eq!((&empty["customers"], &empty["backtest"]), (&json!(0), &Value::Null));
    let dir = TestDir::default();
    let file = dir.path().join("orders.csv");
    let lines = "order_id,date,customer,total\n1,2025-01-01,ann,5\n2,2025-02-01,ann,6\n3,2025-02-01,ben,7\n";
    must(std::fs::write(&file, lines), "the file");
    imported(&server, "shop", &file);
    let (from, to) = (date(2025, 1, 1), date(2025, 12, 31));
    let few = shop.report_of("clv", from, to, "");
    assert_eq!((&few["repeat_customers"], &few["min_repeat_customers"]), (&json!(1), &json!(50)));
    assert_eq!(
        (&few["missing"], &few["clv_predicted"]),
        (&json!("too_few_repeat_customers"), &Value::Null)
    );
    assert_eq!(few["backtest"]["missing"], "too_few_repeat_customers");
    let customers = shop.report_of("customers", from, to, "");
    assert_eq!(customers["clv_predicted_missing"], "too_few_repeat_customers");
    assert_eq!(customers["rows"][0]["clv_predicted"], Value::Null);
    assert_eq!(customers["rows"][0]["clv_historic"]["amount"], "11.00");
}
