//! What the reports on customers must show, in the plainest way: every number from the orders anew.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::history::{CUSTOMERS, History, money};

/// An order that counts.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    pub(crate) customer: Option<usize>,
    pub(crate) date: Date,
    pub(crate) euros: bool,
    pub(crate) gross: i64,
    pub(crate) refunded: i64,
}

pub(crate) fn counted(history: &History, now_ms: i64) -> Vec<Counted> {
    let mut orders: Vec<_> = history.orders.iter().filter(|order| !order.cancelled).collect();
    orders.sort_by_key(|order| -order.ago_ms);
    let counted = orders.iter().map(|order| Counted {
        customer: order.customer,
        date: history.date(now_ms - order.ago_ms),
        euros: order.euros,
        gross: order.minor,
        refunded: order.refunded,
    });
    counted.collect()
}

/// Each customer's orders in euros until a day, by time; customers without one are left out.
pub(crate) fn customers(orders: &[Counted], until: Date) -> Vec<Vec<Counted>> {
    let of = |customer: usize| {
        let is = |order: &&Counted| {
            order.customer == Some(customer) && order.euros && order.date <= until
        };
        orders.iter().filter(is).cloned().collect::<Vec<_>>()
    };
    (0..CUSTOMERS).map(of).filter(|orders| !orders.is_empty()).collect()
}

fn gross(orders: &[Counted]) -> i64 {
    orders.iter().map(|order| order.gross).sum()
}

fn net(orders: &[Counted]) -> i64 {
    orders.iter().map(|order| order.gross - order.refunded).sum()
}

fn days(orders: &[Counted]) -> Vec<Date> {
    let mut days: Vec<Date> = orders.iter().map(|order| order.date).collect();
    days.dedup();
    days
}

/// A fifth at a time: how many fifths of all lie wholly below.
fn score<T: PartialOrd>(all: &[T], own: &T) -> i64 {
    let smaller = all.iter().filter(|other| *other < own).count();
    1 + (1..=4).filter(|fifth| smaller * 5 >= fifth * all.len()).count() as i64
}

/// Recency, frequency, monetary of each.
pub(crate) fn scores(customers: &[Vec<Counted>]) -> Vec<[i64; 3]> {
    let lasts: Vec<Date> = customers.iter().map(|orders| orders[orders.len() - 1].date).collect();
    let counts: Vec<usize> = customers.iter().map(Vec::len).collect();
    let nets: Vec<i64> = customers.iter().map(|orders| net(orders)).collect();
    (0..customers.len())
        .map(|n| [score(&lasts, &lasts[n]), score(&counts, &counts[n]), score(&nets, &nets[n])])
        .collect()
}

fn group(recency: i64, frequency: i64) -> &'static str {
    match (recency, frequency) {
        (5, 4..) => "champions",
        (3.., 4..) => "loyal",
        (5, 1) => "new",
        (4, 1) => "promising",
        (4.., _) => "potential_loyal",
        (3, 3) => "need_attention",
        (3, _) => "about_to_sleep",
        (_, 5) => "cannot_lose",
        (_, 3..) => "at_risk",
        _ => "hibernating",
    }
}

/// The rows of `customers`, but for the tokens: nobody can tell whose those are. Weeks are in days here.
pub(crate) fn list(all: &[Vec<Counted>], from: Date, until: Date) -> Vec<Value> {
    let mut rows = Vec::new();
    for (orders, [recency, frequency, monetary]) in all.iter().zip(scores(all)) {
        if orders.iter().all(|order| order.date < from) {
            continue;
        }
        let days = days(orders);
        let (first, last) = (days[0], days[days.len() - 1]);
        let days_between = |from: Date, to: Date| f64::from((to - from).get_days());
        let count = orders.len() as i64;
        rows.push(json!({
            "first_order": first.to_string(),
            "last_order": last.to_string(),
            "orders": count,
            "gross_revenue": money(gross(orders), true),
            "refunds": money(gross(orders) - net(orders), true),
            "clv_historic": money(net(orders), true),
            "average_order_value": money((gross(orders) * 2 + count) / (count * 2), true),
            "rfm_recency": recency,
            "rfm_frequency": frequency,
            "rfm_monetary": monetary,
            "rfm_group": group(recency, frequency),
            "frequency": days.len() - 1,
            "recency_weeks": days_between(first, last),
            "age_weeks": days_between(first, until),
            "p_alive": null,
            "expected_purchases": null,
            "clv_predicted": null,
        }));
    }
    rows
}

/// Of each group and of each cell of the map: customers, orders, revenue.
pub(crate) fn rfm(all: &[Vec<Counted>]) -> BTreeMap<String, (usize, usize, i64)> {
    let mut sums: BTreeMap<String, (usize, usize, i64)> = BTreeMap::new();
    for (orders, [recency, frequency, _]) in all.iter().zip(scores(all)) {
        for place in [group(recency, frequency).to_owned(), format!("{recency} {frequency}")] {
            let sums = sums.entry(place).or_default();
            *sums = (sums.0 + 1, sums.1 + orders.len(), sums.2 + net(orders));
        }
    }
    sums
}

/// The first day of the month or week that a day is in.
fn begins(day: Date, by: &str) -> Date {
    match by {
        "month" => day.first_of_month(),
        _ => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
    }
}

fn next(begun: Date, by: &str) -> Date {
    begun.saturating_add(if by == "month" { 1.month() } else { 7.days() })
}

/// All cells of the cohorts that began in a period that the days touch.
pub(crate) fn cohorts(
    all: &[Vec<Counted>],
    (from, to): (Date, Date),
    today: Date,
    by: &str,
) -> Vec<Value> {
    let mut cells = Vec::new();
    let mut cohort = begins(from, by);
    while cohort <= to {
        let of_cohort: Vec<&Vec<Counted>> =
            all.iter().filter(|orders| begins(orders[0].date, by) == cohort).collect();
        let (mut period, mut since) = (cohort, 0);
        while period <= today && !of_cohort.is_empty() {
            let ordered: Vec<Vec<Counted>> = of_cohort
                .iter()
                .map(|orders| {
                    let within = orders.iter().filter(|order| begins(order.date, by) == period);
                    within.cloned().collect::<Vec<_>>()
                })
                .filter(|orders| !orders.is_empty())
                .collect();
            let over = next(period, by) <= today;
            let name = match by {
                "month" => cohort.strftime("%Y-%m").to_string(),
                _ => cohort.to_string(),
            };
            cells.push(json!({
                "cohort": name,
                "since": since,
                "starts": period.to_string(),
                "size": of_cohort.len(),
                "customers": ordered.len(),
                "retention": over.then(|| ordered.len() as f64 / of_cohort.len() as f64),
                "orders": ordered.iter().map(Vec::len).sum::<usize>(),
                "revenue": money(ordered.iter().map(|orders| net(orders)).sum(), true),
                "incomplete": !over,
            }));
            period = next(period, by);
            since += 1;
        }
        cohort = next(cohort, by);
    }
    cells
}

pub(crate) fn repeat_purchase_rate(orders: &[Counted], from: Date, to: Date) -> Option<f64> {
    let within: Vec<Counted> = orders.iter().filter(|order| order.date >= from).cloned().collect();
    let customers = customers(&within, to);
    let again = customers.iter().filter(|orders| orders.len() >= 2).count();
    (!customers.is_empty()).then(|| again as f64 / customers.len() as f64)
}
