//! The scalar metrics, of all sessions or of a segment.

use super::visitors::Visitors;
use crate::store::Times;
use crate::store::fold::{Feeds, Fold};
use crate::store::report::{DayTotals, SessionTotals};
use crate::store::rows::{OrderRow, RefundRow, SessionRow};
use crate::store::trail::{self, StepKind};

#[derive(Debug)]
pub(in crate::reports) struct TotalsFold;

#[derive(Debug, Default)]
pub(in crate::reports) struct Totals {
    pub(in crate::reports) sessions: SessionTotals,
    pub(in crate::reports) visitors: Visitors,
    /// Page views are those of the sessions that started on these days; orders and refunds are of the days themselves.
    pub(in crate::reports) days: DayTotals,
    /// Engaged time of each page view.
    pub(in crate::reports) times: Times,
}

impl Fold for TotalsFold {
    type Part = Totals;

    fn key(&self) -> String {
        "totals".into()
    }

    fn feeds(&self) -> Feeds {
        Feeds { sessions: true, orders: true, refunds: true, ..Feeds::default() }
    }

    fn session(&self, part: &mut Totals, session: &SessionRow) {
        let sums = &mut part.sessions;
        sums.sessions += 1;
        sums.engaged_sessions += i64::from(session.is_engaged());
        sums.engaged_ms += session.engaged_ms();
        sums.with_order += i64::from(session.orders > 0);
        for (count, reached) in sums.funnel.iter_mut().zip(session.funnel) {
            *count += i64::from(reached.is_some());
        }
        part.visitors.add(session);
        for_each_view(session.trail, |_, engaged_ms| {
            part.days.page_views += 1;
            part.days.page_engaged_ms += engaged_ms;
            part.times.add(engaged_ms, 1);
        });
    }

    fn order(&self, part: &mut Totals, _: Option<&SessionRow>, order: &OrderRow) {
        let days = &mut part.days;
        days.orders += 1;
        days.gross_minor += order.gross_minor;
        days.item_revenue_minor += order.item_revenue_minor;
        days.tax_minor += order.tax_minor;
        days.shipping_minor += order.shipping_minor;
        days.discount_minor += order.discount_minor;
    }

    fn refund(&self, part: &mut Totals, _: Option<&SessionRow>, refund: &RefundRow) {
        part.days.refunds_minor += refund.amount_minor;
    }

    fn finish(&self, part: &mut Totals) {
        part.visitors.finish();
    }

    fn merge(&self, into: &mut Totals, part: &Totals) {
        into.sessions.add(&part.sessions);
        into.visitors.merge(&part.visitors);
        into.days.add(&part.days);
        into.times.merge(&part.times);
    }

    fn bytes(&self, part: &Totals) -> usize {
        size_of::<Totals>() + part.visitors.bytes() + part.times.bytes()
    }
}

/// Each page view of a trail: its page, and for how long it was engaged.
pub(super) fn for_each_view(trail: &[u8], mut each: impl FnMut(i64, i64)) {
    let mut views: Vec<(i64, i64, i64)> = Vec::new();
    let mut waiting: Vec<(i64, i64)> = Vec::new();
    for step in trail::steps(trail) {
        match step.kind {
            StepKind::PageView => views.push((step.detail, step.object, 0)),
            StepKind::Engaged => {
                match views.iter_mut().rev().find(|(key, ..)| *key == step.object) {
                    Some((_, _, engaged_ms)) => *engaged_ms += step.detail,
                    None => waiting.push((step.object, step.detail)),
                }
            }
            _ => {}
        }
    }
    // Time may arrive before its page view.
    for (key, ms) in waiting {
        if let Some((_, _, engaged_ms)) = views.iter_mut().find(|(known, ..)| *known == key) {
            *engaged_ms += ms;
        }
    }
    views.into_iter().for_each(|(_, page, engaged_ms)| each(page, engaged_ms));
}
