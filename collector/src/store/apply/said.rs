//! What an event says of a product, beside its key: kept as last said.

use footfall_protocol::Item;

/// From the widest to the narrowest.
const CATEGORIES: [&str; 5] =
    ["item_category", "item_category2", "item_category3", "item_category4", "item_category5"];
const BETWEEN: &str = " > ";

/// Borrowed from an item; what it does not say stays as it was.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Said<'a> {
    pub(super) key: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) brand: Option<&'a str>,
    categories: [Option<&'a str>; CATEGORIES.len()],
}

impl<'a> Said<'a> {
    pub(in crate::store) fn of(item: &'a Item) -> Self {
        let mut said = Self { name: item.name.as_deref(), ..Self::key(item.key()) };
        for (key, value) in item.params.iter().filter(|(_, value)| !value.is_empty()) {
            if key == "item_brand" {
                said.brand = Some(value);
            } else if let Some(place) = CATEGORIES.iter().position(|known| known == key) {
                said.categories[place] = Some(value);
            }
        }
        said
    }

    /// Nothing but that it is this product.
    pub(super) fn key(key: &'a str) -> Self {
        Self { key, name: None, brand: None, categories: [None; CATEGORIES.len()] }
    }

    /// Its place among the shop's categories.
    pub(super) fn category(&self) -> Option<String> {
        let said: Vec<&str> = self.categories.iter().copied().flatten().collect();
        (!said.is_empty()).then(|| said.join(BETWEEN))
    }

    /// Whether it says nothing of the category, or this.
    fn keeps_category(&self, category: &str) -> bool {
        let mut said = self.categories.iter().flatten();
        let Some(first) = said.next() else { return true };
        let rest = said.try_fold(category.strip_prefix(first), |rest, next| {
            Some(rest?.strip_prefix(BETWEEN)?.strip_prefix(next))
        });
        rest == Some(Some(""))
    }

    /// Whether all that it says is known.
    pub(super) fn is_known(&self, name: &str, brand: &str, category: &str) -> bool {
        self.name.is_none_or(|said| said == name)
            && self.brand.is_none_or(|said| said == brand)
            && self.keeps_category(category)
    }
}

#[cfg(test)]
mod tests {
    use footfall_protocol::Decimal;

    use super::*;

    fn item(params: &[(&str, &str)]) -> Item {
        let params =
            params.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
        let (price, discount) = (None, None);
        Item { id: Some("L".into()), name: None, price, quantity: Decimal::ONE, discount, params }
    }

    #[test]
    fn categories_are_joined_from_the_widest_to_the_narrowest() {
        let check = |params: &[(&str, &str)], expected: Option<&str>| {
            let item = item(params);
            let said = Said::of(&item);
            assert_eq!(said.category().as_deref(), expected, "{params:?}");
            for known in ["", "Home", "Home > Light", "Home > Light > Desk"] {
                let same = expected.is_none_or(|expected| expected == known);
                assert_eq!(said.keeps_category(known), same, "{params:?} beside {known}");
            }
        };
        check(&[], None);
        check(&[("item_category", "")], None);
        check(&[("item_category", "Home")], Some("Home"));
        check(&[("item_category2", "Light"), ("item_category", "Home")], Some("Home > Light"));
        check(
            &[("item_category", "Home"), ("item_category2", "Light"), ("item_category3", "Desk")],
            Some("Home > Light > Desk"),
        );
        check(&[("item_category", "Home"), ("item_category5", "Desk")], Some("Home > Desk"));
    }

    #[test]
    fn what_is_not_said_stays_as_it_was() {
        let item = item(&[("item_brand", "Lux")]);
        let said = Said::of(&item);
        assert!(said.is_known("Lamp", "Lux", "Home"));
        assert!(!said.is_known("Lamp", "", "Home"));
    }
}
