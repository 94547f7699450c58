//! Lists, promotions, searches and coupons.

use serde_json::json;

use super::{Asked, Row, euros, ratio, row};
use crate::history::Deed;
use crate::model::{Fact, Order};
use crate::shop::{COUPONS, LISTS, PROMOTIONS, TERMS};

pub(crate) fn coupons(asked: Asked) -> Vec<Row> {
    let mut rows = Vec::new();
    for (place, coupon) in COUPONS.iter().enumerate() {
        let mut orders = asked.orders();
        orders.retain(|(order, _)| order.purchase.coupon == place);
        if orders.is_empty() {
            continue;
        }
        rows.push(row([
            ("coupon", json!(coupon)),
            ("orders", json!(orders.len())),
            ("gross_revenue", euros(orders.iter().map(|(_, euros)| euros.gross).sum())),
            ("discount", euros(orders.iter().map(|(_, euros)| euros.discount).sum())),
        ]));
    }
    rows
}

/// What the sessions of the period did, as far as it is such.
fn count(asked: Asked, is: &dyn Fn(&Deed) -> bool) -> (usize, usize) {
    let (mut times, mut sessions) = (0, 0);
    for (_, session) in asked.sessions() {
        let here = session.facts.iter().filter(|fact| is(&fact.deed)).count();
        times += here;
        sessions += usize::from(here > 0);
    }
    (times, sessions)
}

/// The last thing of that kind in an order's session before it.
fn before<'a>(asked: Asked<'a>, order: &Order, is: &dyn Fn(&Deed) -> bool) -> Option<&'a Fact> {
    let session = &asked.model.sessions[order.session?];
    let earlier = session.facts.iter().filter(|fact| fact.at_ms <= order.at_ms && is(&fact.deed));
    earlier.last()
}

pub(crate) fn lists(asked: Asked) -> Vec<Row> {
    let mut rows = Vec::new();
    for (list, name) in LISTS.iter().enumerate() {
        let (shown, sessions) = count(asked, &|deed| *deed == Deed::SeeList(list));
        let is_click = |deed: &Deed| matches!(deed, Deed::ClickInList(own, _) if *own == list);
        let (clicks, _) = count(asked, &is_click);
        let (mut orders, mut revenue) = (0, 0);
        for (order, in_euros) in asked.orders() {
            let mut from_it = 0;
            for (place, (product, _)) in order.purchase.lines.iter().enumerate() {
                let click = before(
                    asked,
                    order,
                    &|deed| matches!(deed, Deed::ClickInList(_, own) if own == product),
                );
                if click.is_some_and(|click| is_click(&click.deed)) {
                    from_it += 1;
                    revenue += in_euros.lines[place];
                }
            }
            orders += usize::from(from_it > 0);
        }
        rows.extend(about("list", name, [shown, clicks, sessions, orders], revenue));
    }
    rows
}

pub(crate) fn promotions(asked: Asked) -> Vec<Row> {
    let mut rows = Vec::new();
    for (place, name) in PROMOTIONS.iter().enumerate() {
        let (shown, sessions) = count(asked, &|deed| *deed == Deed::SeePromotion(place));
        let (clicks, _) = count(asked, &|deed| *deed == Deed::ClickPromotion(place));
        let (orders, revenue) =
            led_to(asked, &|deed| matches!(deed, Deed::ClickPromotion(_)), &|deed| {
                *deed == Deed::ClickPromotion(place)
            });
        rows.extend(about("promotion", name, [shown, clicks, sessions, orders], revenue));
    }
    rows
}

/// Orders whose last thing of a kind before them was this one.
fn led_to(
    asked: Asked,
    is_of_kind: &dyn Fn(&Deed) -> bool,
    is_this: &dyn Fn(&Deed) -> bool,
) -> (usize, i64) {
    let mut orders = asked.orders();
    orders.retain(|(order, _)| {
        before(asked, order, is_of_kind).is_some_and(|fact| is_this(&fact.deed))
    });
    (orders.len(), orders.iter().map(|(_, euros)| euros.gross).sum())
}

pub(crate) fn searches(asked: Asked) -> Vec<Row> {
    let mut rows = Vec::new();
    for (term, text) in TERMS.iter().enumerate() {
        let is_it = |deed: &Deed| *deed == Deed::Search(term);
        let (times, sessions) = count(asked, &is_it);
        let (orders, revenue) = led_to(asked, &|deed| matches!(deed, Deed::Search(_)), &is_it);
        if times + orders > 0 {
            rows.push(row([
                ("search_term", json!(text)),
                ("searches", json!(times)),
                ("sessions", json!(sessions)),
                ("orders", json!(orders)),
                ("revenue", euros(revenue)),
            ]));
        }
    }
    rows
}

fn about(
    column: &'static str,
    name: &str,
    [shown, clicks, sessions, orders]: [usize; 4],
    revenue: i64,
) -> Option<Row> {
    (shown + clicks + orders > 0).then(|| {
        row([
            (column, json!(name)),
            ("impressions", json!(shown)),
            ("clicks", json!(clicks)),
            ("click_rate", ratio(clicks, shown)),
            ("sessions", json!(sessions)),
            ("orders", json!(orders)),
            ("revenue", euros(revenue)),
        ])
    })
}
