//! Pages by page views, with time on page, entries and exits.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::folds::breakdown::By;
use super::folds::pages::{PageSums, PagesFold};
use super::{Asked, ReportError, divided, rows};
use crate::store::segment::Segment;
use crate::store::{Reading, StoreError};

/// A page, its title as last seen in the period, and its sums.
type Page = (String, String, PageSums);

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let pages = match asked.segment(reading)? {
        None => of_all(reading, asked)?,
        Some(segment) => of_segment(reading, asked, &segment)?,
    };
    Ok(rows(pages.into_iter().map(|(page, title, sums)| {
        json!({
            "page": page,
            "title": title,
            "page_views": sums.page_views,
            "entries": sums.entries,
            "exits": sums.exits,
            "engaged_ms": sums.engaged_ms,
            "time_on_page_median_ms": sums.times.median_ms(),
            "time_on_page_mean_ms": divided(sums.engaged_ms, sums.page_views),
        })
    })))
}

/// From sums that are kept with every event; exits from the days' sessions.
fn of_all(reading: &Reading, asked: &Asked) -> Result<Vec<Page>, StoreError> {
    let span = asked.span();
    let pages = reading.pages(span, asked.limit)?;
    // One pass over the period, rather than one for each page.
    let mut times = reading.page_times(span, pages.iter().map(|page| page.page_id))?;
    let exits = reading.fold(span, None, &By::ExitPage)?.of;
    let pages = pages.into_iter().map(|row| {
        let sums = PageSums {
            page_views: row.page_views,
            engaged_ms: row.engaged_ms,
            entries: row.entries,
            exits: exits.get(&row.page_id).map_or(0, |sums| sums.sessions),
            times: times.remove(&row.page_id).unwrap_or_default(),
        };
        (row.page, row.title, sums)
    });
    Ok(pages.collect())
}

/// What the segment's sessions saw.
fn of_segment(
    reading: &Reading,
    asked: &Asked,
    segment: &Segment,
) -> Result<Vec<Page>, StoreError> {
    let found = reading.fold(asked.span(), Some(segment), &PagesFold)?;
    let titles: FxHashMap<i64, String> = reading.titles(asked.span())?;
    let mut pages = Vec::with_capacity(found.len());
    for (id, sums) in found {
        pages.push((reading.text(id)?, titles.get(&id).cloned().unwrap_or_default(), sums));
    }
    pages.sort_by(|(a, _, left), (b, _, right)| {
        right.page_views.cmp(&left.page_views).then_with(|| a.cmp(b))
    });
    pages.truncate(asked.limit as usize);
    Ok(pages)
}
