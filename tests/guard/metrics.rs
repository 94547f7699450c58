//! `GET /metrics`: for whom, and what it says.

use footfall_tests::{Answer, ORIGIN, Server, wait_until};

fn ask(server: &Server, headers: &[(&str, &str)]) -> Answer {
    server.http.get(&format!("{}/metrics", server.url), headers)
}

#[test]
fn a_program_of_this_machine_may_ask_and_nobody_behind_a_proxy_or_with_another_key() {
    let server = Server::start();
    let shop = server.shop("shop");
    let bearer = |key: &str| format!("Bearer {key}");
    let (admin, ingest) = (server.key("shop", "admin"), server.key("shop", "ingest"));
    let check = |headers: &[(&str, &str)], status: u16| {
        let answer = ask(&server, headers);
        assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
        assert_eq!(answer.body.contains("# EOF"), status == 200, "{answer:?}");
    };
    let proxied = ("x-forwarded-for", "203.0.113.9");
    check(&[], 200);
    check(&[("authorization", &bearer(&admin))], 200);
    check(&[proxied, ("authorization", &bearer(&admin))], 200);
    check(&[proxied], 401);
    check(&[("forwarded", "for=203.0.113.9")], 401);
    check(&[("host", "rebound.example")], 401);
    check(&[("authorization", &bearer(&shop.key))], 403);
    check(&[("authorization", &bearer(&ingest))], 403);
    check(&[("authorization", "Bearer ff_guessed")], 401);
}

#[test]
fn it_counts_what_came_in_what_was_stored_and_what_was_not_by_reason() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [load.page_view(), load.event("view_cart", serde_json::json!({}))];
    shop.store(&load.batch(&events));
    shop.store(&load.batch(&events));
    let url = format!("{}/v1/events", server.url);
    assert_eq!(server.http.post(&url, &[("origin", ORIGIN)], "{").status, 400);
    wait_until("the count of the refusal", || (shop.drops("malformed") == 1).then_some(()));
    let answer = ask(&server, &[]);
    assert_eq!(
        answer.header("content-type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    for line in [
        "footfall_answers_total{way=\"batch\",status=\"200\"} 2",
        "footfall_answers_total{way=\"batch\",status=\"400\"} 1",
        "footfall_drops_total{reason=\"duplicate\"} 2",
        "footfall_drops_total{reason=\"malformed\"} 1",
        "footfall_events_stored_total 4",
        "footfall_queue_requests 0",
        "footfall_queue_bytes 0",
        "footfall_unapplied_events 0",
        "footfall_unapplied_bytes 0",
        "footfall_commit_requests_count 2",
        "footfall_commit_events_sum 4.0",
        "footfall_commit_seconds_count 2",
        "footfall_failed_commits_total 0",
    ] {
        assert!(answer.body.lines().any(|said| said == line), "{line}: {}", answer.body);
    }
    for size in ["footfall_database_bytes ", "footfall_log_bytes ", "footfall_resident_bytes "] {
        let value = answer.body.lines().find_map(|line| line.strip_prefix(size)?.parse().ok());
        assert!(value.is_some_and(|bytes: u64| bytes > 1_000), "{size}: {}", answer.body);
    }
}
