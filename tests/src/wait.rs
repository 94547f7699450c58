//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

/// How long anything may take that takes milliseconds on an idle machine.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// Asks again and again until there is an answer. The pause between two questions only spares the processor.
#[track_caller]
pub fn wait_until<T>(what: &str, condition: impl FnMut() -> Option<T>) -> T {
    match wait_within(DEADLINE, condition) {
        Some(value) => value,
        None => panic!("waited in vain for {what}"),
    }
}

/// `None` when the time is over.
pub fn wait_within<T>(deadline: Duration, mut condition: impl FnMut() -> Option<T>) -> Option<T> {
    let started = Instant::now();
    loop {
        if let Some(value) = condition() {
            return Some(value);
        }
        if started.elapsed() >= deadline {
            return None;
        }
        std::thread::park_timeout(Duration::from_millis(2));
    }
}
