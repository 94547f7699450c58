//! The way of an arrival to disk: requests that wait together are written down together, and each is answered only after
//! its commit.
//!
//! Alone, a request waits for nobody: the journal's thread commits what is there. While a commit waits for the disk, others
//! gather, so under load the cost of one sync is shared by many. What the events mean is worked out behind it, by a thread
//! of its own ([`super::applier`]); a report waits for that ([`WriteQueue::settled`]).

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::applier::{Applier, Behind, Errand, Work};
use super::{Arrival, Drops};
use crate::metrics::Metrics;
use crate::store::{Encoded, Journal, Store, StoreError};

/// What may wait, in bytes as they are written down: more than a second's worth at 20,000 events/s, and more single ones than
/// there are connections. Whoever waits longer is better told to come back.
const MAX_WAITING_BYTES: usize = 8 * 1024 * 1024;
/// Each request takes at least this much of it, for all that is not its body.
const LEAST_BYTES: usize = 1024;
/// Events in one commit. Beyond a few thousand the sync's share is negligible and the first ones wait for nothing.
const MAX_COMMIT_EVENTS: usize = 4_000;

/// When the last commit was for so many, the next one lets others gather for a moment: they come, and share its sync.
const CROWD: usize = 16;
const GATHERING: Duration = Duration::from_millis(1);

/// The queue is full, or the writer has stopped.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// Whether it is on disk.
pub type Stored = Result<(), ()>;

enum Job {
    Store(Encoded, oneshot::Sender<Stored>, OwnedSemaphorePermit),
    /// Something else that needs the writing connection.
    Errand(Errand),
    Stop,
}

/// The way to the writers. Nothing else writes to the database or its journal.
#[derive(Debug)]
pub struct WriteQueue {
    jobs: Sender<Job>,
    room: Arc<Semaphore>,
    behind: Arc<Behind>,
    metrics: Arc<Metrics>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl WriteQueue {
    /// Starts the writers.
    pub fn start(
        store: Store,
        journal: Journal,
        drops: Arc<Drops>,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<Self> {
        let (jobs, waiting) = channel();
        let (works, to_apply) = channel();
        let behind = Arc::new(Behind::new(store.applied_to()));
        let applier = Applier::new(store, drops, Arc::clone(&behind), Arc::clone(&metrics));
        let applying = std::thread::Builder::new()
            .name("applier".into())
            .spawn(move || applier.run(&to_apply))?;
        let writer = Writer {
            journal,
            works,
            applying,
            behind: Arc::clone(&behind),
            metrics: Arc::clone(&metrics),
        };
        let thread = std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || writer.run(&waiting))?;
        Ok(Self {
            jobs,
            room: Arc::new(Semaphore::new(MAX_WAITING_BYTES)),
            behind,
            metrics,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Lets a batch wait for its commit. The receiver answers once it is on disk, or could not be stored.
    pub fn store(&self, arrival: &Arrival) -> Result<oneshot::Receiver<Stored>, Full> {
        let entry = Encoded::of(arrival).map_err(|error| {
            tracing::error!(%error, "an arrival can't be written down");
            Full
        })?;
        let bytes = entry.bytes().max(LEAST_BYTES);
        let permit =
            Arc::clone(&self.room).try_acquire_many_owned(bytes as u32).map_err(|_| Full)?;
        let (answer, stored) = oneshot::channel();
        self.metrics.entered(bytes);
        self.jobs.send(Job::Store(entry, answer, permit)).map_err(|_| {
            self.metrics.left(bytes);
            Full
        })?;
        Ok(stored)
    }

    /// Runs `errand` with the writing connection, after what waits already, all of it applied.
    pub fn run<T: Send + 'static>(
        &self,
        errand: impl FnOnce(&mut Store) -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (answer, done) = oneshot::channel();
        let errand: Errand = Box::new(move |store| {
            // Whoever asked may be gone.
            let _gone = answer.send(errand(store)).is_err();
        });
        // When the writer has stopped, the receiver says so.
        let _stopped = self.jobs.send(Job::Errand(errand)).is_err();
        done
    }

    /// Waits until reports know all that was answered before.
    pub async fn settled(&self) {
        if !self.behind.is_settled() {
            // A writer that has stopped has applied what there was.
            let _stopped = self.run(|_| ()).await.is_err();
        }
    }

    /// Commits what waits, applies it, and ends the threads.
    pub fn stop(&self) {
        let _stopped = self.jobs.send(Job::Stop).is_err();
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
            && thread.join().is_err()
        {
            tracing::error!("the writer had panicked");
        }
    }
}

/// The journal's thread.
struct Writer {
    journal: Journal,
    works: Sender<Work>,
    applying: JoinHandle<()>,
    behind: Arc<Behind>,
    metrics: Arc<Metrics>,
}

impl Writer {
    fn run(mut self, jobs: &Receiver<Job>) {
        if let Err(error) = self.journal.prepare() {
            tracing::warn!(%error, "the journal can't be made yet");
        }
        let mut waiting = VecDeque::new();
        let mut last_requests = 0;
        'jobs: while let Ok(job) = jobs.recv() {
            if last_requests >= CROWD {
                std::thread::sleep(GATHERING);
            }
            waiting.push_back(job);
            waiting.extend(jobs.try_iter());
            while let Some(job) = waiting.pop_front() {
                let passed_on = match job {
                    Job::Store(entry, answer, permit) => {
                        let mut together = Together::default();
                        together.add(entry, answer, permit);
                        while together.events < MAX_COMMIT_EVENTS
                            && let Some(Job::Store(..)) = waiting.front()
                            && let Some(Job::Store(entry, answer, permit)) = waiting.pop_front()
                        {
                            together.add(entry, answer, permit);
                        }
                        last_requests = together.waiting.len();
                        self.commit(together)
                    }
                    Job::Errand(errand) => self.works.send(Work::Errand(errand)).is_ok(),
                    Job::Stop => false,
                };
                if !passed_on {
                    break 'jobs;
                }
            }
        }
        self.end();
    }

    /// `false` when nobody applies any more.
    fn commit(&mut self, together: Together) -> bool {
        let Together { entries, waiting, events } = together;
        let began = Instant::now();
        let written = match self.behind.wait_for_room() {
            Ok(applied_to) => self.journal.append(&entries, applied_to),
            Err(why) => Err(StoreError::Invalid(why.into())),
        };
        let (stored, passed_on) = match written {
            Ok(row) => {
                self.metrics.committed(waiting.len(), events, began, Instant::now());
                self.metrics.unapplied(self.behind.written(row.amount()));
                for (site, events) in row.sites() {
                    site.stored.send_modify(|count| *count += *events as u64);
                }
                (Ok(()), self.works.send(Work::Row(row)).is_ok())
            }
            Err(error) => {
                self.metrics.commit_failed();
                tracing::error!(%error, requests = waiting.len(), "a commit failed");
                (Err(()), true)
            }
        };
        for (answer, permit) in waiting {
            self.metrics.left(permit.num_permits());
            drop(permit);
            // A client that hung up has no ear for it.
            let _gone = answer.send(stored).is_err();
        }
        passed_on
    }

    fn end(self) {
        drop(self.works);
        if self.applying.join().is_err() {
            tracing::error!("the applier had panicked");
        }
        self.journal.close(self.behind.applied_to());
    }
}

/// Requests of one commit.
#[derive(Default)]
struct Together {
    entries: Vec<Encoded>,
    waiting: Vec<(oneshot::Sender<Stored>, OwnedSemaphorePermit)>,
    events: usize,
}

impl Together {
    fn add(
        &mut self,
        entry: Encoded,
        answer: oneshot::Sender<Stored>,
        permit: OwnedSemaphorePermit,
    ) {
        self.events += entry.events;
        self.entries.push(entry);
        self.waiting.push((answer, permit));
    }
}
