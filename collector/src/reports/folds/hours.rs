//! The day hour by hour: how many whole hours after its beginning, so that a day with a change of clocks has 23 or 25.

use std::collections::BTreeMap;

use super::visitors::Visitors;
use crate::site::{Day, Site};
use crate::store::fold::{Feeds, Fold};
use crate::store::rows::{OrderRow, RefundRow, SessionRow};
use crate::store::trail::{self, StepKind};

#[derive(Debug)]
pub(in crate::reports) struct HoursFold<'s> {
    pub(in crate::reports) site: &'s Site,
    /// Under a filter a page view counts in the hour in which its session started; else in its own.
    pub(in crate::reports) by_session: bool,
}

#[derive(Debug, Default)]
pub(in crate::reports) struct Hour {
    pub(in crate::reports) sessions: i64,
    pub(in crate::reports) with_order: i64,
    pub(in crate::reports) visitors: Visitors,
    pub(in crate::reports) page_views: i64,
    pub(in crate::reports) orders: i64,
    pub(in crate::reports) gross_minor: i64,
    pub(in crate::reports) refunds_minor: i64,
}

const HOUR_MS: i64 = 3_600_000;

impl HoursFold<'_> {
    fn hour(&self, day: Day, at_ms: i64) -> (Day, i64) {
        (day, (at_ms - self.site.start_of_day_ms(day)).div_euclid(HOUR_MS))
    }
}

impl Fold for HoursFold<'_> {
    /// By day and hour.
    type Part = BTreeMap<(Day, i64), Hour>;

    fn key(&self) -> String {
        format!("hours {}", self.by_session)
    }

    fn feeds(&self) -> Feeds {
        Feeds { sessions: true, orders: true, refunds: true, ..Feeds::default() }
    }

    fn session(&self, part: &mut Self::Part, session: &SessionRow) {
        let hour = part.entry(self.hour(session.day, session.started_at_ms)).or_default();
        hour.sessions += 1;
        hour.with_order += i64::from(session.orders > 0);
        hour.visitors.add(session);
        if self.by_session {
            hour.page_views += session.page_views;
            return;
        }
        let (start_ms, end_ms) =
            (self.site.start_of_day_ms(session.day), self.site.start_of_day_ms(session.day + 1));
        for step in trail::steps(session.trail).filter(|step| step.kind == StepKind::PageView) {
            // Few sessions go on after midnight: the calendar is asked for theirs only.
            let hour = match step.at_ms {
                at_ms if at_ms < end_ms => (session.day, (at_ms - start_ms).div_euclid(HOUR_MS)),
                at_ms => self.hour(self.site.day_of(at_ms), at_ms),
            };
            part.entry(hour).or_default().page_views += 1;
        }
    }

    fn order(&self, part: &mut Self::Part, _: Option<&SessionRow>, order: &OrderRow) {
        let hour = part.entry(self.hour(order.day, order.at_ms)).or_default();
        hour.orders += 1;
        hour.gross_minor += order.gross_minor;
    }

    fn refund(&self, part: &mut Self::Part, _: Option<&SessionRow>, refund: &RefundRow) {
        let hour = part.entry(self.hour(refund.day, refund.at_ms)).or_default();
        hour.refunds_minor += refund.amount_minor;
    }

    fn finish(&self, part: &mut Self::Part) {
        part.values_mut().for_each(|hour| hour.visitors.finish());
    }

    fn merge(&self, into: &mut Self::Part, part: &Self::Part) {
        for (hour, sums) in part {
            let all = into.entry(*hour).or_default();
            all.sessions += sums.sessions;
            all.with_order += sums.with_order;
            all.visitors.merge(&sums.visitors);
            all.page_views += sums.page_views;
            all.orders += sums.orders;
            all.gross_minor += sums.gross_minor;
            all.refunds_minor += sums.refunds_minor;
        }
    }

    fn bytes(&self, part: &Self::Part) -> usize {
        part.values().map(|hour| size_of::<Hour>() + 32 + hour.visitors.bytes()).sum()
    }
}
