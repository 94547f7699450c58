//! What a history comes to, in the plainest way: everything is kept, and worked out at the end.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::history::{Amounts, CURRENCIES, Deed, Line, Milli, ORDERS, Teller};

/// One thing that was told.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) at_ms: i64,
    pub(crate) teller: Teller,
    pub(crate) deed: Deed,
}

/// An order as it is in the end; money in minor units of its currency.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) at_ms: i64,
    pub(crate) verified_by: Option<&'static str>,
    pub(crate) cancelled: bool,
    pub(crate) currency: usize,
    pub(crate) totals: Totals,
    pub(crate) lines: Vec<(usize, Milli, i64)>,
    /// What the first page said it was.
    pub(crate) reported: Option<(i64, usize)>,
    pub(crate) refunds: Vec<Refund>,
}

#[derive(Debug)]
pub(crate) struct Refund {
    pub(crate) at_ms: i64,
    pub(crate) amount: i64,
    /// By the order's lines.
    pub(crate) taken: Vec<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) gross: i64,
    pub(crate) item_revenue: i64,
    pub(crate) tax: i64,
    pub(crate) shipping: i64,
    pub(crate) discount: i64,
}

/// `numerator / denominator`, half away from zero.
pub(crate) fn rounded(numerator: i128, denominator: i128) -> i64 {
    let magnitude = (numerator.abs() * 2 + denominator) / (denominator * 2);
    (magnitude * numerator.signum()) as i64
}

pub(crate) fn unit(currency: usize) -> i128 {
    match CURRENCIES[currency] {
        "JPY" => 1,
        "KWD" => 1_000,
        _ => 100,
    }
}

fn minor(milli: Milli, currency: usize) -> i64 {
    rounded(i128::from(milli) * unit(currency), 1_000)
}

pub(crate) fn line_minor(price: Milli, quantity: Milli, currency: usize) -> i64 {
    rounded(i128::from(price) * i128::from(quantity) * unit(currency), 1_000_000)
}

pub(crate) fn text(minor: i64, currency: usize) -> String {
    let unit = unit(currency) as i64;
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, part) = (minor.abs() / unit, minor.abs() % unit);
    match unit {
        1 => format!("{sign}{whole}"),
        1_000 => format!("{sign}{whole}.{part:03}"),
        _ => format!("{sign}{whole}.{part:02}"),
    }
}

fn totals(amounts: &Amounts, lines: &[Line], currency: usize, prices_include_tax: bool) -> Totals {
    let money = |amount: Option<Milli>| amount.map_or(0, |amount| minor(amount, currency));
    let (tax, shipping) = (money(amounts.tax), money(amounts.shipping));
    let of_lines: i64 =
        lines.iter().map(|line| line_minor(line.price.unwrap_or(0), line.quantity, currency)).sum();
    let beside = if prices_include_tax { shipping } else { shipping + tax };
    let item_revenue = match (amounts.order_total, amounts.value) {
        (Some(total), _) => minor(total, currency) - beside,
        (None, Some(value)) => minor(value, currency),
        (None, None) => of_lines.max(0),
    };
    let discount = lines
        .iter()
        .map(|line| line_minor(line.discount.unwrap_or(0), line.quantity, currency))
        .sum();
    Totals { gross: item_revenue + beside, item_revenue, tax, shipping, discount }
}

/// What the shop signs of a purchase.
pub(crate) fn signed_text(site: &str, deed: &Deed, prices_include_tax: bool) -> String {
    let Deed::Purchase { order, currency, amounts, lines } = deed else { return String::new() };
    let total = totals(amounts, lines, *currency, prices_include_tax).gross;
    format!("{site}\n{}\n{}\n{}", ORDERS[*order], text(total, *currency), CURRENCIES[*currency])
}

/// The first of each kind of word about one thing, in the order in which they came.
fn first<'t>(told: &[&'t Told], is: impl Fn(Teller) -> bool) -> Option<&'t Told> {
    told.iter().find(|told| is(told.teller)).copied()
}

fn is_server(teller: Teller) -> bool {
    teller == Teller::Server
}

fn is_signed(teller: Teller) -> bool {
    matches!(teller, Teller::Page { signed: true, .. })
}

/// An order, when anybody reported it.
pub(crate) fn order(all: &[Told], order: usize, prices_include_tax: bool) -> Option<Order> {
    let of_order = |told: &&Told| match &told.deed {
        Deed::Purchase { order: id, .. }
        | Deed::Refund { order: id, .. }
        | Deed::Cancel { order: id } => *id == order,
        _ => false,
    };
    let told: Vec<&Told> = all.iter().filter(of_order).collect();
    let kind = |is: fn(&Deed) -> bool| -> Vec<&Told> {
        told.iter().copied().filter(|told| is(&told.deed)).collect()
    };
    let purchases = kind(|deed| matches!(deed, Deed::Purchase { .. }));
    let (server, signed) = (first(&purchases, is_server), first(&purchases, is_signed));
    let believed = server.or(signed).or(first(&purchases, |_| true))?;
    let Deed::Purchase { currency, amounts, lines, .. } = &believed.deed else { return None };
    let totals = totals(amounts, lines, *currency, prices_include_tax);
    let lines: Vec<(usize, Milli, i64)> = lines
        .iter()
        .map(|line| {
            let minor = line_minor(line.price.unwrap_or(0), line.quantity, *currency);
            (line.product, line.quantity, minor)
        })
        .collect();
    let verified_by = match (server, signed) {
        (Some(_), _) => Some("server"),
        (None, Some(_)) => Some("signature"),
        _ => None,
    };
    // Of a verified order only the server says more.
    let may_speak = |teller: Teller| verified_by.is_none() || is_server(teller);
    let cancelled =
        kind(|deed| matches!(deed, Deed::Cancel { .. })).iter().any(|told| may_speak(told.teller));
    let mut refunds = kind(|deed| matches!(deed, Deed::Refund { .. }));
    refunds.retain(|told| may_speak(told.teller));
    let reported =
        first(&purchases, |teller| !is_server(teller)).and_then(|told| match &told.deed {
            Deed::Purchase { currency, amounts, lines, .. } => {
                Some((self::totals(amounts, lines, *currency, prices_include_tax).gross, *currency))
            }
            _ => None,
        });
    let mut order = Order {
        at_ms: believed.at_ms,
        verified_by,
        cancelled,
        currency: *currency,
        totals,
        lines,
        reported,
        refunds: Vec::new(),
    };
    if !cancelled {
        order.refund(&refunds);
    }
    Some(order)
}

/// What makes refunds one: the shop's number, else what they are of.
fn refund_name(deed: &Deed) -> String {
    let Deed::Refund { id, lines, .. } = deed else { return String::new() };
    match id {
        Some(id) => format!("named {id}"),
        None => {
            let mut of: Vec<(usize, Milli)> =
                lines.iter().map(|line| (line.product, line.quantity)).collect();
            of.sort_unstable();
            format!("of {of:?}")
        }
    }
}

impl Order {
    /// These have no tax or shipping of their own, so a `value` is all that was paid back.
    fn refund(&mut self, told: &[&Told]) {
        let mut by_name: BTreeMap<String, Vec<&Told>> = BTreeMap::new();
        for told in told {
            by_name.entry(refund_name(&told.deed)).or_default().push(told);
        }
        let mut refunds: Vec<&Told> = by_name
            .values()
            .filter_map(|told| first(told, is_server).or(first(told, |_| true)))
            .collect();
        refunds.sort_by_key(|told| told.at_ms);
        let mut left = self.totals.gross;
        let mut lines_left: Vec<i64> = self.lines.iter().map(|(_, _, minor)| *minor).collect();
        for told in refunds {
            let Deed::Refund { currency, value, lines, .. } = &told.deed else { continue };
            // Money of another currency says nothing here.
            let speaks = currency.is_none_or(|own| own == self.currency);
            let mut taken = vec![0; self.lines.len()];
            let amount = if lines.is_empty() {
                // A voucher is not given back.
                taken = lines_left.iter().map(|left| *left.max(&0)).collect();
                left
            } else {
                let mut now_left = lines_left.clone();
                for line in lines {
                    self.take(line, speaks, &mut now_left);
                }
                for (place, taken) in taken.iter_mut().enumerate() {
                    *taken = lines_left[place] - now_left[place];
                }
                match value.filter(|_| speaks) {
                    Some(value) => minor(value, self.currency),
                    None => taken.iter().sum(),
                }
            };
            for (left, taken) in lines_left.iter_mut().zip(&taken) {
                *left -= taken;
            }
            let amount = amount.min(left);
            left -= amount;
            self.refunds.push(Refund { at_ms: told.at_ms, amount, taken });
        }
    }

    fn take(&self, asked: &Line, speaks: bool, left: &mut [i64]) {
        let Some(&(_, ordered, minor)) =
            self.lines.iter().find(|(product, ..)| *product == asked.product)
        else {
            return;
        };
        let mut worth = match asked.price.filter(|_| speaks) {
            Some(price) => line_minor(price, asked.quantity, self.currency),
            None => {
                rounded(i128::from(minor) * i128::from(asked.quantity.min(ordered)), ordered.into())
            }
        };
        for (place, (product, ..)) in self.lines.iter().enumerate() {
            if *product == asked.product {
                let part = worth.min(left[place]).max(0);
                left[place] -= part;
                worth -= part;
            }
        }
    }
}

/// The date of a moment, as a shop's calendar has it.
pub(crate) fn date(at_ms: i64, time_zone: &str) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    at.to_zoned(TimeZone::get(time_zone).unwrap_or(TimeZone::UTC)).date().to_string()
}
