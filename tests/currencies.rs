//! Orders in several currencies: counted in the site's by the euro's reference rates of their day, whenever these are
//! imported, to the minor unit of a plain model.

#[path = "currencies/before.rs"]
mod before;
#[path = "ledger/compare.rs"]
mod compare;
#[path = "ledger/history.rs"]
mod history;
#[path = "currencies/importing.rs"]
mod importing;
#[path = "ledger/model.rs"]
mod model;
#[path = "ledger/model_carts.rs"]
mod model_carts;
#[path = "ledger/model_rates.rs"]
mod model_rates;
#[path = "ledger/telling.rs"]
mod telling;

use footfall_tests::{Server, must, now_ms};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::history::{CURRENCIES, History, history};
use crate::model_rates::Rates;

/// So many days back and one ahead, some without a row, some without one of the currencies.
fn rates() -> impl Strategy<Value = Rates> {
    let rate = || prop::option::weighted(0.7, 1_000i64..2_000_000);
    let row = prop::option::weighted(0.6, (rate(), rate()));
    prop::collection::vec(row, 14).prop_map(|rows| {
        let tomorrow = Timestamp::now().to_zoned(TimeZone::UTC).date().saturating_add(1.day());
        let mut rates = Rates::default();
        for (back, row) in (0i32..).zip(rows) {
            let Some((yen, dinars)) = row else { continue };
            let named = [(1, yen), (2, dinars)];
            let known = named.into_iter().filter_map(|(currency, rate)| Some((currency, rate?)));
            rates.0.insert(tomorrow.saturating_sub(back.days()), known.collect());
        }
        rates
    })
}

/// In the European Central Bank's layout.
fn table(rates: &Rates) -> String {
    let mut table = format!("Date,{},{},\n", CURRENCIES[1], CURRENCIES[2]);
    for (date, row) in rates.0.iter().rev() {
        let text = |currency| match row.get(&currency) {
            Some(rate) => format!("{}.{:04}", rate / 10_000, rate % 10_000),
            None => "N/A".to_owned(),
        };
        table.push_str(&format!("{date},{},{},\n", text(1), text(2)));
    }
    table
}

#[test]
fn every_total_is_that_of_the_model_whenever_the_rates_are_imported() {
    let site = |history: History, currency| History { currency, ..history };
    let histories = (history(), 0..CURRENCIES.len())
        .prop_map(move |(history, currency)| site(history, currency));
    let config =
        Config { cases: 60, max_shrink_iters: 50, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let tried = runner.run(
        &(histories, rates(), any::<prop::sample::Index>()),
        |(history, rates, when)| {
            // Rates are the server's: each try has one of its own.
            let server = Server::start();
            let file = server.data.with_extension("csv");
            must(std::fs::write(&file, table(&rates)), "the rates");
            let file = file.display().to_string();
            let import = || {
                let imported = server.command(&["rates", "import", &file]);
                assert!(imported.success, "{imported:?}");
            };
            let shop = telling::Shop::new(&server, "shop", &history);
            let when = when.index(history.arrivals.len() + 1);
            let told = shop.tell(&history, now_ms(), |told| {
                if told == when {
                    import();
                }
            });
            if when == history.arrivals.len() {
                import();
            }
            compare::all(&shop, &told, &rates)
        },
    );
    if let Err(error) = tried {
        panic!("{error}");
    }
}
