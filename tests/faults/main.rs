//! What happens to a server: 503 where it must, recovery by itself, nothing acknowledged lost, nothing twice.
//!
//! One at a time: `cargo test --release -p footfall-tests --test faults -- MODULE::`, and with `FOOTFALL_LONG=1` for as
//! long as the promise is about. `kill -9` and SIGTERM under load are in `durability.rs`, what a start finds in
//! `starts.rs`.

mod clock;
mod crowd;
mod disk;
mod lock;
mod overload;
mod power;

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Held for reading by every test here, for writing by those that measure: they have the machine for themselves.
static MACHINE: RwLock<()> = RwLock::new(());

fn beside_others() -> RwLockReadGuard<'static, ()> {
    MACHINE.read().unwrap_or_else(PoisonError::into_inner)
}

fn alone() -> RwLockWriteGuard<'static, ()> {
    MACHINE.write().unwrap_or_else(PoisonError::into_inner)
}

/// Whether this run may take its time.
fn is_long() -> bool {
    std::env::var_os("FOOTFALL_LONG").is_some()
}
