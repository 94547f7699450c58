//! Whether an answer could be another than the last time, found out without working it out.
//!
//! A report of days depends on what is stored of these days, and on little else, which is named here. What depends on more
//! (all of a customer's past, what is kept of bots, a filter) is not known here: its answer has to be worked out to be
//! compared.

use super::{Asked, Report};
use crate::store::{Reading, StoreError};

/// Reports that depend on the days they are about and on [`Beside`].
const OF_DAYS: &[(&str, Beside)] = &[
    ("overview", Beside::Carts),
    ("timeseries", Beside::Nothing),
    ("pages", Beside::Nothing),
    ("sources", Beside::Nothing),
    ("mediums", Beside::Nothing),
    ("campaigns", Beside::Nothing),
    ("referrers", Beside::Nothing),
    ("landing-pages", Beside::Nothing),
    ("exit-pages", Beside::Nothing),
    ("countries", Beside::Nothing),
    ("devices", Beside::Nothing),
    ("products", Beside::ProductNames),
    ("categories", Beside::ProductNames),
    ("brands", Beside::ProductNames),
    ("coupons", Beside::Nothing),
    ("lists", Beside::Nothing),
    ("promotions", Beside::Nothing),
    ("searches", Beside::Nothing),
    ("carts", Beside::Carts),
    ("orders", Beside::Nothing),
    ("funnel", Beside::Nothing),
];

/// Parameters that only say what is to be shown of which days, and how.
const HARMLESS: &[&str] =
    &["from", "to", "compare", "limit", "after", "sort", "order", "search", "format"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    /// Carts that are left alone become abandoned as time passes.
    Carts,
    /// Products are called what they were called last, whenever that was.
    ProductNames,
}

/// What the answer depends on beside the question, as text; the same as long as the answer is the same. `None`: more than is
/// known here.
pub fn fingerprint(
    report: &Report,
    reading: &Reading,
    asked: &Asked,
) -> Result<Option<String>, StoreError> {
    let harmless = asked.query.iter().all(|(name, _)| HARMLESS.contains(&name.as_str()));
    let known = OF_DAYS.iter().find(|(id, _)| *id == report.id).filter(|_| harmless);
    let Some((_, beside)) = known else { return Ok(None) };
    let site = asked.site;
    // A site's settings can be set.
    let mut print =
        format!("{} {} {}", site.currency.code(), site.time_zone_name, site.cart_timeout_ms);
    let compared = asked.compare.map(|compare| asked.period.compared(compare));
    for period in [Some(asked.period), compared].into_iter().flatten() {
        let span = period.span(site);
        for (day, version) in reading.day_versions(span)? {
            print.push_str(&format!(" {day}:{version}"));
        }
        match beside {
            Beside::Nothing => {}
            // None is left after a while, and then time changes nothing. Their number can't stay when one of them goes:
            // another one would be of another version of its day.
            Beside::Carts => {
                print.push_str(&format!(" carts {}", reading.active_carts(span, asked.now_ms)?));
            }
            Beside::ProductNames => {
                print.push_str(&format!(" names {}", reading.product_version(site.id)?));
            }
        }
    }
    Ok(Some(print))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::REPORTS;

    #[test]
    fn what_is_known_of_a_report_is_of_one_that_there_is() {
        for (id, _) in OF_DAYS {
            assert!(REPORTS.iter().any(|report| report.id == *id), "{id}");
        }
    }
}
