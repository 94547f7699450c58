//! What becomes of requests.

/// Collectors that say nonsense: at most an hour.
const MAX_RETRY_AFTER_S: f64 = 3_600.0;

/// What became of a request.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    /// On the collector's disk, or refused there by name.
    Done,
    /// Refused as a whole, for good: a copy would be refused too.
    Refused,
    /// Not now; the collector may have said for how long.
    Later { retry_after_ms: f64 },
}

/// What an answer means; 0 is none at all.
pub(crate) fn outcome(status: u16, retry_after_s: f64) -> Outcome {
    match status {
        200..300 => Outcome::Done,
        0 | 408 | 429 | 500.. => {
            Outcome::Later { retry_after_ms: retry_after_s.clamp(0.0, MAX_RETRY_AFTER_S) * 1_000.0 }
        }
        _ => Outcome::Refused,
    }
}
