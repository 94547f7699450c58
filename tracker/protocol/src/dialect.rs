//! What the dialects that are not GA4's have in common in the browser: other names for the fields of an event. Their
//! products leave as the shop said them; the collector knows what they are ([`crate::products`]).

use std::borrow::Cow;

use crate::Raw;
use crate::texts::{split_once, take_part};

/// Names of a dialect and ours, as `theirs=ours theirs=ours`: half the bytes of a table of texts, each of which would be
/// an address and a length beside it.
pub(crate) type Names = &'static str;
/// A map that is being made.
pub(crate) type Entries<'a> = Vec<(Cow<'a, str>, Raw<'a>)>;

/// Of an event: Universal Analytics' `actionField`, Piwik PRO's payment information and options. `revenue` and
/// `grandTotal` include tax and shipping.
pub(crate) const FIELDS: Names = "id=transaction_id orderId=transaction_id revenue=order_total grandTotal=order_total \
    subTotal=sub_total tax=tax shipping=shipping discount=discount coupon=coupon \
    affiliation=affiliation list=item_list_name step=checkout_step option=checkout_option \
    currencyCode=currency";

/// The next of some names: theirs, and ours.
pub(crate) fn next_name(names: &mut Names) -> Option<(&'static str, &'static str)> {
    split_once(take_part(names, b' ')?, b'=')
}

/// Adds a plain value. These dialects' callers write `false` for "none".
pub(crate) fn put<'a>(entries: &mut Entries<'a>, name: &'static str, value: &Raw<'a>) {
    if let Some(plain) = value.plain().filter(|plain| !matches!(plain, Raw::Bool(false))) {
        entries.push((Cow::Borrowed(name), plain));
    }
}

/// Copies the plain values that are there.
pub(crate) fn rename<'a>(raw: &Raw<'a>, mut names: Names, entries: &mut Entries<'a>) {
    while let Some((theirs, ours)) = next_name(&mut names) {
        if let Some(value) = raw.get(theirs) {
            put(entries, ours, value);
        }
    }
}
