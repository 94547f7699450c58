//! What each protocol's senders are answered, and under which name a refusal is counted.

use footfall_tests::{Answer, ORIGIN, must, now_ms};
use serde_json::json;

use crate::{Door, HIT, query};

const PAGE: (&str, &str) = ("url", "https://shop.example/lamp");

#[test]
fn matomo_is_answered_with_an_image_or_without_a_body_and_piwik_pro_with_202() {
    let door = Door::open();
    for path in ["/matomo.php", "/piwik.php"] {
        let answer = door.get(path, &[PAGE]);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/gif")));
        assert!(answer.body.starts_with("GIF89a"), "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(door.get(path, &[PAGE, ("send_image", "0")]).status, 204);
        assert_eq!(door.post(&format!("{path}?{HIT}&{}", query(&[PAGE])), "").status, 200);
        let in_the_body = format!("{HIT}&send_image=0&{}", query(&[PAGE]));
        assert_eq!(door.post(path, &in_the_body).status, 204);
    }
    assert_eq!(door.get("/ppms.php", &[PAGE]).status, 202);
    assert_eq!(door.post("/ppms.php", &format!("{HIT}&{}", query(&[PAGE]))).status, 202);
    door.check(&json!({ "page_views": 10, "sessions": 1 }));
}

#[test]
fn a_bulk_is_answered_with_how_many_hits_it_had_and_what_of_it_was_refused() {
    let door = Door::open();
    let hit = |params: &[(&str, &str)]| format!("?{HIT}&{}", query(params));
    let bulk =
        json!({ "requests": [hit(&[PAGE]), "?rec=1", hit(&[("url", "none")]), hit(&[PAGE]), 7] });
    let answer = door.post("/matomo.php", &bulk.to_string());
    let expected =
        json!({ "status": "success", "tracked": 2, "invalid": 3, "invalid_indices": [1, 2, 4] });
    assert_eq!((answer.status, answer.json()), (200, expected));
    assert_eq!(door.post("/ppms.php", &bulk.to_string()).status, 202);
    let refused = door.post("/matomo.php", &json!({ "requests": ["?rec=1"] }).to_string());
    assert_eq!((refused.status, &refused.json()["tracked"]), (400, &json!(0)), "{refused:?}");
    door.check(&json!({ "page_views": 4 }));
    door.wait_for_drops("wrong_form", 2);
}

#[test]
fn whatever_is_refused_is_never_thanked_for_and_is_counted_by_name() {
    let door = Door::open();
    let url = |path: &str| format!("{}{path}", door.server.url);
    let from_shop = [("origin", ORIGIN)];
    let ask = |query: &str| door.server.http.get(&url(&format!("/matomo.php?{query}")), &from_shop);
    for (query, status, reason, times) in [
        ("", 400, "missing", 1),
        ("rec=1", 400, "missing", 2),
        ("idsite=shop&url=https://a.example/", 400, "missing", 3),
        ("rec=1&idsite=My%20Shop", 400, "wrong_form", 1),
        ("idsite=shop&rec=0&url=https://a.example/", 400, "wrong_form", 2),
        ("rec=1&idsite=nowhere&url=https://a.example/", 404, "unknown_site", 1),
        ("idsite=shop&rec=1&idgoal=0&ec_id=1&revenue=much", 400, "wrong_type", 1),
        ("idsite=shop&rec=1&ping=1&token_auth=ff_wrong", 401, "key_not_allowed", 1),
    ] {
        let answer = ask(query);
        assert_eq!((answer.status, &*answer.body), (status, ""), "{query}");
        door.wait_for_drops(reason, times);
    }
    assert_eq!(door.post("/matomo.php", "{").status, 400);
    assert_eq!(door.post("/matomo.php", &"x".repeat(2 * 1024 * 1024)).status, 413);
    let deleted = door.server.http.try_send("DELETE", &url("/matomo.php"), &from_shop, None);
    assert_eq!(must(deleted, "DELETE").status, 405);
    door.check(&json!({ "sessions": 0, "orders": 0 }));
}

#[test]
fn what_cant_be_committed_is_503_on_every_wire_and_a_copy_is_welcome_later() {
    let door = Door::open();
    let key = door.ingest_key();
    let events = json!([{ "name": "page_view", "params": { "page_location": PAGE.1 } }]);
    let body = json!({ "client_id": "1", "timestamp_micros": now_ms() * 1000, "events": events });
    let hit = format!("?{HIT}&rand=1&{}", query(&[PAGE]));
    let bulk = json!({ "requests": [format!("?{HIT}&rand=2&{}", query(&[PAGE]))] });
    let collect = format!("/mp/collect?measurement_id=shop&api_secret={key}");
    let requests = [
        (format!("/matomo.php{hit}"), String::new()),
        ("/ppms.php".to_owned(), bulk.to_string()),
        (collect, body.to_string()),
    ];
    let send = &|(path, body): &(String, String)| door.post(path, body);
    let stuck = door.server.stuck();
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let sent: Vec<_> =
            requests.iter().map(|request| scope.spawn(move || send(request))).collect();
        sent.into_iter().map(|answer| must(answer.join(), "an answer")).collect()
    });
    for answer in answers {
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")), "{answer:?}");
    }
    drop(stuck);
    for request in requests.iter().chain(&requests) {
        assert!([200, 202, 204].contains(&send(request).status));
    }
    door.check(&json!({ "page_views": 3 }));
}

#[test]
fn what_nobody_knows_is_counted_and_no_error() {
    let door = Door::open();
    assert_eq!(door.get("/matomo.php", &[PAGE, ("c_n", "Banner"), ("c_i", "click")]).status, 200);
    assert_eq!(door.get("/ppms.php", &[PAGE, ("e_t", "dance")]).status, 202);
    door.wait_for_drops("unknown_command", 2);
    door.check(&json!({ "page_views": 0 }));
}

#[test]
fn a_tag_that_sends_with_credentials_may_read_the_answer_and_so_does_not_send_again() {
    let door = Door::open();
    let answer = door.post(&format!("/matomo.php?{HIT}&{}", query(&[PAGE])), "");
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(answer.header("set-cookie"), None);
    let url = format!("{}/matomo.php", door.server.url);
    let asks = [("origin", ORIGIN), ("access-control-request-method", "POST")];
    let preflight = must(door.server.http.try_send("OPTIONS", &url, &asks, None), "OPTIONS");
    assert_eq!(
        (preflight.status, preflight.header("access-control-allow-origin")),
        (204, Some(ORIGIN))
    );
}
