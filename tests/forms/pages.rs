//! Pages of tables: whatever their size and order, together they are the whole.

use footfall_tests::{Server, Shop};
use serde_json::{Value, json};

use crate::{ask_report, busy_shop};

const TABLES: [&str; 6] = ["pages", "sources", "products", "orders", "drops", "bots"];

/// All rows, page by page.
fn walked(server: &Server, shop: &Shop, report: &str, more: &str, limit: usize) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let more = format!("{more}&limit={limit}{after}");
        let answer = ask_report(server, shop, report, &more, &[]);
        assert_eq!(answer.status, 200, "{report}{more}: {answer:?}");
        let page = answer.json();
        let rows = page["rows"].as_array().cloned().unwrap_or_default();
        assert!(rows.len() <= limit && (rows.len() == limit || page["next"].is_null()), "{page}");
        all.extend(rows);
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

fn whole(server: &Server, shop: &Shop, report: &str, more: &str) -> Vec<Value> {
    walked(server, shop, report, more, 10_000)
}

#[test]
fn pages_of_any_size_are_the_whole_table_in_its_order() {
    let server = Server::start();
    let shop = busy_shop(&server);
    for report in TABLES {
        let whole = whole(&server, &shop, report, "");
        assert!(whole.len() >= 8 || ["drops", "bots"].contains(&report), "{report}: {whole:?}");
        for limit in [1, 2, 3, 7] {
            assert_eq!(walked(&server, &shop, report, "", limit), whole, "{report} by {limit}");
        }
    }
}

#[test]
fn a_table_is_sorted_by_any_of_its_columns_in_both_directions() {
    let server = Server::start();
    let shop = busy_shop(&server);
    for (report, column) in [
        ("products", "units"),
        ("products", "item_name"),
        ("products", "revenue"),
        ("pages", "page"),
        ("pages", "page_views"),
        ("sources", "sessions"),
        ("sources", "source"),
    ] {
        let value = |row: &Value| match &row[column] {
            Value::Number(number) => (number.as_f64().unwrap_or_default(), String::new()),
            Value::String(text) => (0.0, text.clone()),
            money => {
                let amount = money["amount"].as_str().and_then(|amount| amount.parse().ok());
                (amount.unwrap_or_default(), String::new())
            }
        };
        for (order, up) in [("asc", true), ("desc", false)] {
            let more = format!("&sort={column}&order={order}");
            let values: Vec<_> =
                walked(&server, &shop, report, &more, 3).iter().map(value).collect();
            let sorted = values.is_sorted_by(|a, b| if up { a <= b } else { a >= b });
            assert!(sorted && values.len() >= 8, "{report} by {column} {order}: {values:?}");
        }
    }
}

#[test]
fn a_search_leaves_the_rows_about_what_contains_it_in_letters_of_either_case() {
    let server = Server::start();
    let shop = busy_shop(&server);
    for (report, column, search) in [
        ("products", "item_id", "hyper"),
        ("products", "item_id", "A,\"B\""),
        ("pages", "page", "/3"),
        ("sources", "source", "S1"),
        ("products", "item_id", "nothing of the kind"),
    ] {
        let has = |row: &Value| {
            row[column]
                .to_string()
                .replace('\\', "")
                .to_lowercase()
                .contains(&search.to_lowercase())
        };
        let expected: Vec<Value> =
            whole(&server, &shop, report, "").into_iter().filter(has).collect();
        let text: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
        let more = format!("&search={text}");
        assert_eq!(walked(&server, &shop, report, &more, 2), expected, "{report} {search}");
        assert_eq!(expected.is_empty(), search.starts_with("nothing"), "{report} {search}");
    }
}

#[test]
fn rows_that_come_between_two_pages_shift_nothing() {
    let server = Server::start();
    let shop = busy_shop(&server);
    let before = whole(&server, &shop, "products", "");
    let first = ask_report(&server, &shop, "products", "&limit=4", &[]).json();
    // A product that would be the first.
    let mut load = shop.load();
    let events = [load.purchase("T-new", "9000.00", &[("NEW", "9000.00", 1)])];
    shop.store(&load.batch(&events));
    let next = first["next"].as_str().unwrap_or_default().to_owned();
    let second = ask_report(&server, &shop, "products", &format!("&limit=4&after={next}"), &[]);
    assert_eq!(second.json()["rows"].as_array().map(Vec::as_slice), Some(&before[4..8]));
}

#[test]
fn a_wrong_cursor_column_or_order_is_named() {
    let server = Server::start();
    let shop = busy_shop(&server);
    let first = ask_report(&server, &shop, "products", "&limit=2", &[]).json();
    let next = first["next"].as_str().unwrap_or_default();
    for (report, more, field) in [
        ("products", "&after=zz".to_owned(), "after"),
        ("products", format!("&after={next}&sort=views"), "after"),
        ("products", format!("&after={next}&order=asc"), "after"),
        ("products", "&sort=colour".to_owned(), "sort"),
        ("products", "&order=up".to_owned(), "order"),
        ("orders", "&after=1.2".to_owned(), "after"),
    ] {
        let answer = ask_report(&server, &shop, report, &more, &[]);
        let found = (answer.status, answer.json()["error"]["field"].clone());
        assert_eq!(found, (400, json!(field)), "{report}{more}: {answer:?}");
    }
}

#[test]
fn a_table_in_csv_says_where_it_goes_on_in_a_header() {
    let server = Server::start();
    let shop = busy_shop(&server);
    let first = ask_report(&server, &shop, "products", "&limit=2&format=csv", &[]);
    let link = first.header("link").unwrap_or_default();
    let path = link.trim_start_matches('<').split('>').next().unwrap_or_default();
    assert!(link.ends_with("; rel=\"next\""), "{link}");
    let second = crate::ask(&server, &shop, path, &[]);
    let json = ask_report(&server, &shop, "products", "&limit=2", &[]).json();
    let next = json["next"].as_str().unwrap_or_default();
    let more = format!("&limit=2&format=csv&after={next}");
    assert_eq!(second.body, ask_report(&server, &shop, "products", &more, &[]).body);
    let last = ask_report(&server, &shop, "products", "&format=csv", &[]);
    assert_eq!(last.header("link"), None);
}
