//! Another process holds the database's lock: a backup tool, a shell left open.

use std::time::Duration;

use footfall_tests::{ANY_RATE, Server, under_load, wait_within};

/// A command that somebody forgot.
const HELD_LONG: Duration = Duration::from_secs(30);

#[test]
fn a_lock_of_another_process_refuses_and_once_it_is_gone_all_goes_on() {
    let _machine = super::beside_others();
    let server = Server::with(&ANY_RATE);
    let shop = server.shop("shop");
    let ((), ledger) = under_load(&shop, 4, |progress| {
        progress.wait_acknowledged(50);
        let other = server.stuck();
        if super::is_long() {
            // Held for this time, whatever happens.
            let nothing: Option<()> = wait_within(HELD_LONG, || None);
            assert_eq!(nothing, None);
        }
        progress.wait_refused(4);
        drop(other);
        progress.wait_acknowledged(50);
    });
    ledger.settle(&shop);
}
