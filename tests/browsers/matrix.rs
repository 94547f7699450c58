//! Plays all cases in one engine, one after the other, and says of each how it went.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Instant;

use footfall_tests::{Browser, Engine};

use crate::stage::{House, Stage};

/// One sentence, and how it is played. Cases are data, so that the tables read as what is promised.
pub(crate) struct Case {
    name: &'static str,
    play: fn(&Stage),
    /// Engines that can't, and why.
    without: &'static [(Engine, &'static str)],
}

pub(crate) const fn case(name: &'static str, play: fn(&Stage)) -> Case {
    Case { name, play, without: &[] }
}

impl Case {
    pub(crate) const fn without(mut self, engines: &'static [(Engine, &'static str)]) -> Self {
        self.without = engines;
        self
    }
}

/// Cases whose name contains this, when it is set.
const ONLY: &str = "FOOTFALL_CASE";

pub(crate) fn play(engine: Engine, tables: &[&[Case]]) {
    let only = std::env::var(ONLY).unwrap_or_default();
    let house = House::open();
    let mut eye = Eye::open(engine);
    let mut played = Vec::new();
    for case in tables.iter().copied().flatten().filter(|case| case.name.contains(&only)) {
        if let Some((_, reason)) = case.without.iter().find(|(other, _)| *other == engine) {
            println!("{:<8}  -       {} (left out: {reason})", engine.name(), case.name);
            continue;
        }
        eye = eye.fresh();
        let stage = Stage::new(&house, Rc::clone(&eye.browser));
        let started = Instant::now();
        let wrongs = outcome(case, &stage);
        let verdict = if wrongs.is_empty() { "ok    " } else { "FAILED" };
        let (sent, stored, doubled) = stage.numbers();
        let (name, note, time) = (case.name, stage.note.borrow(), started.elapsed().as_millis());
        println!(
            "{:<8}  {verdict}  {name}  (sent {sent}, stored {stored}, doubled {doubled}; {time} ms{note})",
            engine.name()
        );
        drop(note);
        wrongs.iter().for_each(|wrong| println!("          {wrong}"));
        played.push((name, stage, wrongs));
    }
    // Whatever was still on its way has had the time of all later cases to come twice.
    let failures: Vec<String> = played
        .iter()
        .filter_map(|(name, stage, wrongs)| {
            let wrongs = if wrongs.is_empty() { &stage.wrongs() } else { wrongs };
            (!wrongs.is_empty()).then(|| format!("{name}\n    {}", wrongs.join("\n    ")))
        })
        .collect();
    println!(
        "{}: {} passed, {} failed",
        engine.name(),
        played.len() - failures.len(),
        failures.len()
    );
    assert!(!played.is_empty(), "no case has {only:?} in its name");
    assert!(failures.is_empty(), "in {}:\n{}", engine.name(), failures.join("\n"));
}

/// Plays it, and says what went wrong.
fn outcome(case: &Case, stage: &Stage) -> Vec<String> {
    let ended = catch_unwind(AssertUnwindSafe(|| {
        (case.play)(stage);
        // What its page still holds leaves with it, and must not change what was counted.
        stage.browser.open("about:blank");
    }));
    match ended {
        Ok(()) => stage.wrongs(),
        Err(cause) => {
            let text = cause.downcast_ref::<String>().cloned();
            let text = text.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            vec![text.unwrap_or_else(|| "it panicked".to_owned())]
        }
    }
}

/// A browser, and the tab that keeps it open while those of the cases come and go.
struct Eye {
    engine: Engine,
    browser: Rc<Browser>,
    first: String,
}

impl Eye {
    fn open(engine: Engine) -> Self {
        let browser = Rc::new(Browser::start(engine));
        let first = browser.tab();
        Self { engine, browser, first }
    }

    /// In a fresh tab; in a fresh browser, when a case took the last one along.
    fn fresh(self) -> Self {
        let cleared = catch_unwind(AssertUnwindSafe(|| {
            self.browser.keep_only(&self.first);
            let tab = self.browser.new_tab();
            self.browser.switch_to(&tab);
        }));
        match cleared {
            Ok(()) => self,
            Err(_) => {
                let next = Self::open(self.engine);
                let tab = next.browser.new_tab();
                next.browser.switch_to(&tab);
                next
            }
        }
    }
}
