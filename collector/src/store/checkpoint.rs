//! Moves what is in the log into the database file, beside the writer: a checkpoint of tens of megabytes takes longer
//! than a request should wait.
//!
//! The thread's connection changes nothing that the writer could see. What was written while it worked is little; the
//! writer moves that itself, and with nothing left in it the log begins anew.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::{Connection, OpenFlags};

use super::{StoreError, sql};

/// Events between two checkpoints: about 20 MB of log.
const EVERY_EVENTS: usize = 20_000;

#[derive(Debug)]
pub(super) struct Checkpoints {
    /// `None` once it is over.
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    /// The thread has moved what there was.
    moved: Arc<AtomicBool>,
    events: usize,
}

impl Checkpoints {
    /// Starts the thread for a database. It ends with its `Checkpoints`.
    pub(super) fn start(database: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(database, flags)?;
        let (wake, woken) = sync_channel(1);
        let moved = Arc::new(AtomicBool::new(false));
        let has_moved = Arc::clone(&moved);
        let thread = std::thread::Builder::new().name("checkpoints".into()).spawn(move || {
            for () in woken {
                if checkpoint(&connection) {
                    has_moved.store(true, Ordering::Release);
                }
            }
        })?;
        Ok(Self { wake: Some(wake), thread: Some(thread), moved, events: 0 })
    }

    /// So many events were written.
    pub(super) fn after(&mut self, events: usize, writer: &Connection) {
        self.events += events;
        if self.moved.swap(false, Ordering::Acquire) {
            checkpoint(writer);
        } else if self.events >= EVERY_EVENTS {
            self.events = 0;
            // One that is still at work sees to it.
            let _working = self.wake.as_ref().is_some_and(|wake| wake.try_send(()).is_err());
        }
    }
}

/// Waits for the thread: whichever connection is the last puts the log away, and a process may not end before that.
impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.wake = None;
        let _panicked = self.thread.take().is_some_and(|thread| thread.join().is_err());
    }
}

/// As far as readers allow. One that fails leaves all in the log, where it is as safe, for the next.
fn checkpoint(connection: &Connection) -> bool {
    let moved = connection.query_row(sql!("checkpoint"), (), |_| Ok(()));
    if let Err(error) = &moved {
        tracing::warn!(%error, "a checkpoint failed");
    }
    moved.is_ok()
}
