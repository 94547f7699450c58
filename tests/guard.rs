//! Who may send, how much, and what the operator sees of it.

#[path = "guard/bots.rs"]
mod bots;
#[path = "guard/flood.rs"]
mod flood;
#[path = "guard/keys.rs"]
mod keys;
#[path = "guard/log.rs"]
mod log;
#[path = "guard/metrics.rs"]
mod metrics;
#[path = "guard/prefetch.rs"]
mod prefetch;
#[path = "guard/rates.rs"]
mod rates;
#[path = "guard/ready.rs"]
mod ready;
#[path = "guard/texts.rs"]
mod texts;
