//! When there is no room, or no disk: 503 with Retry-After, and what was answered 200 is there all the same.

use std::sync::mpsc::channel;

use footfall_tests::{Answer, DEADLINE, Server, Shop, must, wait_until};
use serde_json::{Value, json};

#[track_caller]
fn check_unavailable(answer: &Answer) {
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (503, &json!("unavailable")));
    assert!(answer.header("retry-after").is_some_and(|after| after.parse::<u32>().is_ok()));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
    assert_eq!(answer.header("access-control-expose-headers"), Some("retry-after"), "{answer:?}");
}

/// About 200 kB: near the most that one body may have.
fn large_batch(shop: &Shop) -> Value {
    let mut load = shop.load();
    let line = |n: usize| json!({ "item_id": format!("I{n}"), "item_name": "n".repeat(950) });
    let lines: Vec<Value> = (0..200).map(line).collect();
    let events = [load.page_view(), load.event("view_item_list", json!({ "items": lines }))];
    load.batch(&events)
}

#[test]
fn what_cant_be_committed_is_503_and_a_copy_is_welcome_later() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [load.page_view()];
    let batch = load.batch(&events);
    let lock = server.stuck();
    check_unavailable(&shop.post(&batch));
    assert_eq!(shop.overview()["page_views"], 0);
    drop(lock);
    shop.store(&batch);
    assert_eq!(shop.overview()["page_views"], 1);
}

#[test]
fn a_full_queue_is_503_and_whoever_got_in_is_stored() {
    /// More than fit: the queue holds 8 MiB.
    const SENDERS: usize = 220;
    let server = Server::start();
    let shop = server.shop("shop");
    let lock = server.stuck();
    let (done, answers) = channel();
    let all: Vec<Answer> = std::thread::scope(|scope| {
        for _ in 0..SENDERS {
            let (shop, done) = (&shop, done.clone());
            scope.spawn(move || {
                let _over = done.send(shop.post(&large_batch(shop))).is_err();
            });
        }
        let first = must(answers.recv_timeout(DEADLINE), "an answer while nothing is committed");
        check_unavailable(&first);
        drop(lock);
        let rest = (1..SENDERS).map(|_| must(answers.recv_timeout(DEADLINE), "an answer"));
        std::iter::once(first).chain(rest).collect()
    });
    let stored = all.iter().filter(|answer| answer.status == 200).count();
    all.iter().filter(|answer| answer.status != 200).for_each(check_unavailable);
    assert!(0 < stored && stored < SENDERS, "{stored} stored");
    assert_eq!(shop.overview()["page_views"], stored);
    wait_until("the count of refusals", || (shop.drops("queue_full") > 0).then_some(()));
    // And everybody is served again.
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
}
