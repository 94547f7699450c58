//! Items as Universal Analytics, Matomo and Piwik PRO have them: `{id or sku, name, brand, category, variant, price,
//! quantity, …}`. Only the collector reads them; in a shopper's browser they pass as they are.

use std::borrow::Cow;

use crate::dialect::{Entries, Names, next_name};
use crate::texts::trim;
use crate::{Decimal, Raw};

const FIELDS: Names = "id=item_id sku=item_id name=item_name brand=item_brand variant=item_variant price=price \
    quantity=quantity coupon=coupon list=item_list_name position=index";
const CATEGORIES: [&str; 5] =
    ["item_category", "item_category2", "item_category3", "item_category4", "item_category5"];

/// Products as items. `None` for what are items already, or nothing of either kind.
pub(crate) fn as_items<'a>(products: &Raw<'a>) -> Option<Raw<'a>> {
    // One product may stand without a list.
    let list = products.list().unwrap_or(std::slice::from_ref(products));
    let has = |name| list.iter().any(|product| product.get(name).is_some());
    let are_items = has("item_id") || has("item_name");
    if are_items || !(has("id") || has("sku") || has("name")) {
        return None;
    }
    // Matomo and Piwik PRO know a product by its sku alone, and take a category for one name.
    let is_paq = has("sku");
    Some(Raw::List(list.iter().filter_map(|product| item(product, is_paq)).collect()))
}

fn item<'a>(product: &Raw<'a>, is_paq: bool) -> Option<Raw<'a>> {
    let mut item = Entries::new();
    let mut names = FIELDS;
    while let Some((theirs, ours)) = next_name(&mut names) {
        let value = product.get(theirs).filter(|value| is_said(ours, value));
        if let Some(value) = value.and_then(Raw::plain) {
            item.push((Cow::Borrowed(ours), value));
        }
    }
    // They begin with the id's, then the name's.
    let (first, _) = item.first()?;
    if first != "item_id" && (is_paq || first != "item_name") {
        return None;
    }
    let mut categories = Vec::new();
    collect_categories(product.get("category").unwrap_or(Raw::EMPTY), is_paq, &mut categories);
    for (name, category) in CATEGORIES.into_iter().zip(categories) {
        item.push((Cow::Borrowed(name), Raw::Text(Cow::Owned(category))));
    }
    for (number, value) in product.get("customDimensions").unwrap_or(Raw::EMPTY).entries() {
        if let Some(value) = value.plain() {
            item.push((Cow::Owned(format!("dimension{number}")), value));
        }
    }
    Some(Raw::Map(item))
}

/// Whether a value says anything. Their own readers take what is no number for absent: a price is then 0, a quantity 1.
fn is_said(name: &str, value: &Raw) -> bool {
    match name {
        _ if matches!(value, Raw::Bool(false)) => false,
        "item_id" | "item_name" => value.scalar().is_some_and(|text| !trim(&text).is_empty()),
        "price" => Decimal::from_raw(value).is_ok(),
        "quantity" => Decimal::from_raw(value).is_ok_and(Decimal::is_quantity),
        _ => true,
    }
}

/// A category is a text, or a list of what is one; blanks are none of it. Universal Analytics' is a path: `A/B/C`.
fn collect_categories(category: &Raw, is_paq: bool, categories: &mut Vec<String>) {
    for category in category.list().unwrap_or_default() {
        collect_categories(category, is_paq, categories);
    }
    let text = category.text().unwrap_or_default();
    let parts = text.split(|character| !is_paq && character == '/').map(trim);
    categories.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(products: &str, expected: &str) {
        let products: Raw = serde_json::from_str(products).unwrap();
        let items = as_items(&products).map(|items| serde_json::to_string(&items).unwrap());
        assert_eq!(items.as_deref().unwrap_or("none"), expected);
    }

    #[test]
    fn universal_analytics_products_are_items() {
        check(
            r#"[{"id":"L-1","name":"Lamp","brand":"Lux","category":"Home/ /Lamps/Table/A/B/C","variant":"Brass",
                "price":"19.99","quantity":2,"coupon":"TEN","list":"Search","position":3,"dimension1":"x"}]"#,
            r#"[{"item_id":"L-1","item_name":"Lamp","item_brand":"Lux","item_variant":"Brass","price":"19.99","quantity":2,"coupon":"TEN","item_list_name":"Search","index":3,"item_category":"Home","item_category2":"Lamps","item_category3":"Table","item_category4":"A","item_category5":"B"}]"#,
        );
        check(
            r#"[{"name":"Lamp"},{"id":5},{"brand":"x"}]"#,
            r#"[{"item_name":"Lamp"},{"item_id":5}]"#,
        );
        check(r#"{"id":"A"}"#, r#"[{"item_id":"A"}]"#);
    }

    #[test]
    fn what_is_no_number_or_no_product_is_passed_over_as_their_own_readers_do() {
        check(r#"[{"sku":"A","price":"free","quantity":"many"}]"#, r#"[{"item_id":"A"}]"#);
        check(r#"[{"sku":"A","price":"","quantity":0}]"#, r#"[{"item_id":"A"}]"#);
        check(r#"[{"sku":"A","price":null,"quantity":-1,"name":false}]"#, r#"[{"item_id":"A"}]"#);
        check(r#"[{"sku":"A","price":"-5"}]"#, r#"[{"item_id":"A","price":"-5"}]"#);
        check(
            r#"[{"name":"x"},{"sku":" "},{"sku":false},{"sku":"B"},null,5]"#,
            r#"[{"item_id":"B"}]"#,
        );
        check(r#"[{"sku":"A","category":"A/B"}]"#, r#"[{"item_id":"A","item_category":"A/B"}]"#);
        check(
            r#"[{"sku":"A","category":["1",["", "2"],"","3",["4","5"],"6"]}]"#,
            r#"[{"item_id":"A","item_category":"1","item_category2":"2","item_category3":"3","item_category4":"4","item_category5":"5"}]"#,
        );
        check(r#"[{"sku":"A","category":false}]"#, r#"[{"item_id":"A"}]"#);
        check(
            r#"[{"sku":"A","customDimensions":{"1":"a","20":"b","3":[]}}]"#,
            r#"[{"item_id":"A","dimension1":"a","dimension20":"b"}]"#,
        );
    }

    #[test]
    fn items_are_left_alone() {
        for none in [
            r#"[{"item_id":"A","id":"B"}]"#,
            r#"[{"item_name":"A"}]"#,
            r#"[{"price":1}]"#,
            "[]",
            "5",
        ] {
            check(none, "none");
        }
    }
}
