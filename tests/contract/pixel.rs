//! `GET /v1/pixel.gif`: the page view of a browser that runs no script.

use footfall_tests::{AGENT, Answer, Server, must, wait_until};

const PAGE: &str = "https://shop.example/lamp?id=3&token=secret";

fn ask(server: &Server, query: &str, referer: Option<&str>) -> (Answer, Vec<u8>) {
    let mut headers = vec![("user-agent", AGENT)];
    headers.extend(referer.map(|page| ("referer", page)));
    let url = format!("{}/v1/pixel.gif{query}", server.url);
    must(server.http.try_fetch("GET", &url, &headers, None), &url)
}

#[track_caller]
fn check_pixel((answer, image): &(Answer, Vec<u8>), status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("image/gif"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
    assert!(image.starts_with(b"GIF89a\x01\0\x01\0") && image.ends_with(b";"), "{image:?}");
}

#[test]
fn each_request_for_the_pixel_is_a_view_of_the_page_it_stands_on() {
    let server = Server::start();
    let shop = server.shop("shop");
    for views in 1..=3 {
        check_pixel(&ask(&server, "?site=shop", Some(PAGE)), 200);
        assert_eq!(shop.row("pages", "page", "/lamp?id=3")["page_views"], views, "it is on disk");
    }
    let overview = shop.overview();
    assert_eq!((&overview["sessions"], &overview["visitors"]), (&1.into(), &1.into()));
    assert_eq!(shop.drops("personal_data_removed"), 3);
}

#[test]
fn a_pixel_that_is_refused_is_a_pixel_and_is_counted() {
    let server = Server::start();
    let shop = server.shop("shop");
    check_pixel(&ask(&server, "?site=shop", None), 400);
    check_pixel(&ask(&server, "?site=shop", Some("https://evil.example/")), 403);
    check_pixel(&ask(&server, "?site=shop", Some("https://shop.example.evil.example/")), 403);
    check_pixel(&ask(&server, "?site=nowhere", Some(PAGE)), 404);
    check_pixel(&ask(&server, "", Some(PAGE)), 400);
    check_pixel(&ask(&server, "?site=My%20Shop", Some(PAGE)), 400);
    assert_eq!(shop.overview()["page_views"], 0);
    wait_until("the count of refusals", || {
        (shop.drops("origin_not_allowed") == 2 && shop.drops("missing") == 1).then_some(())
    });
}
