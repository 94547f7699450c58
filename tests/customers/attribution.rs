//! Attribution and the paths of orders beside a plain model of who came from where.

use std::cell::Cell;
use std::collections::BTreeMap;

use footfall_tests::{Server, Shop, now_ms};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::prop_assert_eq;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use crate::visits::{HOUR_MS, Placed, Visit, Visits, WAYS, cents, visits};

type Checked = Result<(), TestCaseError>;

const MODELS: [&str; 5] = ["last_non_direct", "first", "linear", "time_decay", "position"];
const NOT_SET: [&str; 3] = ["(not set)"; 3];

#[test]
fn every_models_shares_are_those_of_the_plain_model_and_add_up_to_the_revenue() {
    let server = Server::with(&footfall_tests::ANY_RATE);
    let config = Config {
        cases: if std::env::var_os("FOOTFALL_LONG").is_some() { 600 } else { 60 },
        max_shrink_iters: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let number = Cell::new(0);
    let tried = TestRunner::new(config).run(&visits(), |visits| {
        number.set(number.get() + 1);
        let now_ms = now_ms();
        let shop = visits.tell(&server, &format!("shop-{}", number.get()), now_ms);
        for filter in [None, Some("letter"), Some("google")] {
            check_attribution(&shop, &visits, filter)?;
        }
        check_paths(&shop, &visits, now_ms)
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}

fn report(shop: &Shop, name: &str, more: &str) -> Value {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let (from, to) = (today.saturating_sub(4.days()), today.saturating_add(1.day()));
    shop.report_of(name, from, to, more)
}

fn rows(report: &Value) -> Vec<Value> {
    report["rows"].as_array().cloned().unwrap_or_default()
}

/// The visits that led to an order, by time.
fn path<'v>(visits: &'v Visits, order: &Placed) -> Vec<&'v Visit> {
    let placed = visits.placed();
    let is_theirs = |visit: &&Visit| {
        let by_customer = placed.iter().any(|other| {
            other.order.customer.is_some()
                && other.order.customer == order.order.customer
                && !other.order.cancelled
                && other.visitor == Some(visit.visitor)
        });
        let before_ms = visit.ago_ms - order.ago_ms;
        (by_customer || order.visitor == Some(visit.visitor))
            && (0..=visits.look_back_days * 24 * HOUR_MS).contains(&before_ms)
    };
    let mut path: Vec<&Visit> = visits.visits.iter().filter(is_theirs).collect();
    path.sort_by_key(|visit| -visit.ago_ms);
    path
}

/// In parts of a whole that is the sum of them.
fn weights(model: &str, path: &[&Visit], order: &Placed) -> Vec<i128> {
    let count = path.len();
    let one = |chosen: usize| (0..count).map(|place| i128::from(place == chosen)).collect();
    match model {
        "last_non_direct" => {
            let last = path.iter().rposition(|visit| WAYS[visit.way].2[0] != "(direct)");
            one(last.unwrap_or(count - 1))
        }
        "first" => one(0),
        "linear" => vec![1; count],
        "time_decay" => {
            let half = |visit: &&Visit| {
                let weeks = (visit.ago_ms - order.ago_ms) as f64 / (168 * HOUR_MS) as f64;
                ((1i64 << 40) as f64 * 0.5f64.powf(weeks)).round() as i128
            };
            path.iter().map(half).collect()
        }
        _ => match count {
            1 => vec![100],
            2 => vec![50, 50],
            _ => {
                // In hundredths of so many parts as there are visits between.
                let between = (count - 2) as i128;
                let mut weights = vec![20; count];
                (weights[0], weights[count - 1]) = (40 * between, 40 * between);
                weights
            }
        },
    }
}

/// Cents by weight: first what is wholly due, then a cent to whom most of one is due.
fn shared(cents: i64, weights: &[i128]) -> Vec<i64> {
    let whole: i128 = weights.iter().sum();
    let due: Vec<i128> = weights.iter().map(|weight| i128::from(cents) * weight).collect();
    let mut shares: Vec<i64> = due.iter().map(|due| (due / whole) as i64).collect();
    while shares.iter().sum::<i64>() < cents {
        let missing = |place: &usize| due[*place] - i128::from(shares[*place]) * whole;
        let places = 0..shares.len();
        // Of equals the first.
        let most = places.rev().max_by_key(missing).unwrap_or(0);
        shares[most] += 1;
    }
    shares
}

/// `filter`: only orders made in a visit from there.
fn check_attribution(shop: &Shop, visits: &Visits, filter: Option<&str>) -> Checked {
    let is_meant = |placed: &Placed| {
        let source = placed.way.map(|way| WAYS[way].2[0]);
        !placed.order.cancelled && (filter.is_none() || source == filter)
    };
    let counted: Vec<Placed> = visits.placed().into_iter().filter(is_meant).collect();
    let filter = filter.map_or(String::new(), |source| format!("&filter=source%3D%3D{source}"));
    let mut customers: Vec<usize> =
        counted.iter().filter_map(|placed| placed.order.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    for name in ["customers", "rfm"] {
        let found = report(shop, name, &filter);
        prop_assert_eq!(&found["customers"], &json!(customers.len()), "{}{}", name, filter);
    }
    let mut expected: BTreeMap<[&str; 3], (i64, [i64; 5])> = BTreeMap::new();
    let mut revenue = 0;
    for placed in &counted {
        let net = if placed.order.refunded { 0 } else { placed.order.cents };
        revenue += net;
        let path = path(visits, placed);
        let mut channels: Vec<[&str; 3]> = path.iter().map(|visit| WAYS[visit.way].2).collect();
        if path.is_empty() {
            channels.push(NOT_SET);
        }
        for (place, model) in MODELS.iter().enumerate() {
            let weights = if path.is_empty() { vec![1] } else { weights(model, &path, placed) };
            for (channel, share) in channels.iter().zip(shared(net, &weights)) {
                expected.entry(*channel).or_default().1[place] += share;
            }
        }
        channels.sort_unstable();
        channels.dedup();
        for channel in channels {
            expected.entry(channel).or_default().0 += 1;
        }
    }
    let look_back = format!("&look_back_days={}{filter}", visits.look_back_days);
    let found = report(shop, "attribution", &look_back);
    prop_assert_eq!(&found["orders"], &json!(counted.len()));
    prop_assert_eq!(cents(&found["revenue"]), revenue);
    let mut columns = [0; 5];
    let mut shown = BTreeMap::new();
    for row in rows(&found) {
        let channel =
            ["source", "medium", "campaign"].map(|word| row[word].as_str().unwrap_or("?"));
        let shares = MODELS.map(|model| cents(&row[model]));
        for (sum, share) in columns.iter_mut().zip(shares) {
            *sum += share;
        }
        let channel = channel.map(str::to_owned);
        shown.insert(channel, (row["orders"].as_i64().unwrap_or(-1), shares));
    }
    let owned = |(channel, sums): ([&str; 3], _)| (channel.map(str::to_owned), sums);
    prop_assert_eq!(shown, expected.clone().into_iter().map(owned).collect::<BTreeMap<_, _>>());
    prop_assert_eq!(columns, [revenue; 5]);
    // By one word it is the same, added up.
    let mut by_medium: BTreeMap<&str, [i64; 5]> = BTreeMap::new();
    for ([_, medium, _], (_, shares)) in &expected {
        let sums = by_medium.entry(medium).or_default();
        for (sum, share) in sums.iter_mut().zip(shares) {
            *sum += share;
        }
    }
    let found = rows(&report(shop, "attribution", &format!("{look_back}&by=medium")));
    prop_assert_eq!(found.len(), by_medium.len());
    for row in found {
        let sums = by_medium.get(row["medium"].as_str().unwrap_or_default());
        prop_assert_eq!(sums, Some(&MODELS.map(|model| cents(&row[model]))), "{}", row);
    }
    Ok(())
}

/// Of every order, cancelled ones among them.
fn check_paths(shop: &Shop, visits: &Visits, now_ms: i64) -> Checked {
    let more = format!("&path=1&look_back_days={}", visits.look_back_days);
    let listed = rows(&report(shop, "orders", &more));
    let placed = visits.placed();
    prop_assert_eq!(listed.len(), placed.len());
    for order in &placed {
        let row = listed.iter().find(|row| row["order_id"] == order.id);
        let found = row.map_or(Value::Null, |row| row["path"].clone());
        let step = |visit: &&Visit| {
            let (page, _, [source, medium, campaign]) = WAYS[visit.way];
            json!({
                "at_ms": now_ms - visit.ago_ms,
                "source": source,
                "medium": medium,
                "campaign": campaign,
                "landing_page": page.split('?').next(),
            })
        };
        let expected: Vec<Value> = path(visits, order).iter().map(step).collect();
        prop_assert_eq!(&found, &json!(expected), "{}", order.id);
    }
    Ok(())
}
