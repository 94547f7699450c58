//! Pages that a browser fetches in case somebody opens them: nobody has seen them, so they are no views.

use footfall_tests::{AGENT, Server, wait_until};
use serde_json::json;

const AHEAD: [(&str, &str); 5] = [
    ("sec-purpose", "prefetch"),
    ("sec-purpose", "prefetch;prerender"),
    ("purpose", "prefetch"),
    ("x-moz", "prefetch"),
    ("x-purpose", "preview"),
];

#[test]
fn what_a_page_sends_that_nobody_has_opened_yet_is_counted_as_such_and_as_nothing_else() {
    let server = Server::start();
    let shop = server.shop("shop");
    for header in AHEAD {
        let mut load = shop.load();
        let events = [load.page_view()];
        let answer = shop.post_with(&[header], &load.batch(&events));
        let nothing = json!({ "accepted": 0, "refused": [] });
        assert_eq!((answer.status, answer.json()), (200, nothing), "{header:?}");
    }
    wait_until("the count", || (shop.drops("prefetch") == 5).then_some(()));
    assert_eq!(shop.overview()["page_views"], 0);
}

#[test]
fn the_pixel_of_a_page_that_nobody_has_opened_yet_is_an_image_and_no_view() {
    let server = Server::start();
    let shop = server.shop("shop");
    let url = format!("{}/v1/pixel.gif?site=shop", server.url);
    for header in AHEAD {
        let headers = [("user-agent", AGENT), ("referer", "https://shop.example/"), header];
        assert_eq!(server.http.get(&url, &headers).status, 200, "{header:?}");
    }
    wait_until("the count", || (shop.drops("prefetch") == 5).then_some(()));
    assert_eq!(shop.overview()["page_views"], 0);
}
