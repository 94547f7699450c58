//! `cohorts`: customers by the month or week of their first order, and how many of them ordered in each one since.
//!
//! A row is one cell: cohort c, and the k-th period after the one it began in. The cohorts are those that began in a period
//! that touches the report's; their cells go on to today, wherever the report's period ends.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{Customer, Customers, date_text};
use crate::reports::{Asked, ReportError, money_json, ratio};
use crate::site::{Day, date_of, day_of_date};
use crate::store::Reading;

/// How long the periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Month,
    /// From Monday.
    Week,
}

impl Step {
    /// The number of the period that a day is in; they are counted on without a gap.
    fn of(self, day: Day) -> i64 {
        match self {
            // 1970-01-01 was a Thursday.
            Step::Week => (day + 3).div_euclid(7),
            Step::Month => date_of(day)
                .map_or(0, |date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1),
        }
    }

    fn first_day(self, period: i64) -> Day {
        match self {
            Step::Week => period * 7 - 3,
            Step::Month => {
                let year = Date::new(period.div_euclid(12) as i16, 1, 1);
                let month = year.and_then(|year| year.checked_add(period.rem_euclid(12).months()));
                month.map_or(0, day_of_date)
            }
        }
    }

    fn name(self, period: i64) -> String {
        let first = date_text(self.first_day(period));
        match self {
            Step::Week => first,
            Step::Month => first.get(..7).unwrap_or_default().to_owned(),
        }
    }
}

#[derive(Debug, Default)]
struct Cohort {
    size: i64,
    /// From its own period on: customers who ordered, orders, revenue.
    cells: Vec<Cell>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Cell {
    customers: i64,
    orders: i64,
    net_minor: i64,
}

/// Its place: cohort, and which period since.
type Placed = ((i64, i64), Value);

pub(in crate::reports) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let step = match asked.param("by") {
        None | Some("month") => Step::Month,
        Some("week") => Step::Week,
        Some(_) => return Err(ReportError::parameter("by", "month, or week")),
    };
    let today = asked.site.day_of(asked.now_ms);
    let known = Customers::until(reading, asked, today)?;
    let wanted = step.of(asked.period.first())..=step.of(asked.period.last());
    let mut cohorts: BTreeMap<i64, Cohort> = BTreeMap::new();
    let mut customers = 0;
    for customer in known.all() {
        let first = step.of(customer.first_day());
        if wanted.contains(&first) {
            customers += 1;
            cohorts.entry(first).or_default().add(customer, first, step);
        }
    }
    let now = step.of(today);
    let cells = cohorts
        .iter()
        .flat_map(|(first, cohort)| {
            (*first..=now).map(move |period| ((*first, period - first), (cohort, period)))
        })
        .map(|(place, (cohort, period))| (place, row(place, cohort, period == now, step, asked)));
    let after = asked.after.map(|after| place_of(after).ok_or_else(wrong_cursor)).transpose()?;
    let limit = asked.limit as usize;
    let mut cells: Vec<Placed> = cells
        .filter(|(place, _)| after.is_none_or(|after| *place > after))
        .take(limit + 1)
        .collect();
    let more = cells.len() > limit;
    cells.truncate(limit);
    let next = cells.last().filter(|_| more).map(|(place, _)| cursor(*place));
    let mut report = known.head(customers);
    report.insert("by".into(), json!(if step == Step::Month { "month" } else { "week" }));
    report.insert("rows".into(), cells.into_iter().map(|(_, row)| row).collect());
    report.insert("next".into(), json!(next));
    Ok(Value::Object(report))
}

impl Cohort {
    fn add(&mut self, customer: Customer, first: i64, step: Step) {
        self.size += 1;
        for orders in customer.orders().chunk_by(|a, b| step.of(a.day) == step.of(b.day)) {
            let Some(order) = orders.first() else { continue };
            let place = (step.of(order.day) - first) as usize;
            if self.cells.len() <= place {
                self.cells.resize(place + 1, Cell::default());
            }
            if let Some(cell) = self.cells.get_mut(place) {
                cell.customers += 1;
                cell.orders += orders.len() as i64;
                cell.net_minor += orders.iter().map(|order| order.net_minor()).sum::<i64>();
            }
        }
    }
}

/// `customers`, `orders` and `revenue` of a cell whose period is not over are those so far; its retention is not known.
fn row(
    (first, since): (i64, i64),
    cohort: &Cohort,
    incomplete: bool,
    step: Step,
    asked: &Asked,
) -> Value {
    let cell = cohort.cells.get(since as usize).copied().unwrap_or_default();
    let retention = ratio(cell.customers, cohort.size).filter(|_| !incomplete);
    let mut row = Map::new();
    row.insert("cohort".into(), json!(step.name(first)));
    row.insert("since".into(), json!(since));
    row.insert("starts".into(), json!(date_text(step.first_day(first + since))));
    row.insert("size".into(), json!(cohort.size));
    row.insert("customers".into(), json!(cell.customers));
    row.insert("retention".into(), json!(retention));
    row.insert("orders".into(), json!(cell.orders));
    row.insert("revenue".into(), money_json(asked.site.money(cell.net_minor)));
    row.insert("incomplete".into(), json!(incomplete));
    Value::Object(row)
}

fn wrong_cursor() -> ReportError {
    ReportError::parameter("after", "the `next` of the page before")
}

fn cursor((first, since): (i64, i64)) -> String {
    format!("{first}.{since}")
}

/// From a cursor that was given out.
fn place_of(cursor: &str) -> Option<(i64, i64)> {
    let (first, since) = cursor.split_once('.')?;
    Some((first.parse().ok()?, since.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_follow_the_calendar() {
        let check = |step: Step, day: &str, name: &str, next: &str| {
            let period = step.of(day_of_date(day.parse().unwrap()));
            assert_eq!((&*step.name(period), &*step.name(period + 1)), (name, next), "{day}");
            assert_eq!(step.of(step.first_day(period)), period, "{day}");
        };
        check(Step::Month, "2024-02-29", "2024-02", "2024-03");
        check(Step::Month, "2025-12-31", "2025-12", "2026-01");
        check(Step::Month, "1970-01-01", "1970-01", "1970-02");
        check(Step::Week, "2026-01-01", "2025-12-29", "2026-01-05");
        check(Step::Week, "2026-01-04", "2025-12-29", "2026-01-05");
        check(Step::Week, "2026-01-05", "2026-01-05", "2026-01-12");
        check(Step::Week, "1970-01-01", "1969-12-29", "1970-01-05");
    }

    #[test]
    fn a_cursor_is_a_place_and_nothing_else_is() {
        assert_eq!(place_of(&cursor((24_311, 3))), Some((24_311, 3)));
        for wrong in ["", "1", "1.x", "1.2.3"] {
            assert_eq!(place_of(wrong), None, "{wrong}");
        }
    }
}
