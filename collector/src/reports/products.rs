//! Products, categories and brands by revenue, with how often they were viewed, added and bought.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::folds::products::{Groups, ProductSums, ProductsFold};
use super::paging::{Key, Sorting};
use super::{Asked, ReportError, money_json, ratio};
use crate::site::Site;
use crate::store::report::ProductName;
use crate::store::segment::CATEGORY_LEVELS;
use crate::store::{Reading, StoreError};

type Product = (ProductName, ProductSums);

const PRODUCTS: Sorting<Product> = Sorting {
    columns: &[
        ("revenue", |(_, sums)| Key::counts(sums.revenue_minor, sums.views)),
        ("item_id", |(product, _)| Key::text(&product.item_key)),
        ("item_name", |(product, _)| Key::text(&product.name)),
        ("views", |(_, sums)| Key::count(sums.views)),
        ("adds", |(_, sums)| Key::count(sums.adds)),
        ("removes", |(_, sums)| Key::count(sums.removes)),
        ("orders", |(_, sums)| Key::count(sums.orders)),
        ("units", |(_, sums)| Key::count(sums.units_milli)),
        ("refunds", |(_, sums)| Key::count(sums.refunds_minor)),
        ("add_rate", |(_, sums)| Key::ratio(add_rate(sums))),
        ("buy_rate", |(_, sums)| Key::ratio(buy_rate(sums))),
    ],
    about: |(product, _)| format!("{}\n{}", product.item_key, product.name),
};

/// By revenue, then views.
pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let products = match asked.filter {
        None => reading.products(asked.span())?,
        Some(_) => of_segment(reading, asked)?,
    };
    PRODUCTS.page(products, asked, |(product, sums)| {
        let mut row = Map::new();
        row.insert("item_id".into(), json!(product.item_key));
        row.insert("item_name".into(), json!(product.name));
        row.extend(metrics(sums, asked.site));
        Value::Object(row)
    })
}

fn of_segment(reading: &Reading, asked: &Asked) -> Result<Vec<Product>, StoreError> {
    let segment = asked.segment(reading)?;
    let fold = ProductsFold { groups: None };
    let found = reading.fold(asked.span(), segment.as_ref(), &fold)?;
    let mut names: FxHashMap<i64, ProductName> =
        reading.product_names(asked.site)?.into_iter().map(|name| (name.id, name)).collect();
    let of = found.of.into_iter().filter_map(|(id, sums)| Some((names.remove(&id)?, sums)));
    Ok(of.collect())
}

/// `level`: of categories the first so many levels; all when nobody says.
pub(super) fn categories(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let level = match asked.param("level").map(str::parse::<usize>) {
        None => usize::MAX,
        Some(Ok(level)) if (1..=5).contains(&level) => level,
        Some(_) => return Err(ReportError::parameter("level", "a number from 1 to 5")),
    };
    grouped(reading, asked, "category", level, |product| {
        let levels: Vec<&str> = product.category.split(CATEGORY_LEVELS).take(level).collect();
        levels.join(CATEGORY_LEVELS)
    })
}

pub(super) fn brands(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    grouped(reading, asked, "brand", 0, |product| product.brand.clone())
}

/// Products by what they have in common, as last seen; those of which nobody said it are a row of their own. `level`: of
/// which of them, when there are several.
fn grouped(
    reading: &Reading,
    asked: &Asked,
    name: &str,
    level: usize,
    group: impl Fn(&ProductName) -> String,
) -> Result<Value, ReportError> {
    let mut first: FxHashMap<String, i64> = FxHashMap::default();
    let mut first_of_each = FxHashMap::default();
    for product in reading.product_names(asked.site)? {
        let first = *first.entry(group(&product)).or_insert(product.id);
        first_of_each.insert(product.id, first);
    }
    let names: FxHashMap<i64, String> = first.into_iter().map(|(name, id)| (id, name)).collect();
    let segment = asked.segment(reading)?;
    let version = reading.product_groups_version(asked.site.id)?;
    let by = format!("{name} {level} {version}");
    let fold = ProductsFold { groups: Some(Groups { by, first: first_of_each }) };
    let mut found = reading.fold(asked.span(), segment.as_ref(), &fold)?.of;
    if segment.is_none() {
        count_on_own_days(&mut found, reading, asked, &fold)?;
    }
    let of = found.into_iter().filter_map(|(id, sums)| Some((names.get(&id)?.clone(), sums)));
    GROUPS.page(of.collect(), asked, |(value, sums)| {
        let mut row = Map::new();
        row.insert(name.to_owned(), json!(value));
        row.extend(metrics(sums, asked.site));
        Value::Object(row)
    })
}

/// Without a filter what was done to products counts on its own day, as in their own report: groups add up to that.
fn count_on_own_days(
    found: &mut FxHashMap<i64, ProductSums>,
    reading: &Reading,
    asked: &Asked,
    fold: &ProductsFold,
) -> Result<(), StoreError> {
    for sums in found.values_mut() {
        *sums = ProductSums { views: 0, adds: 0, removes: 0, ..*sums };
    }
    for (product, totals) in reading.products(asked.span())? {
        let sums = found.entry(fold.group(product.id)).or_default();
        sums.views += totals.views;
        sums.adds += totals.adds;
        sums.removes += totals.removes;
    }
    found.retain(|_, sums| *sums != ProductSums::default());
    Ok(())
}

const GROUPS: Sorting<(String, ProductSums)> = Sorting {
    columns: &[
        ("revenue", |(_, sums)| Key::counts(sums.revenue_minor, sums.views)),
        ("category", |(group, _)| Key::text(group)),
        ("brand", |(group, _)| Key::text(group)),
        ("views", |(_, sums)| Key::count(sums.views)),
        ("adds", |(_, sums)| Key::count(sums.adds)),
        ("removes", |(_, sums)| Key::count(sums.removes)),
        ("orders", |(_, sums)| Key::count(sums.orders)),
        ("units", |(_, sums)| Key::count(sums.units_milli)),
        ("refunds", |(_, sums)| Key::count(sums.refunds_minor)),
        ("add_rate", |(_, sums)| Key::ratio(add_rate(sums))),
        ("buy_rate", |(_, sums)| Key::ratio(buy_rate(sums))),
    ],
    about: |(group, _)| group.clone(),
};

fn add_rate(sums: &ProductSums) -> Option<f64> {
    ratio(sums.sessions_viewed_added, sums.sessions_viewed)
}

fn buy_rate(sums: &ProductSums) -> Option<f64> {
    ratio(sums.sessions_viewed_bought, sums.sessions_viewed)
}

fn metrics(sums: &ProductSums, site: &Site) -> Map<String, Value> {
    let money = |minor| money_json(site.money(minor));
    let metrics = [
        ("views", json!(sums.views)),
        ("adds", json!(sums.adds)),
        ("removes", json!(sums.removes)),
        ("orders", json!(sums.orders)),
        ("units", units(sums.units_milli)),
        ("revenue", money(sums.revenue_minor)),
        ("refunds", money(sums.refunds_minor)),
        ("add_rate", json!(add_rate(sums))),
        ("buy_rate", json!(buy_rate(sums))),
    ];
    metrics.into_iter().map(|(id, value)| (id.to_owned(), value)).collect()
}

/// Whole units as an integer, others with their fraction.
pub(super) fn units(milli: i64) -> Value {
    if milli % 1000 == 0 { json!(milli / 1000) } else { json!(milli as f64 / 1000.0) }
}
