//! Sessions and revenue by what sessions can be told apart by: sources, countries, devices, landing pages …

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::folds::breakdown::{By, NONE, Sums, country_of};
use super::paging::{Key, Sorting};
use super::{Asked, ReportError, divided, money_json, ratio};
use crate::ingest::Channel;
use crate::segment::DEVICES;
use crate::site::Site;
use crate::store::{Reading, StoreError};

/// Of orders that no session has reported, and what GA4 calls it.
const NOT_SET: &str = "(not set)";

pub(super) fn countries(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    breakdown(reading, asked, &By::Country)
}

pub(super) fn devices(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    breakdown(reading, asked, &By::Device)
}

pub(super) fn landing_pages(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    breakdown(reading, asked, &By::LandingPage)
}

pub(super) fn exit_pages(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    breakdown(reading, asked, &By::ExitPage)
}

pub(super) fn mediums(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    by_word(reading, asked, "medium", Some(&not_set()), |channel| Some(&channel.medium))
}

pub(super) fn campaigns(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    by_word(reading, asked, "campaign", None, |channel| {
        Some(&channel.campaign).filter(|campaign| !campaign.is_empty())
    })
}

/// Sites that linked to the shop, search engines among them; what was tagged or paid for is no referrer.
pub(super) fn referrers(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    const LINKS: [&str; 4] = ["referral", "organic", "social", "ai"];
    by_word(reading, asked, "referrer", None, |channel| {
        Some(&channel.source).filter(|_| LINKS.contains(&channel.medium.as_str()))
    })
}

/// Source, medium and campaign together, by revenue, then sessions.
pub(super) fn sources(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let channels = reading.channels_by_id()?;
    let each = channels.keys().map(|id| (*id, *id)).collect();
    let segment = asked.segment(reading)?;
    let found = reading.fold(asked.span(), segment.as_ref(), &By::Channel("channel", each))?;
    let not_set = not_set();
    let named = found.of.into_iter().filter_map(|(id, sums)| {
        let channel = channels.get(&id).or_else(|| (id == NONE).then_some(&not_set));
        Some((channel?.clone(), sums))
    });
    SOURCES.page(named.collect(), asked, |(channel, sums)| {
        let mut row = Map::new();
        row.insert("source".into(), json!(channel.source));
        row.insert("medium".into(), json!(channel.medium));
        row.insert("campaign".into(), json!(channel.campaign));
        row.extend(metrics(sums, asked.site));
        Value::Object(row)
    })
}

fn not_set() -> Channel {
    let word = || NOT_SET.to_owned();
    Channel { source: word(), medium: word(), campaign: word() }
}

/// Channels that share a word count as one; those without are left out. `of_none`: as what orders count that no session has
/// reported, when every channel has a word, so that nothing is missing in the sum.
fn by_word(
    reading: &Reading,
    asked: &Asked,
    name: &'static str,
    of_none: Option<&Channel>,
    word: impl Fn(&Channel) -> Option<&String>,
) -> Result<Value, ReportError> {
    let channels = reading.channels_by_id()?;
    let mut first: FxHashMap<&str, i64> = FxHashMap::default();
    for (id, channel) in &channels {
        if let Some(word) = word(channel) {
            let known = first.entry(word).or_insert(*id);
            *known = (*known).min(*id);
        }
    }
    let same = channels
        .iter()
        .filter_map(|(id, channel)| Some((*id, *first.get(word(channel)?.as_str())?)));
    let by = By::Channel(name, same.collect());
    let segment = asked.segment(reading)?;
    let found = reading.fold(asked.span(), segment.as_ref(), &by)?;
    let named = found.of.into_iter().filter_map(|(id, sums)| {
        let channel = channels.get(&id).or(of_none.filter(|_| id == NONE));
        Some((word(channel?)?.clone(), sums))
    });
    table(asked, name, named.collect())
}

fn breakdown(reading: &Reading, asked: &Asked, by: &By) -> Result<Value, ReportError> {
    let segment = asked.segment(reading)?;
    let found = reading.fold(asked.span(), segment.as_ref(), by)?;
    let (name, named) = match by {
        By::Country => ("country", named(found.of, |key| Ok(country_of(key)))?),
        By::Device => ("device", named(found.of, |key| Ok(device(key)))?),
        By::LandingPage => ("landing_page", named(found.of, |key| reading.text(key))?),
        _ => ("exit_page", named(found.of, |key| reading.text(key))?),
    };
    table(asked, name, named)
}

fn device(key: i64) -> String {
    let place = key.checked_sub(1).and_then(|place| usize::try_from(place).ok());
    let known = place.and_then(|place| DEVICES.get(place));
    known.copied().unwrap_or(NOT_SET).to_owned()
}

fn named(
    of: FxHashMap<i64, Sums>,
    name: impl Fn(i64) -> Result<String, StoreError>,
) -> Result<Vec<(String, Sums)>, StoreError> {
    of.into_iter().map(|(key, sums)| Ok((name(key)?, sums))).collect()
}

fn table(asked: &Asked, name: &str, of: Vec<(String, Sums)>) -> Result<Value, ReportError> {
    TABLE.page(of, asked, |(value, sums)| {
        let mut row = Map::new();
        row.insert(name.to_owned(), json!(value));
        row.extend(metrics(sums, asked.site));
        Value::Object(row)
    })
}

macro_rules! columns {
    ($first:expr; $($text:expr),*) => {
        &[
            $first,
            $($text,)*
            ("sessions", |(_, sums)| Key::counts(sums.sessions, total_revenue_minor(sums))),
            ("total_revenue", |(_, sums)| Key::counts(total_revenue_minor(sums), sums.sessions)),
            ("visitors", |(_, sums)| Key::count(sums.visitors)),
            ("page_views", |(_, sums)| Key::count(sums.page_views)),
            ("engaged_ms", |(_, sums)| Key::count(sums.engaged_ms)),
            ("engagement_rate", |(_, sums)| {
                Key::ratio(ratio(sums.engaged_sessions, sums.sessions))
            }),
            ("orders", |(_, sums)| Key::count(sums.orders)),
            ("gross_revenue", |(_, sums)| Key::count(sums.gross_minor)),
            ("refunds", |(_, sums)| Key::count(sums.refunds_minor)),
            ("average_order_value", |(_, sums)| {
                divided(sums.gross_minor, sums.orders).map_or(Key::Missing, Key::count)
            }),
            ("session_conversion_rate", |(_, sums)| {
                Key::ratio(ratio(sums.with_order, sums.sessions))
            }),
        ]
    };
}

fn total_revenue_minor(sums: &Sums) -> i64 {
    sums.gross_minor - sums.refunds_minor
}

/// By sessions, then revenue.
const TABLE: Sorting<(String, Sums)> = Sorting {
    columns: columns!(
        ("sessions", |(_, sums)| Key::counts(sums.sessions, total_revenue_minor(sums)));
        ("medium", |(value, _)| Key::text(value)),
        ("campaign", |(value, _)| Key::text(value)),
        ("referrer", |(value, _)| Key::text(value)),
        ("landing_page", |(value, _)| Key::text(value)),
        ("exit_page", |(value, _)| Key::text(value)),
        ("country", |(value, _)| Key::text(value)),
        ("device", |(value, _)| Key::text(value))
    ),
    about: |(value, _)| value.clone(),
};

/// By revenue, then sessions.
const SOURCES: Sorting<(Channel, Sums)> = Sorting {
    columns: columns!(
        ("total_revenue", |(_, sums)| Key::counts(total_revenue_minor(sums), sums.sessions));
        ("source", |(channel, _)| Key::text(&channel.source)),
        ("medium", |(channel, _)| Key::text(&channel.medium)),
        ("campaign", |(channel, _)| Key::text(&channel.campaign))
    ),
    about: |(channel, _)| format!("{}\n{}\n{}", channel.source, channel.medium, channel.campaign),
};

fn metrics(sums: &Sums, site: &Site) -> Map<String, Value> {
    let money = |minor| money_json(site.money(minor));
    let average = divided(sums.gross_minor, sums.orders);
    let metrics = [
        ("sessions", json!(sums.sessions)),
        ("visitors", json!(sums.visitors)),
        ("page_views", json!(sums.page_views)),
        ("engaged_ms", json!(sums.engaged_ms)),
        ("engagement_rate", json!(ratio(sums.engaged_sessions, sums.sessions))),
        ("orders", json!(sums.orders)),
        ("gross_revenue", money(sums.gross_minor)),
        ("refunds", money(sums.refunds_minor)),
        ("total_revenue", money(total_revenue_minor(sums))),
        ("average_order_value", average.map_or(Value::Null, money)),
        ("session_conversion_rate", json!(ratio(sums.with_order, sums.sessions))),
    ];
    metrics.into_iter().map(|(id, value)| (id.to_owned(), value)).collect()
}
