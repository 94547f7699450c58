//! Rules with a simulated clock: what is found, and what is told of it, once.

use serde_json::{Value, json};

use super::facts::Facts;
use super::rules::{Finding, Rule, Step, find, monday_of, step, summary_due};
use crate::site::{day_of_date, test_site};
use crate::store::heard::{HOUR_MS, HeardHour};

/// Wednesday, 2026-11-25, at noon.
const NOON_H: i64 = 20_782 * 24 + 12;

fn facts(site: &crate::site::Site) -> Facts<'_> {
    Facts {
        site,
        now_ms: NOON_H * HOUR_MS,
        today: NOON_H / 24,
        hour_of_day: 12,
        hours: Vec::new(),
        events_today: 0,
        refused: Vec::new(),
        gross_yesterday_minor: 0,
        gross_before_minor: Vec::new(),
    }
}

fn word(finding: &Finding) -> &'static str {
    match finding {
        Finding::Well => "well",
        Finding::Wrong { .. } => "wrong",
        Finding::Unclear => "unclear",
    }
}

#[test]
fn revenue_is_compared_with_the_same_weekday_of_four_weeks() {
    let site = test_site("UTC");
    let check = |yesterday: i64, before: &[i64], percent: i64, hour: i64, expected: &str| {
        let facts = Facts {
            gross_yesterday_minor: yesterday,
            gross_before_minor: before.to_vec(),
            hour_of_day: hour,
            ..facts(&site)
        };
        let found = find(Rule::RevenueDown, percent, &facts);
        assert_eq!(word(&found), expected, "{yesterday} beside {before:?}, {percent} %");
    };
    let usual = [10_000, 12_000, 8_000, 10_000];
    check(10_000, &usual, 50, 12, "well");
    check(5_001, &usual, 50, 12, "well");
    check(5_000, &usual, 50, 12, "wrong");
    check(0, &usual, 100, 12, "wrong");
    check(9_000, &usual, 10, 12, "wrong");
    check(0, &usual, 50, 6, "unclear"); // the night's orders may still come
    check(0, &[10_000, 10_000, 10_000], 50, 12, "unclear"); // three weeks are no habit
    check(0, &[0, 0, 0, 0], 50, 12, "unclear"); // a shop that does not sell
    let facts =
        Facts { gross_yesterday_minor: 1_234, gross_before_minor: usual.to_vec(), ..facts(&site) };
    let Finding::Wrong { data, .. } = find(Rule::RevenueDown, 50, &facts) else { panic!("wrong") };
    assert_eq!(
        data,
        json!({
            "day": "2026-11-24",
            "revenue": { "amount": "12.34", "currency": "EUR" },
            "usual_revenue": { "amount": "100.00", "currency": "EUR" },
        })
    );
}

#[test]
fn refusals_are_a_share_of_what_came_today() {
    let site = test_site("UTC");
    let check = |events: i64, refused: &[i64], percent: i64, expected: &str| {
        let refused = refused.iter().map(|count| ("malformed".to_owned(), *count)).collect();
        let facts = Facts { events_today: events, refused, ..facts(&site) };
        assert_eq!(word(&find(Rule::Refusals, percent, &facts)), expected, "{events}");
    };
    check(80, &[20], 20, "well");
    check(79, &[20, 1], 20, "wrong");
    check(10, &[39], 20, "unclear"); // too few to speak of a share
    check(0, &[50], 99, "wrong");
    check(50, &[], 1, "well");
}

#[test]
fn silence_counts_orders_or_events() {
    let site = test_site("UTC");
    let hours: Vec<HeardHour> = (1..=4)
        .map(|week| HeardHour { hour: NOON_H - week * 168 - 1, events: 9, orders: 1 })
        .chain([HeardHour { hour: NOON_H - 1, events: 3, orders: 0 }])
        .collect();
    let facts = Facts { hours, ..facts(&site) };
    assert_eq!(word(&find(Rule::NoOrders, 4, &facts)), "wrong");
    assert_eq!(word(&find(Rule::TrackerSilent, 4, &facts)), "well");
}

#[test]
fn trouble_is_told_once_and_again_after_it_was_over() {
    let wrong = || Finding::Wrong { since_ms: 7, data: Value::Null };
    let mut told = None;
    let mut said = Vec::new();
    for finding in [
        Finding::Well,
        wrong(),
        wrong(),
        // At night nothing is usual; in the morning it is still the same trouble.
        Finding::Unclear,
        wrong(),
        Finding::Well,
        Finding::Well,
        wrong(),
        Finding::Unclear,
    ] {
        match step(told, finding) {
            Step::Nothing => said.push("-"),
            Step::Alert { since_ms, .. } => {
                told = Some(since_ms);
                said.push("alert");
            }
            Step::Recovered { .. } => {
                told = None;
                said.push("over");
            }
        }
    }
    assert_eq!(said, ["-", "alert", "-", "-", "-", "over", "-", "alert", "-"]);
}

#[test]
fn the_week_is_summed_up_on_monday_morning_once() {
    let day = |text: &str| day_of_date(text.parse().unwrap());
    let check = |told: Option<&str>, today: &str, hour: i64, expected: Option<&str>| {
        let due = summary_due(told.map(day), day(today), hour);
        assert_eq!(due, expected.map(day), "{told:?} {today} {hour}");
    };
    check(None, "2026-11-23", 6, None);
    check(None, "2026-11-23", 7, Some("2026-11-23"));
    check(Some("2026-11-16"), "2026-11-23", 9, Some("2026-11-23"));
    check(Some("2026-11-23"), "2026-11-23", 10, None);
    // The server was off on Monday.
    check(Some("2026-11-16"), "2026-11-24", 0, Some("2026-11-23"));
    check(Some("2026-11-16"), "2026-11-25", 9, None);
    assert_eq!(monday_of(day("2026-11-29")), day("2026-11-23"));
    assert_eq!(monday_of(day("1969-12-31")), day("1969-12-29"));
}

#[test]
fn what_fails_is_tried_again_ever_more_seldom_and_given_up_after_a_day() {
    let mut at_ms = 0;
    let mut waits = Vec::new();
    for attempts in 0.. {
        let Some(next) = super::again_at_ms(attempts, at_ms) else { break };
        waits.push((next - at_ms) / 60_000);
        at_ms = next;
    }
    assert!(waits.is_sorted(), "{waits:?}");
    assert_eq!(waits.len(), 7);
    assert!((20..=30).contains(&(at_ms / HOUR_MS)), "{} hours", at_ms / HOUR_MS);
}

#[test]
fn every_rule_has_a_name_and_a_usual_threshold() {
    for rule in Rule::ALL {
        assert_eq!(Rule::parse(rule.name()), Some(rule));
        assert!(rule.thresholds().contains(&rule.usual_threshold()), "{rule:?}");
    }
    assert_eq!(Rule::parse("none"), None);
}
