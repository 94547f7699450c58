//! What the dialects that are not GA4's have in common: other names for the same fields, and more patience with numbers.

use std::borrow::Cow;

use crate::Raw;
use crate::texts::{split_once, take_part, trim};

/// Names of a dialect and ours, as `theirs=ours theirs=ours`: half the bytes of a table of texts, each of which would be
/// an address and a length beside it.
pub(crate) type Names = &'static str;
/// A map that is being made.
pub(crate) type Entries<'a> = Vec<(Cow<'a, str>, Raw<'a>)>;

/// The next of some names: theirs, and ours.
pub(crate) fn next_name(names: &mut Names) -> Option<(&'static str, &'static str)> {
    split_once(take_part(names, b' ')?, b'=')
}

/// Adds a value, if it says anything. These dialects' own readers take what is no number for absent (a price is then
/// 0, a quantity 1), and their callers write `false` for "none"; a total is left to be believed or refused. So a name of
/// ours may begin with what its value must be: `#` a number, `+` more than nothing, `!` not blank.
pub(crate) fn put<'a>(entries: &mut Entries<'a>, name: &'static str, value: &Raw<'a>) {
    let Some(plain) = value.plain().filter(|plain| !matches!(plain, Raw::Bool(false))) else {
        return;
    };
    let text = value.scalar().unwrap_or_default();
    let text = trim(&text);
    let kind = name.bytes().next().unwrap_or_default();
    // What a number is worth is no question here, and would cost every shop more.
    let (mut digits, mut points, mut is_positive, mut is_strange) = (0, 0, false, false);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                is_positive |= byte > b'0';
            }
            b'.' => points += 1,
            b'-' if place == 0 && kind == b'#' => {}
            _ => is_strange = true,
        }
    }
    let is_number = digits > 0 && points < 2 && !is_strange;
    let (is_said, skipped) = match kind {
        b'#' => (is_number, 1),
        b'+' => (is_number && is_positive, 1),
        b'!' => (!text.is_empty(), 1),
        _ => (true, 0),
    };
    if is_said {
        entries.push((Cow::Borrowed(name.get(skipped..).unwrap_or_default()), plain));
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

/// Adds the items in a list of products, or in a single product. With `paths`, as Universal Analytics has it, a category
/// is a path (`A/B/C`) and a name is enough to know a product by; else only an id is.
pub(crate) fn put_items<'a>(
    entries: &mut Entries<'a>,
    products: &Raw<'a>,
    names: Names,
    paths: bool,
) {
    let mut items = Vec::new();
    for product in products.list().unwrap_or(std::slice::from_ref(products)) {
        let mut item = Entries::new();
        rename(product, names, &mut item);
        // The names begin with the id's, then the name's.
        match item.first() {
            Some((name, _)) if name == "item_id" || (paths && name == "item_name") => {}
            _ => continue,
        }
        let category = product.get("category").unwrap_or(Raw::EMPTY);
        categories(category, paths, &mut { CATEGORIES }, &mut item);
        for (number, value) in product.get("customDimensions").unwrap_or(Raw::EMPTY).entries() {
            if let Some(value) = value.plain() {
                item.push((Cow::Owned(String::from("dimension") + number), value));
            }
        }
        items.push(Raw::Map(item));
    }
    entries.push((Cow::Borrowed("items"), Raw::List(items)));
}

const CATEGORIES: Names =
    "item_category item_category2 item_category3 item_category4 item_category5";

/// A category is a text, or a list of what is one; blanks are none of it.
fn categories<'a>(category: &Raw<'a>, paths: bool, names: &mut Names, item: &mut Entries<'a>) {
    for category in category.list().unwrap_or_default() {
        categories(category, paths, names, item);
    }
    let mut path = category.text().unwrap_or_default();
    while let Some(part) = take_part(&mut path, if paths { b'/' } else { 0 }) {
        if !trim(part).is_empty()
            && let Some(name) = take_part(names, b' ')
        {
            item.push((Cow::Borrowed(name), Raw::Text(Cow::Owned(trim(part).to_owned()))));
        }
    }
}
