//! Notes on days: who may write them, what they may be, and where they are read.

use footfall_tests::{Answer, Person, Server, Shop, must};
use serde_json::{Value, json};

const NOVEMBER: &str = "from=2026-11-01&to=2026-11-30";

struct Notes<'s> {
    server: &'s Server,
    url: String,
    key: String,
}

impl<'s> Notes<'s> {
    fn of(server: &'s Server, shop: &Shop, key: &str) -> Self {
        let url = format!("{}/api/v1/sites/{}/notes", server.url, shop.id);
        Self { server, url, key: format!("Bearer {key}") }
    }

    fn write(&self, note: &Value) -> Answer {
        let headers = [("authorization", &*self.key), ("content-type", "application/json")];
        self.server.http.post(&self.url, &headers, &note.to_string())
    }

    fn read(&self, query: &str) -> Answer {
        let url = format!("{}?{query}", self.url);
        self.server.http.get(&url, &[("authorization", &self.key)])
    }

    fn delete(&self, query: &str) -> Answer {
        let url = format!("{}?{query}", self.url);
        let headers = [("authorization", &*self.key)];
        must(self.server.http.try_send("DELETE", &url, &headers, None), &url)
    }

    /// Day and text of each.
    fn told(&self, query: &str) -> Vec<(String, String)> {
        let answer = self.read(query).json();
        let notes = answer["notes"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        notes.iter().map(|note| (text(&note["date"]), text(&note["text"]))).collect()
    }
}

#[track_caller]
fn check_error(answer: &Answer, status: u16, code: &str, field: Option<&str>) {
    let error = answer.json()["error"].clone();
    assert_eq!(
        (answer.status, &error["code"], error.get("field").and_then(Value::as_str)),
        (status, &json!(code), field),
        "{answer:?}"
    );
}

#[test]
fn a_note_is_read_in_the_periods_that_hold_its_day_until_it_is_taken_away() {
    let server = Server::start();
    let shop = server.shop("shop");
    let notes = Notes::of(&server, &shop, &server.key("shop", "admin"));
    let sale = notes.write(&json!({ "day": "2026-11-27", "text": "  Black Friday <b>−20 %</b> " }));
    assert_eq!(sale.status, 200, "{sale:?}");
    assert_eq!(sale.json()["text"], "Black Friday <b>−20 %</b>");
    notes.write(&json!({ "day": "2026-11-30", "text": "Newsletter" }));
    notes.write(&json!({ "day": "2026-11-27", "text": "Shop was down at noon" }));
    let at = |day: &str, text: &str| (day.to_owned(), text.to_owned());
    assert_eq!(
        notes.told(NOVEMBER),
        [
            at("2026-11-27", "Black Friday <b>−20 %</b>"),
            at("2026-11-27", "Shop was down at noon"),
            at("2026-11-30", "Newsletter"),
        ]
    );
    let reader = Notes::of(&server, &shop, &shop.key);
    assert_eq!(
        reader.told("from=2026-11-28&to=2026-12-31"),
        [at("2026-11-30", "Newsletter")],
        "whoever may read reads them"
    );
    let id = sale.json()["id"].to_string();
    assert_eq!(notes.delete(&format!("id={id}")).status, 204);
    check_error(&notes.delete(&format!("id={id}")), 404, "not_found", None);
    assert_eq!(notes.told(NOVEMBER).len(), 2);
}

#[test]
fn what_is_no_note_is_refused_with_the_field_that_is_wrong() {
    let server = Server::start();
    let shop = server.shop("shop");
    let notes = Notes::of(&server, &shop, &server.key("shop", "admin"));
    let text = |text: &str| json!({ "day": "2026-11-27", "text": text });
    for (note, field) in [
        (json!({ "day": "2026-02-30", "text": "x" }), "day"),
        (json!({ "day": "yesterday", "text": "x" }), "day"),
        (text(""), "text"),
        (text("   "), "text"),
        (text(&"x".repeat(201)), "text"),
        (text("two\nlines"), "text"),
        (json!({ "text": "x" }), "body"),
        (json!({ "day": "2026-11-27", "text": "x", "author": "me@example.com" }), "body"),
    ] {
        check_error(&notes.write(&note), 400, "invalid_parameter", Some(field));
    }
    assert_eq!(notes.write(&text(&"ü".repeat(200))).status, 200, "characters, not bytes");
    check_error(&notes.read("from=2026-11-01"), 400, "invalid_parameter", Some("to"));
    check_error(&notes.delete(""), 400, "invalid_parameter", Some("id"));
    check_error(&notes.delete("id=one"), 400, "invalid_parameter", Some("query"));
    // As a form of another page would send it, in the name of whoever is signed in.
    let form = [("authorization", &*notes.key), ("content-type", "text/plain")];
    let sent = server.http.post(&notes.url, &form, &text("x").to_string());
    check_error(&sent, 400, "invalid_parameter", Some("content-type"));
}

#[test]
fn a_day_keeps_twenty_notes_and_says_when_it_is_full() {
    let server = Server::start();
    let shop = server.shop("shop");
    let notes = Notes::of(&server, &shop, &server.key("shop", "admin"));
    let write = |day: &str| notes.write(&json!({ "day": day, "text": "again" }));
    for _ in 0..20 {
        assert_eq!(write("2026-11-27").status, 200);
    }
    check_error(&write("2026-11-27"), 400, "invalid_parameter", Some("day"));
    assert_eq!(write("2026-11-28").status, 200, "another day has room");
}

#[test]
fn only_the_sites_own_admin_key_or_somebody_signed_in_may_write() {
    let server = Server::start();
    let shop = server.shop("shop");
    let other = server.shop("other");
    let owner = Notes::of(&server, &shop, &server.key("shop", "admin"));
    let kept = owner.write(&json!({ "day": "2026-11-27", "text": "kept" })).json()["id"].clone();
    let note = json!({ "day": "2026-11-27", "text": "x" });
    for (key, status, code) in [
        ("ff_guess", 401, "unauthorized"),
        (&*shop.key, 403, "forbidden"),
        (&server.key("shop", "ingest"), 403, "forbidden"),
        (&server.key("other", "admin"), 403, "forbidden"),
    ] {
        let notes = Notes::of(&server, &shop, key);
        check_error(&notes.write(&note), status, code, None);
        check_error(&notes.delete(&format!("id={kept}")), status, code, None);
    }
    let elsewhere = Notes::of(&server, &other, &server.key("other", "admin"));
    check_error(&elsewhere.delete(&format!("id={kept}")), 404, "not_found", None);
    assert_eq!(owner.told(NOVEMBER).len(), 1);

    let ann = Person::added(&server, "ann@shop.example", &[]);
    let written = ann.post("/api/v1/sites/shop/notes", &note);
    assert_eq!((written.status, &written.json()["author"]), (200, &json!("ann@shop.example")));
    let read = ann.get(&format!("/api/v1/sites/shop/notes?{NOVEMBER}"));
    assert_eq!(read.json()["notes"][1]["author"], "ann@shop.example");
    let by_key = owner.read(NOVEMBER).json();
    assert_eq!(by_key["notes"][1]["author"], json!(null), "a key hears no person's address");
}
