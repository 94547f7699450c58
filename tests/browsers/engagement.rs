//! What a visitor does with the page: time, scrolling, links, searches. Never a timer storm.

use footfall_tests::Engine;
use serde_json::json;

use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("engaged time is said once when the page is hidden, and is no more than went by", engaged),
    case("engaged time goes to the route it was spent on", by_route),
    case("how far was scrolled is said", scrolled),
    case("a page in sight on which nothing happens sends nothing by itself", calm),
    case("a link to another site is a click that leads out", outbound),
    case("a link to a file is a download", download),
    case("a link within the shop is neither", within),
    case("a search is read from the address", searched),
    case("a search that the shop reports itself counts once", searched_once),
];

/// A page that a person looks at, where the driver leaves it in the background.
fn looked_at(stage: &Stage, page: &Html) {
    stage.begin(page);
    if stage.browser.engine == Engine::Chromium {
        stage.browser.devtools("Page.bringToFront", &json!({}));
    }
    stage.browser.click("#here");
    stage.until("document.hasFocus()");
}

fn page() -> Html {
    Html::default().body("<button id=here>Here</button><div style=\"height: 4000px\"></div>")
}

/// The engaged time that each event of its kind said, in ms.
fn engaged_ms(stage: &Stage) -> Vec<i64> {
    let events = stage.stored().into_iter().filter(|event| event.name == "user_engagement");
    events.map(|event| event.params["engaged_ms"].as_i64().unwrap_or(-1)).collect()
}

fn engaged(stage: &Stage) {
    looked_at(stage, &page());
    stage.arrives(&[("page_view", 1)]);
    stage.pass(1_500);
    let wall = stage.run("return performance.now()").as_f64().unwrap_or(0.0) as i64;
    let tab = stage.browser.look_away();
    let said = footfall_tests::wait_until("engagement", || {
        let said = engaged_ms(stage);
        (!said.is_empty()).then_some(said)
    });
    stage.browser.look_back(&tab);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!((1_000..=wall + 500).contains(&said[0]), "{said:?} of {wall} ms");
    stage.leave();
}

fn by_route(stage: &Stage) {
    looked_at(stage, &page());
    stage.pass(1_200);
    stage.run("history.pushState({}, '', '/mugs')");
    stage.pass(1_200);
    stage.leave();
    stage.views(&[("/", 1), ("/mugs", 1)]);
    for path in ["/", "/mugs"] {
        // It comes behind its view.
        footfall_tests::wait_until(&format!("800 ms of {path}"), || {
            let row = stage.site.row("pages", "page", path);
            (row["engaged_ms"].as_i64() >= Some(800)).then_some(())
        });
    }
    stage.agrees();
}

fn scrolled(stage: &Stage) {
    looked_at(stage, &page());
    stage.run("scrollTo(0, 2000)");
    stage.pass(600);
    stage.leave();
    stage.arrives(&[("page_view", 1)]);
    let depth = || {
        let events = stage.stored();
        let depths = events.iter().filter_map(|event| event.params["scroll_percent"].as_i64());
        depths.max().filter(|percent| *percent >= 50)
    };
    footfall_tests::wait_until("the depth", depth);
}

fn calm(stage: &Stage) {
    looked_at(stage, &page());
    stage.arrives(&[("page_view", 1)]);
    stage.pass(4_000);
    let requests = stage.sent().len();
    assert!(requests <= 2, "{}", stage.story());
}

/// A click that goes nowhere, for the page to stay and be asked.
fn click(stage: &Stage, link: &str) {
    let stay = "addEventListener('click', event => event.preventDefault());";
    stage.begin(&Html::default().before(stay).body(&format!("<a id=link {link}><b>Go</b></a>")));
    stage.browser.click("#link b");
    stage.leave();
}

fn outbound(stage: &Stage) {
    click(stage, "href=\"https://example.com/partner?email=jane.roe%40example.com\"");
    stage.arrives(&[("page_view", 1), ("click", 1)]);
    let said = stage.stored().into_iter().find(|event| event.name == "click");
    let said = said.map(|event| event.params.to_string()).unwrap_or_default();
    assert!(said.contains("example.com/partner") && !said.contains("jane"), "{said}");
}

fn download(stage: &Stage) {
    click(stage, "href=\"/files/catalogue.pdf\"");
    stage.arrives(&[("page_view", 1), ("file_download", 1)]);
}

fn within(stage: &Stage) {
    click(stage, "href=\"/mugs\"");
    stage.arrives(&[("page_view", 1)]);
}

fn searched(stage: &Stage) {
    stage.serve("/search", &Html::titled("Results"));
    stage.open("/search?q=blue+mug");
    stage.ready();
    stage.leave();
    stage.arrives(&[("page_view", 1), ("search", 1)]);
    let term = stage.stored().into_iter().find(|event| event.name == "search");
    assert_eq!(term.map(|event| event.params["search_term"].clone()), Some(json!("blue mug")));
}

fn searched_once(stage: &Stage) {
    let own = "window.dataLayer = [{ event: 'search', search_term: 'blue mug' }]";
    stage.serve("/search", &Html::titled("Results").before(own));
    stage.open("/search?q=blue+mug");
    stage.ready();
    stage.leave();
    stage.arrives(&[("page_view", 1), ("search", 1)]);
}
