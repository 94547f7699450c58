//! Who did what is written down, for owners, and without an address of anybody who is not here.

use footfall_tests::{PASSWORD, Person, Server, must};
use serde_json::{Value, json};

fn lines(person: &Person, query: &str) -> (Vec<Value>, Value) {
    let answer = person.get(&format!("/api/v1/audit{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows = answer.json()["rows"].as_array().cloned().unwrap_or_default();
    (rows, answer.json()["next"].clone())
}

/// `ann@example.org key_made shop`, oldest first.
fn told(person: &Person) -> Vec<String> {
    let (rows, _) = lines(person, "?limit=500");
    let word = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
    let line = |row: &Value| {
        let actor = row["email"].as_str().map_or_else(|| word(&row["actor"]), str::to_owned);
        let words = [actor, word(&row["action"]), word(&row["site"]), word(&row["subject"])];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    rows.iter().rev().map(line).collect()
}

#[test]
fn every_deed_has_its_line() {
    let server = Server::start();
    server.shop("shop");
    let mut ann = Person::added(&server, "ann@example.org", &["--site", "shop"]);
    let all = Person::added(&server, "all@example.org", &[]);
    let before = told(&all).len();
    assert_eq!(ann.sign_in("ann@example.org", "wrong").status, 401);
    assert_eq!(ann.sign_in("eve@evil.example", "wrong").status, 401);
    assert_eq!(ann.sign_in("ann@example.org", PASSWORD).status, 204);
    let asked = json!({ "email": "bob@example.org", "role": "viewer" });
    assert_eq!(ann.post("/api/v1/sites/shop/people", &asked).status, 200);
    let people = ann.get("/api/v1/sites/shop/people").json()["people"].clone();
    let bob = people.as_array().into_iter().flatten().find(|row| row["email"] == "bob@example.org");
    let bob = bob.map(|row| row["id"].to_string()).unwrap_or_default();
    assert_eq!(ann.delete(&format!("/api/v1/sites/shop/people/{bob}")).status, 204);
    for (kind, asked) in [
        ("keys", json!({ "name": "till", "scope": "read" })),
        ("shares", json!({ "name": "bank" })),
    ] {
        let made = ann.post(&format!("/api/v1/sites/shop/{kind}"), &asked).json()["id"].clone();
        assert_eq!(ann.delete(&format!("/api/v1/sites/shop/{kind}/{made}")).status, 204);
    }
    let change = json!({ "current": PASSWORD, "password": "another long one" });
    assert_eq!(ann.post("/api/v1/me/password", &change).status, 204);
    assert_eq!(ann.post("/sign-out", &json!({})).status, 204);
    assert!(server.command(&["site", "add", "late"]).success);
    assert!(server.command(&["site", "set", "late", "--keep-months", "6"]).success);
    server.key("late", "read");
    assert_eq!(
        told(&all)[before..],
        [
            "nobody sign_in_failed ann@example.org",
            "nobody sign_in_failed",
            "ann@example.org sign_in",
            "ann@example.org role_given shop bob@example.org",
            "ann@example.org role_taken shop bob@example.org",
            "ann@example.org key_made shop",
            "ann@example.org key_revoked shop",
            "ann@example.org share_made shop",
            "ann@example.org share_revoked shop",
            "ann@example.org password_set",
            "ann@example.org sign_in_ended",
            "operator site_added late",
            "operator site_set late",
            "operator key_made late",
        ]
    );
}

#[test]
fn the_owner_of_one_shop_reads_of_that_shop_alone_and_page_by_page() {
    let server = Server::start();
    server.shop("shop");
    server.shop("other");
    let ann = Person::added(&server, "ann@example.org", &["--site", "shop"]);
    let eve = Person::added(&server, "eve@example.org", &["--site", "other"]);
    for (person, site) in [(&ann, "shop"), (&eve, "other"), (&ann, "shop")] {
        let asked = json!({ "name": "till", "scope": "read" });
        assert_eq!(person.post(&format!("/api/v1/sites/{site}/keys"), &asked).status, 200);
    }
    let (rows, _) = lines(&ann, "?limit=500");
    assert!(rows.len() >= 4, "{rows:#?}");
    assert!(rows.iter().all(|row| row["site"] == "shop"), "{rows:#?}");
    let (mut paged, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let (some, next) = lines(&ann, &query);
        assert!(some.len() <= 2);
        paged.extend(some);
        let Some(next) = next.as_str() else { break };
        query = format!("?limit=2&after={next}");
    }
    assert_eq!(paged, rows);
    for wrong in ["?limit=0", "?limit=501", "?limit=x", "?after=x"] {
        assert_eq!(ann.get(&format!("/api/v1/audit{wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn no_address_of_a_client_no_secret_and_nobody_who_has_no_account_is_kept() {
    let server = Server::with(&["--trusted-proxy", "127.0.0.1/32"]);
    Person::added(&server, "ann@example.org", &[]);
    let said = json!({ "email": "eve@evil.example", "password": "hunter2hunter2" }).to_string();
    let headers = [
        ("origin", &*server.url),
        ("content-type", "application/json"),
        ("x-forwarded-for", "203.0.113.77"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
    ];
    server.http.post(&format!("{}/api/v1/sign-in", server.url), &headers, &said);
    let database = server.database();
    let tables = ["audit", "sign_in", "user", "api_key", "share", "sign_in_link"];
    let mut words = String::new();
    for table in tables {
        let mut all = must(database.prepare(&format!("select * from {table}")), table);
        let columns = all.column_count();
        let mut rows = must(all.query(()), table);
        while let Some(row) = must(rows.next(), table) {
            for column in 0..columns {
                words.push_str(&format!("{:?} ", must(row.get_ref(column), table)));
            }
        }
    }
    for word in ["eve@evil.example", "hunter2", "203.0.113.77", "Gecko", PASSWORD] {
        let found = words.contains(word) || server.log().contains(word);
        assert!(!found, "{word} is kept: {words}");
    }
}
