//! Footfall's collector.
//!
//! # The Walk
//! A shopper's click, as far as it comes here: a batch of events is POSTed → [`http`] reads the body and knows who
//! sent it → [`ingest`] believes it, by the same code as the browser (`footfall_protocol`) → the writer's queue → one
//! transaction of [`store`]: raw event, session, page view, product, cart, order, rollups → commit → **then** 2xx. A report
//! goes back: [`http`] → [`reports`] (what a metric is) → [`store::report`] (small questions over rollups) → JSON →
//! the page in `www/dashboard`.
//!
//! Whatever else comes in (calls without Wasm, an image, the shop's server, tags and servers of other systems:
//! [`ingest::senders`]) becomes the same events at that door and goes the same way.
//!
//! Dependencies point one way: `http → {ingest, reports} → store`. Absent elsewhere: SQL outside [`store`],
//! `HttpResponse` outside [`http`], flags and environment outside [`cli`] and [`config`], and a clock: the time
//! enters as an argument.

pub mod cli;
pub mod collector;
pub mod config;
pub mod control;
pub mod http;
pub mod ingest;
pub mod metrics;
pub mod reports;
pub mod secret;
pub mod simulate;
pub mod site;
pub mod store;
pub mod upkeep;
