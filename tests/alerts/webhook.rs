//! Webhooks: signed, tried again, and never sent where nobody may send them.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use footfall_tests::{Asked, Listener, Page, Person, Reply, Server, must, wait_until};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const PATH: &str = "/api/v1/sites/shop/alerts";
const TEST: &str = "/api/v1/sites/shop/alerts/test";

/// Answers with one status after the other, the last for ever.
fn listener(statuses: &[u16], headers: &'static [(&str, &str)]) -> (Listener, Receiver<Asked>) {
    let (asked, received) = channel();
    let statuses: Arc<Mutex<Vec<u16>>> =
        Arc::new(Mutex::new(statuses.iter().rev().copied().collect()));
    let listener = Listener::open(move |request: &Asked| {
        let mut statuses = must(statuses.lock(), "the statuses");
        let status = if statuses.len() > 1 { statuses.pop() } else { statuses.last().copied() };
        let _over = asked.send(request.clone()).is_err();
        let page = Page::new(status.unwrap_or(200), "text/plain", "thanks");
        Reply::Answer(headers.iter().fold(page, |page, (name, value)| page.with(name, value)))
    });
    (listener, received)
}

/// Adds a webhook, and asks for a test.
fn hook(owner: &Person, url: &str) -> Value {
    let added = owner.post(PATH, &json!({ "webhook": { "url": url } }));
    assert_eq!(added.status, 201, "{added:?}");
    let target = added.json();
    assert_eq!(owner.post(TEST, &json!({ "id": target["id"] })).status, 202);
    target
}

/// The newest notice once it was tried.
fn tried(owner: &Person) -> Value {
    wait_until("an attempt", || {
        let notice = owner.get(PATH).json()["notices"][0].clone();
        (notice["attempts"] != 0 && notice.is_object()).then_some(notice)
    })
}

#[test]
fn a_webhook_is_signed_and_names_what_it_is_of() {
    let server = Server::with(&["--allow-private-webhooks"]);
    server.shop("shop");
    let owner = Person::first(&server);
    let (listener, received) = listener(&[200], &[]);
    let target = hook(&owner, &format!("http://127.0.0.1:{}/hook?x=1", listener.port));
    let asked = must(received.recv_timeout(footfall_tests::DEADLINE), "the webhook");
    assert_eq!((&*asked.method, &*asked.path), ("POST", "/hook?x=1"));
    assert_eq!(asked.header("content-type"), "application/json");
    let signature = asked.header("footfall-signature");
    let (time, hex) = signature.split_once(",v1=").unwrap_or_default();
    let time = time.trim_start_matches("t=");
    let secret = target["secret"].as_str().unwrap_or_default();
    let mut mac = must(Hmac::<Sha256>::new_from_slice(secret.as_bytes()), "the secret");
    mac.update(format!("{time}.{}", asked.text()).as_bytes());
    let expected: String =
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, expected);
    let sent_s: i64 = time.parse().unwrap_or(0);
    assert!((footfall_tests::now_ms() / 1000 - sent_s).abs() < 60, "{signature}");
    let body: Value = must(serde_json::from_str(&asked.text()), "the body");
    assert_eq!((&body["kind"], &body["site"]["id"]), (&json!("test"), &json!("shop")));
    let notice = tried(&owner);
    assert_eq!((&notice["attempts"], &notice["error"]), (&json!(1), &json!("")));
    assert!(notice["sent_at_ms"].is_i64() && notice["next_at_ms"].is_null(), "{notice}");
    let idempotency_key = format!("footfall-{}", notice["id"]);
    assert_eq!(asked.header("idempotency-key"), idempotency_key);
}

#[test]
fn what_fails_is_seen_by_the_owner_and_in_the_metrics_and_tried_again() {
    let server = Server::with(&["--allow-private-webhooks"]);
    server.shop("shop");
    let owner = Person::first(&server);
    let (listener, _received) = listener(&[500], &[]);
    hook(&owner, &format!("http://127.0.0.1:{}/", listener.port));
    let notice = tried(&owner);
    assert_eq!(
        (&notice["error"], &notice["sent_at_ms"]),
        (&json!("it answered 500"), &Value::Null)
    );
    let again_in_ms = notice["next_at_ms"].as_i64().unwrap_or(0) - footfall_tests::now_ms();
    assert!((0..=60_000).contains(&again_in_ms), "{again_in_ms}");
    let metrics = server.http.get(&format!("{}/metrics", server.url), &[]).body;
    assert!(metrics.contains("footfall_notices_total{outcome=\"failed\"} 1"), "{metrics}");
    // Nobody else waits for it.
    let shop = server.shop("busy");
    let mut load = shop.load();
    let view = load.page_view();
    shop.store(&load.batch(&[view]));
}

#[test]
fn no_redirect_is_followed() {
    let server = Server::with(&["--allow-private-webhooks"]);
    server.shop("shop");
    let owner = Person::first(&server);
    let (listener, received) = listener(&[302], &[("location", "/elsewhere")]);
    hook(&owner, &format!("http://127.0.0.1:{}/", listener.port));
    assert_eq!(tried(&owner)["error"], "it answered 302");
    assert_eq!(received.try_iter().count(), 1);
}

#[test]
fn a_name_that_leads_into_a_private_network_is_not_asked() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::first(&server);
    let (listener, received) = listener(&[200], &[]);
    // Its form is a public name's; where it leads is seen when it is looked up.
    hook(&owner, &format!("http://localhost:{}/", listener.port));
    assert_eq!(tried(&owner)["error"], "its name leads to an address that is not public");
    assert_eq!(received.try_iter().count(), 0, "nobody came");
}
