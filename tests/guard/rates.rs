//! Too much of one visitor, or of one site: 429, and when to come back.

use footfall_tests::{AGENT, Answer, Server, Shop, wait_until};
use serde_json::json;

fn view(shop: &Shop) -> Answer {
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.post(&load.batch(&events))
}

#[track_caller]
fn check_limited(answer: &Answer) {
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (429, &json!("rate_limited")));
    let after: u64 =
        answer.header("retry-after").and_then(|after| after.parse().ok()).unwrap_or_default();
    assert!((1..=60).contains(&after), "whole seconds, and not at once: {answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
    assert_eq!(answer.header("access-control-expose-headers"), Some("retry-after"), "{answer:?}");
}

#[track_caller]
fn check_counted(shop: &Shop, limited: i64) {
    wait_until("the count of refusals", || (shop.drops("rate_limited") == limited).then_some(()));
}

#[test]
fn a_visitor_who_sends_too_much_is_told_when_to_come_back_and_others_are_served() {
    let server = Server::with(&["--visitor-rate", "1", "--visitor-burst", "60"]);
    let shop = server.shop("shop");
    let answers: Vec<Answer> = (0..200).map(|_| view(&shop)).collect();
    let stored = answers.iter().filter(|answer| answer.status == 200).count();
    answers.iter().filter(|answer| answer.status != 200).for_each(check_limited);
    // One a second on top of the burst, on a slow machine.
    assert!((60..100).contains(&stored), "{stored}");
    assert_eq!(view(&shop.visited_by("another")).status, 200);
    assert_eq!(shop.overview()["page_views"], stored + 1);
    check_counted(&shop, 200 - stored as i64);
}

#[test]
fn by_default_a_burst_of_300_is_fine() {
    let server = Server::start();
    let shop = server.shop("shop");
    for _ in 0..300 {
        assert_eq!(view(&shop).status, 200);
    }
}

#[test]
fn a_site_may_have_a_limit_that_others_do_not_feel() {
    let server = Server::with(&["--site-rate", "1", "--site-burst", "5"]);
    let (shop, other) = (server.shop("shop"), server.shop("other"));
    let answers: Vec<Answer> =
        (0..50).map(|n| view(&shop.visited_by(&format!("visitor {n}")))).collect();
    let limited: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 200).collect();
    limited.iter().for_each(|answer| check_limited(answer));
    assert!((20..=45).contains(&limited.len()), "{}", limited.len());
    assert_eq!(view(&other).status, 200);
    check_counted(&shop, limited.len() as i64);
}

#[test]
fn the_pixel_has_the_same_limit() {
    let server = Server::with(&["--visitor-rate", "1", "--visitor-burst", "5"]);
    let shop = server.shop("shop");
    let url = format!("{}/v1/pixel.gif?site=shop", server.url);
    let headers = [("user-agent", AGENT), ("referer", "https://shop.example/")];
    let answers: Vec<Answer> = (0..50).map(|_| server.http.get(&url, &headers)).collect();
    let limited: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 200).collect();
    for answer in &limited {
        assert_eq!(answer.status, 429, "{answer:?}");
        assert!(answer.header("retry-after").is_some_and(|after| after != "0"), "{answer:?}");
    }
    assert!((20..=45).contains(&limited.len()), "{}", limited.len());
    check_counted(&shop, limited.len() as i64);
}
