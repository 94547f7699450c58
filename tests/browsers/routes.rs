//! Single-page shops: what is another view, what is not, and what it is called.

use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("pushState to another page is a view", pushed),
    case("replaceState to another page is a view", replaced),
    case("pushState to the same page is none", same),
    case("going back in a single-page shop is a view", back),
    case("pushState and replaceState in one task are one view", redirected),
    case("ten routes in a row are ten views, each with its events", ten),
    case("a change of the fragment is none", hash_off),
    case("a change of the fragment is a view with data-hash-routes", hash_on),
    case("an anchor within the page is none with data-hash-routes", anchor),
    case("a change of the query is none", query_off),
    case("a change of the query is a view with data-query-routes", query_on),
    case("a page_view in the data layer does not count the route again", layer_view),
    case("footfall.page() is another view of the same page", said),
    case("a title that the router sets after the route is the new page's", titles),
    case("a router that wrapped pushState before the tag is still called", wrapped),
];

/// Opens the shop, does this in it, leaves, and finds these pages.
fn check(stage: &Stage, page: &Html, script: &str, pages: &[(&str, u64)]) {
    stage.begin(page);
    stage.run(script);
    stage.leave();
    stage.views(pages);
}

fn pushed(stage: &Stage) {
    let script = "history.pushState({}, '', '/mugs')";
    check(stage, &Html::default(), script, &[("/", 1), ("/mugs", 1)]);
}

fn replaced(stage: &Stage) {
    let script = "history.replaceState({}, '', '/mugs')";
    check(stage, &Html::default(), script, &[("/", 1), ("/mugs", 1)]);
}

fn same(stage: &Stage) {
    let script =
        "history.pushState({ scroll: 1 }, '', location.href); history.replaceState({}, '')";
    check(stage, &Html::default(), script, &[("/", 1)]);
}

/// When what follows a route has had its turn: a task later, and a frame.
const SETTLED: &str = "new Promise(done => setTimeout(() => done(true), 50))";

fn back(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run("history.pushState({}, '', '/mugs')");
    stage.browser.run_async(SETTLED);
    stage.run("history.back()");
    stage.until("location.pathname == '/'");
    stage.browser.run_async(SETTLED);
    stage.leave();
    stage.views(&[("/", 2), ("/mugs", 1)]);
}

fn redirected(stage: &Stage) {
    let script = "history.pushState({}, '', '/account'); history.replaceState({}, '', '/sign-in')";
    check(stage, &Html::default(), script, &[("/", 1), ("/sign-in", 1)]);
}

fn ten(stage: &Stage) {
    stage.begin(&Html::default());
    for route in 0..10 {
        stage.run(&format!("history.pushState({{}}, '', '/page-{route}'); step({route})"));
        stage.browser.run_async(SETTLED);
    }
    stage.leave();
    stage.arrives(&[("page_view", 11), ("step", 10)]);
    let mut views: Vec<i64> = stage
        .stored()
        .into_iter()
        .filter(|event| event.name == "step")
        .map(|event| event.view)
        .collect();
    views.dedup();
    assert_eq!(views.len(), 10, "each step belongs to the page it was made on: {views:?}");
}

const FRAGMENTS: &str = "
    location.hash = '#/mugs'; location.hash = '#/mugs';
    history.pushState({}, '', '#/bowls')";

fn hash_off(stage: &Stage) {
    check(stage, &Html::default(), FRAGMENTS, &[("/", 1)]);
}

fn hash_on(stage: &Stage) {
    let page = Html::default().set("data-hash-routes");
    stage.begin(&page);
    stage.run("location.hash = '#/mugs'");
    stage.browser.run_async(SETTLED);
    stage.run("location.hash = '#/mugs'");
    stage.run("history.pushState({}, '', '#/bowls')");
    stage.browser.run_async(SETTLED);
    stage.leave();
    stage.views(&[("/", 1), ("/#/mugs", 1), ("/#/bowls", 1)]);
}

fn anchor(stage: &Stage) {
    let page = Html::default().set("data-hash-routes").body("<h2 id=sizes>Sizes</h2>");
    check(stage, &page, "location.hash = '#sizes'", &[("/", 1)]);
}

const QUERIES: &str = "history.pushState({}, '', '/?sort=price')";

fn query_off(stage: &Stage) {
    check(stage, &Html::default(), QUERIES, &[("/", 1)]);
}

fn query_on(stage: &Stage) {
    stage.begin(&Html::default().set("data-query-routes"));
    stage.run(QUERIES);
    stage.browser.run_async(SETTLED);
    stage.run("history.pushState({}, '', '/?sort=price')");
    stage.browser.run_async(SETTLED);
    stage.leave();
    stage.arrives(&[("page_view", 2)]);
}

fn layer_view(stage: &Stage) {
    let early = "
        window.dataLayer = [{ event: 'page_view', page_location: location.href }];
        function gtag() { dataLayer.push(arguments) }
        gtag('config', 'G-1'); gtag('event', 'page_view');";
    let route = "
        history.pushState({}, '', '/mugs');
        dataLayer.push({ event: 'page_view', page_path: '/mugs' });
        gtag('event', 'page_view', { page_path: '/mugs' })";
    check(stage, &Html::default().before(early), route, &[("/", 1), ("/mugs", 1)]);
}

fn said(stage: &Stage) {
    check(stage, &Html::default(), "footfall.page()", &[("/", 2)]);
}

/// Routers set the title when the page they load has come: not with the route, and not before it is shown.
fn titles(stage: &Stage) {
    stage.begin(&Html::titled("Welcome"));
    for (path, title) in [("/mugs", "Mugs"), ("/bowls", "Bowls")] {
        stage.run(&format!(
            "history.pushState({{}}, '', '{path}'); setTimeout(() => document.title = '{title}', 30)"
        ));
        stage.until(&format!("document.title == '{title}'"));
        stage.browser.run_async(SETTLED);
    }
    stage.leave();
    stage.views(&[("/", 1), ("/mugs", 1), ("/bowls", 1)]);
    for (page, title) in [("/", "Welcome"), ("/mugs", "Mugs"), ("/bowls", "Bowls")] {
        assert_eq!(stage.site.row("pages", "page", page)["title"], title, "{page}");
    }
}

fn wrapped(stage: &Stage) {
    let wrap = "
        window.routes = [];
        const push = history.pushState;
        history.pushState = function (...given) { routes.push(given[2]); return push.apply(this, given); };";
    let script = "history.pushState({}, '', '/mugs'); if (routes.length != 1) throw Error(routes)";
    check(stage, &Html::default().before(wrap), script, &[("/", 1), ("/mugs", 1)]);
}
