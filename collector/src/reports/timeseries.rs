//! The same metrics hour by hour, or day, week, month; those without anything included.

use jiff::ToSpan;
use jiff::civil::Weekday;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::folds::days::SeenFold;
use super::folds::hours::HoursFold;
use super::folds::totals::{Totals, TotalsFold};
use super::{Asked, Period, ReportError, money_json, ratio, rows};
use crate::site::{Day, Site, date_of, day_of_date};
use crate::store::report::{DayRow, Span};
use crate::store::{Reading, StoreError};

/// Hours of more days are more points than a screen has.
const MAX_DAYS_BY_HOUR: i64 = 31;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Hour,
    Day,
    /// From Monday, as ISO 8601 has it.
    Week,
    Month,
}

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let step = match asked.param("by") {
        Some("hour") => Step::Hour,
        None | Some("day") => Step::Day,
        Some("week") => Step::Week,
        Some("month") => Step::Month,
        Some(_) => return Err(ReportError::parameter("by", "hour, day, week, or month")),
    };
    if step == Step::Hour && asked.period.last() - asked.period.first() >= MAX_DAYS_BY_HOUR {
        return Err(ReportError::parameter("by", "hours are shown of at most 31 days"));
    }
    let mut report = rows(points(reading, asked, step)?.into_iter());
    if let Some(compare) = asked.compare {
        let before = asked.about(asked.period.compared(compare));
        report["previous"] = points(reading, &before, step)?.into();
    }
    Ok(report)
}

fn points(reading: &Reading, asked: &Asked, step: Step) -> Result<Vec<Value>, ReportError> {
    match step {
        Step::Hour => hours(reading, asked),
        Step::Day => {
            let days = days(reading, asked)?;
            let rows = asked.period.days_and_dates().map(|(day, date)| {
                point(asked.site, date, days.get(&day).copied().unwrap_or_default())
            });
            Ok(rows.collect())
        }
        Step::Week | Step::Month => longer(reading, asked, step),
    }
}

/// Days on which something happened.
fn days(reading: &Reading, asked: &Asked) -> Result<FxHashMap<Day, DayRow>, StoreError> {
    let Some(segment) = asked.segment(reading)? else {
        let mut days = reading.timeseries(asked.span())?;
        for (day, seen) in reading.fold_days(asked.span(), None, &SeenFold)? {
            if let Some(row) = days.get_mut(&day) {
                row.visitors = seen.visitors.totals().0;
            }
        }
        return Ok(days);
    };
    let days = reading.fold_days(asked.span(), Some(&segment), &TotalsFold)?;
    Ok(days.into_iter().map(|(day, part)| (day, row(&part))).collect())
}

fn row(totals: &Totals) -> DayRow {
    DayRow {
        sessions: totals.sessions.sessions,
        with_order: totals.sessions.with_order,
        visitors: totals.visitors.totals().0,
        page_views: totals.days.page_views,
        orders: totals.days.orders,
        gross_minor: totals.days.gross_minor,
        refunds_minor: totals.days.refunds_minor,
    }
}

/// Weeks and months, those at the ends as far as they lie in the period.
fn longer(reading: &Reading, asked: &Asked, step: Step) -> Result<Vec<Value>, ReportError> {
    let mut points = Vec::new();
    // What visitors did is asked of the whole period, as for its days.
    let segment = asked.segment(reading)?;
    let mut from = asked.period.first();
    while from <= asked.period.last() {
        let to = end_of(from, step).min(asked.period.last());
        let part = asked.about(Period::of_days(from, to));
        let sums = match &segment {
            Some(segment) => row(&reading.fold(part.span(), Some(segment), &TotalsFold)?),
            None => {
                let days = reading.timeseries(part.span())?;
                let mut sums = DayRow::default();
                days.values().for_each(|day| sums.add(day));
                let seen = reading.fold(part.span(), None, &SeenFold)?;
                DayRow { visitors: seen.visitors.totals().0, ..sums }
            }
        };
        points.push(point(asked.site, date_text(from), sums));
        from = to + 1;
    }
    Ok(points)
}

fn end_of(day: Day, step: Step) -> Day {
    let Some(date) = date_of(day) else { return day };
    match step {
        Step::Month => day_of_date(date.last_of_month()),
        _ => {
            let left = 6 - i64::from(date.weekday().since(Weekday::Monday));
            date.checked_add(left.days()).map_or(day, day_of_date)
        }
    }
}

fn date_text(day: Day) -> String {
    date_of(day).map_or_else(String::new, |date| date.to_string())
}

fn hours(reading: &Reading, asked: &Asked) -> Result<Vec<Value>, ReportError> {
    let segment = asked.segment(reading)?;
    let fold = HoursFold { site: asked.site, by_session: segment.is_some() };
    // A page view after midnight is of a session of the day before.
    let span = asked.span();
    let span = Span { from: span.from - Day::from(!fold.by_session), ..span };
    let mut hours = reading.fold(span, segment.as_ref(), &fold)?;
    let mut points = Vec::new();
    for (day, _) in asked.period.days_and_dates() {
        let (start_ms, end_ms) =
            (asked.site.start_of_day_ms(day), asked.site.start_of_day_ms(day + 1));
        for hour in 0..(end_ms - start_ms + 3_599_999) / 3_600_000 {
            let sums = hours.remove(&(day, hour)).unwrap_or_default();
            let row = DayRow {
                sessions: sums.sessions,
                with_order: sums.with_order,
                visitors: sums.visitors.totals().0,
                page_views: sums.page_views,
                orders: sums.orders,
                gross_minor: sums.gross_minor,
                refunds_minor: sums.refunds_minor,
            };
            points.push(point(asked.site, asked.site.time_text(start_ms + hour * 3_600_000), row));
        }
    }
    Ok(points)
}

/// `date`: a date, or an hour's beginning with its offset from UTC.
fn point(site: &Site, date: String, row: DayRow) -> Value {
    let money = |minor| money_json(site.money(minor));
    json!({
        "date": date,
        "sessions": row.sessions,
        "visitors": row.visitors,
        "page_views": row.page_views,
        "session_conversion_rate": ratio(row.with_order, row.sessions),
        "orders": row.orders,
        "gross_revenue": money(row.gross_minor),
        "refunds": money(row.refunds_minor),
        "total_revenue": money(row.gross_minor - row.refunds_minor),
    })
}
