//! Keys made in the page: shown once, listed without their secrets, gone at once.

use footfall_tests::{Person, Server, wait_until};
use serde_json::json;

#[test]
fn a_key_is_made_named_shown_once_used_and_revoked_at_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let owner = Person::added(&server, "ann@example.org", &["--site", "shop"]);
    let path = "/api/v1/sites/shop/keys";
    let made = owner.post(path, &json!({ "name": " For the till ", "scope": "read" }));
    assert_eq!(made.status, 200, "{made:?}");
    let (id, key) = (made.json()["id"].clone(), made.json()["key"].clone());
    let key = key.as_str().unwrap_or_default().to_owned();
    assert!(key.starts_with("ff_"), "{key}");
    let row = || {
        let listed = owner.get(path);
        assert!(!listed.body.contains(&key), "{listed:?}");
        let keys = listed.json()["keys"].as_array().cloned().unwrap_or_default();
        keys.into_iter().find(|row| row["id"] == id)
    };
    let fresh = row().unwrap_or_default();
    for (field, expected) in [
        ("name", json!("For the till")),
        ("scope", json!("read")),
        ("made_by", json!("ann@example.org")),
        ("used_on", json!(null)),
    ] {
        assert_eq!(fresh[field], expected, "{fresh}");
    }
    let ask = || {
        let header = format!("Bearer {key}");
        let period = "from=2026-01-01&to=2026-01-02";
        shop.ask("overview", period, &[("authorization", &header)]).status
    };
    assert_eq!(ask(), 200);
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    wait_until("the day of its use", || {
        (row().unwrap_or_default()["used_on"] == json!(today)).then_some(())
    });
    assert_eq!(owner.delete(&format!("{path}/{id}")).status, 204);
    assert_eq!(ask(), 401);
    assert_eq!(row(), None);
    assert_eq!(owner.delete(&format!("{path}/{id}")).status, 404);
}

#[test]
fn a_key_is_no_owners_of_another_shop() {
    let server = Server::start();
    server.shop("shop");
    server.shop("other");
    let ann = Person::added(&server, "ann@example.org", &["--site", "shop"]);
    let eve = Person::added(&server, "eve@example.org", &["--site", "other"]);
    let asked = json!({ "name": "mine", "scope": "ingest" });
    let id = ann.post("/api/v1/sites/shop/keys", &asked).json()["id"].clone();
    assert_eq!(eve.delete(&format!("/api/v1/sites/other/keys/{id}")).status, 404);
    assert_eq!(eve.delete(&format!("/api/v1/sites/shop/keys/{id}")).status, 403);
    assert_eq!(ann.delete(&format!("/api/v1/sites/shop/keys/{id}")).status, 204);
}

#[test]
fn a_key_without_a_name_or_of_another_scope_is_not_made() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::added(&server, "ann@example.org", &[]);
    for (asked, field) in [
        (json!({ "name": "", "scope": "read" }), "name"),
        (json!({ "name": "x".repeat(81), "scope": "read" }), "name"),
        (json!({ "name": "a\u{0}b", "scope": "read" }), "name"),
        (json!({ "name": "till", "scope": "sign" }), "scope"),
        (json!({ "name": "till", "scope": "all" }), "scope"),
        (json!({ "name": "till" }), "body"),
    ] {
        let refused = owner.post("/api/v1/sites/shop/keys", &asked);
        assert_eq!(
            (refused.status, &refused.json()["error"]["field"]),
            (400, &json!(field)),
            "{asked}"
        );
    }
}
