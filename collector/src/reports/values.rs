//! Which values a dimension has, the frequent first: what a filter bar offers while somebody types.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Asked, Param, ReportError, rows};
use crate::segment::{DIMENSIONS, Dimension, Kind};
use crate::store::report_values::ProductValues;
use crate::store::trail::StepKind;
use crate::store::{Reading, StoreError};

pub(super) const PARAMS: [Param; 2] = [
    Param {
        name: "dimension",
        about: "Of which dimension of filters; country when nobody says. Those that are numbers have none.",
    },
    Param {
        name: "q",
        about: "What they contain, in small or large letters; those that begin with it come first. All when nobody says.",
    },
];

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let id = asked.param("dimension").unwrap_or("country");
    let dimension = DIMENSIONS.iter().copied().find(|known| known.id() == id).ok_or_else(|| {
        let message = "one of the `filters` of /api/v1/definitions";
        ReportError::parameter("dimension", message)
    })?;
    let said = asked.param("q").unwrap_or_default().trim().to_lowercase();
    let mut found: Vec<(String, i64)> = values(reading, asked, dimension, &said)?
        .into_iter()
        .filter(|(value, _)| !value.is_empty() && value.to_lowercase().contains(&said))
        .collect();
    found.sort_by_cached_key(|(value, times)| {
        (!value.to_lowercase().starts_with(&said), -times, value.clone())
    });
    found.truncate(asked.limit as usize);
    Ok(rows(found.into_iter().map(|(value, times)| json!({ "value": value, "times": times }))))
}

/// How often each was met; more than what was said where that costs nothing.
fn values(
    reading: &Reading,
    asked: &Asked,
    dimension: Dimension,
    said: &str,
) -> Result<BTreeMap<String, i64>, StoreError> {
    let span = asked.span();
    let of_products = |value: fn(&ProductValues) -> &str| {
        let products = reading.product_values(span)?;
        Ok(counted(products.iter().map(|(product, times)| (value(product).to_owned(), *times))))
    };
    match dimension {
        Dimension::Source | Dimension::Medium | Dimension::Campaign => {
            let channels = reading.channel_values(span)?;
            Ok(counted(channels.into_iter().map(|(channel, sessions)| {
                let value = match dimension {
                    Dimension::Source => channel.source,
                    Dimension::Medium => channel.medium,
                    _ => channel.campaign,
                };
                (value, sessions)
            })))
        }
        Dimension::Page | Dimension::LandingPage | Dimension::ExitPage => {
            Ok(counted(reading.page_values(span, said, asked.limit)?.into_iter()))
        }
        Dimension::Product
        | Dimension::ProductViewed
        | Dimension::ProductAdded
        | Dimension::ProductBought => of_products(|product| &product.key),
        Dimension::ProductName => of_products(|product| &product.name),
        Dimension::Brand => of_products(|product| &product.brand),
        Dimension::Category => of_products(|product| &product.category),
        Dimension::OrderId => {
            let orders = reading.order_values(span)?;
            Ok(counted(orders.into_iter().map(|(order_id, _)| (order_id, 1))))
        }
        Dimension::Coupon => {
            let orders = reading.order_values(span)?;
            Ok(counted(orders.into_iter().map(|(_, coupon)| (coupon, 1))))
        }
        Dimension::Country => {
            let mut countries = BTreeMap::new();
            reading.newest_sessions(span, |country, _| {
                *countries.entry(country.to_owned()).or_default() += 1;
            })?;
            Ok(countries)
        }
        Dimension::SearchTerm => of_steps(reading, asked, &[StepKind::Search]),
        Dimension::List => {
            of_steps(reading, asked, &[StepKind::ViewItemList, StepKind::SelectItem])
        }
        Dimension::Promotion => {
            of_steps(reading, asked, &[StepKind::ViewPromotion, StepKind::SelectPromotion])
        }
        Dimension::Event => of_steps(reading, asked, &[StepKind::Custom]),
        _ => Ok(match dimension.kind() {
            Kind::OneOf(choices) => choices.iter().map(|choice| ((*choice).into(), 0)).collect(),
            Kind::Text | Kind::Number | Kind::Money => BTreeMap::new(),
        }),
    }
}

fn counted(values: impl Iterator<Item = (String, i64)>) -> BTreeMap<String, i64> {
    let mut all = BTreeMap::new();
    for (value, times) in values {
        *all.entry(value).or_default() += times;
    }
    all
}

/// Texts that steps of these kinds are with, in the newest sessions.
fn of_steps(
    reading: &Reading,
    asked: &Asked,
    kinds: &[StepKind],
) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut ids = BTreeMap::<i64, i64>::new();
    reading.newest_sessions(asked.span(), |_, steps| {
        for step in steps.filter(|step| kinds.contains(&step.kind)) {
            *ids.entry(step.object).or_default() += 1;
        }
    })?;
    ids.into_iter().map(|(id, times)| Ok((reading.text(id)?, times))).collect()
}
