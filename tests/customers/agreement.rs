//! Every number about customers equals that of the plain model, whatever happened.

use std::cell::Cell;

use footfall_tests::{Server, Shop, now_ms};
use jiff::civil::Date;
use proptest::prop_assert_eq;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use crate::history::{history, money};
use crate::model::{self, Counted};

type Checked = Result<(), TestCaseError>;

#[test]
fn customers_rfm_cohorts_and_the_repeat_rate_are_those_of_the_model() {
    let server = Server::start();
    let config = Config {
        cases: if std::env::var_os("FOOTFALL_LONG").is_some() { 1_000 } else { 80 },
        max_shrink_iters: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let number = Cell::new(0);
    let tried = TestRunner::new(config).run(&history(), |history| {
        number.set(number.get() + 1);
        let now_ms = now_ms();
        let shop = history.tell(&server, &format!("shop-{}", number.get()), now_ms);
        let orders = model::counted(&history, now_ms);
        let today = history.date(now_ms);
        let days = history.days(now_ms);
        let asked = |name: &str, more: &str| shop.report_of(name, days.0, days.1, more);
        let known = model::customers(&orders, days.1);
        check_list(&asked("customers", ""), &orders, &known, days)?;
        check_pages(&shop, &asked("customers", ""), days)?;
        check_rfm(&asked("rfm", ""), &orders, &known, days.1)?;
        let ever = model::customers(&orders, today);
        for by in ["month", "week"] {
            let found = asked("cohorts", &format!("&by={by}&limit=10000"));
            let expected = model::cohorts(&ever, days, today, by);
            prop_assert_eq!(&found["rows"], &json!(expected), "{}", by);
            prop_assert_eq!(&found["next"], &Value::Null);
        }
        let rate = model::repeat_purchase_rate(&orders, days.0, days.1);
        prop_assert_eq!(&asked("overview", "")["repeat_purchase_rate"], &json!(rate));
        check_clv(&asked("clv", ""), &known)
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}

fn rows(report: &Value) -> Vec<Value> {
    report["rows"].as_array().cloned().unwrap_or_default()
}

/// What stands beside the rows: orders of nobody, and those in yen.
fn check_head(report: &Value, orders: &[Counted], until: Date) -> Checked {
    let until: Vec<&Counted> = orders.iter().filter(|order| order.date <= until).collect();
    let nobodys = until.iter().filter(|order| order.euros && order.customer.is_none()).count();
    prop_assert_eq!(&report["orders_without_customer"], &json!(nobodys));
    let yen: Vec<&&Counted> =
        until.iter().filter(|order| !order.euros && order.customer.is_some()).collect();
    let sum = |of: fn(&Counted) -> i64| money(yen.iter().map(|order| of(order)).sum(), false);
    let expected = json!({
        "currency": "JPY",
        "orders": yen.len(),
        "gross_revenue": sum(|order| order.gross),
        "refunds": sum(|order| order.refunded),
    });
    let expected = if yen.is_empty() { json!([]) } else { json!([expected]) };
    prop_assert_eq!(&report["unconverted"], &expected);
    Ok(())
}

fn check_list(
    report: &Value,
    orders: &[Counted],
    known: &[Vec<Counted>],
    (from, to): (Date, Date),
) -> Checked {
    check_head(report, orders, to)?;
    let mut found = rows(report);
    let mut tokens = Vec::new();
    for row in &mut found {
        tokens.extend(row.as_object_mut().and_then(|row| row.shift_remove("customer")));
        for weeks in ["recency_weeks", "age_weeks"] {
            // The last bit of a fraction is lost on the way through JSON.
            let days = row[weeks].as_f64().map(|weeks| weeks * 7.0);
            row[weeks] = json!(days.map(f64::round));
        }
    }
    let mut expected = model::list(known, from, to);
    prop_assert_eq!(&report["customers"], &json!(expected.len()));
    found.sort_by_key(Value::to_string);
    expected.sort_by_key(Value::to_string);
    prop_assert_eq!(&found, &expected);
    tokens.sort_by_key(Value::to_string);
    tokens.dedup();
    prop_assert_eq!(tokens.len(), found.len(), "everybody has a token of their own");
    Ok(())
}

/// Read two by two it is the same table, the most valuable first.
fn check_pages(shop: &Shop, whole: &Value, (from, to): (Date, Date)) -> Checked {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = shop.report_of("customers", from, to, &format!("&limit=2{after}"));
        found.extend(rows(&page));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    prop_assert_eq!(&found, &rows(whole));
    let cents = |row: &Value| {
        let amount = row["clv_historic"]["amount"].as_str().unwrap_or_default();
        amount.replace('.', "").parse::<i64>().unwrap_or(i64::MIN)
    };
    prop_assert_eq!(found.is_sorted_by_key(|row| -cents(row)), true);
    Ok(())
}

fn check_rfm(report: &Value, orders: &[Counted], known: &[Vec<Counted>], until: Date) -> Checked {
    check_head(report, orders, until)?;
    prop_assert_eq!(&report["customers"], &json!(known.len()));
    let expected = model::rfm(known);
    let groups = rows(report);
    let map = report["map"].as_array().cloned().unwrap_or_default();
    prop_assert_eq!((groups.len(), map.len()), (10, 25));
    let named =
        groups.iter().map(|row| (row["group"].as_str().unwrap_or_default().to_owned(), row));
    let cells = map.iter().map(|row| (format!("{} {}", row["recency"], row["frequency"]), row));
    for (place, row) in named.chain(cells) {
        let (customers, orders, net) = expected.get(&place).copied().unwrap_or_default();
        let found = (&row["customers"], &row["orders"], &row["revenue"]);
        let expected = (json!(customers), json!(orders), money(net, true));
        prop_assert_eq!(found, (&expected.0, &expected.1, &expected.2), "{}", place);
    }
    Ok(())
}

/// So few are never predicted; how many came back is counted all the same.
fn check_clv(report: &Value, known: &[Vec<Counted>]) -> Checked {
    let came_back = |orders: &&Vec<Counted>| orders.iter().any(|order| order.date > orders[0].date);
    prop_assert_eq!(&report["repeat_customers"], &json!(known.iter().filter(came_back).count()));
    prop_assert_eq!(&report["customers"], &json!(known.len()));
    prop_assert_eq!(&report["missing"], &json!("too_few_repeat_customers"));
    prop_assert_eq!(&report["clv_predicted"], &Value::Null);
    Ok(())
}
