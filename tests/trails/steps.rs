//! Trails beside raw events: the same steps, by kind, object, detail and time.

use std::collections::{BTreeMap, BTreeSet};

use footfall_tests::{Server, must};
use proptest::prop_assert_eq;
use proptest::test_runner::TestCaseError;
use rusqlite::Connection;
use serde_json::Value;

use crate::states::rows;

type Checked = Result<(), TestCaseError>;

/// A step as people would tell it: session, time, kind, what of, and the detail.
type Step = (i64, i64, u8, String, i64);

const PAGE_VIEW: u8 = 1;
const ENGAGED: u8 = 2;
const SELECT_ITEM: u8 = 16;
/// Events of which there is a step for each item: names and kinds. Without items it is one step of no product.
const OF_PRODUCTS: &[(&str, u8)] = &[
    ("view_item", 3),
    ("add_to_cart", 4),
    ("remove_from_cart", 5),
    ("add_to_wishlist", 6),
    ("cart_update", IN_CART),
    ("purchase", BOUGHT),
];
const IN_CART: u8 = 7;
const PURCHASE: u8 = 12;
const BOUGHT: u8 = 13;
const OF_NOTHING: &[(&str, u8)] = &[
    ("view_cart", 8),
    ("begin_checkout", 9),
    ("add_shipping_info", 10),
    ("add_payment_info", 11),
    ("sign_up", 19),
    ("login", 20),
];
const SEARCH: u8 = 14;
/// Of each list or promotion that was named once, however many items name it.
const OF_NAMES: &[(&str, u8)] =
    &[("view_item_list", 15), ("view_promotion", 17), ("select_promotion", 18)];
const CUSTOM: u8 = 21;

pub(crate) fn check(server: &Server) -> Checked {
    let database = server.database();
    let mut told = of_trails(&database);
    let mut expected = of_events(server, &database);
    told.sort();
    expected.sort();
    prop_assert_eq!(told, expected);
    check_rates(&database)?;
    let outside = "select count(*) from session left join day_state using (site_id, day)
        where session.id between first_session_id and last_session_id is not true";
    prop_assert_eq!(rows(&database, outside, |row| row.get::<_, i64>(0)), [0]);
    let elsewhere = "select count(*) from cart left join session on session.id = cart.session_id
        where cart.created_at_ms between session.started_at_ms and session.last_at_ms is not true";
    prop_assert_eq!(rows(&database, elsewhere, |row| row.get::<_, i64>(0)), [0]);
    Ok(())
}

fn names(database: &Connection, question: &str) -> BTreeMap<i64, String> {
    rows(database, question, |row| Ok((row.get(0)?, row.get(1)?))).into_iter().collect()
}

/// What the column `trail` holds, read in the plainest way.
fn of_trails(database: &Connection) -> Vec<Step> {
    let texts = names(database, "select id, value from text");
    let products = names(database, "select id, item_key from product");
    let mut all = Vec::new();
    for (session, trail) in raw_trails(database) {
        for (at_ms, kind, object, detail) in trail {
            let of_products = OF_PRODUCTS.iter().any(|(_, known)| *known == kind);
            let names = if of_products { &products } else { &texts };
            let object = match kind {
                ENGAGED => object.to_string(),
                _ => names.get(&object).cloned().unwrap_or_default(),
            };
            all.push((session, at_ms, kind, object, detail));
        }
    }
    all
}

type RawStep = (i64, u8, i64, i64);

fn raw_trails(database: &Connection) -> Vec<(i64, Vec<RawStep>)> {
    let trails = rows(database, "select id, trail from session", |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
    });
    let decoded = |(session, trail): (i64, Vec<u8>)| {
        let mut bytes = trail.into_iter();
        let (mut steps, mut at_ms) = (Vec::new(), 0);
        while let Some(kind) = bytes.next() {
            let zigzag = varint(&mut bytes);
            at_ms += (zigzag >> 1) ^ -(zigzag & 1);
            let object = varint(&mut bytes);
            let has_detail = [PAGE_VIEW, ENGAGED, SELECT_ITEM].contains(&kind);
            steps.push((at_ms, kind, object, if has_detail { varint(&mut bytes) } else { 0 }));
        }
        (session, steps)
    };
    trails.into_iter().map(decoded).collect()
}

fn varint(bytes: &mut impl Iterator<Item = u8>) -> i64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = must(bytes.next().ok_or("nothing"), "a byte of a trail");
        value |= i64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

/// What raw events say, each of the session that it belongs to now.
fn of_events(server: &Server, database: &Connection) -> Vec<Step> {
    let products: BTreeMap<String, i64> =
        rows(database, "select item_key, id from product", |row| Ok((row.get(0)?, row.get(1)?)))
            .into_iter()
            .collect();
    let merged: BTreeMap<i64, i64> =
        rows(database, "select id, into_id from session_merged", |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .into_iter()
        .collect();
    let mut reports: BTreeSet<(i64, i64, String)> = rows(
        database,
        "select session_id, session_at_ms, order_id from purchase where session_id > 0",
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
    .into_iter()
    .collect();
    let exported = server.command(&["export", "--site", "shop"]);
    assert!(exported.success, "{}", exported.stderr);
    let mut all = Vec::new();
    for line in exported.stdout.lines() {
        let event: Value = must(serde_json::from_str(line), line);
        let number = |key: &str| event[key].as_i64().unwrap_or_default();
        let mut session = number("session");
        while let Some(into) = merged.get(&session) {
            session = *into;
        }
        let at_ms = number("at");
        if session < 0 {
            continue;
        }
        let is_purchase = event["name"] == "purchase";
        let order = event["params"]["transaction_id"].as_str().unwrap_or_default().to_owned();
        if is_purchase && !reports.remove(&(session, at_ms, order)) {
            continue;
        }
        let view = (number("page_load") * 31 + number("view")) & 0x3fff;
        for (kind, object, detail) in steps(&event, view, &products) {
            all.push((session, at_ms, kind, object, detail));
        }
    }
    assert!(reports.is_empty(), "orders of sessions that reported none: {reports:?}");
    all
}

fn steps(event: &Value, view: i64, products: &BTreeMap<String, i64>) -> Vec<(u8, String, i64)> {
    let (name, params) = (event["name"].as_str().unwrap_or_default(), &event["params"]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items: Vec<&Value> = params["items"].as_array().into_iter().flatten().collect();
    let kind = |known: &[(&str, u8)]| {
        known.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    };
    let called = |item: &Value, what: &str| {
        let (name, id) = (format!("{what}_name"), format!("{what}_id"));
        let said = [&params[&name], &item[&name], &params[&id], &item[&id]];
        said.into_iter().find(|said| said.is_string()).map(text).unwrap_or_default()
    };
    let of_none = [&Value::Null];
    let each = || if items.is_empty() { &of_none[..] } else { &items[..] };
    if let Some(kind) = kind(OF_PRODUCTS) {
        let mut steps: Vec<_> =
            each().iter().map(|item| (kind, text(&item["item_id"]), 0)).collect();
        if items.is_empty() && [IN_CART, BOUGHT].contains(&kind) {
            steps.clear();
        }
        if kind == BOUGHT {
            steps.push((PURCHASE, String::new(), 0));
        }
        return steps;
    }
    if let Some(kind) = kind(OF_NAMES) {
        let what = if name == "view_item_list" { "item_list" } else { "promotion" };
        let named: BTreeSet<String> = each().iter().map(|item| called(item, what)).collect();
        return named.into_iter().map(|name| (kind, name, 0)).collect();
    }
    match name {
        "page_view" => vec![(PAGE_VIEW, text(&event["page"]), view)],
        "user_engagement" => {
            let ms = params["engaged_ms"].as_i64().unwrap_or_default();
            vec![(ENGAGED, view.to_string(), ms)]
        }
        "search" => vec![(SEARCH, text(&params["search_term"]), 0)],
        "select_item" => {
            let selected = |item: &&Value| {
                let product = products.get(&text(&item["item_id"])).copied().unwrap_or_default();
                (SELECT_ITEM, called(item, "item_list"), product)
            };
            each().iter().map(selected).collect()
        }
        "refund" | "order_cancelled" => Vec::new(),
        _ => match kind(OF_NOTHING) {
            Some(kind) => vec![(kind, String::new(), 0)],
            None => vec![(CUSTOM, name.to_owned(), 0)],
        },
    }
}

/// Which sessions viewed, added and bought a product is what their trails say.
fn check_rates(database: &Connection) -> Checked {
    let mut expected: BTreeMap<(i64, i64), [i64; 3]> = BTreeMap::new();
    let days: BTreeMap<i64, i64> =
        rows(database, "select id, day from session", |row| Ok((row.get(0)?, row.get(1)?)))
            .into_iter()
            .collect();
    for (session, trail) in raw_trails(database) {
        let did = |kinds: &[u8], product: i64| {
            trail.iter().any(|(_, kind, object, _)| kinds.contains(kind) && *object == product)
        };
        let viewed: BTreeSet<i64> = trail
            .iter()
            .filter(|(_, kind, object, _)| *kind == 3 && *object > 0)
            .map(|(_, _, object, _)| *object)
            .collect();
        for product in viewed {
            let rates = expected.entry((days[&session], product)).or_default();
            rates[0] += 1;
            rates[1] += i64::from(did(&[4, IN_CART], product));
            rates[2] += i64::from(did(&[BOUGHT], product));
        }
    }
    let stored = rows(
        database,
        "select day, product_id, sessions_viewed, sessions_viewed_added, sessions_viewed_bought
            from product_rollup where sessions_viewed <> 0 or sessions_viewed_added <> 0
            or sessions_viewed_bought <> 0",
        |row| Ok(((row.get(0)?, row.get(1)?), [row.get(2)?, row.get(3)?, row.get(4)?])),
    );
    prop_assert_eq!(stored.into_iter().collect::<BTreeMap<_, _>>(), expected);
    Ok(())
}
