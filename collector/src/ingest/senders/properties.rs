//! Whatever comes, a decoder says what it is and does not panic; and what is well said is understood.

use footfall_protocol::{Event, ParsedBatch};
use proptest::prelude::*;

use super::*;
use crate::ingest::Source;

const NOW: i64 = 1_764_000_000_000;

/// What must hold of anything that was believed.
fn check(parsed: &ParsedBatch, source: Source) -> Result<(), TestCaseError> {
    let mut numbers = std::collections::BTreeSet::new();
    for (_, event) in &parsed.batch.events {
        prop_assert!(numbers.insert(event.n), "no two events have one number");
        let has_page = parsed.batch.page(event.view).is_some();
        prop_assert!(has_page || source == Source::Server, "only a server's may have none");
        prop_assert!((0..=NOW + MAX_AHEAD_MS).contains(&event.at_ms));
    }
    Ok(())
}

fn read_all(query: &str, body: &[u8]) -> Result<(), TestCaseError> {
    let Ok(requests) = Requests::read(query, body) else { return Ok(()) };
    for params in requests.hits.iter().flatten() {
        for source in [Source::Browser, Source::Server] {
            if let Ok(hit) = tracking::read(params, source, NOW) {
                check(&hit.parsed, source)?;
                let is_now = hit.parsed.batch.events.iter().all(|(_, event)| event.at_ms == NOW);
                prop_assert!(is_now || source == Source::Server, "only a server has a time");
            }
        }
    }
    Ok(())
}

/// Parameters that mean something, with values that may.
fn params() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let name = prop::sample::select(
        &[
            "rec",
            "idsite",
            "url",
            "urlref",
            "action_name",
            "_id",
            "cid",
            "uid",
            "rand",
            "cdt",
            "cip",
            "ua",
            "ping",
            "e_t",
            "idgoal",
            "ec_id",
            "revenue",
            "ec_st",
            "ec_tx",
            "ec_dt",
            "ec_items",
            "ec_products",
            "_pks",
            "_pkc",
            "_pkp",
            "search",
            "search_count",
            "e_c",
            "e_a",
            "e_v",
            "link",
            "download",
            "c_n",
            "token_auth",
        ][..],
    );
    let value = prop_oneof![
        prop::sample::select(
            &[
                "",
                "0",
                "1",
                "shop",
                "false",
                "order",
                "cart-update",
                "https://s.example/a?b=c",
                "[[\"A\",\"\",[[]],1]]",
                "[[null]]",
                "2019-02-28 10:00:00",
                "-5",
                "1e400",
                "NaN",
                "192.0.2.1",
            ][..]
        )
        .prop_map(str::to_owned),
        "\\PC{0,30}",
    ];
    prop::collection::vec((name, value), 0..20)
}

fn query(params: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish()
}

/// A line of an order: its sku, its price in cents, how many of it.
fn lines() -> impl Strategy<Value = Vec<(String, i64, u32)>> {
    prop::collection::vec(("[A-Z]([0-9 &+\"\\\\]{0,8}[A-Z])?", 0..10_000_000i64, 1..1000u32), 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_are_too_strange(query in "\\PC{0,200}", body in prop::collection::vec(any::<u8>(), 0..300)) {
        read_all(&query, &body)?;
        read_all("", &[b"{", &body[..]].concat())?;
        if let Ok(hit) = measurement::read("shop", &body, NOW) {
            check(&hit.parsed, Source::Server)?;
        }
    }

    #[test]
    fn no_parameters_are_too_strange(params in params()) {
        let hit = format!("idsite=shop&rec=1&{}", query(&params));
        read_all(&hit, b"")?;
        read_all("", hit.as_bytes())?;
        read_all("", serde_json::json!({ "requests": [&hit, &hit] }).to_string().as_bytes())?;
    }

    #[test]
    fn a_hit_says_the_same_in_a_query_a_form_and_a_bulk_and_in_any_order(params in params()) {
        let mut sorted = params.clone();
        sorted.sort();
        // The last one of a name counts.
        sorted.dedup_by(|later, first| later.0 == first.0);
        let read = |query: &str, body: &str| {
            let requests = Requests::read(query, body.as_bytes()).unwrap();
            let mut hit = requests.hits.into_iter().next().unwrap().unwrap();
            hit.set_default("token_auth", "none");
            hit
        };
        let (once, mut reversed) = (query(&sorted), sorted.clone());
        reversed.reverse();
        let expected = read(&once, "");
        prop_assert_eq!(&read("", &once), &expected);
        prop_assert_eq!(&read(&query(&reversed), ""), &expected);
        let bulk = serde_json::json!({ "requests": [format!("?{once}")] }).to_string();
        prop_assert_eq!(&read("", &bulk), &expected);
    }

    #[test]
    fn an_order_has_the_lines_and_the_total_that_were_said(lines in lines(), total in 0..1_000_000_000i64) {
        let price = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
        let items: serde_json::Value = lines
            .iter()
            .map(|(sku, cents, quantity)| serde_json::json!([sku, "x", ["y"], price(*cents), quantity]))
            .collect();
        let said = [("ec_id", "7".to_owned()), ("revenue", price(total)), ("ec_items", items.to_string())];
        let mut params = Params::default();
        params.read(format!("idsite=shop&rec=1&idgoal=0&{}", query(&said)).as_bytes());
        let hit = tracking::read(&params, Source::Browser, NOW).unwrap();
        let [(_, order)] = &*hit.parsed.batch.events else { panic!("{:?}", hit.parsed) };
        prop_assert_eq!(order.order_total.map(|total| total.to_minor(2)), Some(Ok(total)));
        prop_assert_eq!(found(order), lines);
    }
}

fn found(order: &Event) -> Vec<(String, i64, u32)> {
    let line = |item: &footfall_protocol::Item| {
        let cents = item.price.and_then(|price| price.to_minor(2).ok()).unwrap_or(-1);
        (item.key().to_owned(), cents, (item.units_milli() / 1000) as u32)
    };
    order.items.iter().map(line).collect()
}
