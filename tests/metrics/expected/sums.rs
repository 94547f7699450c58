//! Sums that several reports show.

use super::Asked;
use crate::model::{Session, View, Who};

impl Asked<'_> {
    /// Who has no id is somebody else each day; who has one is the same on all.
    pub(super) fn visitors(&self, sessions: &[(usize, &Session)]) -> usize {
        let mut seen = Vec::new();
        for (_, session) in sessions {
            let day = match session.who {
                Who::Known(_) => None,
                Who::OfDay(..) => Some(self.model.day(session.started_ms())),
            };
            if !seen.contains(&(session.who, day)) {
                seen.push((session.who, day));
            }
        }
        seen.len()
    }

    pub(super) fn with_order<'s>(
        &self,
        sessions: &[(usize, &'s Session)],
    ) -> Vec<(usize, &'s Session)> {
        let ordered = |(place, _): &&(usize, _)| self.model.orders_of(*place).count() > 0;
        sessions.iter().filter(ordered).copied().collect()
    }

    /// Page views of the period; under a filter, those of its sessions.
    pub(super) fn views(&self) -> Vec<View> {
        let mut views = Vec::new();
        if self.only.is_some() {
            self.sessions().iter().for_each(|(_, session)| views.extend(session.views()));
            return views;
        }
        for session in &self.model.sessions {
            views.extend(session.views().into_iter().filter(|view| self.has(view.at_ms)));
        }
        views
    }

    pub(super) fn gross(&self) -> i64 {
        self.orders().iter().map(|(_, euros)| euros.gross).sum()
    }

    pub(super) fn refunded(&self) -> i64 {
        self.refunds().iter().map(|(_, amount, _)| amount).sum()
    }
}
