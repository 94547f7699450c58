//! All that the reports show, beside the model.

use std::collections::BTreeMap;

use footfall_tests::amount;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::prop_assert_eq;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use crate::history::{CURRENCIES, ORDERS, PRODUCTS};
use crate::model::{self, Order, text};
use crate::model_carts::carts;
use crate::model_rates::{Exchanged, Rates};
use crate::telling::{Shop, Told};

type Checked = Result<(), TestCaseError>;

/// An order, its place in [`ORDERS`], and what it comes to in the site's currency when there is a rate.
type Known = (usize, Order, Option<Exchanged>);

pub(crate) fn all(shop: &Shop, told: &Told, rates: &Rates) -> Checked {
    let orders: Vec<Known> = (0..ORDERS.len())
        .filter_map(|id| {
            let order = model::order(&told.events, id, told.prices_include_tax)?;
            let date = model::date(order.at_ms, told.time_zone);
            let exchanged = rates.exchanged(&order, told.currency, &date);
            Some((id, order, exchanged))
        })
        .collect();
    let site = told.currency;
    let report = |name: &str| {
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let (from, to) = (today.saturating_sub(4.days()), today.saturating_add(1.day()));
        shop.reader.report_of(name, from, to, "")
    };
    let overview = report("overview");
    check_sums(&overview, &orders, site)?;
    check_days(&report("timeseries"), &orders, told)?;
    check_products(&report("products"), &orders, site)?;
    check_orders(&report("orders"), &orders, site)?;
    check_carts(&overview, told)
}

fn rows(report: &Value) -> Vec<Value> {
    report["rows"].as_array().cloned().unwrap_or_default()
}

/// Those that are counted in the site's currency.
fn exchanged(orders: &[Known]) -> impl Iterator<Item = (&Order, &Exchanged)> {
    orders.iter().filter_map(|(_, order, exchanged)| Some((order, exchanged.as_ref()?)))
}

fn refunded(order: &Order) -> i64 {
    order.refunds.iter().map(|refund| refund.amount).sum()
}

fn refunded_in_site(exchanged: &Exchanged) -> i64 {
    exchanged.refunds.iter().map(|(amount, _)| amount).sum()
}

/// The period as a whole, by currency.
fn check_sums(overview: &Value, orders: &[Known], site: usize) -> Checked {
    let counted: Vec<&Exchanged> = exchanged(orders)
        .filter(|(order, _)| !order.cancelled)
        .map(|(_, exchanged)| exchanged)
        .collect();
    prop_assert_eq!(&overview["orders"], &json!(counted.len()));
    let sum = |of: fn(&Exchanged) -> i64| text(counted.iter().map(|order| of(order)).sum(), site);
    prop_assert_eq!(amount(overview, "gross_revenue"), sum(|order| order.totals.gross));
    prop_assert_eq!(amount(overview, "item_revenue"), sum(|order| order.totals.item_revenue));
    prop_assert_eq!(amount(overview, "tax"), sum(|order| order.totals.tax));
    prop_assert_eq!(amount(overview, "shipping"), sum(|order| order.totals.shipping));
    prop_assert_eq!(amount(overview, "discount"), sum(|order| order.totals.discount));
    prop_assert_eq!(amount(overview, "refunds"), sum(refunded_in_site));
    let mut others = Vec::new();
    for (currency, code) in CURRENCIES.iter().enumerate() {
        let counted: Vec<&Order> = orders
            .iter()
            .filter(|(_, order, exchanged)| {
                order.currency == currency && exchanged.is_none() && !order.cancelled
            })
            .map(|(_, order, _)| order)
            .collect();
        let sum = |of: fn(&Order) -> i64| {
            let minor = counted.iter().map(|order| of(order)).sum();
            json!({ "amount": text(minor, currency), "currency": code })
        };
        if !counted.is_empty() {
            others.push(json!({
                "currency": code,
                "orders": counted.len(),
                "gross_revenue": sum(|order| order.totals.gross),
                "refunds": sum(refunded),
            }));
        }
    }
    prop_assert_eq!(&overview["unconverted"], &json!(others));
    Ok(())
}

/// Each day: orders, gross, refunds.
fn check_days(timeseries: &Value, orders: &[Known], told: &Told) -> Checked {
    let (time_zone, site) = (told.time_zone, told.currency);
    let mut expected: BTreeMap<String, (i64, i64, i64)> = BTreeMap::new();
    for (order, exchanged) in exchanged(orders) {
        if !order.cancelled {
            let day = expected.entry(model::date(order.at_ms, time_zone)).or_default();
            day.0 += 1;
            day.1 += exchanged.totals.gross;
        }
        for (refund, (amount, _)) in order.refunds.iter().zip(&exchanged.refunds) {
            expected.entry(model::date(refund.at_ms, time_zone)).or_default().2 += amount;
        }
    }
    for row in rows(timeseries) {
        let date = row["date"].as_str().unwrap_or_default();
        let (orders, gross, refunds) = expected.remove(date).unwrap_or_default();
        let found = (&row["orders"], amount(&row, "gross_revenue"), amount(&row, "refunds"));
        let expected = (&json!(orders), text(gross, site), text(refunds, site));
        prop_assert_eq!(found, expected, "{}", date);
    }
    prop_assert_eq!(expected, BTreeMap::new(), "days that no report shows");
    Ok(())
}

fn check_products(products: &Value, orders: &[Known], site: usize) -> Checked {
    for (product, name) in PRODUCTS.iter().enumerate() {
        let (mut counted, mut pieces, mut revenue, mut refunds) = (0, 0, 0, 0);
        for (_, order, exchanged) in orders {
            let of_product = |place: &usize| order.lines[*place].0 == product;
            let places: Vec<usize> = (0..order.lines.len()).filter(of_product).collect();
            let sum = |minor: &[i64]| places.iter().map(|place| minor[*place]).sum::<i64>();
            if !order.cancelled {
                counted += i64::from(!places.is_empty());
                pieces += places.iter().map(|place| order.lines[*place].1).sum::<i64>();
                revenue += exchanged.as_ref().map_or(0, |exchanged| sum(&exchanged.lines));
            }
            for (_, taken) in exchanged.iter().flat_map(|exchanged| &exchanged.refunds) {
                refunds += sum(taken);
            }
        }
        let row = rows(products).into_iter().find(|row| row["item_id"] == *name);
        let Some(row) = row else {
            prop_assert_eq!((counted, pieces, revenue, refunds), (0, 0, 0, 0), "{}", name);
            continue;
        };
        prop_assert_eq!(&row["orders"], &json!(counted), "{}", name);
        let units = row["units"].as_f64().map(|units| (units * 1_000.0).round() as i64);
        prop_assert_eq!(units, Some(pieces), "{}", name);
        prop_assert_eq!(amount(&row, "revenue"), text(revenue, site), "{}", name);
        prop_assert_eq!(amount(&row, "refunds"), text(refunds, site), "{}", name);
    }
    Ok(())
}

fn check_orders(listed: &Value, orders: &[Known], site: usize) -> Checked {
    let listed = rows(listed);
    prop_assert_eq!(listed.len(), orders.len());
    for (id, order, exchanged) in orders {
        let row = listed.iter().find(|row| row["order_id"] == ORDERS[*id]);
        let row = row.cloned().unwrap_or(Value::Null);
        let money = |minor, currency: usize| json!({ "amount": text(minor, currency), "currency": CURRENCIES[currency] });
        let expected = [
            ("at_ms", json!(order.at_ms)),
            ("total", money(order.totals.gross, order.currency)),
            ("refunded", money(refunded(order), order.currency)),
            (
                "converted_total",
                json!(exchanged.as_ref().map(|order| money(order.totals.gross, site))),
            ),
            (
                "converted_refunded",
                json!(exchanged.as_ref().map(|order| money(refunded_in_site(order), site))),
            ),
            ("verified_by", json!(order.verified_by)),
            (
                "reported",
                json!(
                    order
                        .reported
                        .filter(|_| order.verified_by.is_some())
                        .map(|(minor, currency)| money(minor, currency))
                ),
            ),
        ];
        for (field, expected) in expected {
            prop_assert_eq!(&row[field], &expected, "{} of {}", field, ORDERS[*id]);
        }
        prop_assert_eq!(row["cancelled_at_ms"].is_i64(), order.cancelled, "{:?}", row);
    }
    Ok(())
}

fn check_carts(overview: &Value, told: &Told) -> Checked {
    let carts = carts(&told.events, told.currency, footfall_tests::now_ms());
    prop_assert_eq!(&overview["carts"], &json!(carts.carts));
    prop_assert_eq!(&overview["recovered_carts"], &json!(carts.recovered));
    let share = (carts.carts > 0).then(|| carts.abandoned as f64 / carts.carts as f64);
    prop_assert_eq!(&overview["cart_abandonment_rate"], &json!(share));
    prop_assert_eq!(amount(overview, "lost_revenue"), text(carts.lost_minor, told.currency));
    Ok(())
}
