//! Orders one by one, newest first: what is believed of each, and what a browser said instead.

use footfall_protocol::{Currency, Money};
use serde_json::{Map, Value, json};

use super::attribution::{DAY_MS, look_back_days};
use super::{Asked, ReportError, money_json};
use crate::ingest::Channel;
use crate::site::{Site, date_of};
use crate::store::Reading;
use crate::store::report_orders::{OrderPlace, OrderRow, Verified};

/// `next` is the cursor of the page behind this one; null when this is the last.
pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let place = |cursor| {
        order_place(cursor)
            .ok_or_else(|| ReportError::parameter("after", "the `next` of the page before"))
    };
    let after = asked.after.map(place).transpose()?;
    let segment = asked.segment(reading)?;
    let mut orders = reading.orders(asked.span(), segment.as_ref(), after, asked.limit + 1)?;
    let more = orders.len() as i64 > asked.limit;
    orders.truncate(asked.limit as usize);
    let next = orders.last().filter(|_| more).map(|order| cursor(order.place));
    let mut rows: Vec<Value> = orders.iter().map(|order| row(order, asked.site)).collect();
    match asked.param("path") {
        None | Some("0") => {}
        Some("1") => add_paths(&mut rows, &orders, reading, asked)?,
        Some(_) => return Err(ReportError::parameter("path", "1, or 0")),
    }
    Ok(json!({ "rows": rows, "next": next }))
}

/// The sessions that led to each order, by time, the one it was made in included.
fn add_paths(
    rows: &mut [Value],
    orders: &[OrderRow],
    reading: &Reading,
    asked: &Asked,
) -> Result<(), ReportError> {
    let look_back_ms = look_back_days(asked)? * DAY_MS;
    let places: Vec<OrderPlace> = orders.iter().map(|order| order.place).collect();
    let orders = reading.orders_at(&places)?;
    let customers = reading.customers_behind(asked.site, &orders)?;
    let channels = reading.channels_by_id()?;
    for (row, order) in rows.iter_mut().zip(&orders) {
        let touches = reading.touches(asked.site, order, &customers, look_back_ms)?;
        let mut path = Vec::with_capacity(touches.len());
        for touch in touches {
            let channel = channels.get(&touch.channel_id).cloned().unwrap_or_else(Channel::not_set);
            path.push(json!({
                "at_ms": touch.at_ms,
                "source": channel.source,
                "medium": channel.medium,
                "campaign": channel.campaign,
                "landing_page": reading.text(touch.landing_page_id)?,
            }));
        }
        row["path"] = json!(path);
    }
    Ok(())
}

pub(super) fn row(order: &OrderRow, site: &Site) -> Value {
    let money = |minor, code: &str| match Currency::parse(code) {
        Ok(currency) => money_json(Money { minor, currency }),
        Err(_) => Value::Null,
    };
    let own = |minor| money(minor, &order.currency);
    let is_verified = order.verified != Verified::No;
    let reported = order.reported.as_ref().filter(|_| is_verified);
    // Of two currencies there is none.
    let difference = reported
        .filter(|(_, code)| *code == order.currency)
        .map(|(minor, _)| own(order.gross_minor - minor));
    let mut row = Map::new();
    row.insert("order_id".into(), json!(order.order_id));
    row.insert("at_ms".into(), json!(order.place.at_ms));
    row.insert("total".into(), own(order.gross_minor));
    row.insert("refunded".into(), own(order.refunded_minor));
    let in_site = |minor| money_json(site.money(minor));
    row.insert("converted_total".into(), json!(order.in_site.map(|(total, _)| in_site(total))));
    row.insert(
        "converted_refunded".into(),
        json!(order.in_site.map(|(_, refunded)| in_site(refunded))),
    );
    // Of an order in the site's own currency there are none.
    let rates = order.rates;
    let date = rates.and_then(|rates| date_of(rates.day)).map(|date| date.to_string());
    row.insert("rate_date".into(), json!(date));
    row.insert("rate_per_euro".into(), json!(rates.map(|rates| rates.from.text())));
    row.insert("site_rate_per_euro".into(), json!(rates.map(|rates| rates.to.text())));
    row.insert("cancelled_at_ms".into(), json!(order.cancelled_at_ms));
    row.insert("verified".into(), json!(is_verified));
    let by = match order.verified {
        Verified::No => None,
        Verified::BySignature => Some("signature"),
        Verified::ByServer => Some("server"),
    };
    row.insert("verified_by".into(), json!(by));
    row.insert("reported".into(), json!(reported.map(|(minor, code)| money(*minor, code))));
    row.insert("difference".into(), json!(difference));
    let channel = order.channel.as_ref();
    row.insert("source".into(), json!(channel.map(|channel| &channel.source)));
    row.insert("medium".into(), json!(channel.map(|channel| &channel.medium)));
    row.insert("campaign".into(), json!(channel.map(|channel| &channel.campaign)));
    Value::Object(row)
}

fn cursor(OrderPlace { day, at_ms, id }: OrderPlace) -> String {
    format!("{day}.{at_ms}.{id}")
}

/// From a cursor that was given out.
fn order_place(cursor: &str) -> Option<OrderPlace> {
    let mut numbers = cursor.split('.').map(str::parse);
    let mut number = || numbers.next()?.ok();
    let place = OrderPlace { day: number()?, at_ms: number()?, id: number()? };
    numbers.next().is_none().then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_place_and_nothing_else_is() {
        let place = OrderPlace { day: 20_000, at_ms: 1_700_000_000_123, id: 7 };
        assert_eq!(order_place(&cursor(place)), Some(place));
        for wrong in ["", "1.2", "1.2.3.4", "1.2.x", "1,2,3"] {
            assert_eq!(order_place(wrong), None, "{wrong}");
        }
    }
}
