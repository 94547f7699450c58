//! Random histories of carts, orders, refunds and cancellations, told by pages and by the shop's server in any order and
//! more than once: every stored total is that of a plain model.

#[path = "ledger/compare.rs"]
mod compare;
#[path = "ledger/history.rs"]
mod history;
#[path = "ledger/model.rs"]
mod model;
#[path = "ledger/model_carts.rs"]
mod model_carts;
#[path = "ledger/model_rates.rs"]
mod model_rates;
#[path = "ledger/telling.rs"]
mod telling;

use std::cell::Cell;

use footfall_tests::{Server, now_ms};
use proptest::test_runner::{Config, TestRunner};

use crate::history::history;

#[test]
fn every_total_is_that_of_the_model_whoever_tells_it_in_whatever_order() {
    let server = Server::start();
    // Each try is a shop of its own: a counter-example need not be the smallest.
    let config = Config {
        cases: 250,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let number = Cell::new(0);
    let mut runner = TestRunner::new(config);
    let tried = runner.run(&history(), |history| {
        number.set(number.get() + 1);
        let site = format!("shop-{}", number.get());
        let shop = telling::Shop::new(&server, &site, &history);
        let told = shop.tell(&history, now_ms(), |_| {});
        compare::all(&shop, &told, &model_rates::Rates::default())
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}
