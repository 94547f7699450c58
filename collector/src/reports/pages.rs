//! Pages by page views, with time on page, entries and exits.

use serde_json::{Value, json};

use super::folds::breakdown::By;
use super::folds::pages::{PageSums, PagesFold};
use super::paging::{Key, Sorting};
use super::{Asked, ReportError, divided};
use crate::store::report::Span;
use crate::store::segment::Segment;
use crate::store::{Reading, StoreError};

#[derive(Debug)]
struct Page {
    id: i64,
    page: String,
    /// As last seen in the period.
    title: String,
    sums: PageSums,
}

const PAGES: Sorting<Page> = Sorting {
    columns: &[
        ("page_views", |row| Key::count(row.sums.page_views)),
        ("page", |row| Key::text(&row.page)),
        ("title", |row| Key::text(&row.title)),
        ("entries", |row| Key::count(row.sums.entries)),
        ("exits", |row| Key::count(row.sums.exits)),
        ("engaged_ms", |row| Key::count(row.sums.engaged_ms)),
        ("time_on_page_mean_ms", |row| {
            divided(row.sums.engaged_ms, row.sums.page_views).map_or(Key::Missing, Key::count)
        }),
    ],
    about: |row| row.page.clone(),
};

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let segment = asked.segment(reading)?;
    let pages = match &segment {
        None => of_all(reading, asked)?,
        Some(segment) => of_segment(reading, asked, segment)?,
    };
    let (mut pages, next) = PAGES.cut(pages, asked)?;
    if segment.is_none() {
        // One pass over the period, rather than one for each page.
        let ids = pages.iter().map(|page| page.id);
        let mut times = reading.page_times(asked.span(), ids)?;
        for page in &mut pages {
            page.sums.times = times.remove(&page.id).unwrap_or_default();
        }
    }
    let rows = pages.iter().map(|Page { page, title, sums, .. }| {
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
    });
    Ok(json!({ "rows": rows.collect::<Vec<_>>(), "next": next }))
}

/// From sums that are kept with every event; exits from the days' sessions.
fn of_all(reading: &Reading, asked: &Asked) -> Result<Vec<Page>, StoreError> {
    let exits = reading.fold(asked.span(), None, &By::ExitPage)?.of;
    let pages = reading.pages(asked.span())?.into_iter().map(|row| Page {
        id: row.page_id,
        page: row.page,
        title: row.title,
        sums: PageSums {
            page_views: row.page_views,
            engaged_ms: row.engaged_ms,
            entries: row.entries,
            exits: exits.get(&row.page_id).map_or(0, |sums| sums.sessions),
            ..PageSums::default()
        },
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
    // Sessions go on after midnight: some of what they saw is of the day after.
    let span = asked.span();
    let mut titles = reading.titles(Span { to: span.to + 1, ..span })?;
    let mut pages = Vec::with_capacity(found.len());
    for (id, sums) in found {
        let title = titles.remove(&id).unwrap_or_default();
        pages.push(Page { id, page: reading.text(id)?, title, sums });
    }
    Ok(pages)
}
