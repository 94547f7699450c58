//! Page views and the time spent on them.

use super::new_texts::Kind;
use super::page_load::PageView;
use super::{Happening, Ledger};
use crate::store::StoreError;

impl Ledger<'_> {
    pub(super) fn page_view(&mut self, happening: Happening) -> Result<(), StoreError> {
        let (site_id, day) = (happening.site_id(), happening.day);
        let page_view = self.change_page_view(happening, |page_view| page_view.day = Some(day))?;
        if !happening.page.title.is_empty() {
            let title_id = self.text(happening.arrival, Kind::Title, &happening.page.title)?;
            self.rollups.page_title((site_id, day, page_view.page_id), title_id);
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
        let (view, page_id) = (happening.event.view, happening.page_id);
        let views = &mut self.page_loads.of(happening.arrival)?.views;
        let place = match views.iter().position(|known| known.view == view) {
            Some(place) => place,
            None => {
                views.push(PageView { view, day: None, page_id, engaged_ms: 0, scroll_percent: 0 });
                views.len() - 1
            }
        };
        let before = views[place];
        change(&mut views[place]);
        let now = views[place];
        for (page_view, times) in [(before, -1), (now, 1)] {
            if let PageView { day: Some(day), page_id, engaged_ms, .. } = page_view {
                self.rollups.page_view((happening.site_id(), day, page_id), engaged_ms, times);
            }
        }
        Ok(now)
    }
}
