//! The writer's queue and its thread: requests that wait together are committed together, and each is answered only
//! after its commit.
//!
//! Alone, a request waits for nobody: the thread commits what is there. While a commit waits for the disk, others
//! gather, so under load the cost of one sync is shared by many.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{Arrival, Drops};
use crate::metrics::Metrics;
use crate::store::{Commit, Store, StoreError};

/// What may wait, in bytes of bodies. At 20,000 events/s of 500 bytes this is three seconds' worth: whoever waits
/// longer is better told to come back.
const MAX_WAITING_BYTES: usize = 32 * 1024 * 1024;
/// Each request takes at least this much of it, for all that is not its body.
const LEAST_BYTES: usize = 1024;
/// Events in one transaction. Beyond a few thousand the sync's share is negligible and the first ones wait for nothing.
const MAX_COMMIT_EVENTS: usize = 4_000;
/// Refusals that no batch takes along are written after this long.
const DROPS_DELAY: Duration = Duration::from_secs(1);

/// The queue is full, or the writer has stopped.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// Whether it is on disk.
type Stored = Result<(), ()>;

type Errand = Box<dyn FnOnce(&mut Store) + Send>;

#[expect(clippy::large_enum_variant, reason = "nearly every job is the large one")]
enum Job {
    Store(Arrival, oneshot::Sender<Stored>, OwnedSemaphorePermit),
    /// Something else that needs the writing connection.
    Errand(Errand),
    Stop,
}

/// The way to the writer. Nothing else writes to the database.
#[derive(Debug)]
pub struct WriteQueue {
    jobs: Sender<Job>,
    room: Arc<Semaphore>,
    metrics: Arc<Metrics>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl WriteQueue {
    /// Starts the writer.
    pub fn start(store: Store, drops: Arc<Drops>, metrics: Arc<Metrics>) -> std::io::Result<Self> {
        let (jobs, waiting) = channel();
        let counting = Arc::clone(&metrics);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || write(store, &waiting, &drops, &counting))?;
        Ok(Self {
            jobs,
            room: Arc::new(Semaphore::new(MAX_WAITING_BYTES)),
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
        self.jobs.send(Job::Store(arrival, answer, permit)).map_err(|_| {
            self.metrics.left(bytes);
            Full
        })?;
        Ok(stored)
    }

    /// Runs `errand` with the writing connection, after what waits already.
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

fn write(mut store: Store, jobs: &Receiver<Job>, drops: &Drops, metrics: &Metrics) {
    let mut waiting = VecDeque::new();
    loop {
        match jobs.recv_timeout(DROPS_DELAY) {
            Ok(job) => waiting.push_back(job),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => waiting.push_back(Job::Stop),
        }
        waiting.extend(jobs.try_iter());
        while let Some(job) = waiting.pop_front() {
            match job {
                Job::Errand(errand) => errand(&mut store),
                Job::Stop => return commit(&mut store, Vec::new(), drops, metrics),
                Job::Store(arrival, answer, permit) => {
                    let mut events = arrival.batch.events.len();
                    let mut together = vec![(arrival, answer, permit)];
                    while events < MAX_COMMIT_EVENTS
                        && let Some(Job::Store(..)) = waiting.front()
                        && let Some(Job::Store(arrival, answer, permit)) = waiting.pop_front()
                    {
                        events += arrival.batch.events.len();
                        together.push((arrival, answer, permit));
                    }
                    commit(&mut store, together, drops, metrics);
                }
            }
        }
        commit(&mut store, Vec::new(), drops, metrics);
    }
}

type Waiting = (Arrival, oneshot::Sender<Stored>, OwnedSemaphorePermit);

fn commit(store: &mut Store, together: Vec<Waiting>, drops: &Drops, metrics: &Metrics) {
    let refused = drops.take();
    if together.is_empty() && refused.is_empty() {
        return;
    }
    let commit =
        Commit { arrivals: together.iter().map(|(arrival, ..)| arrival).collect(), drops: refused };
    let began = Instant::now();
    let stored = store.commit(&commit);
    let Err(error) = stored else {
        let events = commit.arrivals.iter().map(|arrival| arrival.batch.events.len()).sum();
        match together.len() {
            0 => metrics.proved(Instant::now()),
            requests => metrics.committed(requests, events, began, Instant::now()),
        }
        return together.into_iter().for_each(|waiting| answer(waiting, Ok(()), metrics));
    };
    metrics.commit_failed();
    tracing::error!(%error, requests = together.len(), "a commit failed");
    for (site_id, day, reason, count) in commit.drops {
        drops.count(site_id, day, reason, count);
    }
    // One of them may be the cause; alone, it sinks nobody else.
    let alone = together.len() > 1;
    for waiting in together {
        let stored = if alone { commit_alone(store, &waiting.0, metrics) } else { Err(()) };
        answer(waiting, stored, metrics);
    }
}

fn commit_alone(store: &mut Store, arrival: &Arrival, metrics: &Metrics) -> Stored {
    let commit = Commit { arrivals: vec![arrival], drops: Vec::new() };
    let began = Instant::now();
    store
        .commit(&commit)
        .map(|()| metrics.committed(1, arrival.batch.events.len(), began, Instant::now()))
        .map_err(|error: StoreError| {
            metrics.commit_failed();
            tracing::error!(%error, "a request can't be stored");
        })
}

fn answer((arrival, answer, permit): Waiting, stored: Stored, metrics: &Metrics) {
    metrics.left(permit.num_permits());
    if stored.is_ok() {
        arrival.site.stored.send_modify(|count| *count += arrival.batch.events.len() as u64);
    }
    drop(permit);
    // A client that hung up has no ear for it.
    let _gone = answer.send(stored).is_err();
}
