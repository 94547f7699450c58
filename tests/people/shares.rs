//! Links that share a site: what they show, what they never show, and how they end.

use footfall_tests::{Person, Server, Shop, amount, must};
use serde_json::{Value, json};

/// Two orders: one of a phone, one of a desktop.
fn sold(shop: &Shop) {
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1";
    for (shop, order, total) in
        [(shop.visited_with(phone), "T-phone", "10.00"), (shop.clone(), "T-desk", "32.00")]
    {
        let mut load = shop.load();
        let events = [load.page_view(), load.purchase(order, total, &[("LAMP", total, 1)])];
        shop.store(&load.batch(&events));
    }
}

fn shared(server: &Server, owner: &Person, asked: &Value) -> (Person, Value) {
    let made = owner.post("/api/v1/sites/shop/shares", asked);
    assert_eq!(made.status, 200, "{made:?}");
    let opened = server.http.get(made.json()["link"].as_str().unwrap_or_default(), &[]);
    assert_eq!(
        (opened.status, opened.header("location")),
        (303, Some("/?site=shop")),
        "{opened:?}"
    );
    let cookie = opened.header("set-cookie").unwrap_or_default().to_owned();
    for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    (Person::with(server, &cookie), made.json()["id"].clone())
}

/// Gross revenue of the days around now, with more of a query.
fn revenue(reader: &Person, more: &str) -> String {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = |days: i64| must(today.checked_add(jiff::Span::new().days(days)), "a day");
    let path = format!("/api/v1/sites/shop/overview?from={}&to={}{more}", day(-1), day(1));
    let answer = reader.get(&path);
    match answer.status {
        200 => amount(&answer.json(), "gross_revenue"),
        status => format!("{status} {}", answer.json()["error"]["code"]),
    }
}

#[test]
fn a_guest_sees_the_sums_of_one_shop_and_can_change_nothing() {
    let server = Server::start();
    let shop = server.shop("shop");
    server.shop("other");
    sold(&shop);
    let owner = Person::added(&server, "ann@example.org", &[]);
    let (guest, _) = shared(&server, &owner, &json!({ "name": "for the bank" }));
    assert_eq!(revenue(&guest, ""), "42.00");
    let listed = guest.get("/api/v1/sites").json();
    assert_eq!(listed["sites"].as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed["sites"][0]["role"], "guest");
    let me = guest.get("/api/v1/me").json();
    assert_eq!((&me["person"], &me["guest"]["name"]), (&json!(null), &json!("for the bank")));
    for path in
        ["orders", "customers", "explain", "session", "segments", "keys", "people", "shares"]
    {
        assert_eq!(guest.get(&format!("/api/v1/sites/shop/{path}")).status, 403, "{path}");
    }
    assert_eq!(guest.get("/api/v1/sites/other/overview").status, 403);
    let segment = json!({ "name": "all", "filter": "device==mobile" });
    assert_eq!(guest.post("/api/v1/sites/shop/segments", &segment).status, 403);
}

#[test]
fn no_question_leaves_the_filter_of_a_share() {
    let server = Server::start();
    let shop = server.shop("shop");
    sold(&shop);
    let owner = Person::added(&server, "ann@example.org", &[]);
    for (name, filter) in
        [("desk", "device==desktop"), ("either", "device==desktop,device==mobile")]
    {
        let kept = json!({ "name": name, "filter": filter });
        assert_eq!(owner.post("/api/v1/sites/shop/segments", &kept).status, 200);
    }
    let asked = json!({ "name": "phones", "filter": " device==mobile " });
    let (guest, _) = shared(&server, &owner, &asked);
    let check = |more: &str, mine: &str, theirs: &str| {
        assert_eq!(
            (revenue(&owner, more), revenue(&guest, more)),
            (mine.into(), theirs.into()),
            "{more}"
        );
    };
    check("", "42.00", "10.00");
    check("&filter=", "42.00", "10.00");
    check("&filter=device==mobile", "10.00", "10.00");
    check("&filter=device==desktop", "32.00", "0.00");
    check("&filter=device==desktop,device==mobile", "42.00", "10.00");
    check("&filter=device==mobile&filter=device==desktop", "10.00", "10.00");
    check("&segment=desk", "32.00", "0.00");
    check("&segment=either", "42.00", "10.00");
    check("&segment=either&filter=device!=mobile", "32.00", "0.00");
    let escape = "&filter=device==mobile),(device==desktop";
    check(escape, "400 \"invalid_parameter\"", "400 \"invalid_parameter\"");
    // One order is none of a guest's business, in whatever is asked around it.
    let refused = "400 \"invalid_parameter\"";
    check("&filter=order_id==T-phone", "10.00", refused);
    check("&filter=country==FR,(device==mobile;order_id=^T)", "10.00", refused);
    // A number that can't be filtered is not shown at all.
    check("&definitions=ga4", &revenue(&owner, "&definitions=ga4"), "400 \"invalid_parameter\"");
    // The period compared with is of the filter, too, and so is an answer that the browser kept.
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let path = format!("/api/v1/sites/shop/devices?from={today}&to={today}&compare=previous");
    let own = owner.get(&path);
    let tag = own.header("etag").unwrap_or_default();
    let kept = guest.send("GET", &path, &[("if-none-match", tag)], None);
    assert_eq!(kept.status, 200, "the owner's answer is not the guest's");
    assert!(own.body.contains("desktop") && !kept.body.contains("desktop"), "{kept:?}");
}

#[test]
fn a_share_ends_when_it_expires_or_is_revoked_whoever_has_it_open() {
    let server = Server::start();
    let shop = server.shop("shop");
    sold(&shop);
    let owner = Person::added(&server, "ann@example.org", &[]);
    let (ends, ending) = shared(&server, &owner, &json!({ "name": "a week", "days": 7 }));
    let (stays, _) = shared(&server, &owner, &json!({ "name": "for good" }));
    let (revoked, id) = shared(&server, &owner, &json!({ "name": "a mistake" }));
    let listed = owner.get("/api/v1/sites/shop/shares").json();
    assert_eq!(listed["shares"].as_array().map(Vec::len), Some(3), "{listed}");
    assert_eq!(owner.delete(&format!("/api/v1/sites/shop/shares/{id}")).status, 204);
    assert_eq!(revenue(&revoked, ""), "401 \"unauthorized\"");
    assert_eq!(revenue(&ends, ""), "42.00");
    // As it is in a week.
    let database = must(rusqlite::Connection::open(server.data.join("footfall.db")), "it");
    let past = must(
        database.execute(
            "update share set expires_at_ms = ?1 where id = ?2",
            (footfall_tests::now_ms() - 1, ending.as_i64()),
        ),
        "a week",
    );
    assert_eq!(past, 1);
    assert_eq!(revenue(&ends, ""), "401 \"unauthorized\"");
    assert_eq!(revenue(&stays, ""), "42.00");
    let opened = server.http.get(&format!("{}/share/{}", server.url, "0".repeat(64)), &[]);
    assert_eq!(
        (opened.header("location"), opened.header("set-cookie")),
        (Some("/?share=over"), None)
    );
}

#[test]
fn a_share_is_made_by_owners_of_a_filter_that_there_is_and_for_days() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::added(&server, "ann@example.org", &[]);
    for (asked, field) in [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x", "filter": "colour==red" }), "filter"),
        (json!({ "name": "x", "days": 0 }), "days"),
        (json!({ "name": "x", "days": 100_000 }), "days"),
        (json!({ "filter": "" }), "body"),
    ] {
        let refused = owner.post("/api/v1/sites/shop/shares", &asked);
        assert_eq!(
            (refused.status, &refused.json()["error"]["field"]),
            (400, &json!(field)),
            "{asked}"
        );
    }
}

#[test]
fn whoever_is_signed_in_may_open_a_share_and_stays_who_they_are() {
    let server = Server::start();
    let shop = server.shop("shop");
    server.shop("other");
    sold(&shop);
    let owner = Person::added(&server, "ann@example.org", &[]);
    let (guest, _) =
        shared(&server, &owner, &json!({ "name": "phones", "filter": "device==mobile" }));
    let eve = Person::added(&server, "eve@example.org", &["--site", "other"]);
    let both = Person::with(&server, &format!("{}; {}", eve.cookie, guest.cookie));
    assert_eq!(revenue(&both, ""), "10.00");
    assert_eq!(both.get("/api/v1/sites/other/keys").status, 200);
    let bob = Person::added(&server, "bob@example.org", &["--site", "shop", "--role", "viewer"]);
    let both = Person::with(&server, &format!("{}; {}", bob.cookie, guest.cookie));
    assert_eq!(revenue(&both, ""), "42.00", "a viewer of the shop is no guest there");
}
