//! Every event counts once: retries, beacons and fetches that both arrive, replays and reordering change nothing.

#[path = "once/copies.rs"]
mod copies;
#[path = "once/order.rs"]
mod order;
