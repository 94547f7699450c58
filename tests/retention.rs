//! Raw events go after the months their site keeps them. What the reports say stays, and nobody waits meanwhile.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use footfall_tests::{
    ANY_RATE, Server, Shop, TestDir, footfall, footfall_within, must, under_load, wait_until,
};
use rusqlite::Connection;
use serde_json::Value;

/// A little over 14 months, so that one of them is due.
const DAYS: &str = "430";
const DAY_MS: i64 = 86_400_000;

fn database(data: &Path) -> Connection {
    must(Connection::open(data.join("footfall.db")), "the database")
}

/// When each raw event of a site happened.
fn raw_events(data: &Path, site: &str) -> Vec<i64> {
    let exported = footfall(data, &["export", "--site", site]);
    assert!(exported.success, "{}", exported.stderr);
    let at_ms = |line| {
        let event: Value = must(serde_json::from_str(line), line);
        must(event["at"].as_i64().ok_or(line), "a time")
    };
    exported.stdout.lines().map(at_ms).collect()
}

/// Of raw events those that happened more than `days` ago.
fn older(events: &[i64], days: i64) -> usize {
    let before_ms = footfall_tests::now_ms() - days * DAY_MS;
    events.iter().filter(|at_ms| **at_ms < before_ms).count()
}

/// When the last event of the first row happened: cheap to ask again and again.
fn oldest_ms(data: &Path) -> i64 {
    let question = "select at_ms from event order by id limit 1";
    must(database(data).query_row(question, (), |row| row.get(0)), "the oldest event")
}

/// A history through the real write path.
fn simulate(data: &Path, site: &str, sessions_per_day: &str) {
    assert!(footfall(data, &["site", "add", site, "--timezone", "UTC"]).success);
    let arguments =
        ["simulate", "--site", site, "--days", DAYS, "--sessions-per-day", sessions_per_day];
    let simulated = footfall_within(Duration::from_secs(300), data, &arguments);
    assert!(simulated.success, "{}", simulated.stderr);
}

/// What reports say of the whole history.
fn reports(shop: &Shop) -> Vec<Value> {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let from = today.saturating_sub(jiff::ToSpan::days(440));
    let until_yesterday = today.saturating_sub(jiff::ToSpan::days(1));
    ["overview", "timeseries", "pages", "sources", "products", "funnel", "drops"]
        .map(|report| shop.report_of(report, from, until_yesterday, ""))
        .into()
}

/// Of each day of a site in UTC: how many raw events there are of it, and which version of it this is.
fn days(data: &Path, site: &str) -> BTreeMap<i64, (usize, i64)> {
    let events = raw_events(data, site);
    let of_day = |day| events.iter().filter(|at_ms| at_ms.div_euclid(DAY_MS) == day).count();
    let question = "select day, version from day_state join site on site.id = day_state.site_id
        where site.key = ?1";
    let database = database(data);
    let mut statement = must(database.prepare(question), "the days");
    let found = statement.query_map((site,), |row| Ok((row.get(0)?, row.get(1)?)));
    let versions = must(found, "the days").map(|day| must(day, "a day"));
    versions.map(|(day, version)| (day, (of_day(day), version))).collect()
}

fn reader(server: &Server, site: &str) -> Shop {
    Shop::new(server, site, &server.key(site, "read"))
}

fn pages(data: &Path, pragma: &str) -> i64 {
    must(database(data).pragma_query_value(None, pragma, |row| row.get(0)), pragma)
}

#[test]
fn old_events_go_and_reports_stay_while_events_come_in() {
    let dir = TestDir::default();
    simulate(&dir.data(), "shop", "12");
    // Nothing keeps a server from beginning at once; so what it will find is asked before.
    let kept_longer = footfall(&dir.data(), &["site", "set", "shop", "--keep-months", "24"]);
    assert!(kept_longer.success, "{kept_longer:?}");
    let first = Server::on(&dir.data(), &ANY_RATE);
    let before = reports(&reader(&first, "shop"));
    let all = raw_events(&dir.data(), "shop");
    let pages_before = pages(&dir.data(), "page_count");
    assert!(older(&all, 400) > 500, "something is due");
    first.kill();

    let set = footfall(&dir.data(), &["site", "set", "shop", "--keep-months", "1"]);
    assert!(set.success, "{set:?}");
    let days_before = days(&dir.data(), "shop");
    let server = Server::on(&dir.data(), &ANY_RATE);
    let lively = server.shop("lively");
    let ((), ledger) = under_load(&lively, 2, |progress| {
        wait_until("the end of what is due", || {
            (oldest_ms(&dir.data()) > footfall_tests::now_ms() - 32 * DAY_MS).then_some(())
        });
        wait_until("the file to give back what is free", || {
            (pages(&dir.data(), "freelist_count") <= 512).then_some(())
        });
        progress.wait_acknowledged(50);
    });
    ledger.settle(&lively);
    println!("p99 of those who came in meanwhile: {:?}", ledger.p99());
    assert!(ledger.p99() < Duration::from_millis(250), "{:?}", ledger.p99());
    let left = raw_events(&dir.data(), "shop");
    assert!((1..all.len() / 5).contains(&left.len()), "{} of {}", left.len(), all.len());
    assert_eq!(older(&left, 32), 0);
    assert!(pages(&dir.data(), "page_count") < pages_before, "the file did not shrink");
    assert_eq!(reports(&reader(&server, "shop")), before);
    let days_after = days(&dir.data(), "shop");
    for (day, (events, version)) in days_before {
        let (left, version_after) = days_after[&day];
        assert!(left == events || version_after != version, "{left} of {events} events of {day}");
    }
    let (_, newest) = must(days_after.last_key_value().ok_or("none"), "the last day");
    assert!(newest.0 > 0, "the last day is as it was");
}

#[test]
fn each_site_keeps_its_own_as_long_as_it_says() {
    let dir = TestDir::default();
    simulate(&dir.data(), "default", "3");
    simulate(&dir.data(), "long", "3");
    assert!(footfall(&dir.data(), &["site", "set", "long", "--keep-months", "24"]).success);
    let before = raw_events(&dir.data(), "long");
    let server = Server::on(&dir.data(), &ANY_RATE);
    wait_until("the end of what is due", || {
        (older(&raw_events(&dir.data(), "default"), 400) == 0).then_some(())
    });
    assert!(older(&raw_events(&dir.data(), "default"), 380) > 0, "13 months are kept");
    assert!(older(&before, 400) > 0 && raw_events(&dir.data(), "long") == before);
    drop(server);
}

#[test]
fn what_was_done_in_sessions_that_became_one_goes_too() {
    let dir = TestDir::default();
    let server = Server::on(&dir.data(), &ANY_RATE);
    let shop = server.shop("shop");
    // The one in the middle comes last and makes one session of three.
    for minutes in [100, 60, 80, 40, 20, 0] {
        let mut load = shop.load();
        let events = [load.event_ago(minutes * 60_000, "page_view", serde_json::json!({}))];
        shop.store(&load.batch(&events));
    }
    let before = shop.overview();
    assert_eq!((&before["sessions"], &before["page_views"]), (&1.into(), &6.into()));
    server.kill();
    let long_ago = "update event set at_ms = at_ms - 420 * 86400000";
    must(database(&dir.data()).execute_batch(long_ago), long_ago);
    let server = Server::on(&dir.data(), &ANY_RATE);
    wait_until("the end of what is due", || {
        let left =
            database(&dir.data()).query_row("select count(*) from event", (), |row| row.get(0));
        (left.ok() == Some(0)).then_some(())
    });
    assert_eq!(shop.behind(&server).overview(), before);
}
