//! Random histories, told in any order, more than once and across a restart: what each session's trail says is what its
//! raw events say, and a day of which a report could show anything else than before is known to have changed.

#[path = "trails/days.rs"]
mod days;
#[path = "trails/history.rs"]
mod history;
#[path = "trails/kept.rs"]
mod kept;
#[path = "trails/states.rs"]
mod states;
#[path = "trails/steps.rs"]
mod steps;

use footfall_tests::{ANY_RATE, Server, TestDir, now_ms};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::history::{History, Shop, history};
use crate::states::States;

#[test]
fn trails_say_what_raw_events_say_and_days_that_changed_are_known() {
    let config =
        Config { cases: 40, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&history(), |history| tell(&history));
    if let Err(error) = tried {
        panic!("{error}");
    }
}

/// One after the other; in the middle another process takes over.
fn tell(history: &History) -> Result<(), TestCaseError> {
    let dir = TestDir::default();
    let mut server = Server::on(&dir.data(), &ANY_RATE);
    let mut shop = Shop::open(&server);
    let told = history.wire(now_ms());
    let mut states = States::read(&server);
    for (place, message) in told.iter().enumerate() {
        if place == told.len() / 2 {
            server.kill();
            server = Server::on(&dir.data(), &ANY_RATE);
            shop = shop.behind(&server);
        }
        shop.send(message);
        let now = States::read(&server);
        states.check(&now, message)?;
        states = now;
    }
    steps::check(&server)
}
