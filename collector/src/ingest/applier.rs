//! What is written down is applied behind the journal's thread, as it comes, and committed when nobody came for a moment or
//! much has gathered ([`Store::apply`]): a session that goes on is written once for all that it did meanwhile.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Drops;
use crate::metrics::Metrics;
use crate::store::{Amount, JournalRow, Store};

/// What is applied is committed when nobody came for this long …
const PAUSE: Duration = Duration::from_millis(10);
/// … and at the latest after this long, however many come. Refusals, too.
const LATEST: Duration = Duration::from_millis(500);
/// … or so many events, whose sessions and page loads lie in memory.
const COMMITTED_TOGETHER: usize = 20_000;
/// When so much waits for the applier, whoever comes waits, too: what comes while one transaction is committed.
const MAX_COMING: Amount = Amount { rows: usize::MAX, events: 10_000, bytes: 4 * 1024 * 1024 };
/// When so much can't be committed (the disk is full, say), no more is taken. It lies in memory as it does on disk.
const MAX_UNAPPLIED: Amount =
    Amount { rows: usize::MAX, events: usize::MAX, bytes: 16 * 1024 * 1024 };

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
    /// Written down, and not with the applier.
    coming: Amount,
    unapplied: Amount,
    /// The journal's row.
    applied_to: i64,
    /// The last try to apply failed.
    failed: bool,
}

impl Behind {
    pub(super) fn new(applied_to: i64) -> Self {
        let (coming, unapplied) = (Amount::default(), Amount::default());
        let left = Left { coming, unapplied, applied_to, failed: false };
        Self { left: Mutex::new(left), less: Condvar::new() }
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports know all that was answered.
    pub(super) fn is_settled(&self) -> bool {
        self.left().unapplied.rows == 0
    }

    pub(super) fn applied_to(&self) -> i64 {
        self.left().applied_to
    }

    /// Up to where everything is applied, once more can be written down; or why it can't.
    pub(super) fn wait_for_room(&self) -> Result<i64, &'static str> {
        let is_full = |left: &Left| {
            left.coming.reaches(&MAX_COMING) || left.unapplied.reaches(&MAX_UNAPPLIED)
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
        left.coming += amount;
        left.unapplied += amount;
        left.unapplied
    }

    /// The applier has it.
    fn taken(&self, amount: Amount) {
        self.left().coming -= amount;
        self.less.notify_all();
    }

    /// Nobody applies any more: who waits for that waits in vain.
    fn end(&self) {
        self.left().failed = true;
        self.less.notify_all();
    }

    /// A try to apply is over. Returns what is left.
    fn tried(&self, applied: Amount, applied_to: i64, failed: bool) -> Amount {
        let mut left = self.left();
        left.unapplied -= applied;
        (left.applied_to, left.failed) = (applied_to, failed);
        self.less.notify_all();
        left.unapplied
    }
}

/// The thread.
pub(super) struct Applier {
    store: Store,
    drops: Arc<Drops>,
    behind: Arc<Behind>,
    metrics: Arc<Metrics>,
    /// When the last try failed.
    failed_at: Option<Instant>,
}

/// However it ends: a panic must not leave the journal's thread waiting.
impl Drop for Applier {
    fn drop(&mut self) {
        self.behind.end();
    }
}

/// Rows of one transaction, as they come.
struct Coming<'w> {
    works: &'w Receiver<Work>,
    behind: Arc<Behind>,
    first: Option<JournalRow>,
    since: Instant,
    events: usize,
    /// What came behind them: it waits for their commit.
    errand: Option<Errand>,
}

impl Iterator for Coming<'_> {
    type Item = JournalRow;

    fn next(&mut self) -> Option<JournalRow> {
        if let Some(row) = self.first.take() {
            return Some(row);
        }
        let left = LATEST.saturating_sub(self.since.elapsed());
        if left.is_zero() || self.errand.is_some() || self.events >= COMMITTED_TOGETHER {
            return None;
        }
        match self.works.recv_timeout(left.min(PAUSE)) {
            Ok(Work::Row(row)) => {
                self.behind.taken(row.amount());
                self.events += row.amount().events;
                Some(row)
            }
            Ok(Work::Errand(errand)) => {
                self.errand = Some(errand);
                None
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }
}

impl Applier {
    pub(super) fn new(
        store: Store,
        drops: Arc<Drops>,
        behind: Arc<Behind>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self { store, drops, behind, metrics, failed_at: None }
    }

    pub(super) fn run(mut self, works: &Receiver<Work>) {
        loop {
            match works.recv_timeout(LATEST) {
                Ok(Work::Row(row)) => self.take(row, works),
                Ok(Work::Errand(errand)) => self.run_errand(errand),
                Err(RecvTimeoutError::Timeout) => self.apply_rest(),
                Err(RecvTimeoutError::Disconnected) => return self.apply_rest(),
            }
        }
    }

    fn take(&mut self, row: JournalRow, works: &Receiver<Work>) {
        self.behind.taken(row.amount());
        if let Some(failed_at) = self.failed_at {
            self.store.keep(row);
            // The next try takes its time.
            if failed_at.elapsed() >= LATEST {
                self.apply_rest();
            }
            return;
        }
        self.hear_refusals();
        let behind = Arc::clone(&self.behind);
        let (events, since) = (row.amount().events, Instant::now());
        let mut coming = Coming { works, behind, first: Some(row), since, events, errand: None };
        self.apply(&mut coming);
        if let Some(row) = coming.first {
            self.store.keep(row);
        }
        if let Some(errand) = coming.errand {
            self.run_errand(errand);
        }
    }

    fn run_errand(&mut self, errand: Errand) {
        self.apply_rest();
        errand(&mut self.store);
    }

    /// What was refused, and what an earlier try left.
    fn apply_rest(&mut self) {
        self.hear_refusals();
        if !self.store.is_settled() {
            self.apply(std::iter::empty());
        }
    }

    fn hear_refusals(&mut self) {
        self.store.count_drops(self.drops.take());
        self.store.hear_refused_origins(self.drops.take_origins());
    }

    fn apply(&mut self, fresh: impl Iterator<Item = JournalRow>) {
        let before = self.store.applied();
        let applied = self.store.apply(fresh);
        if let Err(error) = &applied {
            tracing::error!(%error, "what is written down can't be applied yet");
        }
        self.failed_at = applied.is_err().then(Instant::now);
        let mut done = self.store.applied();
        done -= before;
        let left = self.behind.tried(done, self.store.applied_to(), applied.is_err());
        self.metrics.unapplied(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Behind {
        let behind = Behind::new(7);
        behind.written(Amount { rows: 1, events: 1, bytes: MAX_UNAPPLIED.bytes });
        behind
    }

    #[test]
    fn whoever_finds_no_room_waits_for_it() {
        let behind = full();
        let waited = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| behind.wait_for_room());
            let all = Amount { rows: 1, events: 1, bytes: MAX_UNAPPLIED.bytes };
            behind.taken(all);
            behind.tried(all, 8, false);
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
