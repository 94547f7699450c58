//! Lists, promotions, searches and coupons: what in the shop led to revenue.

use serde_json::{Value, json};

use super::folds::coupons::{CouponSums, CouponsFold};
use super::folds::interest::{Interest, InterestSums};
use super::paging::{Key, Sorting};
use super::{Asked, ReportError, money_json, ratio};
use crate::store::Reading;

pub(super) fn lists(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    interest(reading, asked, Interest::Lists, |name, sums| {
        json!({
            "list": name,
            "impressions": sums.shown,
            "clicks": sums.clicks,
            "click_rate": ratio(sums.clicks, sums.shown),
            "sessions": sums.sessions,
            "orders": sums.orders,
            "revenue": money_json(asked.site.money(sums.revenue_minor)),
        })
    })
}

pub(super) fn promotions(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    interest(reading, asked, Interest::Promotions, |name, sums| {
        json!({
            "promotion": name,
            "impressions": sums.shown,
            "clicks": sums.clicks,
            "click_rate": ratio(sums.clicks, sums.shown),
            "sessions": sums.sessions,
            "orders": sums.orders,
            "revenue": money_json(asked.site.money(sums.revenue_minor)),
        })
    })
}

pub(super) fn searches(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    interest(reading, asked, Interest::Searches, |name, sums| {
        json!({
            "search_term": name,
            "searches": sums.shown,
            "sessions": sums.sessions,
            "orders": sums.orders,
            "revenue": money_json(asked.site.money(sums.revenue_minor)),
        })
    })
}

/// By revenue, then by how often it was shown.
fn interest(
    reading: &Reading,
    asked: &Asked,
    interest: Interest,
    row: impl Fn(&str, &InterestSums) -> Value,
) -> Result<Value, ReportError> {
    let segment = asked.segment(reading)?;
    let found = reading.fold(asked.span(), segment.as_ref(), &interest)?;
    let mut named = Vec::with_capacity(found.of.len());
    for (id, sums) in found.of {
        named.push((reading.text(id)?, sums));
    }
    INTEREST.page(named, asked, |(name, sums)| row(name, sums))
}

const INTEREST: Sorting<(String, InterestSums)> = Sorting {
    columns: &[
        ("revenue", |(_, sums)| Key::counts(sums.revenue_minor, sums.shown)),
        ("list", |(name, _)| Key::text(name)),
        ("promotion", |(name, _)| Key::text(name)),
        ("search_term", |(name, _)| Key::text(name)),
        ("impressions", |(_, sums)| Key::count(sums.shown)),
        ("searches", |(_, sums)| Key::count(sums.shown)),
        ("clicks", |(_, sums)| Key::count(sums.clicks)),
        ("click_rate", |(_, sums)| Key::ratio(ratio(sums.clicks, sums.shown))),
        ("sessions", |(_, sums)| Key::count(sums.sessions)),
        ("orders", |(_, sums)| Key::count(sums.orders)),
    ],
    about: |(name, _)| name.clone(),
};

/// By revenue. Orders without a coupon are a row of their own, with an empty one.
pub(super) fn coupons(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let segment = asked.segment(reading)?;
    let found = reading.fold(asked.span(), segment.as_ref(), &CouponsFold)?;
    let money = |minor| money_json(asked.site.money(minor));
    COUPONS.page(found.into_iter().collect(), asked, |(coupon, sums)| {
        json!({
            "coupon": coupon,
            "orders": sums.orders,
            "gross_revenue": money(sums.gross_minor),
            "discount": money(sums.discount_minor),
        })
    })
}

const COUPONS: Sorting<(String, CouponSums)> = Sorting {
    columns: &[
        ("gross_revenue", |(_, sums)| Key::count(sums.gross_minor)),
        ("coupon", |(coupon, _)| Key::text(coupon)),
        ("orders", |(_, sums)| Key::count(sums.orders)),
        ("discount", |(_, sums)| Key::count(sums.discount_minor)),
    ],
    about: |(coupon, _)| coupon.clone(),
};
