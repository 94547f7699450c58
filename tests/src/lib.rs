//! What every suite stands on: the real binary, in a process of its own, on a port and in a data directory of its own.
//! Nothing is mocked, nothing is shared between tests, and nobody sleeps: [`wait_until`] waits for a condition.
//!
//! A suite's file is named after its subject and reads as a table of contents. The way of a test: a [`Server`] →
//! its [`Shop`] → a [`PageLoad`]'s batch → the [`Answer`] → what the reports say.

mod answer;
mod browser;
mod command;
mod dashboard;
mod listener;
mod load;
mod page_load;
mod person;
mod server;
mod shop;
mod small_disk;
mod strace;
mod wait;

pub use answer::{Answer, Http};
pub use browser::{Browser, Engine, pictures};
pub use command::{Output, binary, footfall, footfall_within, installed};
pub use dashboard::{Dashboard, View, views};
pub use listener::{Asked, Listener, Page, Reply};
pub use load::{Ledger, Over, Progress, under_load};
pub use page_load::{PageLoad, item, now_ms};
pub use person::{PASSWORD, Person};
pub use server::{ANY_RATE, Server, TestDir};
pub use shop::{AGENT, ORIGIN, Shop, amount};
pub use small_disk::SmallDisk;
pub use strace::Strace;
pub use wait::{DEADLINE, wait_until, wait_within};

/// The value, or the end of the test with what was being done.
#[track_caller]
pub fn must<T, E: std::fmt::Debug>(result: Result<T, E>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{what}: {error:?}"),
    }
}
