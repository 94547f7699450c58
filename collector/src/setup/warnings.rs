//! What looks wrong, from what was heard in the last days. Each has a code; its words are the dashboard's.

use footfall_protocol::Reason;

use super::usual::{Lately, lately};
use crate::site::{Day, Site};
use crate::store::heard::{Heard, HeardHour, HeardKind, OrderProofs, WaitingRefunds};

/// A fault that was mended is no longer told after so many days.
pub(super) const DAYS: Day = 7;
/// The shop's server may take so long to tell of an order that a page told of.
pub(super) const UNCONFIRMED_AFTER_MS: i64 = 86_400_000;
/// And a refund may come so long before its order.
pub(super) const WAITING_AFTER_MS: i64 = 3_600_000;
/// When it usually sends.
pub(super) const SILENT_HOURS: i64 = 6;

/// Reasons for which events are refused as a whole request, beside those of the protocol.
pub const REFUSED_BESIDE: [&str; 5] =
    ["body_too_large", "unreadable", "rate_limited", "queue_full", "unapplied"];

/// What warnings are made of.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) site: &'a Site,
    pub(super) now_ms: i64,
    /// Of these days.
    pub(super) heard: &'a [Heard],
    /// Reason, how often, and the first day.
    pub(super) drops: &'a [(String, i64, Day)],
    pub(super) proofs: OrderProofs,
    pub(super) refunds: WaitingRefunds,
    /// Of these weeks.
    pub(super) hours: &'a [HeardHour],
    pub(super) last_at_ms: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Warning {
    pub(super) code: &'static str,
    /// Else it is only good to know.
    pub(super) is_fault: bool,
    pub(super) count: i64,
    pub(super) since_ms: i64,
    /// An order's id, an origin, a reason; or empty.
    pub(super) example: String,
}

/// The worst first.
pub(super) fn warnings(facts: &Facts) -> Vec<Warning> {
    let mut all = Vec::new();
    all.extend(silence(facts));
    all.extend(refused_origins(facts));
    all.extend(refusals(facts));
    all.extend(troubles(facts));
    all.extend(unconfirmed(facts));
    let WaitingRefunds { count, since_ms, example } = facts.refunds.clone();
    all.extend(fault("refund_without_order", count, since_ms, example));
    all
}

fn fault(code: &'static str, count: i64, since_ms: i64, example: String) -> Option<Warning> {
    (count > 0).then_some(Warning { code, is_fault: true, count, since_ms, example })
}

fn silence(facts: &Facts) -> Option<Warning> {
    let last_at_ms = facts.last_at_ms?;
    let silent = lately(facts.hours, |hour| hour.events, facts.now_ms, SILENT_HOURS)
        == Lately::UnusualSilence;
    let hours = (facts.now_ms - last_at_ms) / crate::store::heard::HOUR_MS;
    fault("tracker_silent", if silent { hours.max(1) } else { 0 }, last_at_ms, String::new())
}

fn of_kind<'f>(facts: &Facts<'f>, kind: HeardKind) -> impl Iterator<Item = &'f Heard> {
    facts.heard.iter().filter(move |heard| heard.kind == kind)
}

/// All of them, with the most frequent one.
fn refused_origins(facts: &Facts) -> Option<Warning> {
    let dropped = facts.drops.iter().find(|(reason, ..)| reason == "origin_not_allowed");
    let (_, count, day) = dropped?;
    let most = of_kind(facts, HeardKind::RefusedOrigin).max_by_key(|heard| heard.count);
    let example = most.map_or_else(String::new, |heard| heard.name.to_string());
    fault("origin_not_allowed", *count, facts.site.start_of_day_ms(*day), example)
}

fn refusals(facts: &Facts) -> impl Iterator<Item = Warning> {
    let is_refusal = |reason: &str| {
        REFUSED_BESIDE.contains(&reason) || Reason::ALL.iter().any(|known| known.code() == reason)
    };
    facts.drops.iter().filter_map(move |(reason, count, day)| {
        let code = match &**reason {
            "signature_invalid" => "signature_invalid",
            "dropped_in_browser" => "events_lost_in_browser",
            reason if is_refusal(reason) => "events_refused",
            _ => return None,
        };
        fault(code, *count, facts.site.start_of_day_ms(*day), reason.clone())
    })
}

const TROUBLES: [&str; 5] = [
    "order_totals_differ",
    "order_unlike_page",
    "order_without_currency",
    "order_without_items",
    "order_tax_unclear",
];

fn troubles(facts: &Facts) -> impl Iterator<Item = Warning> {
    TROUBLES.into_iter().filter_map(|code| {
        let heard = of_kind(facts, HeardKind::Trouble).find(|heard| heard.name == code)?;
        fault(code, heard.count, heard.first_at_ms, heard.example.clone())
    })
}

/// A shop that verifies orders has some that it did not; one that verifies none should know that it could.
fn unconfirmed(facts: &Facts) -> Option<Warning> {
    let OrderProofs { orders, verified, unconfirmed, since_ms, ref example } = facts.proofs;
    if verified > 0 {
        return fault("orders_unconfirmed", unconfirmed, since_ms, example.clone());
    }
    let code = "orders_only_reported";
    let hint = fault(code, orders, since_ms, String::new())?;
    Some(Warning { is_fault: false, ..hint })
}
