//! The writer's queue and its thread: requests that wait together are written down together, and each is answered only
//! after its commit.
//!
//! Alone, a request waits for nobody: the thread commits what is there. While a commit waits for the disk, others
//! gather, so under load the cost of one sync is shared by many. What the events mean is worked out afterwards, when
//! nobody waits or much has gathered ([`Store::apply`]); a report asks for that first ([`WriteQueue::settled`]).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{Arrival, Drops};
use crate::metrics::Metrics;
use crate::site::Site;
use crate::store::{Store, StoreError};

/// What may wait, in bytes of bodies; believed, they take some times as much. Nearly a second's worth at 20,000 events/s of
/// 500 bytes, and more single ones than there are connections: whoever waits longer is better told to come back.
const MAX_WAITING_BYTES: usize = 8 * 1024 * 1024;
/// Each request takes at least this much of it, for all that is not its body.
const LEAST_BYTES: usize = 1024;
/// Events in one commit. Beyond a few thousand the sync's share is negligible and the first ones wait for nothing.
const MAX_COMMIT_EVENTS: usize = 4_000;
/// When so many events are written down they are applied, while others wait: some milliseconds, and enough to share the
/// pages they change.
const APPLIED_TOGETHER: usize = 2_000;
/// What is written down is applied when nobody came for this long …
const PAUSE: Duration = Duration::from_millis(10);
/// … and at the latest after this long, however many come. Refusals, too.
const LATEST: Duration = Duration::from_secs(1);
/// When so much can't be applied (the disk is full, say), no more is taken: it lies in memory, some times as large.
const MAX_UNAPPLIED_BYTES: usize = 8 * 1024 * 1024;

/// The queue is full, or the writer has stopped.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// Whether it is on disk.
type Stored = Result<(), ()>;

type Errand = Box<dyn FnOnce(&mut Store) + Send>;

enum Job {
    Store(Box<Arrival>, oneshot::Sender<Stored>, OwnedSemaphorePermit),
    /// Something else that needs the writing connection.
    Errand(Errand),
    Stop,
}

/// The way to the writer. Nothing else writes to the database.
#[derive(Debug)]
pub struct WriteQueue {
    jobs: Sender<Job>,
    room: Arc<Semaphore>,
    /// Everything that was answered is applied.
    is_settled: Arc<AtomicBool>,
    metrics: Arc<Metrics>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl WriteQueue {
    /// Starts the writer.
    pub fn start(store: Store, drops: Arc<Drops>, metrics: Arc<Metrics>) -> std::io::Result<Self> {
        let (jobs, waiting) = channel();
        let is_settled = Arc::new(AtomicBool::new(true));
        let writer = Writer {
            store,
            drops,
            metrics: Arc::clone(&metrics),
            is_settled: Arc::clone(&is_settled),
            since: None,
            failed: false,
        };
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || writer.run(&waiting))?;
        Ok(Self {
            jobs,
            room: Arc::new(Semaphore::new(MAX_WAITING_BYTES)),
            is_settled,
            metrics,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Lets a batch wait for its commit. The receiver answers once it is on disk, or could not be stored.
    pub fn store(&self, arrival: Arrival) -> Result<oneshot::Receiver<Stored>, Full> {
        let bytes = arrival.bytes.max(LEAST_BYTES);
        let permit =
            Arc::clone(&self.room).try_acquire_many_owned(bytes as u32).map_err(|_| Full)?;
        let (answer, stored) = oneshot::channel();
        self.metrics.entered(bytes);
        self.jobs.send(Job::Store(Box::new(arrival), answer, permit)).map_err(|_| {
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
        if !self.is_settled.load(Ordering::Acquire) {
            // A writer that has stopped has applied what there was.
            let _stopped = self.run(|_| ()).await.is_err();
        }
    }

    /// Commits what waits, and ends the thread.
    pub fn stop(&self) {
        let _stopped = self.jobs.send(Job::Stop).is_err();
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
            && thread.join().is_err()
        {
            tracing::error!("the writer had panicked");
        }
    }
}

/// The thread.
struct Writer {
    store: Store,
    drops: Arc<Drops>,
    metrics: Arc<Metrics>,
    is_settled: Arc<AtomicBool>,
    /// When the oldest arrival that is not applied was written down.
    since: Option<Instant>,
    /// The last try to apply failed: the next one takes its time.
    failed: bool,
}

impl Writer {
    fn run(mut self, jobs: &Receiver<Job>) {
        let mut waiting = VecDeque::new();
        loop {
            let hurries = self.since.is_some() && !self.failed;
            match jobs.recv_timeout(if hurries { PAUSE } else { LATEST }) {
                Ok(job) => waiting.push_back(job),
                Err(RecvTimeoutError::Timeout) => self.apply(),
                Err(RecvTimeoutError::Disconnected) => waiting.push_back(Job::Stop),
            }
            waiting.extend(jobs.try_iter());
            while let Some(job) = waiting.pop_front() {
                match job {
                    Job::Store(arrival, answer, permit) => {
                        let mut together = Together::default();
                        together.add(arrival, answer, permit);
                        while together.events < MAX_COMMIT_EVENTS
                            && let Some(Job::Store(..)) = waiting.front()
                            && let Some(Job::Store(arrival, answer, permit)) = waiting.pop_front()
                        {
                            together.add(arrival, answer, permit);
                        }
                        self.commit(together);
                    }
                    Job::Errand(errand) => {
                        self.apply();
                        errand(&mut self.store);
                    }
                    Job::Stop => return self.apply(),
                }
            }
            let is_late = self.since.is_some_and(|since| since.elapsed() >= LATEST);
            if is_late || (!self.failed && self.store.unapplied() >= APPLIED_TOGETHER) {
                self.apply();
            }
        }
    }

    fn commit(&mut self, together: Together) {
        let Together { arrivals, waiting, events, watched } = together;
        let began = Instant::now();
        let stored = if self.store.unapplied_bytes() < MAX_UNAPPLIED_BYTES {
            self.store.append(arrivals)
        } else {
            Err(StoreError::Invalid("too much waits to be applied".into()))
        };
        let stored = match stored {
            Ok(()) => {
                self.metrics.committed(waiting.len(), events, began, Instant::now());
                self.since.get_or_insert_with(Instant::now);
                self.metrics.unapplied(self.store.unapplied(), self.store.unapplied_bytes());
                self.is_settled.store(false, Ordering::Release);
                for (site, events) in watched {
                    site.stored.send_modify(|count| *count += events);
                }
                Ok(())
            }
            Err(error) => {
                self.metrics.commit_failed();
                tracing::error!(%error, requests = waiting.len(), "a commit failed");
                Err(())
            }
        };
        for (answer, permit) in waiting {
            self.metrics.left(permit.num_permits());
            drop(permit);
            // A client that hung up has no ear for it.
            let _gone = answer.send(stored).is_err();
        }
    }

    fn apply(&mut self) {
        self.store.count_drops(self.drops.take());
        self.store.hear_refused_origins(self.drops.take_origins());
        let applied = self.store.apply();
        self.failed = applied.is_err();
        if let Err(error) = applied {
            tracing::error!(%error, "what is written down can't be applied yet");
        }
        self.metrics.unapplied(self.store.unapplied(), self.store.unapplied_bytes());
        if self.store.is_settled() {
            self.since = None;
            self.is_settled.store(true, Ordering::Release);
        } else {
            self.since = Some(Instant::now());
        }
    }
}

/// Requests of one commit.
#[derive(Default)]
struct Together {
    arrivals: Vec<Box<Arrival>>,
    waiting: Vec<(oneshot::Sender<Stored>, OwnedSemaphorePermit)>,
    events: usize,
    /// How many of them each site has.
    watched: Vec<(Arc<Site>, u64)>,
}

impl Together {
    fn add(
        &mut self,
        arrival: Box<Arrival>,
        answer: oneshot::Sender<Stored>,
        permit: OwnedSemaphorePermit,
    ) {
        let events = arrival.batch.events.len();
        self.events += events;
        match self.watched.last_mut().filter(|(site, _)| Arc::ptr_eq(site, &arrival.site)) {
            Some((_, of_site)) => *of_site += events as u64,
            None => self.watched.push((Arc::clone(&arrival.site), events as u64)),
        }
        self.arrivals.push(arrival);
        self.waiting.push((answer, permit));
    }
}
