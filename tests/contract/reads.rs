//! Who may read, and how a report refuses.

use footfall_tests::{Answer, Server, amount};
use serde_json::json;

const REPORTS: &[&str] =
    &["overview", "timeseries", "pages", "sources", "products", "orders", "funnel", "drops"];
const PERIOD: &str = "from=2026-01-01&to=2026-01-31";

#[track_caller]
fn check_error(answer: &Answer, status: u16, code: &str) {
    let error = answer.json()["error"].clone();
    assert_eq!((answer.status, &error["code"]), (status, &json!(code)), "{answer:?}");
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{answer:?}");
}

#[test]
fn every_report_is_401_without_a_key_and_with_a_wrong_one() {
    let server = Server::start();
    let shop = server.shop("shop");
    let wrong = format!("Bearer ff_{}", "0".repeat(40));
    let bare = shop.key.clone();
    for report in REPORTS.iter().chain(&["live"]) {
        check_error(&shop.ask(report, PERIOD, &[]), 401, "unauthorized");
        check_error(&shop.ask(report, PERIOD, &[("authorization", &wrong)]), 401, "unauthorized");
        check_error(&shop.ask(report, PERIOD, &[("authorization", &bare)]), 401, "unauthorized");
        check_error(
            &shop.ask(report, PERIOD, &[("cookie", "footfall=guess")]),
            401,
            "unauthorized",
        );
    }
    let sites = server.http.get(&format!("{}/api/v1/sites", server.url), &[]);
    check_error(&sites, 401, "unauthorized");
}

#[test]
fn a_key_of_another_site_or_for_sending_is_403() {
    let server = Server::start();
    let shop = server.shop("shop");
    let other = server.shop("other");
    let ingest = server.key("shop", "ingest");
    for report in REPORTS.iter().chain(&["live"]) {
        for key in [&other.key, &ingest] {
            let key = format!("Bearer {key}");
            check_error(&shop.ask(report, PERIOD, &[("authorization", &key)]), 403, "forbidden");
        }
    }
}

#[test]
fn keys_to_read_and_to_administer_read_their_site() {
    let server = Server::start();
    let shop = server.shop("shop");
    let admin = server.key("shop", "admin");
    for report in REPORTS {
        for key in [&shop.key, &admin] {
            let answer = shop.ask(report, PERIOD, &[("authorization", &format!("Bearer {key}"))]);
            assert_eq!(answer.status, 200, "{report}: {answer:?}");
            assert_eq!(answer.header("cache-control"), Some("private, no-cache"), "{report}");
        }
    }
}

#[test]
fn a_key_sees_its_own_site_in_the_list_and_no_other() {
    let server = Server::start();
    let shop = server.shop("shop");
    server.shop("other");
    let key = format!("Bearer {}", shop.key);
    let listed =
        server.http.get(&format!("{}/api/v1/sites", server.url), &[("authorization", &key)]);
    let ids: Vec<_> = listed.json()["sites"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|site| site["id"].clone())
        .collect();
    assert_eq!(ids, ["shop"]);
}

#[test]
fn a_report_says_which_parameter_is_wrong() {
    let server = Server::start();
    let shop = server.shop("shop");
    let key = format!("Bearer {}", shop.key);
    let check = |report: &str, query: &str, field: &str| {
        let answer = shop.ask(report, query, &[("authorization", &key)]);
        check_error(&answer, 400, "invalid_parameter");
        assert_eq!(answer.json()["error"]["field"], field, "{query}: {answer:?}");
    };
    for report in REPORTS {
        check(report, "", "from");
        check(report, "from=2026-01-01", "to");
        check(report, "from=yesterday&to=2026-01-01", "from");
        check(report, "from=2026-02-30&to=2026-03-01", "from");
        check(report, "from=2026-01-02&to=2026-01-01", "to");
        check(report, "from=1990-01-01&to=2026-01-01", "from");
    }
    check("overview", &format!("{PERIOD}&compare=never"), "compare");
    check("products", &format!("{PERIOD}&limit=0"), "limit");
    check("products", &format!("{PERIOD}&limit=10001"), "limit");
    check("products", &format!("{PERIOD}&limit=x"), "limit");
}

#[test]
fn without_anything_to_divide_by_a_ratio_is_null_and_a_sum_is_zero() {
    let server = Server::start();
    let shop = server.shop("shop");
    let overview = shop.overview();
    for ratio in [
        "engaged_ms_per_session",
        "engagement_rate",
        "bounce_rate",
        "time_on_page_median_ms",
        "time_on_page_mean_ms",
        "average_order_value",
        "session_conversion_rate",
        "visitor_conversion_rate",
        "repeat_purchase_rate",
        "revenue_per_session",
        "revenue_per_visitor",
        "cart_abandonment_rate",
        "checkout_abandonment_rate",
        "recovery_rate",
        "recovery_lag",
    ] {
        assert_eq!(overview.get(ratio), Some(&json!(null)), "{ratio}");
    }
    for count in ["sessions", "visitors", "page_views", "engaged_ms", "orders", "recovered_carts"] {
        assert_eq!(overview[count], 0, "{count}");
    }
    for money in [
        "gross_revenue",
        "refunds",
        "total_revenue",
        "item_revenue",
        "tax",
        "shipping",
        "discount",
        "lost_revenue",
    ] {
        assert_eq!(overview[money], json!({ "amount": "0.00", "currency": "EUR" }), "{money}");
    }
}

#[test]
fn a_comparison_is_the_same_object_again() {
    let server = Server::start();
    let shop = server.shop("shop");
    let key = format!("Bearer {}", shop.key);
    let check = |compare: &str, from: &str, to: &str| {
        let query = format!("from=2026-03-01&to=2026-03-31&compare={compare}");
        let overview = shop.ask("overview", &query, &[("authorization", &key)]).json();
        let previous = &overview["previous"];
        assert_eq!((&previous["from"], &previous["to"]), (&json!(from), &json!(to)), "{overview}");
        assert_eq!(amount(previous, "total_revenue"), "0.00");
    };
    check("previous", "2026-01-29", "2026-02-28");
    check("year", "2025-03-01", "2025-03-31");
}

#[test]
fn money_has_the_places_of_the_sites_currency() {
    let server = Server::start();
    let check = |site: &str, currency: &str, value: &str, expected: &str| {
        let shop = server.shop_with(
            site,
            &["--currency", currency, "--timezone", "UTC", "--origin", footfall_tests::ORIGIN],
        );
        let mut load = shop.load();
        let events = [load.event("purchase", json!({ "transaction_id": "T", "value": value }))];
        shop.store(&load.batch(&events));
        let expected = json!({ "amount": expected, "currency": currency });
        assert_eq!(shop.overview()["total_revenue"], expected);
    };
    check("euros", "EUR", "19.995", "20.00");
    check("yen", "JPY", "1980", "1980");
    check("dinars", "KWD", "1.2345", "1.235");
}

#[test]
fn what_is_not_there_is_404_in_the_same_form() {
    let server = Server::start();
    let shop = server.shop("shop");
    let key = format!("Bearer {}", shop.key);
    for path in [
        "/nothing",
        "/api/v1/nothing",
        "/v1",
        "/.env",
        "/demo/nothing.html",
        "/dashboard/../Cargo.toml",
    ] {
        check_error(&server.http.get(&format!("{}{path}", server.url), &[]), 404, "not_found");
    }
    let missing = server.http.get(
        &format!("{}/api/v1/sites/none/overview?{PERIOD}", server.url),
        &[("authorization", &key)],
    );
    check_error(&missing, 403, "forbidden");
}

#[test]
fn the_server_says_that_it_lives() {
    let server = Server::start();
    let answer = server.http.get(&format!("{}/healthz", server.url), &[]);
    assert_eq!((answer.status, &*answer.body), (200, "ok\n"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}
