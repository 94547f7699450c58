//! Orders by coupon.

use rustc_hash::FxHashMap;

use crate::store::fold::{Feeds, Fold};
use crate::store::rows::{OrderRow, SessionRow};

#[derive(Debug)]
pub(in crate::reports) struct CouponsFold;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::reports) struct CouponSums {
    pub(in crate::reports) orders: i64,
    pub(in crate::reports) gross_minor: i64,
    pub(in crate::reports) discount_minor: i64,
}

impl Fold for CouponsFold {
    type Part = FxHashMap<String, CouponSums>;

    fn key(&self) -> String {
        "coupons".into()
    }

    fn feeds(&self) -> Feeds {
        Feeds { orders: true, ..Feeds::default() }
    }

    fn order(&self, part: &mut Self::Part, _: Option<&SessionRow>, order: &OrderRow) {
        let sums = part.entry(order.coupon.to_owned()).or_default();
        sums.orders += 1;
        sums.gross_minor += order.gross_minor;
        sums.discount_minor += order.discount_minor;
    }

    fn merge(&self, into: &mut Self::Part, part: &Self::Part) {
        for (coupon, sums) in part {
            let all = into.entry(coupon.clone()).or_default();
            all.orders += sums.orders;
            all.gross_minor += sums.gross_minor;
            all.discount_minor += sums.discount_minor;
        }
    }

    fn bytes(&self, part: &Self::Part) -> usize {
        let texts: usize = part.keys().map(String::len).sum();
        part.capacity() * (size_of::<(String, CouponSums)>() + 1) + texts
    }
}
