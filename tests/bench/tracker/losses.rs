//! Twenty events in one task, and then something happens: how many arrive, and how many twice.

use std::time::{Duration, Instant};

use footfall_tests::wait_within;
use serde_json::json;

use super::Stage;
use super::counting::Mood;
use super::pages::{FOOTFALL, RIVALS};
use crate::Report;

const EVENTS: u32 = 20;
const OFFLINE: Duration = Duration::from_secs(5);
const OUTAGE: Duration = Duration::from_secs(10);
/// What goes with the page is there soon or never …
const SOON: Duration = Duration::from_secs(5);
/// … and what is tried again may take a back-off of its own.
const LATER: Duration = Duration::from_secs(25);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Away,
    Closed,
    Crash,
    Offline,
    Three,
    Outage,
}

const WAYS: [(Way, &str); 6] = [
    (Way::Away, "away"),
    (Way::Closed, "closed"),
    (Way::Crash, "crash"),
    (Way::Offline, "5 s offline"),
    (Way::Three, "three 503s"),
    (Way::Outage, "10 s of 503s"),
];

/// Of all trials of one cell.
#[derive(Default)]
struct Cell {
    arrived: u32,
    again: u32,
    arrived_after: u32,
    again_after: u32,
}

pub(crate) fn table(stage: &Stage, report: &mut Report, trials: u32) {
    println!(
        "\n{EVENTS} events in one task, then gone: arrived % / doubled %, → after the next visit ({trials} trials; of footfall, as its collector counts: a copy under the same number once)"
    );
    print!("{:<22}", "");
    WAYS.iter().for_each(|(_, name)| print!("{name:>20}"));
    println!();
    let mut trial = 1;
    let consented = "footfall?consent";
    for page in [&[FOOTFALL, consented], &RIVALS[..]].concat() {
        print!("{page:<22}");
        let mut perfect = true;
        for (way, _) in WAYS {
            let mut cell = Cell::default();
            for _ in 0..trials {
                trial += 1;
                let [(arrived, again), (arrived_after, again_after)] =
                    happened(stage, page, way, trial);
                cell.arrived += arrived;
                cell.again += again;
                cell.arrived_after += arrived_after;
                cell.again_after += again_after;
            }
            print!("{:>20}", written(&cell, trials));
            let all = EVENTS * trials;
            // Without consent nothing may wait on the device.
            let excused = way == Way::Outage && page == FOOTFALL;
            perfect &= cell.again_after == 0 && (excused || cell.arrived_after == all);
        }
        println!();
        if page.starts_with(FOOTFALL) {
            report.limit(
                &format!("    {page}: nothing lost, nothing doubled"),
                "",
                "100 / 0",
                perfect,
            );
        }
    }
}

fn written(cell: &Cell, trials: u32) -> String {
    let percent = |count: u32| f64::from(count) * 100.0 / f64::from(EVENTS * trials);
    let pair = |arrived, again| format!("{:.0} / {:.0}", percent(arrived), percent(again));
    let (first, after) =
        (pair(cell.arrived, cell.again), pair(cell.arrived_after, cell.again_after));
    if first == after { first } else { format!("{first} → {after}") }
}

/// What was counted when it was over, and after the shopper came back.
fn happened(stage: &Stage, page: &str, way: Way, trial: u32) -> [(u32, u32); 2] {
    let browser = &stage.browser;
    stage.counting.begin(Mood::Fine);
    let tab = browser.new_tab();
    browser.switch_to(&tab);
    stage.open(page);
    stage.begin();
    let burst = format!("for (let n = 0; n < {EVENTS}; n++) bench.track('m{trial}e' + n + 'z');");
    let mood = match way {
        Way::Three => Mood::Refuses(3),
        Way::Outage => Mood::RefusesUntil(Instant::now() + OUTAGE),
        _ => Mood::Fine,
    };
    stage.counting.begin(mood);
    match way {
        Way::Away => {
            browser.run(&format!("{burst} location.href = '/elsewhere';"));
        }
        Way::Closed => {
            browser.run(&burst);
            browser.close_tab();
            browser.switch_to(&stage.base);
        }
        Way::Crash => {
            browser.run(&burst);
            // It takes the page with it, so the command itself fails.
            let _taken_away = browser.try_devtools("Page.crash", &json!({})).is_err();
            browser.switch_to(&stage.base);
        }
        Way::Offline => {
            offline(stage, true);
            browser.run(&burst);
            let _nothing_arrives = wait_within(OFFLINE, || arrived(stage, trial)).is_some();
            offline(stage, false);
        }
        Way::Three | Way::Outage => {
            browser.run(&burst);
        }
    }
    let patience = if matches!(way, Way::Away | Way::Closed | Way::Crash) { SOON } else { LATER };
    let _some_lost = wait_within(patience, || arrived(stage, trial)).is_none();
    let first = stage.counting.tally().of_trial(trial);
    // What comes twice comes late: the visit after it is a look at that, too.
    stage.leave();
    let after = stage.in_tab(1, || {
        stage.open(page);
        stage.begin();
        let _still_lost = wait_within(SOON, || arrived(stage, trial)).is_none();
        stage.counting.tally().of_trial(trial)
    });
    [first, after]
}

fn arrived(stage: &Stage, trial: u32) -> Option<()> {
    (stage.counting.tally().of_trial(trial).0 == EVENTS).then_some(())
}

fn offline(stage: &Stage, is_offline: bool) {
    let conditions = json!({
        "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    stage.browser.devtools("Network.enable", &json!({}));
    stage.browser.devtools("Network.emulateNetworkConditions", &conditions);
}
