//! The rules: what a site may be told of, and whether it is so. Pure: what they look at, and the time, come in.

use serde_json::{Value, json};

use super::facts::Facts;
use crate::reports::money_json;
use crate::setup::{Lately, lately};
use crate::site::Day;

/// Fewer say nothing about a share.
const MIN_SEEN: i64 = 50;
/// By then yesterday is complete, and mail is read in the morning.
const MORNING_H: i64 = 7;
/// A summary that could not be told on Monday is told on Tuesday, and later not at all.
const SUMMARY_DAYS: Day = 2;
/// How far back is looked for what is usual of a day of the week.
pub(super) const WEEKS: Day = 4;

/// Names are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    WeeklySummary,
    NoOrders,
    RevenueDown,
    TrackerSilent,
    Refusals,
}

impl Rule {
    pub const ALL: [Self; 5] = [
        Self::WeeklySummary,
        Self::NoOrders,
        Self::RevenueDown,
        Self::TrackerSilent,
        Self::Refusals,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Rule::WeeklySummary => "weekly_summary",
            Rule::NoOrders => "no_orders",
            Rule::RevenueDown => "revenue_down",
            Rule::TrackerSilent => "tracker_silent",
            Rule::Refusals => "refusals",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Where nobody says.
    pub fn usual_threshold(self) -> i64 {
        match self {
            Rule::WeeklySummary => 0,
            Rule::NoOrders => 4,
            Rule::RevenueDown => 50,
            Rule::TrackerSilent => 3,
            Rule::Refusals => 20,
        }
    }

    /// Hours, or percent; the summary has none.
    pub fn thresholds(self) -> std::ops::RangeInclusive<i64> {
        match self {
            Rule::WeeklySummary => 0..=0,
            Rule::NoOrders | Rule::TrackerSilent => 1..=72,
            Rule::RevenueDown | Rule::Refusals => 1..=100,
        }
    }
}

/// What a rule finds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Finding {
    Well,
    /// Since when, and what is to be said of it.
    Wrong {
        since_ms: i64,
        data: Value,
    },
    /// It can't be told now: whatever it was, it is.
    Unclear,
}

pub(super) fn find(rule: Rule, threshold: i64, facts: &Facts) -> Finding {
    match rule {
        Rule::WeeklySummary => Finding::Unclear,
        Rule::NoOrders => silence(facts, threshold, |hour| hour.orders),
        Rule::TrackerSilent => silence(facts, threshold, |hour| hour.events),
        Rule::RevenueDown => revenue(facts, threshold),
        Rule::Refusals => refusals(facts, threshold),
    }
}

/// In hours in which it is usual that something comes (`crate::setup::lately`).
fn silence(
    facts: &Facts,
    silent_hours: i64,
    of: fn(&crate::store::heard::HeardHour) -> i64,
) -> Finding {
    match lately(&facts.hours, of, facts.now_ms, silent_hours) {
        Lately::Something => Finding::Well,
        Lately::UsualSilence => Finding::Unclear,
        Lately::UnusualSilence => Finding::Wrong {
            since_ms: facts.now_ms - silent_hours * 3_600_000,
            data: json!({ "hours": silent_hours }),
        },
    }
}

/// What customers paid yesterday, beside the mean of the same weekday in four weeks.
fn revenue(facts: &Facts, down_percent: i64) -> Finding {
    let before = &facts.gross_before_minor;
    let sum: i64 = before.iter().sum();
    if facts.hour_of_day < MORNING_H || before.len() < WEEKS as usize || sum <= 0 {
        return Finding::Unclear;
    }
    let yesterday = facts.gross_yesterday_minor;
    let mean = sum / before.len() as i64;
    // In whole minor units, and far from their limit: money is at most 10^15 of them.
    if i128::from(yesterday) * 100 > i128::from(mean) * i128::from(100 - down_percent) {
        return Finding::Well;
    }
    let site = facts.site;
    Finding::Wrong {
        since_ms: site.start_of_day_ms(facts.today - 1),
        data: json!({
            "day": crate::site::date_of(facts.today - 1).map(|date| date.to_string()),
            "revenue": money_json(site.money(yesterday)),
            "usual_revenue": money_json(site.money(mean)),
        }),
    }
}

fn refusals(facts: &Facts, share_percent: i64) -> Finding {
    let refused: i64 = facts.refused.iter().map(|(_, count)| count).sum();
    let seen = facts.events_today + refused;
    if seen < MIN_SEEN {
        return Finding::Unclear;
    }
    if refused * 100 <= seen * share_percent {
        return Finding::Well;
    }
    let reasons: Vec<Value> = facts
        .refused
        .iter()
        .map(|(reason, count)| json!({ "reason": reason, "count": count }))
        .collect();
    Finding::Wrong {
        since_ms: facts.site.start_of_day_ms(facts.today),
        data: json!({ "refused": refused, "seen": seen, "reasons": reasons }),
    }
}

/// What is told, and what is remembered of it: trouble once when it begins, and once when it is over.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Nothing,
    Alert { since_ms: i64, data: Value },
    Recovered { since_ms: i64 },
}

/// `told`: when the trouble began that was told.
pub(super) fn step(told: Option<i64>, finding: Finding) -> Step {
    match (told, finding) {
        (None, Finding::Wrong { since_ms, data }) => Step::Alert { since_ms, data },
        (Some(since_ms), Finding::Well) => Step::Recovered { since_ms },
        _ => Step::Nothing,
    }
}

/// The Monday whose week before it is to be summed up now. `told`: the last one that was.
pub(super) fn summary_due(told: Option<i64>, today: Day, hour_of_day: i64) -> Option<Day> {
    let monday = monday_of(today);
    let is_morning = today > monday || hour_of_day >= MORNING_H;
    let is_fresh = today < monday + SUMMARY_DAYS;
    (is_morning && is_fresh && told.is_none_or(|told| told < monday)).then_some(monday)
}

/// The first day of a week: 1970-01-01 was a Thursday.
pub fn monday_of(day: Day) -> Day {
    day - (day + 3).rem_euclid(7)
}
