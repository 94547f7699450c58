//! Who may send what at all, and what every answer says to a browser of another origin.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use footfall_tests::{Answer, ORIGIN, Server, must};
use serde_json::json;

/// What a page of another origin needs in order to read an answer.
#[track_caller]
fn check_cors(answer: &Answer) {
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
    let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
    assert!(exposed.to_ascii_lowercase().contains("retry-after"), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-credentials"), None, "{answer:?}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer:?}");
}

#[track_caller]
fn check_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (status, &json!(code)),
        "{answer:?}"
    );
    check_cors(answer);
}

#[test]
fn a_stored_batch_is_answered_200_without_any_key() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [load.page_view()];
    let answer = shop.post(&load.batch(&events));
    assert_eq!((answer.status, answer.json()), (200, json!({ "accepted": 1, "refused": [] })));
    check_cors(&answer);
    assert_eq!(answer.header("set-cookie"), None, "nothing is put on the shopper's device");
}

#[test]
fn a_refusal_can_be_read_across_origins_too() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [load.event("purchase", json!({}))];
    let answer = shop.post(&load.batch(&events));
    assert_eq!(answer.status, 400);
    check_cors(&answer);
}

#[test]
fn broken_json_is_400_malformed() {
    let server = Server::start();
    let shop = server.shop("shop");
    for body in ["", "{", "[]", "\"text\"", "{\"v\":1,}", "\u{0}", "nul"] {
        let answer =
            server.http.post(&format!("{}/v1/events", server.url), &[("origin", ORIGIN)], body);
        check_error(&answer, 400, "malformed");
    }
    let deep = "[".repeat(100_000);
    let answer = server.http.post(&format!("{}/v1/events", server.url), &[], &deep);
    check_error(&answer, 400, "malformed");
    assert!(shop.overview()["sessions"] == 0, "and the server lives");
}

#[test]
fn bytes_that_are_no_utf8_are_400_malformed() {
    let server = Server::start();
    let head =
        "POST /v1/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\n";
    let answer = raw(&server, &[head.as_bytes(), &[b'"', 0xff, 0xfe, b'"']].concat());
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("\"malformed\""), "{answer}");
}

#[test]
fn an_unknown_site_is_404() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = footfall_tests::PageLoad::new("nowhere");
    let events = [load.page_view()];
    let answer = shop.post(&load.batch(&events));
    check_error(&answer, 404, "unknown_site");
    assert_eq!(answer.json()["error"]["field"], "site");
}

#[test]
fn an_origin_the_site_does_not_allow_is_403() {
    let server = Server::start();
    let shop = server.shop("shop");
    for origin in [
        "https://evil.example",
        "http://shop.example",
        "https://shop.example:8443",
        "null",
        "https://shop.example.evil.example",
    ] {
        let mut load = shop.load();
        let events = [load.page_view()];
        let url = format!("{}/v1/events", server.url);
        let answer =
            server.http.post(&url, &[("origin", origin)], &load.batch(&events).to_string());
        check_error(&answer, 403, "origin_not_allowed");
    }
    assert_eq!(shop.overview()["sessions"], 0);
    footfall_tests::wait_until("the count of refusals", || {
        (shop.drops("origin_not_allowed") == 5).then_some(())
    });
}

#[test]
fn each_of_several_origins_is_allowed_however_it_was_written() {
    let server = Server::start();
    let shop = server.shop_with(
        "shop",
        &[
            "--origin",
            "https://Shop.Example/",
            "--origin",
            "http://localhost:3000",
            "--origin",
            "https://b.example:443",
        ],
    );
    for origin in ["https://shop.example", "http://localhost:3000", "https://b.example"] {
        let mut load = shop.load();
        let events = [load.page_view()];
        let url = format!("{}/v1/events", server.url);
        let answer =
            server.http.post(&url, &[("origin", origin)], &load.batch(&events).to_string());
        assert_eq!(answer.status, 200, "{origin}: {answer:?}");
    }
}

#[test]
fn a_site_without_origins_refuses_every_browser_and_takes_senders_that_are_none() {
    let server = Server::start();
    let shop = server.shop_with("shop", &[]);
    let mut load = shop.load();
    let events = [load.page_view()];
    let batch = load.batch(&events);
    check_error(&shop.post(&batch), 403, "origin_not_allowed");
    let url = format!("{}/v1/events", server.url);
    assert_eq!(server.http.post(&url, &[], &batch.to_string()).status, 200);
    assert_eq!(shop.overview()["page_views"], 1);
}

#[test]
fn a_preflight_is_answered_for_any_origin() {
    let server = Server::start();
    let asks = [
        ("origin", ORIGIN),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let url = format!("{}/v1/events", server.url);
    let answer = must(server.http.try_send("OPTIONS", &url, &asks, None), "OPTIONS");
    assert_eq!(answer.status, 204);
    check_cors(&answer);
    assert_eq!(answer.header("access-control-allow-methods"), Some("POST"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("content-type"));
}

#[test]
fn another_method_than_post_is_405() {
    let server = Server::start();
    for method in ["GET", "DELETE"] {
        let url = format!("{}/v1/events", server.url);
        let answer = must(server.http.try_send(method, &url, &[("origin", ORIGIN)], None), method);
        assert_eq!(answer.status, 405, "{method}: {answer:?}");
        check_cors(&answer);
    }
}

/// Writes a request byte by byte and reads whatever comes back, even while the server no longer listens.
fn raw(server: &Server, request: &[u8]) -> String {
    let address = server.url.trim_start_matches("http://");
    let mut stream = must(TcpStream::connect(address), "a connection");
    must(stream.set_read_timeout(Some(Duration::from_secs(20))), "a timeout");
    // The server may answer, and close, before it has read everything.
    let _cut_short = stream.write_all(request).is_err();
    let mut answer = Vec::new();
    let _reset = stream.read_to_end(&mut answer).is_err();
    String::from_utf8_lossy(&answer).into_owned()
}

const TWO_MEGABYTES: usize = 2 * 1024 * 1024;

#[test]
fn a_body_of_two_megabytes_is_413_and_its_sender_hears_so() {
    let server = Server::start();
    let url = format!("{}/v1/events", server.url);
    let body = format!("{{\"v\":1,\"pad\":\"{}\"}}", "x".repeat(TWO_MEGABYTES));
    let answer = server.http.post(&url, &[("origin", ORIGIN)], &body);
    check_error(&answer, 413, "body_too_large");
}

#[test]
fn a_body_of_two_megabytes_without_a_length_is_413_too() {
    let server = Server::start();
    let chunk = format!("{:x}\r\n{}\r\n", 65_536, "x".repeat(65_536));
    let request = format!(
        "POST /v1/events HTTP/1.1\r\nhost: x\r\norigin: {ORIGIN}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n{}0\r\n\r\n",
        chunk.repeat(TWO_MEGABYTES / 65_536)
    );
    let answer = raw(&server, request.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer:?}");
    assert!(answer.to_ascii_lowercase().contains("access-control-allow-origin: *"), "{answer}");
}

#[test]
fn the_largest_request_of_a_tracker_is_accepted() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let line = |n: usize| json!({ "item_id": format!("I{n}"), "item_name": "n".repeat(500), "price": "1.00" });
    let lines: Vec<_> = (0..200).map(line).collect();
    let events = [load.event("view_cart", json!({ "items": lines }))];
    let batch = load.batch(&events);
    assert!(batch.to_string().len() > 100_000);
    shop.store(&batch);
}

#[test]
fn nothing_else_is_lost_beside_refused_requests() {
    let server = Server::start();
    let shop = server.shop("shop");
    let url = format!("{}/v1/events", server.url);
    for round in 1..=20 {
        let mut load = shop.load();
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
        assert_eq!(server.http.post(&url, &[], "{").status, 400);
        assert_eq!(shop.overview()["page_views"], round);
    }
    footfall_tests::wait_until("the count of refusals", || {
        (shop.drops("malformed") == 20).then_some(())
    });
}
