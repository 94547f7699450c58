//! `attribution`: which channels the revenue of the period's orders is due to, by five models side by side.
//!
//! A touch is a session of whoever ordered that began within the look-back before the order (`store/report_touches.rs`).
//! Revenue is what the orders of the period brought, refunds taken off whenever they were. Each order is shared out to the
//! minor unit, so that every model's column adds up to it exactly. Under a segment the orders are those made in its sessions.

mod fold;
mod models;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use self::fold::{Attribution, AttributionFold, Row};
use self::models::MODELS;
use super::paging::{Key, Sorting};
use super::{Asked, ReportError, money_json, overview};
use crate::ingest::Channel;
use crate::site::Day;
use crate::store::Reading;
use crate::store::report::Span;

pub(super) const DEFAULT_LOOK_BACK_DAYS: i64 = 30;
/// A year: longer than any visitor's way to an order.
const MAX_LOOK_BACK_DAYS: i64 = 366;
pub(super) const DAY_MS: i64 = 86_400_000;

/// A channel, as far as it is asked for: the rest is empty.
type Named = [String; 3];

const ATTRIBUTED: Sorting<(Named, Row)> = Sorting {
    columns: &[
        ("last_non_direct", |(_, row)| Key::count(row.revenue_minor[0])),
        ("first", |(_, row)| Key::count(row.revenue_minor[1])),
        ("linear", |(_, row)| Key::count(row.revenue_minor[2])),
        ("time_decay", |(_, row)| Key::count(row.revenue_minor[3])),
        ("position", |(_, row)| Key::count(row.revenue_minor[4])),
        ("orders", |(_, row)| Key::count(row.orders)),
    ],
    about: |(named, _)| named.join("\n"),
};

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let by = Columns::asked(asked)?;
    let look_back_days = look_back_days(asked)?;
    let channels = reading.channels_by_id()?;
    let all = match asked.segment(reading)? {
        None => {
            let ever = Span { from: Day::MIN, to: Day::MAX, ..asked.span() };
            let customers = reading.customers(ever)?;
            let fold = AttributionFold { customers, channels: &channels, look_back_days };
            reading.fold(asked.span(), None, &fold)?
        }
        Some(segment) => {
            // Their touches may be any sessions.
            let meant = reading.order_ids(asked.span(), &segment)?;
            let mut orders = reading.attributed_orders(asked.span())?;
            orders.retain(|order| meant.contains(&order.id));
            let customers = reading.customers_behind(asked.site, &orders)?;
            let fold = AttributionFold { customers, channels: &channels, look_back_days };
            let mut all = Attribution::default();
            fold.add(reading, asked.site, &orders, &mut all)?;
            all
        }
    };
    let mut named: FxHashMap<Named, Row> = FxHashMap::default();
    for (channel, row) in &all.rows {
        let channel = channel.and_then(|id| channels.get(&id)).cloned();
        named.entry(by.of(channel.unwrap_or_else(Channel::not_set))).or_default().merge(row);
    }
    let money = |minor| money_json(asked.site.money(minor));
    let (rows, next) = ATTRIBUTED.cut(named.into_iter().collect(), asked)?;
    let table: Vec<Value> = rows.iter().map(|(named, row)| by.row(named, row, money)).collect();
    let unconverted = reading.unconverted(asked.span())?;
    Ok(json!({
        "look_back_days": look_back_days,
        "default_model": MODELS[0].id(),
        "orders": all.orders,
        "gross_revenue": money(all.gross_minor),
        "refunds": money(all.refunded_minor),
        "revenue": money(all.gross_minor - all.refunded_minor),
        "unconverted": unconverted.iter().map(overview::unconverted).collect::<Vec<_>>(),
        "rows": table,
        "next": next,
    }))
}

pub(super) fn look_back_days(asked: &Asked) -> Result<i64, ReportError> {
    match asked.param("look_back_days").map(str::parse) {
        None => Ok(DEFAULT_LOOK_BACK_DAYS),
        Some(Ok(days)) if (1..=MAX_LOOK_BACK_DAYS).contains(&days) => Ok(days),
        Some(_) => Err(ReportError::parameter("look_back_days", "a number from 1 to 366")),
    }
}

/// Which words of a channel rows are told apart by.
#[derive(Debug, Clone, Copy)]
struct Columns {
    source: bool,
    medium: bool,
    campaign: bool,
}

impl Columns {
    fn asked(asked: &Asked) -> Result<Self, ReportError> {
        let only = |source, medium, campaign| Ok(Self { source, medium, campaign });
        match asked.param("by") {
            None => only(true, true, true),
            Some("source") => only(true, false, false),
            Some("medium") => only(false, true, false),
            Some("campaign") => only(false, false, true),
            Some(_) => Err(ReportError::parameter("by", "source, medium, or campaign")),
        }
    }

    fn of(self, channel: Channel) -> Named {
        let kept = |is, word| if is { word } else { String::new() };
        let Channel { source, medium, campaign } = channel;
        [kept(self.source, source), kept(self.medium, medium), kept(self.campaign, campaign)]
    }

    fn row(self, named: &Named, row: &Row, money: impl Fn(i64) -> Value) -> Value {
        let mut said = Map::new();
        let columns =
            [(self.source, "source"), (self.medium, "medium"), (self.campaign, "campaign")];
        for (word, (_, name)) in named.iter().zip(columns).filter(|(_, (is, _))| *is) {
            said.insert(name.into(), json!(word));
        }
        said.insert("orders".into(), json!(row.orders));
        for (model, minor) in MODELS.iter().zip(row.revenue_minor) {
            said.insert(model.id().into(), money(minor));
        }
        Value::Object(said)
    }
}
