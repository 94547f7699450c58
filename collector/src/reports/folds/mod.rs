//! What reports add up, day by day: each fold knows what a session, an order, a cart adds to its report.

pub(super) mod breakdown;
pub(super) mod carts;
pub(super) mod coupons;
pub(super) mod days;
pub(super) mod funnel;
pub(super) mod hours;
pub(super) mod interest;
pub(super) mod pages;
pub(super) mod products;
pub(super) mod totals;
mod visitors;
