//! Carts day by day, by the day on which they were created.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::folds::carts::{Carts, CartsFold};
use super::{Asked, ReportError};
use crate::site::Day;
use crate::store::Reading;
use crate::store::fold::Fold;

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let segment = asked.segment(reading)?;
    let fold = CartsFold::new(asked.site, asked.now_ms);
    let days = reading.fold_days(asked.span(), segment.as_ref(), &fold)?;
    let mut whole = Carts::default();
    days.iter().for_each(|(_, part)| fold.merge(&mut whole, part));
    let days: FxHashMap<Day, Arc<Carts>> = days.into_iter().collect();
    let rows = asked.period.days_and_dates().map(|(day, date)| {
        let mut carts = Carts::default();
        days.get(&day).iter().for_each(|part| fold.merge(&mut carts, part));
        let mut row = Map::new();
        row.insert("date".into(), json!(date));
        row.extend(counts(&carts, asked));
        Value::Object(row)
    });
    let mut report = asked.period.head(asked.site);
    report.insert("rows".into(), rows.collect());
    report.extend(counts(&whole, asked));
    Ok(Value::Object(report))
}

fn counts(carts: &Carts, asked: &Asked) -> Map<String, Value> {
    let mut row = carts.metrics(asked.site);
    row.insert("carts_ordered".into(), json!(carts.ordered));
    row.insert("carts_emptied".into(), json!(carts.emptied));
    row.insert("carts_abandoned".into(), json!(carts.abandoned));
    row.insert("checkouts".into(), json!(carts.checkouts));
    row
}
