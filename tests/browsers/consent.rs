//! What the visitor agreed to, said before the tag or in the middle of a visit, in each dialect.

use std::collections::BTreeSet;

use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("without consent nothing is ever written on the device", nothing_written),
    case("consent on every page: one visitor, known again on the next page", granted),
    case("consent in the middle of a visit: one session, one visitor, from then on", granted_later),
    case("the visitor of a consent stays the same on the next visit", remembered),
    case("denied before the tag: nothing is sent and nothing is kept", denied),
    case(
        "denied in the middle of a visit: nothing more is sent, what was kept is gone",
        denied_later,
    ),
    case("denied, then granted: what comes after is sent", denied_then_granted),
    case("granted, denied and granted in one task end as granted", switched),
    case("gtag's consent mode: denied by default, then granted", gtag_consent),
    case("gtag's consent mode: granted, then denied", gtag_denied),
    case("_paq's requireConsent holds until setConsentGiven", paq_consent),
    case("Global Privacy Control with consent: counted, nothing kept, no visitor", privacy_control),
    case("Global Privacy Control without consent: counted, nothing kept", privacy_control_alone),
];

/// Keeps a list of every write to the device, whoever makes it.
const WATCHED: &str = "
    window.written = [];
    const watch = (owner, name) => {
        const own = owner[name];
        owner[name] = function (...given) { written.push([name, String(given[0])]); return own.apply(this, given); };
    };
    watch(Storage.prototype, 'setItem');
    watch(IDBFactory.prototype, 'open');
    if (window.CacheStorage) watch(CacheStorage.prototype, 'open');
    const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
    Object.defineProperty(document, 'cookie', {
        get() { return cookie.get.call(document) },
        set(text) { written.push(['cookie', text]); cookie.set.call(document, text) },
    });";

const GRANTED: &str = "footfall.push(['consent', 'granted']);";
const DENIED: &str = "footfall.push(['consent', 'denied']);";

/// The visitors that requests name; an empty one for a request that names none.
fn visitors(stage: &Stage) -> BTreeSet<String> {
    let named = |sent: &crate::line::Sent| sent.body["visitor"].as_str().unwrap_or("").to_owned();
    stage.sent().iter().map(named).collect()
}

fn nothing_written(stage: &Stage) {
    stage.begin(&Html::default().before(WATCHED));
    stage.run("steps(0, 20)");
    stage.run("history.pushState({}, '', '/mugs'); step(20)");
    let page = stage.browser.look_away();
    stage.browser.look_back(&page);
    stage.arrives(&[("page_view", 2), ("step", 21)]);
    assert_eq!(stage.run("return written"), serde_json::json!([]));
    stage.nothing_is_kept();
    assert_eq!(visitors(stage), BTreeSet::from([String::new()]));
}

fn granted(stage: &Stage) {
    let page = Html::default().before(GRANTED);
    stage.begin(&page);
    stage.run("step(1)");
    stage.browser.reload();
    stage.ready();
    stage.run("step(2)");
    stage.leave();
    stage.arrives(&[("page_view", 2), ("step", 2)]);
    let visitors = visitors(stage);
    assert!(visitors.len() == 1 && visitors.iter().all(|id| id.len() == 32), "{visitors:?}");
    assert_eq!(
        (&stage.site.overview()["sessions"], &stage.site.overview()["visitors"]),
        (&1.into(), &1.into())
    );
    assert_eq!(stage.device().iter().filter(|key| !key.starts_with("footfall")).count(), 0);
}

fn granted_later(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run("step(1)");
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    stage.nothing_is_kept();
    stage.run("footfall.consent('granted'); step(2)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 2)]);
    assert_eq!(visitors(stage).len(), 2, "none, and then one");
    let overview = stage.site.overview();
    assert_eq!(
        (&overview["sessions"], &overview["visitors"]),
        (&1.into(), &1.into()),
        "{overview:#}"
    );
}

fn remembered(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run("footfall.consent('granted'); step(1)");
    stage.until("localStorage.getItem('footfall.visitor')");
    let first = stage.run("return localStorage.getItem('footfall.visitor')");
    stage.browser.reload();
    stage.ready();
    stage.run("footfall.consent('granted'); step(2)");
    stage.leave();
    stage.arrives(&[("page_view", 2), ("step", 2)]);
    assert_eq!(stage.run("return localStorage.getItem('footfall.visitor')"), first);
}

fn denied(stage: &Stage) {
    stage.begin(&Html::default().before(DENIED));
    stage.run("steps(0, 5)");
    stage.nothing_is_kept();
    stage.leave();
    stage.arrives(&[]);
    assert_eq!(stage.story(), "0 requests: ");
}

fn denied_later(stage: &Stage) {
    stage.begin(&Html::default().before(GRANTED));
    stage.run("step(1)");
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    stage.until("Object.keys(localStorage).length > 0");
    let sent = stage.sent().len();
    stage.run("footfall.consent('denied'); steps(2, 7)");
    stage.until("Object.keys(localStorage).length == 0");
    stage.nothing_is_kept();
    stage.leave();
    stage.nothing_is_kept();
    stage.serve("/", &Html::default().before(DENIED));
    stage.open("/");
    stage.ready();
    stage.leave();
    stage.nothing_is_kept();
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    assert_eq!(stage.sent().len(), sent, "{}", stage.story());
}

fn denied_then_granted(stage: &Stage) {
    stage.begin(&Html::default().before(DENIED));
    stage.run("step(1)");
    stage.run("footfall.consent('granted'); steps(2, 5)");
    stage.leave();
    until_steps(stage, &["2", "3", "4"]);
}

/// Exactly these steps, whichever views come with them.
fn until_steps(stage: &Stage, refs: &[&str]) {
    let mut found = Vec::new();
    let arrived = footfall_tests::wait_within(footfall_tests::DEADLINE, || {
        let steps = stage.stored().into_iter().filter(|event| event.name == "step");
        found =
            steps.map(|step| step.params["ref"].as_str().unwrap_or_default().to_owned()).collect();
        found.sort();
        (found == refs).then_some(())
    });
    assert!(arrived.is_some(), "steps {found:?}, not {refs:?}; {}", stage.story());
    stage.agrees();
}

fn switched(stage: &Stage) {
    stage.begin(&Html::default().before(GRANTED));
    stage.arrives(&[("page_view", 1)]);
    stage.run("footfall.consent('denied'); footfall.consent('granted'); steps(0, 3)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 3)]);
}

const GTAG: &str = "window.dataLayer = []; function gtag() { dataLayer.push(arguments) }";

fn gtag_consent(stage: &Stage) {
    let default =
        "gtag('consent', 'default', { analytics_storage: 'denied', ad_storage: 'denied' });";
    stage.begin(&Html::default().before(&format!("{GTAG} {default}")));
    stage.run("step(1)");
    stage.nothing_is_kept();
    stage.run("gtag('consent', 'update', { analytics_storage: 'granted' }); steps(2, 5)");
    stage.leave();
    until_steps(stage, &["2", "3", "4"]);
    let visitors = visitors(stage);
    assert!(visitors.iter().all(|id| id.len() == 32), "{visitors:?}");
}

fn gtag_denied(stage: &Stage) {
    let default = "gtag('consent', 'default', { analytics_storage: 'granted' });";
    stage.begin(&Html::default().before(&format!("{GTAG} {default}")));
    stage.run("step(1)");
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    let sent = stage.sent().len();
    stage.run("gtag('consent', 'update', { analytics_storage: 'denied' }); steps(2, 5)");
    stage.nothing_is_kept();
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    assert_eq!(stage.sent().len(), sent);
}

fn paq_consent(stage: &Stage) {
    let early = "window._paq = [['requireConsent'], ['trackPageView']];";
    stage.begin(&Html::default().before(early));
    stage.run("step(1)");
    stage.nothing_is_kept();
    assert_eq!(stage.story(), "0 requests: ");
    stage.run("_paq.push(['setConsentGiven']); steps(2, 5)");
    stage.leave();
    until_steps(stage, &["2", "3", "4"]);
}

const PRIVACY_CONTROL: &str =
    "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });";

fn privacy_control(stage: &Stage) {
    let page = Html::default().before(PRIVACY_CONTROL).before(WATCHED).before(GRANTED);
    stage.begin(&page);
    stage.run("footfall.consent('granted'); steps(0, 5)");
    let away = stage.browser.look_away();
    stage.browser.look_back(&away);
    stage.arrives(&[("page_view", 1), ("step", 5)]);
    assert_eq!(stage.run("return written"), serde_json::json!([]));
    stage.nothing_is_kept();
    assert_eq!(visitors(stage), BTreeSet::from([String::new()]));
}

fn privacy_control_alone(stage: &Stage) {
    stage.begin(&Html::default().before(PRIVACY_CONTROL));
    stage.run("steps(0, 5)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 5)]);
    stage.nothing_is_kept();
}
