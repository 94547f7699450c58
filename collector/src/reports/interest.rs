//! Lists, promotions, searches and coupons: what in the shop led to revenue.

use serde_json::{Value, json};

use super::folds::coupons::CouponsFold;
use super::folds::interest::{Interest, InterestSums};
use super::{Asked, ReportError, money_json, ratio, rows};
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
    row: impl Fn(String, InterestSums) -> Value,
) -> Result<Value, ReportError> {
    let segment = asked.segment(reading)?;
    let found = reading.fold(asked.span(), segment.as_ref(), &interest)?;
    let mut of: Vec<_> = found.of.into_iter().collect();
    of.sort_unstable_by_key(|(id, sums)| (-sums.revenue_minor, -sums.shown, -sums.clicks, *id));
    let mut named = Vec::new();
    for (id, sums) in of.into_iter().take(asked.limit as usize) {
        named.push(row(reading.text(id)?, sums));
    }
    Ok(rows(named.into_iter()))
}

/// By revenue. Orders without a coupon are a row of their own, with an empty one.
pub(super) fn coupons(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let segment = asked.segment(reading)?;
    let found = reading.fold(asked.span(), segment.as_ref(), &CouponsFold)?;
    let mut of: Vec<_> = found.into_iter().collect();
    of.sort_unstable_by(|(a, left), (b, right)| {
        right.gross_minor.cmp(&left.gross_minor).then_with(|| a.cmp(b))
    });
    let money = |minor| money_json(asked.site.money(minor));
    Ok(rows(of.into_iter().take(asked.limit as usize).map(|(coupon, sums)| {
        json!({
            "coupon": coupon,
            "orders": sums.orders,
            "gross_revenue": money(sums.gross_minor),
            "discount": money(sums.discount_minor),
        })
    })))
}
