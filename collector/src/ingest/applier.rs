//! What is written down is applied behind the journal's thread, many commits at a time, when nobody came for a moment or
//! much has gathered ([`Store::apply`]).

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Drops;
use crate::metrics::Metrics;
use crate::store::{Amount, JournalRow, Store};

/// When so many events are written down they are applied, while others wait: some milliseconds, and enough to share the
/// pages they change.
const APPLIED_TOGETHER: usize = 5_000;
/// What is written down is applied when nobody came for this long …
const PAUSE: Duration = Duration::from_millis(10);
/// … and at the latest after this long, however many come. Refusals, too.
const LATEST: Duration = Duration::from_secs(1);
/// When so much is not applied, whoever comes waits; when it can't be applied (the disk is full, say), no more is taken.
/// It lies in memory, some times as large.
const MAX_UNAPPLIED_BYTES: usize = 2 * 1024 * 1024;
const MAX_UNAPPLIED_EVENTS: usize = 2 * APPLIED_TOGETHER;

pub(super) type Errand = Box<dyn FnOnce(&mut Store) + Send>;

/// In this order.
pub(super) enum Work {
    Row(JournalRow),
    Errand(Errand),
}

/// How far the applier is behind the journal.
#[derive(Debug)]
pub(super) struct Behind {
    left: Mutex<Left>,
    less: Condvar,
}

#[derive(Debug)]
struct Left {
    amount: Amount,
    /// The journal's row.
    applied_to: i64,
    /// The last try to apply failed.
    failed: bool,
}

impl Behind {
    pub(super) fn new(applied_to: i64) -> Self {
        let left = Left { amount: Amount::default(), applied_to, failed: false };
        Self { left: Mutex::new(left), less: Condvar::new() }
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports know all that was answered.
    pub(super) fn is_settled(&self) -> bool {
        self.left().amount.rows == 0
    }

    pub(super) fn applied_to(&self) -> i64 {
        self.left().applied_to
    }

    /// Up to where everything is applied, once more can be written down; or why it can't.
    pub(super) fn wait_for_room(&self) -> Result<i64, &'static str> {
        let is_full = |left: &Left| {
            left.amount.bytes >= MAX_UNAPPLIED_BYTES || left.amount.events >= MAX_UNAPPLIED_EVENTS
        };
        let waits = |left: &mut Left| is_full(left) && !left.failed;
        let left = self.less.wait_while(self.left(), waits).unwrap_or_else(PoisonError::into_inner);
        if is_full(&left) {
            return Err("too much waits to be applied");
        }
        Ok(left.applied_to)
    }

    /// Returns what is left with it.
    pub(super) fn written(&self, amount: Amount) -> Amount {
        let mut left = self.left();
        left.amount += amount;
        left.amount
    }

    /// Nobody applies any more: who waits for that waits in vain.
    fn end(&self) {
        self.left().failed = true;
        self.less.notify_all();
    }

    /// A try to apply is over. Returns what is left.
    fn tried(&self, applied: Amount, applied_to: i64, failed: bool) -> Amount {
        let mut left = self.left();
        left.amount -= applied;
        (left.applied_to, left.failed) = (applied_to, failed);
        self.less.notify_all();
        left.amount
    }
}

/// The thread.
pub(super) struct Applier {
    store: Store,
    drops: Arc<Drops>,
    behind: Arc<Behind>,
    metrics: Arc<Metrics>,
    /// When the oldest row that is not applied came.
    since: Option<Instant>,
    failed: bool,
}

/// However it ends: a panic must not leave the journal's thread waiting.
impl Drop for Applier {
    fn drop(&mut self) {
        self.behind.end();
    }
}

impl Applier {
    pub(super) fn new(
        store: Store,
        drops: Arc<Drops>,
        behind: Arc<Behind>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self { store, drops, behind, metrics, since: None, failed: false }
    }

    pub(super) fn run(mut self, works: &Receiver<Work>) {
        loop {
            // After a failure the next try takes its time.
            let hurries = self.since.is_some() && !self.failed;
            match works.recv_timeout(if hurries { PAUSE } else { LATEST }) {
                Ok(work) => {
                    self.take(work);
                    works.try_iter().for_each(|work| self.take(work));
                }
                Err(RecvTimeoutError::Timeout) => self.apply(),
                Err(RecvTimeoutError::Disconnected) => return self.apply(),
            }
            let is_late = self.since.is_some_and(|since| since.elapsed() >= LATEST);
            if is_late || (!self.failed && self.store.unapplied().events >= APPLIED_TOGETHER) {
                self.apply();
            }
        }
    }

    fn take(&mut self, work: Work) {
        match work {
            Work::Row(row) => {
                self.since.get_or_insert_with(Instant::now);
                self.store.take(row);
            }
            Work::Errand(errand) => {
                self.apply();
                errand(&mut self.store);
            }
        }
    }

    fn apply(&mut self) {
        self.store.count_drops(self.drops.take());
        self.store.hear_refused_origins(self.drops.take_origins());
        let mut done = self.store.unapplied();
        let applied = self.store.apply();
        self.failed = applied.is_err();
        if let Err(error) = applied {
            tracing::error!(%error, "what is written down can't be applied yet");
        }
        done -= self.store.unapplied();
        let left = self.behind.tried(done, self.store.applied_to(), self.failed);
        self.metrics.unapplied(left);
        self.since = (!self.store.is_settled()).then(Instant::now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Behind {
        let behind = Behind::new(7);
        behind.written(Amount { rows: 1, events: 1, bytes: MAX_UNAPPLIED_BYTES });
        behind
    }

    #[test]
    fn whoever_finds_no_room_waits_for_it() {
        let behind = full();
        let waited = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| behind.wait_for_room());
            behind.tried(Amount { rows: 1, events: 1, bytes: 1 }, 8, false);
            waiting.join().unwrap()
        });
        assert_eq!(waited, Ok(8));
        assert!(behind.is_settled());
    }

    #[test]
    fn and_is_refused_when_nothing_can_be_applied_or_nobody_does_it() {
        let behind = full();
        behind.tried(Amount::default(), 7, true);
        assert!(behind.wait_for_room().is_err());
        let behind = full();
        behind.end();
        assert!(behind.wait_for_room().is_err());
        assert!(!behind.is_settled());
    }
}
