//! Time on the page's main thread, and requests.

use std::collections::BTreeMap;
use std::time::Duration;

use footfall_tests::{DEADLINE, wait_within};

use super::counting::Mood;
use super::pages::{CONTROL, EMPTY, FOOTFALL, RIVALS, all};
use super::{Stage, spent};
use crate::{Report, median};

/// Fresh loads of each page, of which the median counts.
const LOADS: usize = 9;
/// A phone of the middle class is about four times as slow.
const SLOWDOWNS: [u32; 2] = [1, 4];
const CALLS: u32 = 1_000;
/// The slowest needs more than a minute, four times slowed down.
const MOST_CALLS_TAKE: Duration = Duration::from_secs(240);
const PACED: u32 = 100;
const MOST_REQUESTS: u32 = 10;

/// From the first script to rest. The pages take turns, so that none has the quiet minutes of the machine to itself.
pub(crate) fn starts(stage: &Stage, report: &mut Report) {
    println!(
        "\nmain thread from the first script to rest, ms above an empty script's (median of {LOADS} loads)"
    );
    for slowdown in SLOWDOWNS {
        let mut seen = BTreeMap::<&str, Vec<[f64; 2]>>::new();
        for _ in 0..LOADS {
            for page in all() {
                seen.entry(page).or_default().push(start_ms(stage, page, slowdown));
            }
        }
        let cost = |page: &str, of: usize| {
            let median_of = |page: &str| {
                median(seen.get(page).into_iter().flatten().map(|ms| ms[of]).collect())
            };
            median_of(page) - median_of(EMPTY)
        };
        let unit = cost(CONTROL, 0);
        for page in all().into_iter().filter(|page| *page != EMPTY) {
            let (task, script) = (cost(page, 0), cost(page, 1));
            report.line(
                &format!("    {page}, {slowdown}×: task / script / × control"),
                &format!("{task:.1} / {script:.1} / {:.1}", task / unit),
            );
        }
        let rivals = median(RIVALS.iter().map(|page| cost(page, 0)).collect());
        let own = cost(FOOTFALL, 0);
        if slowdown == SLOWDOWNS[1] {
            report.limit(
                "    footfall to the rivals' median at 4×",
                &format!("{:.2}", own / rivals),
                "<= 1",
                own <= rivals,
            );
        }
    }
}

fn start_ms(stage: &Stage, page: &str, slowdown: u32) -> [f64; 2] {
    stage.in_tab(slowdown, || {
        stage.open(page);
        let before = stage.main_thread_ms();
        stage.begin();
        spent(before, stage.main_thread_ms())
    })
}

/// A thousand calls in a row: what they take at once, and in all.
pub(crate) fn calls(stage: &Stage, report: &mut Report) {
    println!("\n{CALLS} calls in a row, µs for each");
    for slowdown in SLOWDOWNS {
        let seen: BTreeMap<&str, [f64; 2]> =
            all().into_iter().map(|page| (page, calls_us(stage, page, slowdown))).collect();
        let [_, unit] = seen[CONTROL];
        for page in all().into_iter().filter(|page| *page != EMPTY) {
            let [sync, task] = seen[page];
            report.line(
                &format!("    {page}, {slowdown}×: sync / whole task / × control"),
                &format!("{sync:.0} / {task:.0} / {:.2}", task / unit),
            );
        }
    }
}

fn calls_us(stage: &Stage, page: &str, slowdown: u32) -> [f64; 2] {
    stage.in_tab(slowdown, || {
        stage.open(page);
        stage.begin();
        let before = stage.main_thread_ms();
        // Looked at from outside, as it may take longer than WebDriver waits for a script. Requests that wait for others
        // come back late.
        let script = format!(
            "setTimeout(async () => {{
                const start = performance.now();
                for (let n = 0; n < {CALLS}; n++) bench.track('m0e' + n + 'z');
                const took = performance.now() - start;
                await new Promise((done) => setTimeout(done, 3000));
                await new Promise((done) => requestIdleCallback(done, {{ timeout: 30000 }}));
                window.took = took;
            }})"
        );
        // A page that is busy for a minute does not answer in time.
        let _busy = stage.browser.try_run(&script).is_err();
        let took = wait_within(MOST_CALLS_TAKE, || {
            stage.browser.try_run("return window.took").ok()?.as_f64()
        });
        let sync_ms = took.unwrap_or(f64::NAN);
        let [task_ms, _] = spent(before, stage.main_thread_ms());
        [sync_ms, task_ms].map(|ms| ms * 1e3 / f64::from(CALLS))
    })
}

/// A shopper's pace: an event each 50 ms.
pub(crate) fn requests(stage: &Stage, report: &mut Report) {
    println!("\n{PACED} events, one each 50 ms");
    for page in all().into_iter().filter(|page| *page != EMPTY) {
        let (requests, bytes, arrived) = stage.in_tab(1, || {
            stage.open(page);
            stage.begin();
            stage.counting.begin(Mood::Fine);
            let script = format!(
                // An interval keeps its pace where the page is slow: a pause after each would add up to more than 5 s.
                "new Promise((done) => {{
                    let n = 0;
                    const timer = setInterval(() => {{
                        bench.track('m1e' + n + 'z');
                        if (++n === {PACED}) {{ clearInterval(timer); done(); }}
                    }}, 50);
                }})"
            );
            stage.browser.run_async(&script);
            stage.open("elsewhere");
            let all_there = || (stage.counting.tally().of_trial(1).0 == PACED).then_some(());
            let _some_lost = wait_within(DEADLINE, all_there).is_none();
            let tally = stage.counting.tally();
            (tally.requests, tally.body_bytes, tally.of_trial(1))
        });
        let (arrived, again) = arrived;
        let value = format!("{requests} / {:.0}", bytes as f64 / f64::from(PACED));
        let what = format!("    {page}: requests / body bytes per event");
        if page == FOOTFALL {
            report.limit(&what, &value, "<= 10", requests <= MOST_REQUESTS);
        } else {
            report.line(&what, &value);
        }
        if (arrived, again) != (PACED, 0) {
            report.line("        arrived, doubled", &format!("{arrived}, {again}"));
        }
    }
}
