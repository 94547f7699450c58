//! Whom we believe what: origins, keys, and what a sender says of time, address and visitor.

use footfall_tests::{AGENT, Answer};
use jiff::civil::date;
use serde_json::json;

use crate::{Door, check};

const PAGE: (&str, &str) = ("url", "https://shop.example/lamp");

/// A hit of something that is no browser, and has this key or none.
#[track_caller]
fn send(door: &Door, key: &str, params: &[(&str, &str)]) -> Answer {
    let mut all = vec![PAGE, ("token_auth", key)];
    all.extend(params);
    door.get_with("/matomo.php", &all, &[("user-agent", "a server")])
}

#[test]
fn a_page_of_another_origin_is_refused_however_it_sends() {
    let door = Door::open();
    for (headers, status) in [
        (vec![("origin", "https://shop.example")], 200),
        (vec![("referer", "https://shop.example/a?b")], 200),
        (vec![("origin", "https://shop.example"), ("referer", "https://evil.example/")], 200),
        (vec![("origin", "https://evil.example"), ("referer", "https://shop.example/")], 403),
        (vec![("referer", "https://evil.example/?https://shop.example")], 403),
        (vec![("origin", "null")], 403),
        // A browser whose page hides itself.
        (vec![("sec-fetch-site", "cross-site")], 403),
        // What is no browser may send, as it may to `/v1/events`.
        (vec![], 200),
    ] {
        let answer = door.get_with("/matomo.php", &[PAGE], &headers);
        assert_eq!(answer.status, status, "{headers:?}");
    }
    door.wait_for_drops("origin_not_allowed", 4);
    door.check(&json!({ "page_views": 4 }));
}

#[test]
fn an_image_that_names_no_page_counts_the_one_it_stands_on() {
    let door = Door::open();
    let page = [("referer", "https://shop.example/lamp?id=3&token=secret")];
    assert_eq!(door.get_with("/matomo.php", &[], &page).status, 200);
    assert_eq!(door.shop.row("pages", "page", "/lamp?id=3")["page_views"], 1);
}

#[test]
fn only_a_key_that_may_send_events_of_this_site_is_one() {
    let door = Door::open();
    door.server.shop("other");
    for (key, status) in [
        (door.ingest_key(), 200),
        (door.server.key("shop", "admin"), 200),
        (door.server.key("shop", "read"), 401),
        (door.server.key("other", "ingest"), 401),
        ("ff_0000".to_owned(), 401),
    ] {
        assert_eq!(send(&door, &key, &[]).status, status, "{key}");
    }
    door.check(&json!({ "page_views": 2 }));
    door.wait_for_drops("key_not_allowed", 3);
}

#[test]
fn the_key_of_a_bulk_is_that_of_each_hit_without_its_own() {
    let door = Door::open();
    let hit = "?idsite=shop&rec=1&url=https://shop.example/&cdt=2020-05-05+12:00:00";
    let bulk = json!({ "token_auth": door.ingest_key(), "requests": [
        format!("{hit}&rand=1"), format!("{hit}&rand=2&token_auth=wrong"),
    ] });
    let answer = door.post("/piwik.php", &bulk.to_string());
    assert_eq!(
        (answer.status, &answer.json()["invalid_indices"]),
        (200, &json!([1])),
        "{answer:?}"
    );
    let day = door.shop.report_of("overview", date(2020, 5, 5), date(2020, 5, 5), "");
    check(&day, &json!({ "page_views": 1 }));
}

#[test]
fn an_order_of_nobody_by_a_key_is_in_no_visit_and_verified() {
    let door = Door::open();
    let key = door.ingest_key();
    let order = [("idgoal", "0"), ("ec_id", "7"), ("revenue", "5"), ("token_auth", &*key)];
    assert_eq!(door.get_with("/matomo.php", &order, &[]).status, 200);
    door.check(&json!({ "orders": 1, "gross_revenue": "5.00", "sessions": 0 }));
    // What a browser says of the same order changes nothing.
    let reported = [PAGE, ("idgoal", "0"), ("ec_id", "7"), ("revenue", "999")];
    assert_eq!(door.get("/matomo.php", &reported).status, 200);
    door.check(&json!({ "orders": 1, "gross_revenue": "5.00" }));
    let orders = door.shop.report("orders");
    assert_eq!(orders["rows"][0]["verified"], true, "{orders}");
}

#[test]
fn a_history_lands_on_its_own_days_and_its_sessions_are_built_in_the_order_of_events() {
    let door = Door::open();
    let key = door.ingest_key();
    // Out of order, with two breaks of more than half an hour, and one visit over midnight.
    for time in ["10:50:00", "10:00:00", "12:00:00", "10:25:00", "23:59:00"] {
        let cdt = format!("2019-02-28 {time}");
        assert_eq!(send(&door, &key, &[("cdt", &cdt), ("cip", "192.0.2.7")]).status, 200, "{cdt}");
    }
    assert_eq!(send(&door, &key, &[("cdt", "1551398520"), ("cip", "192.0.2.7")]).status, 200);
    let of = |day| door.shop.report_of("overview", date(2019, 2, day), date(2019, 2, day), "");
    check(&of(28), &json!({ "page_views": 5, "sessions": 3, "visitors": 1 }));
    let next = door.shop.report_of("overview", date(2019, 3, 1), date(2019, 3, 1), "");
    check(&next, &json!({ "page_views": 1, "sessions": 0 }));
    door.check(&json!({ "page_views": 0, "sessions": 0 }));
}

#[test]
fn in_a_history_nobody_is_the_same_visitor_on_two_days_without_an_id() {
    let door = Door::open();
    let key = door.ingest_key();
    for day in ["01", "02"] {
        let cdt = format!("2019-02-{day} 12:00:00");
        send(&door, &key, &[("cdt", &cdt), ("cip", "192.0.2.7")]);
        send(&door, &key, &[("cdt", &cdt), ("cip", "192.0.2.8"), ("_id", "0123456789abcdef")]);
    }
    let days = door.shop.report_of("overview", date(2019, 2, 1), date(2019, 2, 2), "");
    check(&days, &json!({ "sessions": 4, "visitors": 3 }));
}

#[test]
fn time_address_and_visitor_are_not_believed_without_a_key() {
    let door = Door::open();
    for (ip, id) in [("192.0.2.7", "0123456789abcdef"), ("192.0.2.8", "fedcba9876543210")] {
        let said = [PAGE, ("cdt", "2019-02-28 10:00:00"), ("cip", ip), ("_id", id), ("cid", id)];
        assert_eq!(door.get("/matomo.php", &said).status, 200);
    }
    door.check(&json!({ "page_views": 2, "sessions": 1, "visitors": 1 }));
}

#[test]
fn a_key_makes_the_address_the_agent_and_the_id_those_of_the_visitor() {
    let door = Door::open();
    let key = door.ingest_key();
    for said in [
        [("cip", "192.0.2.7"), ("ua", "A")],
        [("cip", "192.0.2.7"), ("ua", "B")],
        [("cip", "2001:db8::1"), ("ua", "B")],
        [("cip", "192.0.2.7"), ("_id", "0123456789abcdef")],
        [("cip", "192.0.2.9"), ("cid", "0123456789abcdef")],
    ] {
        assert_eq!(send(&door, &key, &said).status, 200);
    }
    door.check(&json!({ "page_views": 5, "sessions": 4, "visitors": 4 }));
}

#[test]
fn a_site_whose_visitors_agreed_believes_their_ids_without_a_key_unless_they_want_privacy() {
    let door = Door::of(&["--origin", "https://shop.example", "--sender-ids-consented"]);
    let page = [("referer", "https://shop.example/"), ("user-agent", AGENT)];
    let listed = door.server.command(&["site", "list"]).stdout;
    assert!(listed.lines().any(|line| line.ends_with("sender ids consented")), "{listed}");
    let ids = ["0123456789abcdef", "fedcba9876543210"];
    for id in ids {
        assert_eq!(door.get_with("/matomo.php", &[PAGE, ("_id", id)], &page).status, 200);
    }
    door.check(&json!({ "sessions": 2, "visitors": 2 }));
    let private = [page.as_slice(), &[("sec-gpc", "1")]].concat();
    for id in ids {
        assert_eq!(door.get_with("/matomo.php", &[PAGE, ("_id", id)], &private).status, 200);
    }
    door.check(&json!({ "sessions": 3, "visitors": 3, "page_views": 4 }));
}
