//! Products, categories and brands by revenue, with how often they were viewed, added and bought.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::folds::products::{ProductSums, ProductsFold};
use super::{Asked, ReportError, money_json, ratio, rows};
use crate::site::Site;
use crate::store::report::ProductName;
use crate::store::segment::CATEGORY_LEVELS;
use crate::store::{Reading, StoreError};

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let products = match asked.filter {
        None => reading.products(asked.span(), asked.limit)?,
        Some(_) => of_segment(reading, asked)?,
    };
    Ok(rows(products.into_iter().map(|(product, sums)| {
        let mut row = Map::new();
        row.insert("item_id".into(), json!(product.item_key));
        row.insert("item_name".into(), json!(product.name));
        row.extend(metrics(&sums, asked.site));
        Value::Object(row)
    })))
}

fn of_segment(
    reading: &Reading,
    asked: &Asked,
) -> Result<Vec<(ProductName, ProductSums)>, StoreError> {
    let segment = asked.segment(reading)?;
    let fold = ProductsFold { groups: None };
    let found = reading.fold(asked.span(), segment.as_ref(), &fold)?;
    let mut names: FxHashMap<i64, ProductName> =
        reading.product_names(asked.site)?.into_iter().map(|name| (name.id, name)).collect();
    let of = found.of.into_iter().filter_map(|(id, sums)| Some((names.remove(&id)?, sums)));
    let mut products: Vec<_> = of.collect();
    products.sort_by(|(a, left), (b, right)| {
        place(left).cmp(&place(right)).then_with(|| a.item_key.cmp(&b.item_key))
    });
    products.truncate(asked.limit as usize);
    Ok(products)
}

/// `level`: of categories the first so many levels; all when nobody says.
pub(super) fn categories(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let level = match asked.param("level").map(str::parse::<usize>) {
        None => usize::MAX,
        Some(Ok(level)) if (1..=5).contains(&level) => level,
        Some(_) => return Err(ReportError::parameter("level", "a number from 1 to 5")),
    };
    grouped(reading, asked, "category", |product| {
        let levels: Vec<&str> = product.category.split(CATEGORY_LEVELS).take(level).collect();
        levels.join(CATEGORY_LEVELS)
    })
}

pub(super) fn brands(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    grouped(reading, asked, "brand", |product| product.brand.clone())
}

/// Products by what they have in common, as last seen; those of which nobody said it are a row of their own.
fn grouped(
    reading: &Reading,
    asked: &Asked,
    name: &str,
    group: impl Fn(&ProductName) -> String,
) -> Result<Value, ReportError> {
    let mut first: FxHashMap<String, i64> = FxHashMap::default();
    let mut groups = FxHashMap::default();
    for product in reading.product_names(asked.site)? {
        let first = *first.entry(group(&product)).or_insert(product.id);
        groups.insert(product.id, first);
    }
    let names: FxHashMap<i64, String> = first.into_iter().map(|(name, id)| (id, name)).collect();
    let segment = asked.segment(reading)?;
    let fold = ProductsFold { groups: Some(groups) };
    let found = reading.fold(asked.span(), segment.as_ref(), &fold)?;
    let of = found.of.into_iter().filter_map(|(id, sums)| Some((names.get(&id)?, sums)));
    let mut of: Vec<_> = of.collect();
    of.sort_by(|(a, left), (b, right)| place(left).cmp(&place(right)).then_with(|| a.cmp(b)));
    Ok(rows(of.into_iter().take(asked.limit as usize).map(|(value, sums)| {
        let mut row = Map::new();
        row.insert(name.to_owned(), json!(value));
        row.extend(metrics(&sums, asked.site));
        Value::Object(row)
    })))
}

/// By revenue, then views.
fn place(sums: &ProductSums) -> (i64, i64) {
    (-sums.revenue_minor, -sums.views)
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
        ("add_rate", json!(ratio(sums.sessions_viewed_added, sums.sessions_viewed))),
        ("buy_rate", json!(ratio(sums.sessions_viewed_bought, sums.sessions_viewed))),
    ];
    metrics.into_iter().map(|(id, value)| (id.to_owned(), value)).collect()
}

/// Whole units as an integer, others with their fraction.
fn units(milli: i64) -> Value {
    if milli % 1000 == 0 { json!(milli / 1000) } else { json!(milli as f64 / 1000.0) }
}
