//! What the tracker costs a shopper, beside rivals from npm, one keepalive fetch per event, and an empty page; and what
//! gets lost: `bench tracker [TRIALS]`.
//!
//! Needs Chromium with its WebDriver, and npm, which installs the rivals below the target directory.

mod costs;
mod counting;
mod losses;
mod pages;

use footfall_tests::{Browser, Engine};

use crate::Report;
use counting::Counting;
use pages::Pages;

/// Trials of each way to lose something.
const TRIALS: u32 = 3;

pub(crate) fn run(report: &mut Report, trials: Option<u32>) {
    let counting = Counting::open();
    let pages = Pages::open(&counting);
    let browser = Browser::start(Engine::Chromium);
    let stage = Stage { base: browser.tab(), browser, counting, pages };
    costs::starts(&stage, report);
    costs::calls(&stage, report);
    costs::requests(&stage, report);
    losses::table(&stage, report, trials.unwrap_or(TRIALS));
}

/// A browser, a shop for each tracker, and a collector that counts.
pub(crate) struct Stage {
    browser: Browser,
    counting: Counting,
    pages: Pages,
    /// A tab that stays, so that the browser does.
    base: String,
}

/// The tracker is put into the page, runs, and leaves nothing to do. The page itself has loaded before: what its own
/// loading takes is the machine's mood, and more than all of this.
const BEGUN: &str = "(async () => {
    await begin();
    await bench.ready;
    await new Promise((done) => setTimeout(done, 1500));
    await new Promise((done) => requestIdleCallback(done));
    return 'begun';
})()";

impl Stage {
    /// Runs `action` in a tab of its own, slowed down `slowdown` times.
    fn in_tab<T>(&self, slowdown: u32, action: impl FnOnce() -> T) -> T {
        let tab = self.browser.new_tab();
        self.browser.switch_to(&tab);
        self.browser.devtools("Performance.enable", &serde_json::json!({}));
        self.browser
            .devtools("Emulation.setCPUThrottlingRate", &serde_json::json!({ "rate": slowdown }));
        let result = action();
        self.leave();
        result
    }

    /// Closes all tabs but the base.
    fn leave(&self) {
        for tab in self.browser.tabs().into_iter().filter(|tab| *tab != self.base) {
            self.browser.switch_to(&tab);
            self.browser.close_tab();
        }
        self.browser.switch_to(&self.base);
    }

    /// Opens the page of a tracker, without it.
    fn open(&self, page: &str) {
        self.browser.open(&self.pages.url(page));
    }

    fn begin(&self) {
        let begun = self.browser.run_async(BEGUN);
        assert_eq!(begun, "begun", "{}", self.browser.shows());
    }

    /// Time of the page's main thread so far, in ms: all tasks, and of them script.
    fn main_thread_ms(&self) -> [f64; 2] {
        let metrics = self.browser.devtools("Performance.getMetrics", &serde_json::json!({}));
        ["TaskDuration", "ScriptDuration"].map(|name| {
            let metrics = metrics["metrics"].as_array().into_iter().flatten();
            let found = metrics.into_iter().find(|metric| metric["name"] == name);
            found.and_then(|metric| metric["value"].as_f64()).unwrap_or(f64::NAN) * 1e3
        })
    }
}

/// What was spent between two looks. A page in a new process begins anew.
fn spent(before: [f64; 2], after: [f64; 2]) -> [f64; 2] {
    [0, 1].map(|of| if after[of] < before[of] { after[of] } else { after[of] - before[of] })
}
