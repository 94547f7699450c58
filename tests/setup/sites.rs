//! Sites that are added and changed in the page.

use std::net::TcpListener;

use footfall_tests::{ORIGIN, Person, Server, Shop, TestDir, must};
use serde_json::{Value, json};

fn wanted() -> Value {
    json!({
        "id": "shop", "name": "My shop", "currency": "eur", "time_zone": "Europe/Paris",
        "origins": ["https://Shop.example/"], "prices_include_tax": true,
    })
}

#[test]
fn a_site_that_was_added_takes_events_at_once() {
    let server = Server::start();
    let owner = Person::first(&server);
    let added = owner.post("/api/v1/sites", &wanted());
    assert_eq!(added.status, 201, "{added:?}");
    let site = added.json();
    assert_eq!(
        (&site["id"], &site["name"], &site["currency"], &site["origins"]),
        (&json!("shop"), &json!("My shop"), &json!("EUR"), &json!([ORIGIN]))
    );
    let shop = Shop::new(&server, "shop", &server.key("shop", "read"));
    let mut load = shop.load();
    let view = load.page_view();
    shop.store(&load.batch(&[view]));
    assert_eq!(shop.overview()["page_views"], 1);
    let again = owner.post("/api/v1/sites", &wanted());
    assert_eq!((again.status, &again.json()["error"]["field"]), (400, &json!("id")), "{again:?}");
}

#[test]
fn what_is_wrong_with_a_new_site_is_told_by_its_field_and_nothing_is_added() {
    let server = Server::start();
    let owner = Person::first(&server);
    for (field, value) in [
        ("id", json!("My Shop")),
        ("id", json!("")),
        ("name", json!(" ")),
        ("name", json!("x".repeat(81))),
        ("name", json!("a\u{0}b")),
        ("currency", json!("EURO")),
        ("time_zone", json!("Europe/Atlantis")),
        ("origins", json!(["shop.example"])),
        ("origins", json!(["https://shop.example/path"])),
        ("origins", json!(["https://shop.example\" onload="])),
        ("body", json!({ "origins": "https://shop.example" })),
    ] {
        let mut site = wanted();
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    site[key] = value;
                }
            }
            value => site[field] = value,
        }
        let answer = owner.post("/api/v1/sites", &site);
        assert_eq!(
            (answer.status, &answer.json()["error"]["field"]),
            (400, &json!(field)),
            "{site}"
        );
    }
    let sites = owner.get("/api/v1/sites").json();
    assert_eq!(sites["sites"].as_array().map(Vec::len), Some(1), "the demo alone: {sites}");
}

#[test]
fn only_somebody_signed_in_adds_a_site_and_only_with_json() {
    let server = Server::start();
    let owner = Person::first(&server);
    let shop = server.shop("other");
    let url = format!("{}/api/v1/sites", server.url);
    let body = wanted().to_string();
    let json = ("content-type", "application/json");
    assert_eq!(server.http.post(&url, &[json], &body).status, 401);
    for key in [shop.key.clone(), server.key("other", "admin"), server.key("other", "ingest")] {
        let key = format!("Bearer {key}");
        let answer = server.http.post(&url, &[json, ("authorization", &key)], &body);
        assert_eq!(answer.status, 403, "{answer:?}");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let answer = owner.send(
            "POST",
            "/api/v1/sites",
            &[("origin", &server.url), ("content-type", kind)],
            Some(&body),
        );
        assert_eq!(
            (answer.status, &answer.json()["error"]["field"]),
            (400, &json!("content-type"))
        );
    }
}

#[test]
fn settings_change_what_comes_and_never_what_days_are_kept_by() {
    let server = Server::start();
    let owner = Person::first(&server);
    let shop = server.shop("shop");
    let path = "/api/v1/sites/shop/settings";
    let set = |changes: Value| owner.post(path, &changes);
    // Nothing is stored yet.
    assert_eq!(set(json!({ "currency": "CHF", "time_zone": "Europe/Zurich" })).status, 200);
    let moved = set(json!({ "origins": ["https://new.example"], "name": "Moved" }));
    assert_eq!(
        (moved.status, &moved.json()["name"], &moved.json()["currency"]),
        (200, &json!("Moved"), &json!("CHF")),
        "{moved:?}"
    );
    let mut load = shop.load();
    let view = load.page_view();
    let batch = load.batch(&[view]);
    assert_eq!(shop.post(&batch).status, 403, "the old origin is none any more");
    assert_eq!(shop.post_from("https://new.example", &batch).status, 200);
    assert_eq!(set(json!({ "origins": [ORIGIN, "https://new.example"] })).status, 200);
    // A copy from an origin that is one again.
    assert_eq!(shop.post(&batch).status, 200);
    assert_eq!(shop.overview()["page_views"], 1);
    for (field, changes) in [
        ("currency", json!({ "currency": "EUR" })),
        ("time_zone", json!({ "time_zone": "UTC" })),
        ("session_timeout_min", json!({ "session_timeout_min": 0 })),
        ("cart_timeout_min", json!({ "cart_timeout_min": 50_000 })),
        ("keep_months", json!({ "keep_months": -1 })),
        ("name", json!({ "name": "" })),
        ("body", json!({ "colour": "red" })),
    ] {
        let answer = set(changes.clone());
        assert_eq!(
            (answer.status, &answer.json()["error"]["field"]),
            (400, &json!(field)),
            "{changes}"
        );
    }
    assert_eq!(
        set(json!({ "currency": "CHF", "session_timeout_min": 45 })).status,
        200,
        "as it is"
    );
    for (role, status) in [("viewer", 403), ("analyst", 403), ("owner", 200)] {
        let email = format!("{role}@shop.example");
        let person = Person::added(&server, &email, &["--site", "shop", "--role", role]);
        assert_eq!(person.post(path, &json!({ "keep_months": 24 })).status, status, "{role}");
        // To own one site is not to own the server.
        assert_eq!(person.post("/api/v1/sites", &wanted()).status, 403, "{role}");
    }
}

#[test]
fn the_facts_have_the_public_url_and_the_renamed_paths() {
    let dir = TestDir::default();
    let free = must(TcpListener::bind("127.0.0.1:0"), "a port");
    let address = must(free.local_addr(), "its address").to_string();
    drop(free);
    let flags = ["--listen", &address, "--public-url", "https://stats.example/"];
    let renamed = ["--tag-path", "/own.js", "--events-path", "/said/here"];
    let mut server = Server::on(&dir.data(), &[flags.as_slice(), &renamed].concat());
    // Browsers ask elsewhere than it listens.
    server.url = format!("http://{address}");
    let shop = server.shop_with("shop", &["--scrub-param", "member", "--origin", ORIGIN]);
    let key = format!("Bearer {}", shop.key);
    let answer = shop.ask("setup", "", &[("authorization", &key)]);
    let facts = answer.json();
    assert_eq!(
        facts["tag"],
        "<script async src=\"https://stats.example/own.js\" data-site=\"shop\" \
         data-scrub-params=\"member\"></script>\n\
         <noscript><img src=\"https://stats.example/v1/pixel.gif?site=shop\" \
         referrerpolicy=\"no-referrer-when-downgrade\" alt=\"\"></noscript>",
        "{answer:?}"
    );
    assert_eq!(facts["events_url"], "https://stats.example/said/here");
    assert_eq!(
        facts["csp"],
        "script-src https://stats.example 'wasm-unsafe-eval'; connect-src https://stats.example; \
         img-src https://stats.example"
    );
    assert_eq!(facts["site"]["origins"], json!([ORIGIN]));
    assert_eq!(shop.ask("setup", "", &[]).status, 401, "nobody is told anything");
}
