//! With consent, what could not be sent waits on the device, and arrives once on the next visit.

use crate::line::Fault;
use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("10 s of 503, then gone: the next visit delivers once", outage),
    case(
        "10 s of 503 without consent, then gone: nothing is on the device",
        outage_without_consent,
    ),
    case("a collector that hangs, then gone: the next visit delivers once", hung),
    case("offline at the end of a visit: the next visit delivers once", offline_at_the_end),
    case("stored but never answered, then gone: the next visit doubles nothing", unanswered),
    case("two tabs with one storage: all arrive, nothing doubles", two_tabs),
    case("five pages leave a queue each: one visit delivers all of them once", five_queues),
    case("two tabs open at once after an outage deliver what waits once", two_visits),
    case("a storage that is full is no error, and all arrive while online", full),
    case("a storage that can't be reached is no error, and all arrive while online", blocked),
    case("a storage full of nonsense under our names is no error", nonsense),
    case("what waits on the device is bounded, and the oldest of it arrives", bounded),
    case("what waited for more than 72 hours is let go, and counted by that name", too_old),
    case("a visitor's id that is 13 months old makes way for one that stays", renewed),
    case("consent withdrawn while events wait removes them", withdrawn),
];

const GRANTED: &str = "footfall.push(['consent', 'granted']);";

fn agreed() -> Html {
    Html::default().before(GRANTED)
}

/// A visit during which the line does this, and which ends.
fn visit_under(stage: &Stage, fault: Fault, page: &Html, pause_ms: u32) {
    stage.begin(page);
    stage.arrives(&[("page_view", 1)]);
    stage.traffic.always(fault);
    stage.run("steps(0, 20)");
    if pause_ms > 0 {
        stage.pass(pause_ms);
    }
    stage.leave();
}

fn next_visit(stage: &Stage) {
    stage.traffic.always(Fault::None);
    stage.open("/");
    stage.ready();
    stage.arrives(&[("page_view", 2), ("step", 20)]);
    stage.until("!Object.keys(localStorage).some(key => key.startsWith('footfall.queue'))");
}

fn outage(stage: &Stage) {
    visit_under(stage, Fault::Status(503, None), &agreed(), 10_000);
    next_visit(stage);
}

fn outage_without_consent(stage: &Stage) {
    stage.begin(&Html::default());
    stage.arrives(&[("page_view", 1)]);
    stage.traffic.always(Fault::Status(503, None));
    stage.run("steps(0, 20)");
    stage.pass(10_000);
    stage.nothing_is_kept();
    stage.leave();
    stage.nothing_is_kept();
    stage.arrives(&[("page_view", 1)]);
}

fn hung(stage: &Stage) {
    visit_under(stage, Fault::Never, &agreed(), 0);
    next_visit(stage);
}

fn offline_at_the_end(stage: &Stage) {
    visit_under(stage, Fault::Gone, &agreed(), 0);
    next_visit(stage);
}

fn unanswered(stage: &Stage) {
    visit_under(stage, Fault::StoredThenGone, &agreed(), 0);
    next_visit(stage);
}

fn two_tabs(stage: &Stage) {
    stage.serve("/", &agreed());
    stage.open("/");
    stage.ready();
    let first = stage.browser.tab();
    let second = stage.browser.new_tab();
    stage.browser.switch_to(&second);
    stage.open("/");
    stage.ready();
    stage.arrives(&[("page_view", 2)]);
    stage.traffic.always(Fault::Status(503, None));
    for (turn, tab) in [&first, &second, &first, &second].into_iter().enumerate() {
        stage.browser.switch_to(tab);
        stage.run(&format!("steps({}, {})", turn * 5, turn * 5 + 5));
    }
    stage.traffic.always(Fault::None);
    stage.browser.switch_to(&first);
    stage.leave();
    stage.browser.switch_to(&second);
    stage.leave();
    stage.open("/");
    stage.ready();
    stage.arrives(&[("page_view", 3), ("step", 20)]);
}

/// Visits that nobody hears of; each pushes four steps.
fn unheard(stage: &Stage, visits: usize) {
    stage.serve("/", &agreed());
    stage.traffic.always(Fault::Status(503, None));
    for visit in 0..visits {
        stage.open("/");
        stage.ready();
        stage.run(&format!("steps({}, {})", visit * 4, visit * 4 + 4));
    }
    stage.leave();
}

fn five_queues(stage: &Stage) {
    unheard(stage, 5);
    stage.traffic.always(Fault::None);
    stage.open("/");
    stage.arrives(&[("page_view", 6), ("step", 20)]);
}

fn two_visits(stage: &Stage) {
    unheard(stage, 3);
    stage.traffic.always(Fault::None);
    let second = stage.browser.new_tab();
    stage.run("location = '/'");
    stage.browser.switch_to(&second);
    stage.open("/");
    stage.arrives(&[("page_view", 5), ("step", 12)]);
}

const FILL: &str = "
    (() => {
        for (let size = 1 << 20; size; size >>= 1) {
            try { for (let i = 0; ; i++) localStorage.setItem(`shop.${size}.${i}`, 'x'.repeat(size)); } catch (_) {}
        }
        window.length = Object.keys(localStorage).length;
    })();";

fn full(stage: &Stage) {
    stage.begin(&agreed().before(FILL));
    stage.run("steps(0, 20)");
    stage.arrives(&[("page_view", 1), ("step", 20)]);
    stage.run("steps(20, 40)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 40)]);
    let shops =
        "return Object.keys(localStorage).filter(key => key.startsWith('shop.')).length > 3";
    assert_eq!(stage.run(shops), true, "what the shop keeps is the shop's");
    stage.run("localStorage.clear()");
}

fn blocked(stage: &Stage) {
    let denied = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } });";
    let page = Html::default().before(denied).before(GRANTED);
    stage.begin(&page);
    stage.run("steps(0, 20)");
    stage.arrives(&[("page_view", 1), ("step", 20)]);
    stage.run("steps(20, 40)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 40)]);
}

fn nonsense(stage: &Stage) {
    let nonsense = "
        localStorage.setItem('footfall.visitor', '\\u0000not hex');
        localStorage.setItem('footfall.queue', '{');
        localStorage.setItem('footfall.queue.zz', '[1, {\"a\": [}');
        localStorage.setItem('footfall.queue.00000000000000000000000000000000', '{\"v\":1}');
        localStorage.setItem('footfall.queue.11111111111111111111111111111111', 'null');";
    stage.begin(&Html::default().before(nonsense).before(GRANTED));
    stage.run("steps(0, 20)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 20)]);
}

fn bounded(stage: &Stage) {
    stage.begin(&agreed());
    stage.arrives(&[("page_view", 1)]);
    stage.traffic.always(Fault::Status(503, None));
    stage.run(
        "const text = 'x'.repeat(450), more = {};
        for (let i = 0; i < 6; i++) more['text_' + i] = text;
        for (let ref = 0; ref < 2000; ref++) step(ref, more);",
    );
    stage.leave();
    let kept = "return Object.keys(localStorage).map(key => (localStorage[key] || '').length).reduce((a, b) => a + b, 0)";
    let kept = stage.run(kept).as_u64().unwrap_or(u64::MAX);
    // A fifth of the 5 MB that a shop and all its scripts share.
    assert!((1..1 << 20).contains(&kept), "{kept} characters wait");
    stage.traffic.always(Fault::None);
    stage.open("/");
    stage.ready();
    stage.until("!Object.keys(localStorage).some(key => key.startsWith('footfall.queue'))");
    let refs: Vec<u64> = stage
        .stored()
        .iter()
        .filter_map(|event| event.params["ref"].as_str()?.parse().ok())
        .collect();
    // 20 of them are 60 kB. What left with its page may have come through as well.
    assert!((0..20).all(|oldest| refs.contains(&oldest)), "{refs:?}");
    stage.leave();
    stage.agrees();
}

fn too_old(stage: &Stage) {
    visit_under(stage, Fault::Status(503, None), &agreed(), 0);
    stage.run(
        "for (const key of Object.keys(localStorage).filter(key => key.startsWith('footfall.queue')))
            localStorage[key] = localStorage[key].replace(/\"at\":(\\d+)/g, (_, at) => '\"at\":' + (at - 73 * 36e5));",
    );
    stage.traffic.always(Fault::None);
    stage.open("/");
    stage.arrives(&[("page_view", 2)]);
    // Engagement, where there was some, is one more.
    footfall_tests::wait_until("too_old in the drops", || {
        (20..=21).contains(&stage.site.drops("too_old")).then_some(())
    });
    stage.until("!Object.keys(localStorage).some(key => key.startsWith('footfall.queue'))");
    stage.agrees();
}

fn renewed(stage: &Stage) {
    let old =
        "localStorage['footfall.visitor'] ??= 'a'.repeat(32) + '.' + (Date.now() - 397 * 864e5);";
    stage.begin(&agreed().before(old));
    let id = || stage.run("return localStorage['footfall.visitor'].slice(0, 32)");
    stage.run("step(1)");
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    let first = id();
    assert_ne!(first, "a".repeat(32));
    stage.browser.reload();
    stage.ready();
    stage.run("step(2)");
    stage.leave();
    stage.arrives(&[("page_view", 2), ("step", 2)]);
    assert_eq!(id(), first);
    assert!(stage.sent().iter().all(|sent| sent.body["visitor"] == first), "{}", stage.story());
}

fn withdrawn(stage: &Stage) {
    visit_under(stage, Fault::Status(503, None), &agreed(), 0);
    stage.until("Object.keys(localStorage).some(key => key.startsWith('footfall'))");
    stage.traffic.always(Fault::None);
    stage.serve("/", &Html::default().before("footfall.push(['consent', 'denied']);"));
    stage.open("/");
    stage.ready();
    stage.until("!Object.keys(localStorage).some(key => key.startsWith('footfall'))");
    stage.leave();
    stage.nothing_is_kept();
    stage.arrives(&[("page_view", 1)]);
}
