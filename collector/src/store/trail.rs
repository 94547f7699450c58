//! What a session did, step by step, in a few bytes each. Segments, funnels and lists ask it, and it stays when the raw
//! events expire.
//!
//! A trail only grows: steps stand in the order in which they arrived, which is nearly that in which they happened.

use super::varint;

/// Beyond this it takes no more. A visit of hours with hundreds of clicks is a tenth of it; only a machine does more in one
/// session, and a trail is written anew whenever its session goes on.
const MAX_TRAIL_BYTES: usize = 32 * 1024;

/// What was done. The numbers are in the database: they are never given to another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum StepKind {
    /// Object: the page. Detail: the view, see [`view_key`].
    PageView = 1,
    /// Time on a page. Object: the view's key. Detail: engaged milliseconds.
    Engaged = 2,
    /// One for each product of the event, as the next three.
    ViewItem = 3,
    AddToCart = 4,
    RemoveFromCart = 5,
    AddToWishlist = 6,
    /// A whole cart was reported, and it was not empty. Object: a product that is in it.
    InCart = 7,
    ViewCart = 8,
    BeginCheckout = 9,
    AddShippingInfo = 10,
    AddPaymentInfo = 11,
    /// An order, once: by the report that made it one of this session.
    Purchase = 12,
    /// Object: a product of such an order.
    Bought = 13,
    /// Object: the text that was sought.
    Search = 14,
    /// Object: the list's name.
    ViewItemList = 15,
    /// Object: the list's name. Detail: the product.
    SelectItem = 16,
    /// Object: the promotion's name.
    ViewPromotion = 17,
    /// Object: the promotion's name.
    SelectPromotion = 18,
    SignUp = 19,
    Login = 20,
    /// Object: the event's name.
    Custom = 21,
}

impl StepKind {
    const ALL: [StepKind; 21] = [
        StepKind::PageView,
        StepKind::Engaged,
        StepKind::ViewItem,
        StepKind::AddToCart,
        StepKind::RemoveFromCart,
        StepKind::AddToWishlist,
        StepKind::InCart,
        StepKind::ViewCart,
        StepKind::BeginCheckout,
        StepKind::AddShippingInfo,
        StepKind::AddPaymentInfo,
        StepKind::Purchase,
        StepKind::Bought,
        StepKind::Search,
        StepKind::ViewItemList,
        StepKind::SelectItem,
        StepKind::ViewPromotion,
        StepKind::SelectPromotion,
        StepKind::SignUp,
        StepKind::Login,
        StepKind::Custom,
    ];

    /// Standard events by their names on the wire. What else a trail tells is part of one of these.
    pub const EVENTS: [(&str, StepKind); 17] = [
        ("page_view", StepKind::PageView),
        ("view_item", StepKind::ViewItem),
        ("add_to_cart", StepKind::AddToCart),
        ("remove_from_cart", StepKind::RemoveFromCart),
        ("add_to_wishlist", StepKind::AddToWishlist),
        ("view_cart", StepKind::ViewCart),
        ("begin_checkout", StepKind::BeginCheckout),
        ("add_shipping_info", StepKind::AddShippingInfo),
        ("add_payment_info", StepKind::AddPaymentInfo),
        ("purchase", StepKind::Purchase),
        ("search", StepKind::Search),
        ("view_item_list", StepKind::ViewItemList),
        ("select_item", StepKind::SelectItem),
        ("view_promotion", StepKind::ViewPromotion),
        ("select_promotion", StepKind::SelectPromotion),
        ("sign_up", StepKind::SignUp),
        ("login", StepKind::Login),
    ];

    /// What it is called: a standard event by its own name.
    pub fn name(self) -> &'static str {
        let standard = Self::EVENTS.iter().find(|(_, kind)| *kind == self);
        standard.map_or(
            match self {
                StepKind::Engaged => "engaged",
                StepKind::InCart => "in_cart",
                StepKind::Bought => "bought",
                _ => "custom",
            },
            |(name, _)| name,
        )
    }

    pub fn of_event(name: &str) -> Option<Self> {
        Self::EVENTS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    fn has_detail(self) -> bool {
        matches!(self, StepKind::PageView | StepKind::Engaged | StepKind::SelectItem)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub at_ms: i64,
    pub kind: StepKind,
    /// Row of a page, product or text; 0 for none.
    pub object: i64,
    /// Of the kinds that have one, else 0.
    pub detail: i64,
}

/// Tells the page views of one page in one session apart, in at most two bytes.
pub fn view_key(page_load_id: i64, view: u32) -> i64 {
    (page_load_id.wrapping_mul(31).wrapping_add(i64::from(view))) & 0x3fff
}

/// A trail in the form of its column. Steps are appended at a cost that does not grow with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trail {
    bytes: Vec<u8>,
    last_at_ms: i64,
}

impl Trail {
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let last_at_ms = steps(bytes).last().map_or(0, |step| step.at_ms);
        Self { bytes: bytes.to_vec(), last_at_ms }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    pub fn is_full(&self) -> bool {
        self.bytes.len() > MAX_TRAIL_BYTES
    }

    /// `false`: it is full.
    #[must_use]
    pub fn push(&mut self, step: Step) -> bool {
        if self.is_full() {
            return false;
        }
        self.bytes.push(step.kind as u8);
        varint::put_signed(&mut self.bytes, step.at_ms - self.last_at_ms);
        varint::put(&mut self.bytes, step.object as u64);
        if step.kind.has_detail() {
            varint::put(&mut self.bytes, step.detail as u64);
        }
        self.last_at_ms = step.at_ms;
        true
    }
}

/// The steps of a trail in the order in which they arrived. What can't be read ends it.
pub fn steps(bytes: &[u8]) -> Steps<'_> {
    Steps { bytes, at_ms: 0 }
}

/// The same in the order in which they happened.
pub fn in_order(bytes: &[u8], into: &mut Vec<Step>) {
    into.clear();
    into.extend(steps(bytes));
    if !into.is_sorted_by_key(|step| step.at_ms) {
        into.sort_by_key(|step| step.at_ms);
    }
}

/// The page that was seen last.
pub fn exit_page(bytes: &[u8]) -> Option<i64> {
    let views = steps(bytes).filter(|step| step.kind == StepKind::PageView);
    views.max_by_key(|step| step.at_ms).map(|step| step.object)
}

/// How far it came on the way to an order: 0 visited, 1 viewed a product, 2 put one into the cart, 3 began the checkout,
/// 4 ordered. A later stage does not ask for those before it.
pub fn stage(bytes: &[u8], orders: i64) -> i64 {
    if orders > 0 {
        return 4;
    }
    let stages = steps(bytes).map(|step| match step.kind {
        StepKind::ViewItem => 1,
        StepKind::AddToCart | StepKind::InCart => 2,
        StepKind::BeginCheckout | StepKind::AddShippingInfo | StepKind::AddPaymentInfo => 3,
        StepKind::Purchase => 4,
        _ => 0,
    });
    stages.max().unwrap_or(0)
}

#[derive(Debug)]
pub struct Steps<'a> {
    bytes: &'a [u8],
    at_ms: i64,
}

impl Iterator for Steps<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let (kind, rest) = self.bytes.split_first()?;
        let kind = *StepKind::ALL.get(usize::from(*kind).checked_sub(1)?)?;
        self.bytes = rest;
        self.at_ms = self.at_ms.wrapping_add(varint::take_signed(&mut self.bytes)?);
        let object = varint::take(&mut self.bytes)? as i64;
        let detail = if kind.has_detail() { varint::take(&mut self.bytes)? as i64 } else { 0 };
        Some(Step { at_ms: self.at_ms, kind, object, detail })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_number() {
        for (place, kind) in StepKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, place + 1);
        }
    }

    #[test]
    fn steps_come_back_as_they_went_in_and_can_be_put_in_order() {
        let step = |at_ms, kind, object, detail| Step { at_ms, kind, object, detail };
        let told = [
            step(1_700_000_000_500, StepKind::PageView, 300, view_key(9, 0)),
            step(1_700_000_004_000, StepKind::ViewItem, 7, 0),
            // It arrived late.
            step(1_700_000_000_000, StepKind::Search, 70_000, 0),
            step(1_700_000_009_000, StepKind::Engaged, view_key(9, 0), 8_400),
        ];
        let mut trail = Trail::default();
        assert!(told.iter().all(|step| trail.push(*step)));
        let trail = Trail::from_bytes(trail.as_bytes());
        assert_eq!(steps(trail.as_bytes()).collect::<Vec<_>>(), told);
        let mut ordered = Vec::new();
        in_order(trail.as_bytes(), &mut ordered);
        assert_eq!(ordered, [told[2], told[0], told[1], told[3]]);
        assert!(trail.as_bytes().len() < 32, "a few bytes each: {}", trail.as_bytes().len());
    }

    #[test]
    fn a_machines_steps_are_too_many() {
        let mut trail = Trail::default();
        let step = |at_ms| Step { at_ms, kind: StepKind::Login, object: 0, detail: 0 };
        let taken = (0..100_000).take_while(|at_ms| trail.push(step(*at_ms))).count();
        assert!(trail.as_bytes().len() <= MAX_TRAIL_BYTES + 40, "{}", trail.as_bytes().len());
        assert_eq!(steps(Trail::from_bytes(trail.as_bytes()).as_bytes()).count(), taken);
    }

    #[test]
    fn what_is_no_trail_ends_it_and_breaks_nothing() {
        for bytes in [&[0][..], &[1], &[99, 1, 1], &[1, 0xff, 0xff], &[0xff; 40], &[3, 2, 0x80]] {
            assert_eq!(steps(bytes).count(), 0, "{bytes:?}");
        }
    }
}
