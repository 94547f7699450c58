//! Page views and the time spent on them.

use rusqlite::OptionalExtension;

use super::new_texts::Kind;
use super::{Happening, Ledger};
use crate::site::Day;
use crate::store::rollups::{DaySums, PageSums};
use crate::store::{StoreError, sql};

/// A page view's row. Its engagement may arrive before it does; it counts from when it has a day.
#[derive(Debug, Clone, Copy)]
struct PageView {
    day: Option<Day>,
    page_id: i64,
    engaged_ms: i64,
    scroll_percent: u8,
}

impl Ledger<'_> {
    pub(super) fn page_view(&mut self, happening: Happening) -> Result<(), StoreError> {
        let day = happening.day;
        let page_view = self.change_page_view(happening, |page_view| page_view.day = Some(day))?;
        self.rollups.day(
            happening.site_id(),
            day,
            &DaySums { page_views: 1, ..DaySums::default() },
        );
        if !happening.page.title.is_empty() {
            let title_id = self.text(happening.arrival, Kind::Title, &happening.page.title)?;
            self.rollups.page_title((happening.site_id(), day, page_view.page_id), title_id);
        }
        if let Some(session) = self.sessions.get_mut(happening.session_id) {
            session.page_views += 1;
        }
        Ok(())
    }

    pub(super) fn engagement(&mut self, happening: Happening) -> Result<(), StoreError> {
        let event = happening.event;
        self.change_page_view(happening, |page_view| {
            page_view.engaged_ms += i64::from(event.engaged_ms);
            page_view.scroll_percent = page_view.scroll_percent.max(event.scroll_percent);
        })?;
        if let Some(session) = self.sessions.get_mut(happening.session_id) {
            session.engaged_ms += i64::from(event.engaged_ms);
        }
        Ok(())
    }

    fn change_page_view(
        &mut self,
        happening: Happening,
        change: impl FnOnce(&mut PageView),
    ) -> Result<PageView, StoreError> {
        let (page_load_id, view) = (happening.seen.page_load_id, happening.event.view);
        let before =
            if happening.seen.first { None } else { self.find_page_view(page_load_id, view)? };
        let mut now = match before {
            Some(before) => before,
            None => PageView {
                day: None,
                page_id: self.page_id(happening.arrival, happening.page)?,
                engaged_ms: 0,
                scroll_percent: 0,
            },
        };
        change(&mut now);
        for (page_view, times) in [(before, -1), (Some(now), 1)] {
            if let Some(PageView { day: Some(day), page_id, engaged_ms, .. }) = page_view {
                let sums = PageSums { page_views: 1, engaged_ms, entries: 0 };
                self.rollups.page((happening.site_id(), day, page_id), &sums, times);
            }
        }
        let PageView { day, page_id, engaged_ms, scroll_percent } = now;
        let site_id = happening.site_id();
        match before {
            Some(_) => self.connection.prepare_cached(sql!("page_view_update"))?.execute((
                page_load_id,
                view,
                day,
                page_id,
                engaged_ms,
                scroll_percent,
            ))?,
            None => self.connection.prepare_cached(sql!("page_view_insert"))?.execute((
                page_load_id,
                view,
                site_id,
                day,
                page_id,
                engaged_ms,
                scroll_percent,
            ))?,
        };
        Ok(now)
    }

    fn find_page_view(
        &mut self,
        page_load_id: i64,
        view: u32,
    ) -> Result<Option<PageView>, StoreError> {
        let key = (page_load_id, view);
        let found = self.connection.prepare_cached(sql!("page_view_find"))?.query_row(key, |row| {
            Ok(PageView {
                day: row.get(0)?,
                page_id: row.get(1)?,
                engaged_ms: row.get(2)?,
                scroll_percent: row.get(3)?,
            })
        });
        Ok(found.optional()?)
    }
}
