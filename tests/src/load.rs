//! Shoppers who go on and on, and their ledger: what was acknowledged to whom, what was not, and how long it took.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Shop, must, wait_until};

/// What the shoppers have seen so far.
#[derive(Debug, Default)]
pub struct Progress {
    acknowledged: AtomicU64,
    refused: AtomicU64,
    over: AtomicBool,
}

impl Progress {
    /// Waits for so many more acknowledgements.
    #[track_caller]
    pub fn wait_acknowledged(&self, more: u64) {
        let enough = self.acknowledged.load(Ordering::Relaxed) + more;
        wait_until("more acknowledgements", || {
            (self.acknowledged.load(Ordering::Relaxed) >= enough).then_some(())
        });
    }

    /// Waits for so many more answers that say: not now.
    #[track_caller]
    pub fn wait_refused(&self, more: u64) {
        let enough = self.refused.load(Ordering::Relaxed) + more;
        wait_until("more refusals", || {
            (self.refused.load(Ordering::Relaxed) >= enough).then_some(())
        });
    }

    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }
}

/// What all of them have to say in the end. Each batch is one page view of a page load of its own.
#[derive(Debug, Default)]
pub struct Ledger {
    pub acknowledged: u64,
    /// Not acknowledged: 503, 429, or no answer.
    unsettled: Vec<Value>,
    /// From request to acknowledgement.
    pub took: Vec<Duration>,
}

impl Ledger {
    /// The time within which 99 of 100 were answered.
    pub fn p99(&self) -> Duration {
        let mut took = self.took.clone();
        took.sort_unstable();
        took.get(took.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default()
    }

    /// What was acknowledged is there; and once every tracker has tried again what was not, all of it is there, once.
    #[track_caller]
    pub fn settle(&self, shop: &Shop) {
        let stored = shop.overview()["page_views"].as_u64().unwrap_or(0);
        let sent = self.acknowledged + self.unsettled.len() as u64;
        assert!((self.acknowledged..=sent).contains(&stored), "{stored} of {self}");
        self.unsettled.iter().for_each(|batch| shop.store(batch));
        assert_eq!(shop.overview()["page_views"], sent, "{self}");
    }
}

impl std::fmt::Display for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} acknowledged, {} not", self.acknowledged, self.unsettled.len())
    }
}

/// Says that it is over when it is dropped: also when the test fails, or it would never end.
#[derive(Debug)]
pub struct Over<'o>(pub &'o AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `work` while so many shoppers send. An answer other than 200, 429 and 503 ends the test.
#[track_caller]
pub fn under_load<T>(
    shop: &Shop,
    shoppers: usize,
    work: impl FnOnce(&Progress) -> T,
) -> (T, Ledger) {
    let progress = Progress::default();
    std::thread::scope(|scope| {
        let sending: Vec<_> = (0..shoppers)
            .map(|shopper| {
                let (progress, shop) = (&progress, shop.visited_by(&format!("shopper {shopper}")));
                scope.spawn(move || shop_until_over(&shop, progress))
            })
            .collect();
        let over = Over(&progress.over);
        let done = work(&progress);
        drop(over);
        let mut all = Ledger::default();
        for shopper in sending {
            let one = must(shopper.join().map_err(|_| "a panic"), "a shopper");
            all.acknowledged += one.acknowledged;
            all.unsettled.extend(one.unsettled);
            all.took.extend(one.took);
        }
        (done, all)
    })
}

fn shop_until_over(shop: &Shop, progress: &Progress) -> Ledger {
    let mut ledger = Ledger::default();
    while !progress.over.load(Ordering::Relaxed) {
        let mut load = shop.load();
        let events = [load.page_view()];
        let batch = load.batch(&events);
        let started = Instant::now();
        match shop.try_post(&batch) {
            Ok(answer) if answer.status == 200 => {
                ledger.acknowledged += 1;
                ledger.took.push(started.elapsed());
                progress.acknowledged.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            Ok(answer) => assert!([429, 503].contains(&answer.status), "{answer:?}"),
            Err(_) => {}
        }
        ledger.unsettled.push(batch);
        progress.refused.fetch_add(1, Ordering::Relaxed);
    }
    ledger
}
