//! Pages of others: none may change anything here by a cookie, read anything, or put our pages into theirs.

use footfall_tests::{PASSWORD, Person, Server};
use serde_json::json;

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn a_change_by_cookie_comes_from_a_page_of_ours_as_json_or_not_at_all() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::added(&server, "ann@example.org", &[]);
    let own = &*server.url;
    let port = own.rsplit(':').next().unwrap_or_default();
    let other_port = "http://127.0.0.1:1".to_owned();
    let neighbour = format!("http://stats.127.0.0.1:{port}");
    let longer = format!("{own}.evil.example");
    let fetch = |value| ("sec-fetch-site", value);
    let form = |kind| ("content-type", kind);
    let cases: &[(&[(&str, &str)], u16)] = &[
        (&[JSON, ("origin", own)], 200),
        (&[JSON, ("origin", own), fetch("same-origin")], 200),
        (&[("content-type", "Application/JSON; charset=utf-8"), ("origin", own)], 200),
        // Neither says where it comes from.
        (&[JSON], 403),
        (&[JSON, ("referer", own)], 403),
        (&[JSON, ("origin", "https://evil.example")], 403),
        (&[JSON, ("origin", "null")], 403),
        (&[JSON, ("origin", "")], 403),
        (&[JSON, ("origin", &other_port)], 403),
        (&[JSON, ("origin", &neighbour)], 403),
        (&[JSON, ("origin", &longer)], 403),
        (&[JSON, ("origin", own), fetch("cross-site")], 403),
        (&[JSON, ("origin", own), fetch("same-site")], 403),
        (&[JSON, ("origin", own), fetch("none")], 403),
        // What forms send.
        (&[form("application/x-www-form-urlencoded"), ("origin", own)], 400),
        (&[form("multipart/form-data; boundary=x"), ("origin", own)], 400),
        (&[form("text/plain"), ("origin", own)], 400),
        (&[form("text/plain; application/json"), ("origin", own)], 400),
        (&[form("application/json-patch"), ("origin", own)], 400),
        (&[("origin", own)], 400),
    ];
    let key = json!({ "name": "till", "scope": "read" }).to_string();
    let segment = json!({ "name": "phones", "filter": "device==mobile" }).to_string();
    let sign_in = json!({ "email": "ann@example.org", "password": PASSWORD }).to_string();
    for (headers, expected) in cases {
        for (path, body) in
            [("/api/v1/sites/shop/keys", &key), ("/api/v1/sites/shop/segments", &segment)]
        {
            let answer = owner.send("POST", path, headers, Some(body));
            assert_eq!(answer.status, *expected, "{path} {headers:?}: {answer:?}");
        }
        // Signing somebody in as somebody else is a change, too.
        let stranger = Person::at(&server);
        let answer = stranger.send("POST", "/api/v1/sign-in", headers, Some(&sign_in));
        let is_in = answer.header("set-cookie").is_some();
        let was_tried_often = answer.status == 429;
        assert!(was_tried_often || is_in == (*expected == 200), "{headers:?}: {answer:?}");
    }
    let left =
        owner.send("POST", "/sign-out", &[("origin", "https://evil.example"), JSON], Some("{}"));
    assert_eq!(left.status, 403);
    let ended = owner.send("DELETE", "/api/v1/me/sessions/1", &[("origin", "null"), JSON], None);
    assert_eq!(ended.status, 403);
    assert_eq!(owner.get("/api/v1/me").status, 200, "and nothing has happened");
}

#[test]
fn a_key_needs_no_page() {
    let server = Server::start();
    server.shop("shop");
    let key = format!("Bearer {}", server.key("shop", "admin"));
    let headers = [JSON, ("authorization", &*key), ("origin", "https://evil.example")];
    let segment = json!({ "name": "phones", "filter": "device==mobile" }).to_string();
    let answer =
        Person::at(&server).send("POST", "/api/v1/sites/shop/segments", &headers, Some(&segment));
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[test]
fn no_page_of_ours_can_be_framed_runs_what_is_not_ours_or_is_read_by_others() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::added(&server, "ann@example.org", &[]);
    for path in [
        "/",
        "/sign-in/none",
        "/dashboard/dashboard.js",
        "/demo/",
        "/api/v1/sites",
        "/api/v1/me",
        "/api/v1/openapi.json",
        "/api/v1/sites/shop/keys",
        "/api/v1/nothing",
        "/nothing",
        "/healthz",
    ] {
        let headers = [("origin", "https://evil.example")];
        let answer = owner.send("GET", path, &headers, None);
        let policy = answer.header("content-security-policy").unwrap_or_default().to_owned();
        for word in ["default-src 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(word), "{path}: {policy}");
        }
        let is_demo = path.starts_with("/demo/");
        assert_eq!(policy.contains("wasm-unsafe-eval"), is_demo, "{path}: {policy}");
        assert!(!policy.replace("wasm-unsafe-eval", "").contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        let allowed = answer.headers().find(|(name, _)| name.starts_with("access-control"));
        assert_eq!(allowed, None, "{path}: other pages read nothing");
    }
    let preflight = [
        ("origin", "https://evil.example"),
        ("access-control-request-method", "DELETE"),
        ("access-control-request-headers", "content-type"),
    ];
    for path in ["/api/v1/sites/shop/keys", "/api/v1/sign-in", "/api/v1/me/sessions/1"] {
        let answer = owner.send("OPTIONS", path, &preflight, None);
        let allowed = answer.headers().find(|(name, _)| name.starts_with("access-control"));
        assert!(
            allowed.is_none() && answer.status != 200 && answer.status != 204,
            "{path}: {answer:?}"
        );
    }
}
