//! What may be asked.

use proptest::prelude::*;
use proptest::sample::select;

use super::meaning::words_of_product;
use super::{Comparison, Filter, Way};
use crate::shop::{
    COUPONS, CUSTOM, LISTS, ORDERS, ORIGINS, PAGES, PRODUCTS, PROMOTIONS, TERMS, VISITORS,
};
use crate::telling::amount;

const TEXTS: [&str; 18] = [
    "country",
    "source",
    "medium",
    "campaign",
    "landing_page",
    "exit_page",
    "page",
    "product",
    "product_name",
    "category",
    "brand",
    "product_viewed",
    "product_added",
    "product_bought",
    "search_term",
    "list",
    "promotion",
    "event",
];
const TEXTS_OF_ORDERS: [&str; 2] = ["coupon", "order_id"];
const CHOICES: [(&str, &[&str]); 4] = [
    ("device", &["desktop", "mobile", "tablet"]),
    ("visitor", &["new", "returning"]),
    ("engaged", &["yes", "no"]),
    ("stage", &["visited", "viewed", "added", "checkout", "ordered"]),
];
const NUMBERS: [&str; 5] = ["page_views", "engaged_ms", "duration_ms", "orders", "visitor_orders"];
const AMOUNTS: [&str; 2] = ["revenue", "cart_value"];
const EXACT: [&str; 2] = ["==", "!="];
const LOOKING: [&str; 4] = ["=@", "!@", "=^", "=$"];
const ORDERING: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// What a visitor can be said to have done, and the dimensions that it is with.
const EVENTS: [(&str, &[&str]); 14] = [
    ("page_view", &["page"]),
    ("view_item", OF_PRODUCTS),
    ("add_to_cart", OF_PRODUCTS),
    ("remove_from_cart", OF_PRODUCTS),
    ("add_to_wishlist", OF_PRODUCTS),
    ("purchase", OF_PRODUCTS),
    ("view_cart", &[]),
    ("begin_checkout", &[]),
    ("search", &["search_term"]),
    ("view_item_list", &["list"]),
    ("select_item", &["list"]),
    ("select_promotion", &["promotion"]),
    ("login", &[]),
    ("quiz_done", &[]),
];
const OF_PRODUCTS: &[&str] = &["product", "product_name", "category", "brand"];

/// All that the shop knows for a dimension.
fn words(dimension: &str) -> Vec<String> {
    let of_products = |of: fn(usize) -> Vec<String>| (0..PRODUCTS.len()).flat_map(of).collect();
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match dimension {
        "country" => VISITORS.iter().map(|visitor| visitor.country.to_owned()).collect(),
        "source" => ORIGINS.iter().map(|origin| origin.channel[0].to_owned()).collect(),
        "medium" => ORIGINS.iter().map(|origin| origin.channel[1].to_owned()).collect(),
        "campaign" => ORIGINS.iter().map(|origin| origin.channel[2].to_owned()).collect(),
        "landing_page" | "exit_page" | "page" => own(&PAGES),
        "product" | "product_viewed" | "product_added" | "product_bought" => {
            of_products(|product| words_of_product("product", product))
        }
        "product_name" => of_products(|product| words_of_product("product_name", product)),
        "category" => of_products(|product| words_of_product("category", product)),
        "brand" => of_products(|product| words_of_product("brand", product)),
        "search_term" => own(&TERMS),
        "list" => own(&LISTS),
        "promotion" => own(&PROMOTIONS),
        "coupon" => own(&COUPONS),
        "order_id" => own(&ORDERS),
        "event" => own(&[&CUSTOM[..], &["page_view", "add_to_cart", "purchase"]].concat()),
        other => panic!("no dimension {other}"),
    }
}

/// A word of the shop, a part of one, or what is in none.
fn value(dimension: &'static str) -> impl Strategy<Value = String> {
    let word = select(words(dimension));
    let part = (word.clone(), 0..20usize, 1..6usize).prop_map(|(word, from, length)| {
        let characters: Vec<char> = word.chars().collect();
        let from = from % characters.len().max(1);
        characters.iter().skip(from).take(length).collect()
    });
    let large = word.clone().prop_map(|word| word.to_ascii_uppercase());
    let none = select(vec!["", "nothing", "%", "_", "' OR '1'='1", "\\\"", "🦀", "\0"]);
    prop_oneof![6 => word, 3 => part, 1 => large, 1 => none.prop_map(str::to_owned)]
}

fn comparison(
    dimension: &'static str,
    operators: Vec<&'static str>,
    value: BoxedStrategy<String>,
) -> impl Strategy<Value = Comparison> {
    (select(operators), value, any::<bool>()).prop_map(move |(operator, value, quoted)| {
        Comparison { dimension, operator, value, quoted }
    })
}

fn of_text(dimension: &'static str) -> impl Strategy<Value = Comparison> {
    comparison(dimension, [&EXACT[..], &LOOKING].concat(), value(dimension).boxed())
}

fn any_comparison() -> impl Strategy<Value = Comparison> {
    let of_orders = select(&TEXTS_OF_ORDERS[..]).prop_flat_map(of_text);
    let choice = select(&CHOICES[..]).prop_flat_map(|(dimension, choices)| {
        let value = select(choices).prop_map(str::to_owned).boxed();
        comparison(dimension, EXACT.to_vec(), value)
    });
    let number = select(&NUMBERS[..]).prop_flat_map(|dimension| {
        let value = if dimension.ends_with("_ms") {
            prop_oneof![0..200_000i64, Just(0), Just(10_000)].boxed()
        } else {
            (0..6i64).boxed()
        };
        comparison(
            dimension,
            ORDERING.to_vec(),
            value.prop_map(|number| number.to_string()).boxed(),
        )
    });
    let money = select(&AMOUNTS[..]).prop_flat_map(|dimension| {
        let value = prop_oneof![Just(0), 0..60_000i64, select(vec![4_995, 12_000, 333, 2_050])];
        let value = value.prop_map(|minor| amount(minor, 0)).boxed();
        comparison(dimension, ORDERING.to_vec(), value)
    });
    prop_oneof![
        8 => select(&TEXTS[..]).prop_flat_map(of_text),
        1 => of_orders,
        2 => choice,
        3 => number,
        2 => money,
    ]
}

fn behaviour() -> impl Strategy<Value = Filter> {
    let event = select(&EVENTS[..]).prop_flat_map(|(event, dimensions)| {
        let with = match dimensions {
            [] => Just(None).boxed(),
            some => prop::option::of(select(some).prop_flat_map(of_text)).boxed(),
        };
        (Just(event), with)
    });
    let count = prop::option::weighted(0.6, (select(vec!["==", "<", "<=", ">", ">="]), 0..4usize));
    let within = prop::option::weighted(0.4, (1..30i64, select(vec!['h', 'd'])));
    (event, count, within, any::<bool>()).prop_map(|((event, with), count, within, negated)| {
        let may_be_within = count.is_none_or(|(sign, _)| sign.starts_with('>'));
        Filter::Did { event, with, count, within: within.filter(|_| may_be_within), negated }
    })
}

pub(crate) fn way() -> impl Strategy<Value = Way> {
    let step = behaviour().prop_map(|filter| match filter {
        Filter::Did { event, with, .. } => (event, with),
        other => panic!("{other:?} is no behaviour"),
    });
    prop::collection::vec(step, 1..5)
}

pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    let one = prop_oneof![3 => any_comparison().prop_map(Filter::Is), 1 => behaviour()];
    one.prop_recursive(3, 8, 3, |inner| {
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![some.clone().prop_map(Filter::All), some.prop_map(Filter::Any)]
    })
}
