//! Footfall's collector.
//!
//! # The Walk
//! A shopper's click, as far as it comes here: a batch of events is POSTed → [`http`] reads the body and knows who
//! sent it → [`ingest`] believes it, by the same code as the browser (`footfall_protocol`) → the queue → a row of the
//! journal in [`store`], a file of its own, for all requests that wait → commit → **then** 2xx. Behind it another thread
//! applies many rows in one transaction that says up to which: raw event, session with its trail, page view, product, cart,
//! order, rollups, and which days are not what they were. A report waits for that and goes back: [`http`] → [`reports`] (what a metric is) →
//! [`store::report`] (small questions over rollups) → JSON → the page in `www/dashboard`.
//!
//! Whatever else comes in (calls without Wasm, an image, the shop's server, tags and servers of other systems:
//! [`ingest::senders`]) becomes the same events at that door and goes the same way.
//!
//! What a shop is told of itself ([`setup`]: whether it is heard, and what looks wrong; [`notices`]: summaries and alerts) is
//! made of the same reports, and of what was heard hour by hour, counted in the same transaction.
//!
//! Dependencies point one way: `http → {ingest, reports} → store`. Absent elsewhere: SQL outside [`store`],
//! `HttpResponse` outside [`http`], flags and environment outside [`cli`] and [`config`], and a clock: the time
//! enters as an argument.

pub mod cli;
pub mod collector;
pub mod config;
pub mod control;
pub mod exchange;
pub mod http;
pub mod ingest;
pub mod metrics;
pub mod notices;
pub mod password;
pub mod people;
pub mod reports;
pub mod secret;
pub mod segment;
pub mod setup;
pub mod simulate;
pub mod site;
pub mod store;
pub mod upkeep;
