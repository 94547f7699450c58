//! A 2xx means: on disk. Whatever ends the server, everything it acknowledged is there once, and nothing is there twice.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use footfall_tests::{ANY_RATE, ORIGIN, Server, Shop, TestDir, item, must, wait_until};
use rusqlite::Connection;
use rustix::process::Signal;
use serde_json::{Value, json};

/// Crashes in one run; `FOOTFALL_LONG=1` asks for many more.
const CRASHES: u64 = 20;
const CRASHES_LONG: u64 = 200;
/// Shoppers at a time: enough that requests wait together and are committed together.
const SHOPPERS: usize = 8;

/// A batch and the products it names: each product is named by one event only, so that it tells whether the event is
/// there, and how often.
struct Told {
    batch: Value,
    products: Vec<String>,
    orders: usize,
    acknowledged: bool,
}

/// One shopper's batch: a single view, or five, or an order.
fn batch(shop: &Shop, name: &str) -> Told {
    let mut load = shop.load();
    let kind = RandomState::new().hash_one(name) % 3;
    let count = if kind == 1 { 5 } else { 1 };
    let products: Vec<String> = (0..count).map(|place| format!("{name}-{place}")).collect();
    let event = |product: &String| {
        if kind == 2 {
            load.purchase(product, "1.00", &[(product, "1.00", 1)])
        } else {
            load.event("view_item", json!({ "items": [item(product, "1.00", 1)] }))
        }
    };
    let events: Vec<Value> = products.iter().map(event).collect();
    Told {
        batch: load.batch(&events),
        products,
        orders: usize::from(kind == 2),
        acknowledged: false,
    }
}

/// Shoppers send until the server no longer answers. `meanwhile` is told how many were acknowledged so far.
fn load_until_it_ends(shop: &Shop, meanwhile: impl FnOnce(&AtomicU64)) -> Vec<Told> {
    let (acknowledged, ended) = (AtomicU64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let shoppers: Vec<_> = (0..SHOPPERS)
            .map(|shopper| {
                let (acknowledged, ended) = (&acknowledged, &ended);
                let shop = shop.visited_by(&format!("shopper {shopper}"));
                scope.spawn(move || {
                    let mut told = Vec::new();
                    while !ended.load(Ordering::Relaxed) {
                        let mut next =
                            batch(&shop, &format!("{}-{shopper}-{}", shop.id, told.len()));
                        match shop.try_post(&next.batch) {
                            Ok(answer) if answer.status == 200 => {
                                next.acknowledged = true;
                                acknowledged.fetch_add(1, Ordering::Relaxed);
                            }
                            // Stopping: not stored, to be sent again.
                            Ok(answer) => assert_eq!(answer.status, 503, "{answer:?}"),
                            Err(_) => ended.store(true, Ordering::Relaxed),
                        }
                        told.push(next);
                    }
                    told
                })
            })
            .collect();
        meanwhile(&acknowledged);
        shoppers
            .into_iter()
            .flat_map(|shopper| must(shopper.join().map_err(|_| "panic"), "a shopper"))
            .collect()
    })
}

/// How often each product was seen or bought, by the report.
fn counted(shop: &Shop) -> BTreeMap<String, i64> {
    let report = shop.all_products();
    let rows = report["rows"].as_array().cloned().unwrap_or_default();
    assert!(rows.len() < 10_000, "more than one report holds");
    let count =
        |row: &Value| row["views"].as_i64().unwrap_or(0) + row["orders"].as_i64().unwrap_or(0);
    rows.iter()
        .map(|row| (row["item_id"].as_str().unwrap_or_default().to_owned(), count(row)))
        .collect()
}

#[track_caller]
fn check_acknowledged(shop: &Shop, told: &[Told]) {
    let counted = counted(shop);
    let all: BTreeSet<&String> = told.iter().flat_map(|told| &told.products).collect();
    for product in told.iter().filter(|told| told.acknowledged).flat_map(|told| &told.products) {
        assert_eq!(counted.get(product), Some(&1), "{product} was acknowledged");
    }
    for (product, count) in &counted {
        assert!(all.contains(product), "{product} was never sent");
        assert_eq!(*count, 1, "{product}");
    }
}

/// Every shopper's tracker tries again what was not acknowledged; now all of it is there, once.
#[track_caller]
fn check_after_retries(shop: &Shop, told: &[Told]) {
    for told in told.iter().filter(|told| !told.acknowledged) {
        shop.store(&told.batch);
    }
    let counted = counted(shop);
    let products: usize = told.iter().map(|told| told.products.len()).sum();
    assert_eq!(counted.len(), products);
    assert!(counted.values().all(|&count| count == 1));
    let orders: usize = told.iter().map(|told| told.orders).sum();
    assert_eq!(shop.overview()["orders"], orders);
}

#[test]
fn kill_9_at_any_moment_loses_nothing_acknowledged_and_doubles_nothing() {
    let dir = TestDir::default();
    let long = std::env::var_os("FOOTFALL_LONG").is_some();
    let mut rounds = Vec::new();
    for round in 0..if long { CRASHES_LONG } else { CRASHES } {
        let server = Server::on(&dir.data(), &ANY_RATE);
        let shop = server.shop(&format!("round-{round}"));
        // A random moment: after so many acknowledgements, with the next commits under way.
        let moment = 1 + RandomState::new().hash_one(round) % 400;
        let told = load_until_it_ends(&shop, |acknowledged| {
            wait_until("load", || (acknowledged.load(Ordering::Relaxed) >= moment).then_some(()));
            server.signal(Signal::KILL);
        });
        drop(server);
        assert!(told.iter().filter(|told| told.acknowledged).count() as u64 >= moment);
        let server = Server::on(&dir.data(), &ANY_RATE);
        let shop = shop.behind(&server);
        check_acknowledged(&shop, &told);
        check_after_retries(&shop, &told);
        rounds.push((shop, told));
        server.kill();
    }
    let server = Server::on(&dir.data(), &ANY_RATE);
    for (shop, told) in &rounds {
        check_after_retries(&shop.behind(&server), told);
    }
    drop(server);
    let database = must(Connection::open(dir.data().join("footfall.db")), "the database");
    let checked = database.query_row("pragma integrity_check", (), |row| row.get(0));
    assert_eq!(checked.ok(), Some("ok".to_owned()));
}

#[test]
fn sigterm_under_load_stores_all_it_acknowledges_and_exits_with_0_in_time() {
    let dir = TestDir::default();
    let mut server = Server::on(&dir.data(), &ANY_RATE);
    let shop = server.shop("shop");
    let told = load_until_it_ends(&shop, |acknowledged| {
        wait_until("load", || (acknowledged.load(Ordering::Relaxed) >= 200).then_some(()));
        server.signal(Signal::TERM);
    });
    let (status, took) = server.ended();
    assert_eq!(status.code(), Some(0), "{}", server.log());
    assert!(took < Duration::from_secs(20), "{took:?}");
    let server = Server::on(&dir.data(), &ANY_RATE);
    let shop = shop.behind(&server);
    check_acknowledged(&shop, &told);
    check_after_retries(&shop, &told);
}

#[test]
fn whoever_watches_live_does_not_hold_up_a_stop() {
    let mut server = Server::with(&ANY_RATE);
    let shop = server.shop("shop");
    let watching = shop.watch();
    server.signal(Signal::TERM);
    let (status, took) = server.ended();
    assert_eq!(status.code(), Some(0), "{}", server.log());
    assert!(took < Duration::from_secs(5), "{took:?}");
    drop(watching);
}

#[test]
fn refusals_counted_before_a_stop_are_there_after_it() {
    let dir = TestDir::default();
    let mut server = Server::on(&dir.data(), &ANY_RATE);
    let shop = server.shop("shop");
    let url = format!("{}/v1/events", server.url);
    let mut load = shop.load();
    let events = [load.page_view()];
    let elsewhere = [("origin", "https://elsewhere.example")];
    assert_eq!(server.http.post(&url, &elsewhere, &load.batch(&events).to_string()).status, 403);
    assert_eq!(server.http.post(&url, &[("origin", ORIGIN)], "{").status, 400);
    server.signal(Signal::TERM);
    server.ended();
    let server = Server::on(&dir.data(), &ANY_RATE);
    let shop = shop.behind(&server);
    assert_eq!((shop.drops("origin_not_allowed"), shop.drops("malformed")), (1, 1));
}
