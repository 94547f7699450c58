//! Pages that break what a script stands on. They never see an error of ours, and we stay small.

use footfall_tests::must;

use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("frozen prototypes", frozen),
    case("an overwritten JSON.stringify", stringify),
    case("an overwritten fetch that throws", fetch_throws),
    case("an overwritten fetch that answers nonsense", fetch_nonsense),
    case("an overwritten Array.prototype.push", array_push),
    case("entries that contain themselves", cyclic),
    case("getters that throw", getters),
    case("proxies and functions, symbols and big numbers", strange),
    case("10,000 pushes in one task: bounded, and what was let go is counted", flood),
    case("one entry of a million keys: bounded, and no error", huge),
    case("a push that the tracker's own work calls again", recursive),
    case("calls that make no sense", senseless),
    case("a page that removes the tag and its globals", removed),
];

/// The page does this before the tag and that after it, all by itself: drivers run in the page as well, and stand on
/// what such a page breaks. Five steps arrive nevertheless.
fn check(stage: &Stage, early: &str, script: &str) {
    let page = Html::default().before(early).body(&by_itself(script));
    let left = "<!doctype html><script>navigator.sendBeacon('/said', 'left')</script>";
    stage.traffic.serve("/left", left.to_owned(), None);
    stage.show(&page);
    stage.until_said("left");
    stage.until_stored("step", 5);
    stage.until_stored("page_view", 1);
    stage.agrees();
}

/// Runs it once the tracker is there (or would be: where the glue can't run, the raw form does), five steps after it, and
/// leaves.
fn by_itself(script: &str) -> String {
    format!(
        "<script>{{
            const later = setTimeout, begun = new Promise(done => later(done, 1500));
            const play = () => {{
                later(() => location = '/left', 1500);
                try {{ {script} }} catch (error) {{ navigator.sendBeacon('/errors', 'thrown: ' + error); }}
                for (let ref = 0; ref < 5; ref++) footfall.track('step', {{ ref }});
            }};
            addEventListener('load', () => Promise.race([footfall.ready, begun]).then(play));
        }}</script>"
    )
}

fn frozen(stage: &Stage) {
    let freeze = "
        for (const owner of [Object, Array, String, Function, Promise, Map, Set, RegExp, Date, Event, EventTarget, Node, Element])
            { Object.freeze(owner.prototype); Object.freeze(owner); }
        Object.freeze(JSON); Object.freeze(Math); window.dataLayer = [];";
    check(stage, freeze, "dataLayer.push({ event: 'login' })");
}

fn stringify(stage: &Stage) {
    check(stage, "JSON.stringify = () => { throw Error('mine') }; JSON.parse = () => ({})", "");
}

/// What is sent with beacons may arrive, what is sent with fetch can't: the promise is that nobody notices.
fn fetch_throws(stage: &Stage) {
    stage.show(&Html::default().before("window.fetch = () => { throw Error('mine') }"));
    stage.run("steps(0, 5)");
    stage.pass(1_000);
    stage.leave();
    stage.until_stored("step", 5);
    stage.agrees();
}

fn fetch_nonsense(stage: &Stage) {
    let nonsense = "
        const own = fetch;
        window.fetch = (target, more) => more && more.method == 'POST' || target.method == 'POST'
            ? ({ then: 5, status: 'no', headers: null }) : own(target, more);";
    stage.begin(&Html::default().before(nonsense));
    stage.run("steps(0, 5)");
    stage.pass(1_000);
    stage.leave();
    stage.agrees();
}

fn array_push(stage: &Stage) {
    check(stage, "Array.prototype.push = function () { throw Error('mine') }", "");
}

fn cyclic(stage: &Stage) {
    let script = "
        const entry = { event: 'login', ecommerce: {} }; entry.self = entry; entry.ecommerce.items = [entry, entry];
        dataLayer.push(entry); dataLayer.push(dataLayer); dataLayer.push(window); dataLayer.push(document.body);
        footfall.track('wish', entry);";
    check(stage, "window.dataLayer = []", script);
}

fn getters(stage: &Stage) {
    let script = "
        const bad = { get event() { throw Error('mine') } };
        dataLayer.push(bad);
        dataLayer.push({ event: 'login', get ecommerce() { throw Error('mine') } });
        footfall.track('wish', { get colour() { throw Error('mine') }, ref: 9 });
        footfall.track({ toString() { throw Error('mine') } }, bad);";
    check(stage, "window.dataLayer = []", script);
}

fn strange(stage: &Stage) {
    let script = "
        const trap = new Proxy({}, { get() { throw Error('mine') }, ownKeys() { throw Error('mine') } });
        const revoked = Proxy.revocable({}, {}); revoked.revoke();
        for (const value of [trap, revoked.proxy, Symbol('a'), 10n ** 40n, NaN, -0, 1e308, new Date(NaN), () => 1, new Map(), /x/, '\\ud800'])
            { dataLayer.push(value); dataLayer.push({ event: 'login', ecommerce: value }); footfall.track('wish', { value: 1, odd: value }); footfall.track(value); }";
    check(stage, "window.dataLayer = []", script);
}

fn flood(stage: &Stage) {
    stage.show(&Html::default().before("steps(0, 10000)"));
    stage.ready();
    let arrived = || {
        let steps = stage.stored().iter().filter(|event| event.name == "step").count() as i64;
        let dropped = stage.site.drops("dropped_in_browser");
        (steps > 0 && steps + dropped == 10_000).then_some((steps, dropped))
    };
    let (steps, _dropped) = must(
        footfall_tests::wait_within(footfall_tests::DEADLINE, arrived).ok_or_else(|| {
            format!("dropped {}; {}", stage.site.drops("dropped_in_browser"), stage.story())
        }),
        "stored and dropped are 10,000",
    );
    assert!(steps >= 1_000, "{steps} stored");
    stage.leave();
    stage.agrees();
}

fn huge(stage: &Stage) {
    let script = "
        const entry = { event: 'login' };
        for (let i = 0; i < 1000000; i++) entry['key' + i] = i;
        const begun = performance.now();
        dataLayer.push(entry);
        dataLayer.push({ event: 'login', ecommerce: { items: Array(1000000).fill({ item_id: 'x'.repeat(1000) }) } });
        dataLayer.push({ event: 'login', method: 'x'.repeat(50000000) });
        window.took = performance.now() - begun;";
    check(stage, "window.dataLayer = []", script);
    let largest = stage.sent().iter().map(|sent| sent.bytes.len()).max().unwrap_or(0);
    assert!(largest < 300_000, "a request of {largest} bytes");
}

fn recursive(stage: &Stage) {
    let script = "
        let depth = 0;
        dataLayer.push({ event: 'login', get method() { if (depth++ < 50) dataLayer.push(this), footfall.track('wish', this); return 'mail' } });";
    check(stage, "window.dataLayer = []", script);
}

fn senseless(stage: &Stage) {
    let script = "
        footfall.push(); footfall.push(null); footfall.push(5); footfall.push(['nothing']); footfall.push([]); footfall.push({});
        footfall.track(); footfall.track(null, null); footfall.track('', []); footfall.track('two words', {});
        footfall.track('x'.repeat(100)); footfall.consent(); footfall.consent('perhaps');
        new Promise(footfall.track).catch(() => {});";
    check(stage, "footfall = [null, 5, ['nothing'], [], 'track', {}];", script);
}

fn removed(stage: &Stage) {
    let script = "document.querySelectorAll('script').forEach(script => script.remove()); delete window.footfall; window.dataLayer = null; history.pushState({}, '', '/mugs');";
    stage.begin(&Html::default());
    stage.run("steps(0, 5)");
    stage.run(script);
    stage.leave();
    stage.arrives(&[("page_view", 2), ("step", 5)]);
}
