//! Texts that mean something to SQL, to filters, to URLs or to JSON: as what a shop's visitors send and as what a filter
//! compares with, they are texts; as whole filters they are refused where they go wrong. The database stays what it was.

use footfall_tests::{ANY_RATE, Server, Shop, must};
use serde_json::{Value, json};

use crate::compare::encoded;

const TEXTS: [&str; 56] = [
    "'",
    "''",
    "\"",
    "\\",
    "\\'",
    "\\\"",
    "`",
    ";",
    ",",
    "(",
    ")",
    "))",
    "--",
    "-- x",
    "#",
    "/*",
    "*/",
    "/**/ OR 1",
    "?",
    "?1",
    ":site_id",
    "@p",
    "$1",
    "%",
    "%%",
    "_",
    "%' OR '1'='1",
    "' OR '1'='1",
    "' OR 1=1 --",
    "') OR (1=1",
    "'; DROP TABLE session; --",
    "\"; DROP TABLE session; --",
    "x' UNION SELECT token FROM api_key --",
    "1; ATTACH DATABASE '/tmp/x' AS x",
    "x'||(SELECT 1)||'",
    "0x27",
    "char(39)",
    "NULL",
    "null",
    "true",
    "0",
    "-1",
    "1e308",
    "9223372036854775808",
    "nan",
    "%27",
    "%00",
    "\u{0}",
    "a\u{0}b",
    "\n",
    "a\r\nb",
    "\u{202e}gnirts",
    "🦀🦀",
    "e\u{301}",
    "\u{feff}",
    "K",
];

const FILTERS: [&str; 33] = [
    "country",
    "country=",
    "country=FR",
    "=FR",
    "country==\"FR",
    "country==FR;",
    ";country==FR",
    "country==FR,,country==DE",
    "(country==FR",
    "country==FR)",
    "()",
    "(((((((((((((((((country==FR)))))))))))))))))",
    "page_views==x",
    "page_views==1.5",
    "page_views==99999999999999999999",
    "page_views=@1",
    "revenue==1,000.00.0",
    "revenue==1e999",
    "country<FR",
    "device==fridge",
    "contry==FR",
    "session.id==1",
    "1==1",
    "'1'='1'",
    "country==FR OR 1==1;x",
    "did()",
    "did(view_item",
    "did(view_item)>=",
    "did(view_item)>=99999999999",
    "did(view_item)==1 within 3d",
    "did(view_item) within 0d",
    "did(search,product==X)",
    "did(quiz_done,page==/)",
];

/// Where a text is kept: the dimension that compares it, and the table and column that show it.
const KEPT: [(&str, &str, &str); 9] = [
    ("search_term", "searches", "search_term"),
    ("list", "lists", "list"),
    ("promotion", "promotions", "promotion"),
    ("product", "products", "item_id"),
    ("product_name", "products", "item_name"),
    ("brand", "brands", "brand"),
    ("category", "categories", "category"),
    ("campaign", "campaigns", "campaign"),
    ("coupon", "coupons", "coupon"),
];

/// Of other dimensions nobody's text is hostile here: nothing compares.
const OTHERS: [&str; 12] = [
    "country",
    "source",
    "medium",
    "landing_page",
    "exit_page",
    "page",
    "product_viewed",
    "product_added",
    "product_bought",
    "event",
    "order_id",
    "did(search,search_term",
];

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A visitor for each text, who uses it wherever a text can be.
fn send(shop: &Shop, place: usize, text: &str) {
    let shop = shop.visited_by(&format!("visitor {place}"));
    let campaign = encoded("utm_campaign", text);
    let mut load = shop.load().at(&format!("https://shop.example/?utm_source=s&{campaign}"));
    let item = json!({
        "item_id": format!("{text}{place}"), "item_name": text, "item_brand": text,
        "item_category": text, "price": 1,
    });
    let order = json!({
        "transaction_id": format!("T{place}"), "value": 1, "coupon": text, "items": [item],
    });
    let list = json!({ "item_list_name": text });
    let events = [
        load.page_view(),
        load.event("search", json!({ "search_term": text })),
        load.event("view_item_list", list),
        load.event("view_promotion", json!({ "promotion_name": text })),
        load.event("view_item", json!({ "items": [item] })),
        load.event("purchase", order),
    ];
    // What can't be kept is refused, which is no matter here.
    let answer = shop.post(&load.batch(&events));
    assert!([200, 400].contains(&answer.status), "{text:?}: {answer:?}");
}

fn ask(shop: &Shop, report: &str, filter: Option<&str>) -> footfall_tests::Answer {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let key = format!("Bearer {}", shop.key);
    let filter = filter.map(|filter| encoded("filter", filter)).unwrap_or_default();
    let yesterday = must(today.yesterday(), "a day");
    let query = format!("from={yesterday}&to={today}&limit=10000&metric=sessions&{filter}");
    shop.ask(report, &query, &[("authorization", &key)])
}

/// Every table, and how many rows it has.
fn tables(server: &Server) -> Vec<(String, i64)> {
    let database = server.database();
    let names = "select name from sqlite_schema where type = 'table' order by name";
    let mut statement = must(database.prepare(names), names);
    let names = must(statement.query_map((), |row| row.get::<_, String>(0)), names);
    let names: Vec<String> = names.map(|name| must(name, "a name")).collect();
    let count = |name: String| {
        let sql = format!("select count(*) from \"{name}\"");
        let rows = must(database.query_row(&sql, (), |row| row.get(0)), &sql);
        (name, rows)
    };
    names.into_iter().map(count).collect()
}

/// Refused as a filter, at one of its characters or right behind it; or a number.
#[track_caller]
fn is_answered(filter: &str, answer: &footfall_tests::Answer) -> Option<i64> {
    let body = answer.json();
    if answer.status == 200 {
        return body["sessions"].as_i64();
    }
    let error = &body["error"];
    assert_eq!((answer.status, &error["field"]), (400, &json!("filter")), "{filter:?}: {body}");
    let message = error["message"].as_str().unwrap_or_default();
    let place = message.split_once("character ").and_then(|(_, rest)| rest.split(':').next());
    let place: usize = must(place.unwrap_or_default().parse(), message);
    assert!((1..=filter.chars().count() + 1).contains(&place), "{filter:?}: {message}");
    None
}

#[test]
fn hostile_texts_are_texts_and_hostile_filters_are_refused_where_they_go_wrong() {
    let server = Server::with(&ANY_RATE);
    let shop = server.shop("shop");
    for (place, text) in TEXTS.iter().enumerate() {
        send(&shop, place, text);
    }
    let before = tables(&server);
    let rows = |report: &str| -> Vec<Value> {
        ask(&shop, report, None).json()["rows"].as_array().cloned().unwrap_or_default()
    };
    for (dimension, report, column) in KEPT {
        let kept: Vec<String> =
            rows(report).iter().filter_map(|row| row[column].as_str().map(str::to_owned)).collect();
        assert!(kept.len() >= 20, "{report}: {kept:?}");
        for text in &kept {
            // Each is somebody's; names that several texts end up as are several people's.
            let filter = format!("{dimension}=={}", quoted(text));
            let found = is_answered(&filter, &ask(&shop, "overview", Some(&filter)));
            let others = format!("{dimension}!={}", quoted(text));
            let not = is_answered(&others, &ask(&shop, "overview", Some(&others)));
            let all = TEXTS.len() as i64;
            assert!(found.is_some_and(|found| found >= 1), "{filter:?} in {kept:?}");
            assert_eq!(found.zip(not).map(|(found, not)| found + not), Some(all), "{filter:?}");
        }
        for text in TEXTS {
            let filter = format!("{dimension}=={}", quoted(text));
            let found = is_answered(&filter, &ask(&shop, "overview", Some(&filter)));
            assert_eq!(found.unwrap_or(0) > 0, kept.iter().any(|kept| kept == text), "{filter:?}");
        }
    }
    for dimension in OTHERS {
        for text in TEXTS {
            let end = if dimension.starts_with("did(") { ")>5" } else { "" };
            let filter = format!("{dimension}=={}{end}", quoted(text));
            let found = is_answered(&filter, &ask(&shop, "overview", Some(&filter)));
            assert_eq!(found, Some(0), "{filter:?}");
        }
    }
    for filter in TEXTS.iter().chain(&FILTERS) {
        let answer = ask(&shop, "overview", Some(filter));
        // One without anything in it is none.
        let is_none = filter.trim().is_empty();
        assert_eq!(is_answered(filter, &answer).is_some(), is_none, "{filter:?}: {answer:?}");
    }
    let long = format!("page==\"{}\"", "x".repeat(2_000));
    assert_eq!(is_answered(&long, &ask(&shop, "overview", Some(&long))), None);
    assert_eq!(tables(&server), before, "the database is what it was");
}

#[test]
fn the_statement_that_sqlite_gets_does_not_depend_on_what_is_compared() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
    let sql = |filter: &str| {
        let explained = ask(&shop, "explain", Some(filter)).json();
        match explained["sql"].as_str() {
            Some(sql) => sql.to_owned(),
            None => panic!("{filter:?}: {explained}"),
        }
    };
    let kept = KEPT.map(|(dimension, ..)| dimension);
    for dimension in kept.iter().chain(&OTHERS) {
        let end = if dimension.starts_with("did(") { ")" } else { "" };
        for operator in ["==", "!=", "=@", "!@", "=^", "=$"] {
            let of = |text: &str| sql(&format!("{dimension}{operator}{}{end}", quoted(text)));
            let ordinary = of("ordinary");
            for text in TEXTS.iter().step_by(5) {
                assert_eq!(of(text), ordinary, "{dimension} {operator} {text:?}");
            }
        }
    }
    for dimension in ["page_views", "engaged_ms", "orders", "revenue", "cart_value"] {
        let of = |number: &str| sql(&format!("{dimension}>={number}"));
        assert_eq!(of("4711"), of("1"), "{dimension}");
        assert!(!of("4711").contains("4711"), "{dimension}");
    }
}
