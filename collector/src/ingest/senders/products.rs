//! Products without names for their fields: `[[sku, name, category, price, quantity, brand, variant, {dimensions}], …]`.

use std::borrow::Cow;

use footfall_protocol::Raw;

const FIELDS: [&str; 8] =
    ["sku", "name", "category", "price", "quantity", "brand", "variant", "customDimensions"];

/// Products with their names, as `_paq` has them. `None` where it is not a list of lists.
pub(super) fn named(text: &str) -> Option<Raw<'_>> {
    let Ok(Raw::List(products)) = serde_json::from_str(text) else { return None };
    products.into_iter().map(product).collect::<Option<_>>().map(Raw::List)
}

fn product(product: Raw<'_>) -> Option<Raw<'_>> {
    let Raw::List(values) = product else { return None };
    let mut fields: Vec<_> = FIELDS.into_iter().map(Cow::Borrowed).zip(values).collect();
    // It is by its sku that a product is told to be of this kind, and one without is dropped.
    match fields.first_mut() {
        Some((_, sku @ Raw::Null)) => *sku = Raw::Text("".into()),
        Some(_) => {}
        None => fields.push(("sku".into(), Raw::Text("".into()))),
    }
    Some(Raw::Map(fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let named = named(text).map(|products| serde_json::to_string(&products).unwrap());
        assert_eq!(named.as_deref().unwrap_or("none"), expected, "{text}");
    }

    #[test]
    fn fields_are_named_by_their_place() {
        check(
            r#"[["A","Lamp",["Home",["Lamps"]],19.99,"2","Lux","Brass",{"1":"x"}]]"#,
            r#"[{"sku":"A","name":"Lamp","category":["Home",["Lamps"]],"price":"19.99","quantity":"2","brand":"Lux","variant":"Brass","customDimensions":{"1":"x"}}]"#,
        );
        check(
            r#"[["A",null,null,5],["B"]]"#,
            r#"[{"sku":"A","name":null,"category":null,"price":5},{"sku":"B"}]"#,
        );
        check(r#"[[null,"Lamp"],[]]"#, r#"[{"sku":"","name":"Lamp"},{"sku":""}]"#);
        check("[]", "[]");
    }

    #[test]
    fn what_is_no_list_of_lists_is_none() {
        for text in ["", "{", "{}", "5", "[5]", r#"[{"sku":"A"}]"#, "null"] {
            check(text, "none");
        }
    }
}
