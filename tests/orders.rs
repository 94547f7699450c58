//! Orders from more than one mouth: the shop's server, pages, signatures; refunds and cancellations of them.

#[path = "orders/cancelled.rs"]
mod cancelled;
#[path = "orders/listed.rs"]
mod listed;
#[path = "orders/migrated.rs"]
mod migrated;
#[path = "orders/sender.rs"]
mod sender;
#[path = "orders/server.rs"]
mod server;
#[path = "orders/signed.rs"]
mod signed;
#[path = "orders/verified.rs"]
mod verified;
