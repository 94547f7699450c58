//! What every number and every word of the reports means: one registry, which the API (`GET /api/v1/definitions`), the
//! OpenAPI document, CSV's columns, the page and the documentation read.
//!
//! A key of an answer is a definition's `id`; where the same word means something else in another report, there are two.

mod carts;
mod customers;
mod dimensions;
mod explained;
mod interest;
mod lifetime;
mod money;
mod operation;
mod products;
mod visits;

use serde_json::{Value, json};

use super::REPORTS;
use crate::segment::{self, DIMENSIONS};
use crate::store::trail::StepKind;

/// In the order in which tables have their columns: first what a row is about.
const ALL: [&[Definition]; 10] = [
    dimensions::ALL,
    visits::ALL,
    money::ALL,
    carts::ALL,
    products::ALL,
    interest::ALL,
    customers::ALL,
    lifetime::ALL,
    explained::ALL,
    operation::ALL,
];

/// Who counts: `overview` compares these with Footfall's own.
pub use super::systems::SYSTEMS;

#[derive(Debug)]
pub struct Definition {
    pub id: &'static str,
    pub name: &'static str,
    /// A metric is counted; a dimension says of what.
    pub kind: Kind,
    pub unit: Unit,
    /// From other ids; empty of what is counted itself.
    pub formula: &'static str,
    /// Whether the days, or the rows, of a period sum up to the period.
    pub additive: bool,
    pub text: &'static str,
    /// In whose rows it stands, of one without rows in the answer itself; `carts/`: beside the rows, of the whole; `/path`: in
    /// rows within a row, of whichever report.
    pub reports: &'static [&'static str],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Metric,
    Dimension,
}

/// What a value is, and how it stands in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// An integer.
    Count,
    /// A number, 0 to 1 of a share; null without a denominator.
    Ratio,
    /// `{"amount": "3111.11", "currency": "EUR"}`: exact decimal text.
    Money,
    /// An integer.
    Milliseconds,
    /// Milliseconds since 1970.
    Moment,
    /// Pieces of a product; with a fraction where it is sold by weight.
    Units,
    /// A number without a unit of its own.
    Number,
    /// `2026-01-31`.
    Date,
    Text,
    Flag,
    /// As the metric that is explained: a number, or money.
    OfMetric,
    /// Texts.
    List,
    /// Rows within a row.
    Rows,
    /// An object of its own.
    Object,
}

impl Unit {
    pub fn word(self) -> &'static str {
        match self {
            Unit::Count => "count",
            Unit::Ratio => "ratio",
            Unit::Money => "money",
            Unit::Milliseconds => "ms",
            Unit::Moment => "ms since 1970",
            Unit::Units => "units",
            Unit::Number => "number",
            Unit::Date => "date",
            Unit::Text => "text",
            Unit::Flag => "flag",
            Unit::OfMetric => "number or money",
            Unit::List => "list",
            Unit::Rows => "rows",
            Unit::Object => "object",
        }
    }
}

const fn metric(
    id: &'static str,
    name: &'static str,
    unit: Unit,
    text: &'static str,
    reports: &'static [&'static str],
) -> Definition {
    Definition { id, name, kind: Kind::Metric, unit, formula: "", additive: false, text, reports }
}

const fn dimension(
    id: &'static str,
    name: &'static str,
    unit: Unit,
    text: &'static str,
    reports: &'static [&'static str],
) -> Definition {
    Definition { kind: Kind::Dimension, ..metric(id, name, unit, text, reports) }
}

impl Definition {
    /// The parts sum up to the whole.
    const fn additive(self) -> Self {
        Self { additive: true, ..self }
    }

    const fn formula(self, formula: &'static str) -> Self {
        Self { formula, ..self }
    }

    fn json(&self) -> Value {
        let mut reports: Vec<&str> =
            self.reports.iter().map(|place| place.trim_end_matches('/')).collect();
        reports.retain(|id| REPORTS.iter().any(|report| report.id == *id));
        reports.dedup();
        json!({
            "id": self.id,
            "name": self.name,
            "unit": self.unit.word(),
            "definition": self.text,
            "formula": (!self.formula.is_empty()).then_some(self.formula),
            "additive": self.additive,
            "reports": reports,
            "places": self.reports,
        })
    }
}

pub fn all() -> impl Iterator<Item = &'static Definition> {
    ALL.into_iter().flatten()
}

/// What may stand in a row of a report, in the order of its columns.
pub fn of_report(report: &str) -> impl Iterator<Item = &'static Definition> {
    all().filter(move |definition| definition.reports.contains(&report))
}

/// What may stand beside the rows.
pub fn beside_rows(report: &str) -> impl Iterator<Item = &'static Definition> {
    let is_of = move |place: &&str| place.strip_suffix('/') == Some(report);
    all().filter(move |definition| definition.reports.iter().any(&is_of))
}

/// A metric's definition.
pub fn of(id: &str) -> Value {
    let metric = |known: &&Definition| known.id == id && known.kind == Kind::Metric;
    all().find(metric).map_or(Value::Null, Definition::json)
}

pub fn is_money(id: &str) -> bool {
    all().any(|known| known.id == id && known.unit == Unit::Money)
}

/// All of it, for whoever explains numbers to people.
pub fn answer() -> Value {
    let of = |kind| all().filter(move |definition| definition.kind == kind).map(Definition::json);
    let reports = REPORTS.iter().map(|report| {
        let params = report.params.iter();
        json!({
            "id": report.id,
            "about": report.about,
            "params": params
                .map(|param| json!({ "name": param.name, "about": param.about }))
                .collect::<Vec<_>>(),
        })
    });
    let systems = SYSTEMS.iter().map(|system| {
        let notes = system.notes.iter().map(|&(id, note)| json!({ "id": id, "note": note }));
        json!({
            "id": system.id,
            "name": system.name,
            "definitions": notes.collect::<Vec<_>>(),
        })
    });
    let filters = DIMENSIONS.iter().map(|dimension| {
        let (kind, values) = match dimension.kind() {
            segment::Kind::Text => ("text", &[][..]),
            segment::Kind::Number => ("number", &[][..]),
            segment::Kind::Money => ("money", &[][..]),
            segment::Kind::OneOf(values) => ("one of", values),
        };
        json!({ "id": dimension.id(), "about": dimension.about(), "kind": kind, "values": values })
    });
    json!({
        "metrics": of(Kind::Metric).collect::<Vec<_>>(),
        "dimensions": of(Kind::Dimension).collect::<Vec<_>>(),
        "filters": filters.collect::<Vec<_>>(),
        "events": StepKind::EVENTS.map(|(name, _)| name),
        "reports": reports.collect::<Vec<_>>(),
        "systems": systems.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PRODUCT.md, section 4.
    const PROMISED: &str = "sessions visitors page_views engaged_ms engaged_ms_per_session engagement_rate \
        time_on_page_median_ms time_on_page_mean_ms bounce_rate gross_revenue refunds total_revenue item_revenue tax shipping \
        discount orders average_order_value session_conversion_rate visitor_conversion_rate revenue_per_session \
        revenue_per_visitor cart_abandonment_rate checkout_abandonment_rate recovered_carts recovery_rate recovery_lag \
        lost_revenue views adds removes units revenue add_rate buy_rate count rate median_ms repeat_purchase_rate \
        clv_historic clv_predicted rfm retention attributed_revenue";

    #[test]
    fn every_metric_of_the_promise_is_defined() {
        for id in PROMISED.split_whitespace() {
            let known = all().any(|known| known.id == id && known.kind == Kind::Metric);
            assert!(known, "{id}");
        }
    }

    #[test]
    fn a_word_means_one_thing_in_a_report() {
        let mut places: Vec<_> = all()
            .flat_map(|definition| definition.reports.iter().map(|place| (*place, definition.id)))
            .collect();
        let all = places.len();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), all, "{places:?}");
    }

    #[test]
    fn formulas_speak_of_ids_and_ratios_say_how_they_are_made() {
        for definition in all() {
            let is_sentence = definition.text.ends_with('.') && definition.text.len() > 20;
            assert!(is_sentence, "{}: {}", definition.id, definition.text);
            let ratio = (definition.unit, definition.kind) == (Unit::Ratio, Kind::Metric);
            assert!(!ratio || !definition.formula.is_empty(), "{} of what?", definition.id);
            assert!(!(ratio && definition.additive), "{}: shares have no sum", definition.id);
        }
    }
}
