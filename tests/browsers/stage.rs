//! What a case plays on: a site, a shop and a tag of its own, a fresh tab, and the questions that are asked of them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use footfall_tests::{Browser, DEADLINE, Server, Shop, must, wait_until, wait_within};
use serde_json::Value;

use crate::line::{Line, Sent, Traffic};
use crate::page::Html;
use crate::stored::{Database, Stored, counted, doubled};

/// What all cases of an engine share.
pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) line: Line,
    pub(crate) database: Database,
    next: Cell<usize>,
}

impl House {
    pub(crate) fn open() -> Self {
        let server = Server::start();
        let (line, database) = (Line::open(&server.url), Database::of(&server.data));
        Self { server, line, database, next: Cell::new(1) }
    }
}

pub(crate) struct Stage<'h> {
    house: &'h House,
    pub(crate) browser: Rc<Browser>,
    pub(crate) traffic: Arc<Traffic>,
    pub(crate) site: Shop,
    /// The shop's.
    pub(crate) origin: String,
    pub(crate) tag: String,
    /// What was waited for: still true when the last case has been played.
    expected: RefCell<BTreeMap<String, usize>>,
    /// What a reader of the results should know.
    pub(crate) note: RefCell<String>,
}

impl<'h> Stage<'h> {
    pub(crate) fn new(house: &'h House, browser: Rc<Browser>) -> Self {
        let number = house.next.replace(house.next.get() + 1).to_string();
        let (traffic, origin, tag) = house.line.case(&number);
        let flags = ["--timezone", "UTC", "--origin", &origin];
        let site = house.server.shop_with(&format!("case-{number}"), &flags);
        let (expected, note) = (RefCell::default(), RefCell::default());
        let stage = Self { house, browser, traffic, site, origin, tag, expected, note };
        stage.serve("/", &Html::default());
        stage.traffic.serve("/left", "<!doctype html><title>Elsewhere</title>".to_owned(), None);
        stage
    }

    /// Another site with a shop of its own, to compare.
    pub(crate) fn another(&self) -> Self {
        Self::new(self.house, Rc::clone(&self.browser))
    }

    pub(crate) fn serve(&self, path: &str, page: &Html) {
        let (html, policy) = page.written(&self.tag, &self.site.id);
        self.traffic.serve(path, html, policy);
    }

    #[track_caller]
    pub(crate) fn open(&self, path: &str) {
        self.browser.open(&format!("{}{path}", self.origin));
    }

    /// Serves the page at `/` and opens it.
    #[track_caller]
    pub(crate) fn show(&self, page: &Html) {
        self.serve("/", page);
        self.open("/");
    }

    /// The same, and waits until the tracker runs.
    #[track_caller]
    pub(crate) fn begin(&self, page: &Html) {
        self.show(page);
        self.ready();
    }

    #[track_caller]
    pub(crate) fn ready(&self) {
        self.until("window.footfall && footfall.ready && !Array.isArray(footfall)");
        let ready = self.browser.run_async("footfall.ready.then(() => 'ready')");
        assert_eq!(ready, "ready", "{}", self.browser.shows());
    }

    /// To a page of the shop without a tag.
    #[track_caller]
    pub(crate) fn leave(&self) {
        self.open("/left");
    }

    #[track_caller]
    pub(crate) fn run(&self, script: &str) -> Value {
        self.browser.run(script)
    }

    #[track_caller]
    pub(crate) fn until(&self, condition: &str) {
        let script = format!("return !!({condition})");
        // While a page goes, no script runs.
        wait_until(condition, || {
            self.browser.try_run(&script).is_ok_and(|value| value == true).then_some(())
        });
    }

    /// Until one of its pages told the shop so.
    #[track_caller]
    pub(crate) fn until_said(&self, word: &str) {
        wait_until(word, || self.traffic.said().iter().any(|said| said == word).then_some(()));
    }

    /// Until the requests that came to the line are so.
    #[track_caller]
    pub(crate) fn until_sent(&self, what: &str, condition: impl Fn(&[Sent]) -> bool) {
        wait_until(what, || condition(&self.sent()).then_some(()));
    }

    /// The page's own clock.
    #[track_caller]
    pub(crate) fn pass(&self, milliseconds: u32) {
        self.browser.run_async(&format!(
            "new Promise(over => setTimeout(() => over(true), {milliseconds}))"
        ));
    }

    pub(crate) fn stored(&self) -> Vec<Stored> {
        self.house.database.events(&self.site.id)
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.traffic.sent()
    }

    /// Waits until exactly these are stored, engagement aside.
    #[track_caller]
    pub(crate) fn arrives(&self, counts: &[(&str, usize)]) {
        let expected: BTreeMap<String, usize> =
            counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        let total: usize = expected.values().sum();
        let mut last = BTreeMap::new();
        let arrived = wait_within(DEADLINE, || {
            last = counted(&self.stored());
            // More than that stays more than that.
            (last == expected || last.values().sum::<usize>() > total).then_some(())
        });
        assert!(
            arrived.is_some() && last == expected,
            "stored {last:?}, not {expected:?}; {}",
            self.story()
        );
        *self.expected.borrow_mut() = expected;
    }

    /// The requests, in short, for whoever reads of a failure.
    pub(crate) fn story(&self) -> String {
        let sent = self.sent();
        let line = |sent: &Sent| {
            let names: Vec<String> =
                numbers_in(sent).into_iter().map(|(_, n)| n.to_string()).collect();
            let raw = if sent.is_raw() { " raw" } else { "" };
            format!("{}{raw} [{}]", sent.status, names.join(" "))
        };
        let shown: Vec<String> = sent.iter().take(30).map(line).collect();
        format!("{} requests: {}", sent.len(), shown.join(", "))
    }

    /// Waits until so many of this name are stored, whatever else there is.
    #[track_caller]
    pub(crate) fn until_stored(&self, name: &str, count: usize) {
        let mut last = BTreeMap::new();
        let stored = wait_within(DEADLINE, || {
            last = counted(&self.stored());
            (last.get(name) == Some(&count)).then_some(())
        });
        assert!(stored.is_some(), "stored {last:?}, not {count} {name}; {}", self.story());
    }

    /// What is there now is what must be there in the end.
    pub(crate) fn agrees(&self) {
        *self.expected.borrow_mut() = counted(&self.stored());
    }

    /// Waits until the report of pages shows exactly these, without the others.
    #[track_caller]
    pub(crate) fn views(&self, pages: &[(&str, u64)]) {
        let expected: BTreeMap<String, u64> =
            pages.iter().map(|(page, views)| ((*page).to_owned(), *views)).collect();
        let mut last = BTreeMap::new();
        let shown = wait_within(DEADLINE, || {
            let report = self.site.report("pages");
            let rows = report["rows"].as_array().into_iter().flatten();
            last = rows
                .map(|row| {
                    let page = row["page"].as_str().unwrap_or_default().to_owned();
                    (page, row["page_views"].as_u64().unwrap_or(0))
                })
                .collect();
            (last == expected).then_some(())
        });
        assert!(shown.is_some(), "pages {last:?}, not {expected:?}; {}", self.story());
        self.agrees();
    }

    /// What lies on the device for this shop.
    #[track_caller]
    pub(crate) fn device(&self) -> Vec<String> {
        let kept = self.browser.run_async(
            "(async () => [
                ...Object.keys(localStorage), ...Object.keys(sessionStorage),
                ...document.cookie.split('; ').filter(Boolean),
                ...(indexedDB.databases ? await indexedDB.databases() : []).map(base => base.name),
            ])()",
        );
        must(serde_json::from_value(kept), "what is on the device")
    }

    #[track_caller]
    pub(crate) fn nothing_is_kept(&self) {
        assert_eq!(self.device(), Vec::<String>::new());
    }

    /// What went wrong beside what the case asked for.
    pub(crate) fn wrongs(&self) -> Vec<String> {
        let mut wrongs = Vec::new();
        let events = self.stored();
        let (counts, expected) = (counted(&events), self.expected.borrow());
        if counts != *expected {
            wrongs.push(format!("in the end {counts:?}, not {expected:?}; {}", self.story()));
        }
        if doubled(&events) > 0 {
            wrongs.push(format!("{} doubled; {}", doubled(&events), self.story()));
        }
        let errors = self.traffic.errors();
        if !errors.is_empty() {
            wrongs.push(format!("the page saw {errors:?}"));
        }
        wrongs
    }

    /// Events that were sent, by their numbers; stored; and doubled.
    pub(crate) fn numbers(&self) -> (usize, usize, usize) {
        let sent: BTreeSet<(String, u64)> = self.sent().iter().flat_map(numbers_in).collect();
        let events = self.stored();
        (sent.len(), events.len(), doubled(&events))
    }
}

/// The events of a request: page load and number. Of the raw form, each call may be one.
fn numbers_in(sent: &Sent) -> Vec<(String, u64)> {
    let load = sent.body["page_load"].as_str().unwrap_or_default();
    let named = |n: u64| (load.to_owned(), n);
    if let Some(calls) = sent.body["calls"].as_array() {
        let first = sent.body["first_n"].as_u64().unwrap_or(0);
        return (0..calls.len() as u64).map(|place| named(first + place)).collect();
    }
    let events = sent.body["events"].as_array().into_iter().flatten();
    events.filter_map(|event| event["n"].as_u64()).map(named).collect()
}
