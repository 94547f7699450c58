//! What led to an order inside the shop: lists, promotions, searches. Each is shown, clicked, and may lead to revenue.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::store::fold::{Feeds, Fold};
use crate::store::rows::{ItemRow, OrderRow, SessionRow};
use crate::store::trail::{self, Step, StepKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reports) enum Interest {
    /// Its revenue: products that were bought in the session after they were clicked in the list, the last one clicked.
    Lists,
    /// Its revenue: orders of the session after the promotion was clicked, the last one clicked.
    Promotions,
    /// Its revenue: orders of the session after the search, the last one.
    Searches,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::reports) struct InterestSums {
    /// Of searches: how often it was sought.
    pub(in crate::reports) shown: i64,
    pub(in crate::reports) clicks: i64,
    /// In which it was shown, or sought.
    pub(in crate::reports) sessions: i64,
    pub(in crate::reports) orders: i64,
    pub(in crate::reports) revenue_minor: i64,
}

#[derive(Debug, Default)]
pub(in crate::reports) struct Part {
    pub(in crate::reports) of: FxHashMap<i64, InterestSums>,
    /// While it is made: which order came from which list.
    ordered: FxHashSet<(i64, i64)>,
}

impl Interest {
    fn shown(self) -> StepKind {
        match self {
            Interest::Lists => StepKind::ViewItemList,
            Interest::Promotions => StepKind::ViewPromotion,
            Interest::Searches => StepKind::Search,
        }
    }

    fn clicked(self) -> StepKind {
        match self {
            Interest::Lists => StepKind::SelectItem,
            Interest::Promotions => StepKind::SelectPromotion,
            Interest::Searches => StepKind::Search,
        }
    }

    /// What was clicked last before an order.
    fn led_by(
        self,
        session: Option<&SessionRow>,
        at_ms: i64,
        is: impl Fn(&Step) -> bool,
    ) -> Option<i64> {
        let steps = trail::steps(session?.trail);
        let clicks = steps.filter(|step| step.kind == self.clicked() && step.at_ms <= at_ms);
        clicks.filter(is).max_by_key(|step| step.at_ms).map(|step| step.object)
    }
}

impl Fold for Interest {
    type Part = Part;

    fn key(&self) -> String {
        format!("{self:?}")
    }

    fn feeds(&self) -> Feeds {
        let by_item = *self == Interest::Lists;
        Feeds { sessions: true, orders: !by_item, items: by_item, ..Feeds::default() }
    }

    fn session(&self, part: &mut Part, session: &SessionRow) {
        let mut shown: Vec<i64> = Vec::new();
        for step in trail::steps(session.trail) {
            if step.kind == self.shown() {
                let sums = part.of.entry(step.object).or_default();
                sums.shown += 1;
                if !shown.contains(&step.object) {
                    shown.push(step.object);
                    sums.sessions += 1;
                }
            } else if step.kind == self.clicked() {
                part.of.entry(step.object).or_default().clicks += 1;
            }
        }
    }

    fn order(&self, part: &mut Part, session: Option<&SessionRow>, order: &OrderRow) {
        if let Some(object) = self.led_by(session, order.at_ms, |_| true) {
            let sums = part.of.entry(object).or_default();
            sums.orders += 1;
            sums.revenue_minor += order.gross_minor;
        }
    }

    fn item(&self, part: &mut Part, session: Option<&SessionRow>, item: &ItemRow) {
        let of_product = |step: &Step| step.detail == item.product_id;
        let list = self.led_by(session, item.at_ms, of_product).filter(|_| item.is_converted);
        if let Some(list) = list {
            let is_first = part.ordered.insert((item.order_id, list));
            let sums = part.of.entry(list).or_default();
            sums.orders += i64::from(is_first);
            sums.revenue_minor += item.line_minor;
        }
    }

    fn finish(&self, part: &mut Part) {
        part.ordered = FxHashSet::default();
        part.of.shrink_to_fit();
    }

    fn merge(&self, into: &mut Part, part: &Part) {
        for (object, sums) in &part.of {
            let all = into.of.entry(*object).or_default();
            all.shown += sums.shown;
            all.clicks += sums.clicks;
            all.sessions += sums.sessions;
            all.orders += sums.orders;
            all.revenue_minor += sums.revenue_minor;
        }
    }

    fn bytes(&self, part: &Part) -> usize {
        size_of::<Part>() + part.of.capacity() * (size_of::<(i64, InterestSums)>() + 1)
    }
}
