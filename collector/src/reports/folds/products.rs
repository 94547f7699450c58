//! Products, or groups of them: what sessions that started on these days did to them, and what was ordered and refunded
//! on these days.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::store::fold::{Feeds, Fold};
pub(in crate::reports) use crate::store::report::ProductTotals as ProductSums;
use crate::store::rows::{ItemRow, RefundItemRow, SessionRow};
use crate::store::trail::{self, StepKind};

/// Each for itself, or as groups.
#[derive(Debug)]
pub(in crate::reports) struct ProductsFold {
    pub(in crate::reports) groups: Option<Groups>,
}

#[derive(Debug)]
pub(in crate::reports) struct Groups {
    /// What they have in common, and how often that changed for one of those that were there.
    pub(in crate::reports) by: String,
    /// Products by their number, each with the number of the first of its group.
    pub(in crate::reports) first: FxHashMap<i64, i64>,
}

#[derive(Debug, Default)]
pub(in crate::reports) struct Part {
    pub(in crate::reports) of: FxHashMap<i64, ProductSums>,
    /// While it is made: which order had which product.
    ordered: FxHashSet<(i64, i64)>,
}

const VIEWED: u8 = 1;
const ADDED: u8 = 2;
const BOUGHT: u8 = 4;

impl ProductsFold {
    pub(in crate::reports) fn group(&self, product: i64) -> i64 {
        match &self.groups {
            Some(groups) => groups.first.get(&product).copied().unwrap_or(product),
            None => product,
        }
    }
}

impl Fold for ProductsFold {
    type Part = Part;

    fn key(&self) -> String {
        match &self.groups {
            Some(groups) => format!("products by {}", groups.by),
            None => "products".into(),
        }
    }

    fn feeds(&self) -> Feeds {
        Feeds { sessions: true, items: true, refund_items: true, ..Feeds::default() }
    }

    fn session(&self, part: &mut Part, session: &SessionRow) {
        let mut flags: Vec<(i64, u8)> = Vec::new();
        for step in trail::steps(session.trail) {
            let (sums, flag) = match step.kind {
                StepKind::ViewItem => (ProductSums { views: 1, ..ProductSums::default() }, VIEWED),
                StepKind::AddToCart => (ProductSums { adds: 1, ..ProductSums::default() }, ADDED),
                StepKind::RemoveFromCart => {
                    (ProductSums { removes: 1, ..ProductSums::default() }, 0)
                }
                StepKind::InCart => (ProductSums::default(), ADDED),
                StepKind::Bought => (ProductSums::default(), BOUGHT),
                _ => continue,
            };
            if step.object == 0 {
                continue;
            }
            let group = self.group(step.object);
            // Of a product that was only in a cart there is nothing to say.
            if sums != ProductSums::default() {
                part.of.entry(group).or_default().add(&sums);
            }
            match flags.iter_mut().find(|(known, _)| *known == group) {
                Some((_, known)) => *known |= flag,
                None => flags.push((group, flag)),
            }
        }
        for (group, flags) in flags.into_iter().filter(|(_, flags)| flags & VIEWED != 0) {
            let sums = part.of.entry(group).or_default();
            sums.sessions_viewed += 1;
            sums.sessions_viewed_added += i64::from(flags & ADDED != 0);
            sums.sessions_viewed_bought += i64::from(flags & BOUGHT != 0);
        }
    }

    fn item(&self, part: &mut Part, _: Option<&SessionRow>, item: &ItemRow) {
        let group = self.group(item.product_id);
        let is_first = part.ordered.insert((item.order_id, group));
        let sums = part.of.entry(group).or_default();
        sums.orders += i64::from(is_first);
        sums.units_milli += item.units_milli;
        sums.revenue_minor += item.line_minor;
    }

    fn refund_item(&self, part: &mut Part, _: Option<&SessionRow>, item: &RefundItemRow) {
        part.of.entry(self.group(item.product_id)).or_default().refunds_minor += item.amount_minor;
    }

    fn finish(&self, part: &mut Part) {
        part.ordered = FxHashSet::default();
        part.of.shrink_to_fit();
    }

    fn merge(&self, into: &mut Part, part: &Part) {
        for (group, sums) in &part.of {
            into.of.entry(*group).or_default().add(sums);
        }
    }

    fn bytes(&self, part: &Part) -> usize {
        size_of::<Part>() + part.of.capacity() * (size_of::<(i64, ProductSums)>() + 1)
    }
}
