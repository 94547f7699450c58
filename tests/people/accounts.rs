//! How people come in and go: links, passwords, sign-ins.

use std::net::TcpListener;

use footfall_tests::{Answer, PASSWORD, Person, Server, must};
use serde_json::{Value, json};

#[track_caller]
fn check_error(answer: &Answer, status: u16, code: &str, field: Option<&str>) {
    let error = &answer.json()["error"];
    assert_eq!((answer.status, &error["code"]), (status, &json!(code)), "{answer:?}");
    assert_eq!(error["field"].as_str(), field, "{answer:?}");
    assert_eq!(answer.header("set-cookie"), None, "{answer:?}");
}

#[test]
fn the_first_link_makes_the_owners_account_and_then_the_password_opens() {
    let server = Server::start();
    let mut owner = Person::at(&server);
    let link = server.printed("sign in");
    let token = link.rsplit('/').next().unwrap_or_default();
    let looked = owner.get(&format!("/api/v1/sign-in-links/{token}")).json();
    assert_eq!(
        looked,
        json!({ "email": null, "has_password": false }),
        "nobody has said who it is"
    );
    let chosen = json!({ "email": " Ann@example.org ", "password": PASSWORD });
    assert_eq!(owner.use_link(&link, &chosen).status, 204);
    let me = owner.get("/api/v1/me").json()["person"].clone();
    let expected =
        json!({ "email": "Ann@example.org", "everywhere": "owner", "has_password": true });
    assert_eq!(me, expected);
    assert_eq!(owner.get(&format!("/api/v1/sign-in-links/{token}")).status, 404);

    let mut again = Person::at(&server);
    let answer = again.sign_in("ann@EXAMPLE.org", PASSWORD);
    assert_eq!(answer.status, 204, "{answer:?}");
    assert_eq!(again.get("/api/v1/me").json()["person"]["email"], "Ann@example.org");
}

#[test]
fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let server = Server::start();
    Person::added(&server, "ann@example.org", &[]);
    let invited = server.command(&["user", "add", "bob@example.org"]);
    assert!(invited.success);
    let mut answers = Vec::new();
    for (email, password) in [
        ("ann@example.org", "a heron by the sea"),
        ("ann@example.org", ""),
        ("ann@example.org", &*"x".repeat(2_000)),
        ("nobody@example.org", PASSWORD),
        // Has no password yet.
        ("bob@example.org", PASSWORD),
        ("bob@example.org", ""),
        ("", PASSWORD),
    ] {
        let answer = Person::at(&server).sign_in(email, password);
        check_error(&answer, 401, "wrong_password", None);
        answers.push(answer.body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[test]
fn what_will_not_do_as_a_password_or_an_address_is_said_and_the_link_still_works() {
    let server = Server::start();
    Person::added(&server, "ann@example.org", &[]);
    let link = server.printed("sign in");
    let mut owner = Person::at(&server);
    for (chosen, field) in [
        (json!({ "email": "ann", "password": PASSWORD }), "email"),
        (json!({ "email": "ann@example.org", "password": PASSWORD }), "email"),
        (json!({ "email": "me@example.org", "password": "short" }), "password"),
        (json!({ "email": "me@example.org", "password": "x".repeat(1_025) }), "password"),
        (json!({ "mail": "me@example.org" }), "body"),
        (json!([]), "body"),
    ] {
        check_error(&owner.use_link(&link, &chosen), 400, "invalid_parameter", Some(field));
    }
    let chosen = json!({ "email": "me@example.org", "password": PASSWORD });
    assert_eq!(owner.use_link(&link, &chosen).status, 204);
    // Whoever is added by the operator has the address they were added by.
    let added = server.command(&["user", "add", "bob@example.org"]);
    let renamed = json!({ "email": "eve@example.org", "password": PASSWORD });
    let refused = Person::at(&server).use_link(added.stdout.trim(), &renamed);
    check_error(&refused, 400, "invalid_parameter", Some("email"));
}

#[test]
fn each_sign_in_has_a_secret_of_its_own_whatever_the_browser_brought_along() {
    let server = Server::start();
    Person::added(&server, "ann@example.org", &[]);
    let planted = format!("footfall={}", "0".repeat(64));
    let mut victim = Person::with(&server, &planted);
    assert_eq!(victim.sign_in("ann@example.org", PASSWORD).status, 204);
    let first = victim.cookie.clone();
    assert_ne!(first, planted);
    assert_eq!(first.len(), "footfall=".len() + 64, "32 bytes");
    let attacker = Person::with(&server, &planted);
    assert_eq!(attacker.get("/api/v1/me").status, 401, "what was planted opens nothing");
    assert_eq!(victim.sign_in("ann@example.org", PASSWORD).status, 204);
    assert_ne!(victim.cookie, first, "and another time it is another one");
}

#[test]
fn sign_ins_are_listed_coarsely_and_ended_one_by_one() {
    let server = Server::start();
    let here = Person::added(&server, "ann@example.org", &[]);
    let mut there = Person::at(&server);
    assert_eq!(there.sign_in("ann@example.org", PASSWORD).status, 204);
    let other = Person::added(&server, "bob@example.org", &[]);
    let list = |person: &Person| person.get("/api/v1/me/sessions").json()["sessions"].clone();
    let rows = list(&here);
    assert_eq!(rows.as_array().map(Vec::len), Some(2), "{rows}");
    let id = |is_this: bool| {
        let found = rows.as_array().into_iter().flatten().find(|row| row["is_this"] == is_this);
        found.map(|row| row["id"].to_string()).unwrap_or_default()
    };
    let path = format!("/api/v1/me/sessions/{}", id(false));
    assert_eq!(other.delete(&path).status, 404, "nobody ends somebody else's");
    assert_eq!(here.delete(&path).status, 204);
    assert_eq!((there.get("/api/v1/me").status, here.get("/api/v1/me").status), (401, 200));
    assert_eq!(here.delete(&path).status, 404);
    assert_eq!(here.delete(&format!("/api/v1/me/sessions/{}", id(true))).status, 204);
    assert_eq!(here.get("/api/v1/me").status, 401);
}

#[test]
fn another_password_needs_the_one_before_and_ends_all_other_sign_ins() {
    let server = Server::start();
    let here = Person::added(&server, "ann@example.org", &[]);
    let mut there = Person::at(&server);
    there.sign_in("ann@example.org", PASSWORD);
    // A link that was made before would else be a way back in for whoever has it.
    let link = server.command(&["user", "add", "ann@example.org"]).stdout;
    let change = |current: Value, password: &str| {
        here.post("/api/v1/me/password", &json!({ "current": current, "password": password }))
    };
    check_error(
        &change(json!(null), "another long one"),
        400,
        "invalid_parameter",
        Some("current"),
    );
    check_error(
        &change(json!("wrong"), "another long one"),
        400,
        "invalid_parameter",
        Some("current"),
    );
    check_error(&change(json!(PASSWORD), "short"), 400, "invalid_parameter", Some("password"));
    assert_eq!(there.get("/api/v1/me").status, 200);
    assert_eq!(change(json!(PASSWORD), "another long one").status, 204);
    assert_eq!((there.get("/api/v1/me").status, here.get("/api/v1/me").status), (401, 200));
    assert_eq!(Person::at(&server).use_link(link.trim(), &json!({})).status, 404);
    assert_eq!(Person::at(&server).sign_in("ann@example.org", PASSWORD).status, 401);
    assert_eq!(Person::at(&server).sign_in("ann@example.org", "another long one").status, 204);
}

#[test]
fn over_tls_the_cookie_is_its_hosts_alone() {
    let free = must(TcpListener::bind("127.0.0.1:0"), "a port");
    let address = must(free.local_addr(), "its number").to_string();
    drop(free);
    let server = Server::with(&["--public-url", "https://stats.example", "--listen", &address]);
    let added = server.command(&["user", "add", "ann@example.org"]);
    let token = added.stdout.trim().rsplit('/').next().unwrap_or_default().to_owned();
    let headers = [("origin", "https://stats.example"), ("content-type", "application/json")];
    let url = format!("http://{address}/sign-in/{token}");
    let plain = [("origin", "http://stats.example"), ("content-type", "application/json")];
    let planted = server.http.post(&url, &plain, "{}");
    assert_eq!(planted.status, 403, "what is sent over plain HTTP may be anybody's: {planted:?}");
    let entered = server.http.post(&url, &headers, "{}");
    let cookie = entered.header("set-cookie").unwrap_or_default();
    assert!(cookie.starts_with("__Host-footfall="), "{cookie}");
    for word in ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}
