//! `footfall import`: orders of any age, each once, on their own days.

use std::path::Path;
use std::time::Duration;

use footfall_tests::{Server, TestDir, amount, footfall, footfall_within, must};
use jiff::civil::date;
use serde_json::{Value, json};

/// Thousands of orders; in a build without optimisations they take seconds.
const LONG: Duration = Duration::from_secs(120);

/// Imports a file beside a running server, and returns what was printed.
#[track_caller]
pub(crate) fn imported(server: &Server, site: &str, file: &Path) -> Value {
    let path = file.display().to_string();
    let output = footfall_within(LONG, &server.data, &["import", "--site", site, &path]);
    assert!(output.success, "{output:?}");
    must(serde_json::from_str(&output.stdout), "one JSON object, alone")
}

const ORDERS: &str =
    "\u{feff}Order_ID,Timestamp,Customer,Total,Currency,Tax,Shipping,Coupon,Shop assistant
A-1,2019-12-31 23:30,ann@shop.example,38.00,EUR,6.07,4.90,WELCOME,Eve
A-2,2020-02-29T12:00:00+01:00,\"ben, junior\",10,,,,,
A-3,soon,ann@shop.example,12.00,EUR,,,,
A-4,2020-03-01,ann@shop.example,\"12,00\",EUR,,,,
,2020-03-01,ann@shop.example,12.00,EUR,,,,
A-5
A-6,2020-03-02,,7.00,JPY,,,,
A-1,2020-03-03,ann@shop.example,99.00,EUR,,,,
A-7,2020-03-04,ann@shop.example,,EUR,,,,
";

#[test]
fn a_bad_line_is_refused_by_number_and_reason_and_loses_nothing_else() {
    let server = Server::start();
    let shop = server.shop_with("shop", &["--timezone", "Europe/Paris"]);
    let dir = TestDir::default();
    let file = dir.path().join("orders.csv");
    must(std::fs::write(&file, ORDERS), "the file");
    let path = file.display().to_string();
    let output = server.command(&["import", "--site", "shop", &path]);
    let counts: Value = must(serde_json::from_str(&output.stdout), &output.stderr);
    let expected = json!({
        "lines": 9, "imported": 3, "known": 1, "refused": 5,
        "refused_by_reason": { "malformed": 1, "missing": 1, "wrong_type": 3 },
    });
    assert_eq!(counts, expected, "{}", output.stderr);
    let mut told: Vec<&str> = output.stderr.lines().collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            "line 10: total: not an amount like 38.00",
            "line 4: date: not a date like 2026-01-31, nor a time",
            "line 5: total: not an amount like 38.00",
            "line 6: order_id: a required field is absent or empty",
            "line 7: too few columns",
        ]
    );
    // On their own days, years ago.
    for (day, orders, gross) in [
        (date(2019, 12, 31), 1, "38.00"),
        (date(2020, 1, 1), 0, "0.00"),
        (date(2020, 2, 29), 1, "10.00"),
        (date(2020, 3, 3), 0, "0.00"),
    ] {
        let overview = shop.report_of("overview", day, day, "");
        let found = (&overview["orders"], amount(&overview, "gross_revenue"));
        assert_eq!(found, (&json!(orders), gross.to_owned()), "{day}");
    }
    let (from, to) = (date(2019, 12, 1), date(2020, 3, 31));
    let overview = shop.report_of("overview", from, to, "");
    assert_eq!(overview["unconverted"][0]["currency"], "JPY");
    assert_eq!(
        (amount(&overview, "tax"), amount(&overview, "shipping")),
        ("6.07".into(), "4.90".into())
    );
    let orders = shop.report_of("orders", from, to, "");
    assert_eq!(orders["rows"][2]["order_id"], "A-1", "{orders:#}");
    assert_eq!(orders["rows"][2]["verified_by"], "server");
    // Again, nothing is new.
    let again = imported(&server, "shop", &file);
    assert_eq!(
        (&again["imported"], &again["known"], &again["refused"]),
        (&json!(0), &json!(4), &json!(5))
    );
    assert_eq!(shop.report_of("overview", from, to, ""), overview);
    let customers = shop.report_of("customers", from, to, "");
    assert_eq!(customers["customers"], 2, "{customers:#}");
    assert_eq!(customers["orders_without_customer"], 0);
}

#[test]
fn without_a_server_orders_are_imported_just_the_same() {
    let dir = TestDir::default();
    let added = footfall(&dir.data(), &["site", "add", "shop", "--timezone", "UTC"]);
    assert!(added.success, "{added:?}");
    let file = dir.path().join("orders.csv");
    let lines: String = (0..1_200).map(|n| format!("{n},2021-06-01,c{},1.00\n", n % 400)).collect();
    must(std::fs::write(&file, format!("order_id,date,customer,total\n{lines}")), "the file");
    let path = file.display().to_string();
    let output = footfall_within(LONG, &dir.data(), &["import", "--site", "shop", &path]);
    assert!(output.stdout.contains("\"imported\":1200"), "{output:?}");
    let server = Server::on(&dir.data(), &[]);
    let shop = footfall_tests::Shop::new(&server, "shop", &server.key("shop", "read"));
    let day = date(2021, 6, 1);
    let overview = shop.report_of("overview", day, day, "");
    assert_eq!(
        (&overview["orders"], amount(&overview, "gross_revenue")),
        (&json!(1_200), "1200.00".into())
    );
    let page = shop.report_of("customers", day, day, "&limit=300");
    let next = page["next"].as_str().unwrap_or_default();
    let rest = shop.report_of("customers", day, day, &format!("&limit=300&after={next}"));
    let all =
        [&page, &rest].map(|page| page["rows"].as_array().cloned().unwrap_or_default()).concat();
    let mut tokens: Vec<&str> = all.iter().filter_map(|row| row["customer"].as_str()).collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!((tokens.len(), &rest["next"]), (400, &Value::Null));
}

#[test]
fn what_is_no_file_of_orders_is_refused_in_words() {
    let server = Server::start();
    server.shop("shop");
    let dir = TestDir::default();
    let check = |site: &str, content: &str, says: &str| {
        let file = dir.path().join("file.csv");
        must(std::fs::write(&file, content), "the file");
        let output = server.command(&["import", "--site", site, &file.display().to_string()]);
        assert!(!output.success, "{output:?}");
        assert!(output.stderr.contains(says), "{says} is not in: {}", output.stderr);
    };
    check("shop", "", "no column order_id");
    check("shop", "order_id,total\n1,2\n", "no column date or timestamp");
    check("nobody", "order_id,date,total\n1,2020-01-01,2\n", "there is no site nobody");
    let output = server.command(&["import", "--site", "shop", "/nowhere.csv"]);
    assert!(!output.success && output.stderr.contains("/nowhere.csv"), "{output:?}");
}
