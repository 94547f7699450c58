//! What must not leave the browser does not.

use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case(
        "mail addresses, cards, telephone numbers and tokens are in no byte that is sent",
        personal,
    ),
    case("without Wasm they are in no byte that is sent either", personal_raw),
    case("data-scrub-params takes out what the site names", named),
    case("the referrer's query is as bare as the page's", referrer),
    case("?footfall_debug prints each event to the console, and why one would be refused", debug),
    case("without it nothing is printed", quiet),
];

/// Where a page has them, and what must be nowhere.
const ADDRESS: &str = "/?utm_source=letter&email=jane.roe%40example.com&token=9f86d081884c7d659a2feaa0c55ad015&tel=%2B44%2020%207946%200958";
const PERSONAL: &str = "
    footfall.push(['track', 'wish', { ref: 1, note: 'write to jane.roe@example.com please' }]);
    footfall.push(['track', 'wish', { ref: 2, note: 'my card is 4111 1111 1111 1111' }]);
    footfall.push(['track', 'wish', { ref: 3, note: 'call +44 20 7946 0958 today' }]);
    footfall.push(['track', 'jane.roe@example.com', {}]);
    (window.dataLayer = window.dataLayer || []).push({ event: 'search', search_term: 'jane.roe@example.com' });
    history.pushState({}, '', '/reset/?access_token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl');";
/// None of them is so short that a time or a random number has it.
const SECRETS: [&str; 11] = [
    "jane.roe",
    "jane%2Eroe",
    "1111 1111",
    "11111111",
    "7946 0958",
    "7946%200958",
    "7946+0958",
    "79460958",
    "9f86d081",
    "eyJhbGci",
    "c2lnbmF0",
];

/// And stays for the router's step, which is a view a task later: nobody looks at a route that is left in the same one.
fn say_personal(stage: &Stage) {
    stage.run(PERSONAL);
    stage.pass(0);
}

fn check_clean(stage: &Stage) {
    for sent in stage.sent() {
        for secret in SECRETS {
            assert!(!sent.bytes.contains(secret), "{secret} left: {}", sent.bytes);
        }
    }
    for event in stage.stored() {
        let text = event.params.to_string();
        assert!(SECRETS.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

fn personal(stage: &Stage) {
    let title = "Hello jane.roe@example.com";
    stage.serve("/", &Html::titled(title));
    stage.open(ADDRESS);
    stage.ready();
    say_personal(stage);
    stage.until_stored("search", 1);
    stage.leave();
    stage.until_stored("page_view", 2);
    stage.until_stored("wish", 3);
    stage.agrees();
    check_clean(stage);
    let removed = || (stage.site.drops("personal_data_removed") >= 6).then_some(());
    footfall_tests::wait_until("the count of removals", removed);
}

fn personal_raw(stage: &Stage) {
    stage.traffic.lose(".wasm");
    stage.serve("/", &Html::titled("Hello jane.roe@example.com"));
    stage.open(ADDRESS);
    say_personal(stage);
    stage.until_stored("wish", 3);
    stage.leave();
    stage.until_stored("page_view", 2);
    stage.agrees();
    check_clean(stage);
}

fn named(stage: &Stage) {
    stage.serve("/", &Html::default().set("data-scrub-params=\"member,basket\""));
    stage.open("/?member=M-17&basket=B-99&utm_source=letter&page=2");
    stage.ready();
    stage.leave();
    stage.arrives(&[("page_view", 1)]);
    for sent in stage.sent() {
        for secret in ["M-17", "B-99"] {
            assert!(!sent.bytes.contains(secret), "{secret} left: {}", sent.bytes);
        }
    }
    assert_eq!(stage.site.row("sources", "source", "letter")["sessions"], 1);
}

fn referrer(stage: &Stage) {
    stage.serve("/from", &Html::default().untagged().body("<a id=go href=\"/\">Shop</a>"));
    stage.serve("/", &Html::default());
    stage.open("/from?email=jane.roe%40example.com&token=9f86d081884c7d659a2feaa0c55ad015");
    stage.browser.click("#go");
    stage.ready();
    stage.leave();
    stage.arrives(&[("page_view", 1)]);
    check_clean(stage);
}

/// Keeps what is printed, as text.
const PRINTED: &str = "
    window.printed = [];
    for (const name of ['log', 'info', 'warn', 'error', 'debug', 'table', 'group', 'groupCollapsed', 'dir']) {
        const own = console[name];
        console[name] = (...given) => {
            printed.push(given.map(one => { try { return typeof one == 'string' ? one : JSON.stringify(one) } catch (_) { return '?' } }).join(' '));
            own.apply(console, given);
        };
    }";

fn debug(stage: &Stage) {
    stage.serve("/", &Html::default().before(PRINTED));
    stage.open("/?footfall_debug");
    stage.ready();
    stage.run("step(1); footfall.track('purchase', { value: 1 })");
    stage.until("printed.join().includes('page_view')");
    stage.until("printed.join().includes('step')");
    stage.until("printed.join().includes('transaction_id')");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 1)]);
}

fn quiet(stage: &Stage) {
    stage.begin(&Html::default().before(PRINTED));
    stage.run("step(1); footfall.track('purchase', { value: 1 })");
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    assert_eq!(stage.run("return printed"), serde_json::json!([]));
}
