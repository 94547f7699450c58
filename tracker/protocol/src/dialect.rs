//! What the dialects that are not GA4's have in common: other names for the same fields, and more patience with numbers.

use std::borrow::Cow;

use crate::texts::{split_once, trim};
use crate::{Decimal, Raw};

/// Fields of a dialect, and GA4's names for them.
pub(crate) type Names = &'static [(&'static str, &'static str)];
/// A map that is being made.
pub(crate) type Entries<'a> = Vec<(Cow<'a, str>, Raw<'a>)>;

const CATEGORIES: &[&str] =
    &["item_category", "item_category2", "item_category3", "item_category4", "item_category5"];

pub(crate) fn put<'a>(entries: &mut Entries<'a>, name: &'static str, value: Raw<'a>) {
    if is_said(name, &value) {
        entries.push((Cow::Borrowed(name), value));
    }
}

/// Copies the plain values that are there.
pub(crate) fn rename<'a>(raw: &Raw<'a>, names: Names, entries: &mut Entries<'a>) {
    for (theirs, ours) in names {
        if let Some(value) = raw.get(theirs).and_then(Raw::plain) {
            put(entries, ours, value);
        }
    }
}

/// Whether a value says anything. These dialects' own readers take what is no number for absent (a price is then 0, a
/// quantity 1), and their callers write `false` for "none"; a total is left to be believed or refused.
fn is_said(name: &str, value: &Raw) -> bool {
    let number = Decimal::from_raw(value);
    match name {
        _ if matches!(value, Raw::Bool(false)) => false,
        "item_id" | "item_name" => value.scalar().is_some_and(|text| !trim(&text).is_empty()),
        "price" => number.is_ok(),
        "quantity" => number.is_ok_and(Decimal::is_quantity),
        "tax" | "shipping" | "discount" | "value" => {
            number.is_ok_and(|number| !number.is_negative())
        }
        _ => true,
    }
}

/// The items in a list of products, or in a single product. With `paths`, as Universal Analytics has it, a category is a
/// path (`A/B/C`) and a name is enough to know a product by; else only an id is.
pub(crate) fn items<'a>(products: &Raw<'a>, names: Names, paths: bool) -> Raw<'a> {
    let mut items = Vec::new();
    for product in products.list().unwrap_or(std::slice::from_ref(products)) {
        let mut item = Entries::new();
        rename(product, names, &mut item);
        // Both tables begin with the id, then the name.
        if !item
            .first()
            .is_some_and(|(name, _)| name == "item_id" || (paths && name == "item_name"))
        {
            continue;
        }
        if let Some(category) = product.get("category") {
            categories(category, paths, &mut { CATEGORIES }, &mut item);
        }
        for (number, value) in product.get("customDimensions").unwrap_or(Raw::EMPTY).entries() {
            if let Some(value) = value.plain() {
                let mut name = String::from("dimension");
                name.push_str(number);
                item.push((Cow::Owned(name), value));
            }
        }
        items.push(Raw::Map(item));
    }
    Raw::List(items)
}

/// A category is a text, or a list of what is one; blanks are none of it.
fn categories<'a>(
    category: &Raw<'a>,
    paths: bool,
    names: &mut &'static [&'static str],
    item: &mut Entries<'a>,
) {
    for category in category.list().unwrap_or_default() {
        categories(category, paths, names, item);
    }
    let Some(text) = category.scalar().filter(|_| !matches!(category, Raw::Bool(_))) else {
        return;
    };
    let mut rest = &*text;
    while !rest.is_empty() {
        let (first, after) = split_once(rest, |byte| paths && byte == b'/').unwrap_or((rest, ""));
        rest = after;
        let first = trim(first);
        if let [name, unused @ ..] = *names
            && !first.is_empty()
        {
            put(item, name, Raw::Text(Cow::Owned(first.to_owned())));
            *names = unused;
        }
    }
}
