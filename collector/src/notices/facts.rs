//! What rules look at.

use footfall_protocol::Reason;

use super::rules::WEEKS;
use crate::setup::{REFUSED_BESIDE, WEEK_HOURS};
use crate::site::{Day, Site};
use crate::store::heard::{HOUR_MS, HeardHour, HeardKind};
use crate::store::{Reading, StoreError};

#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) site: &'a Site,
    pub(super) now_ms: i64,
    pub(super) today: Day,
    /// By the site's clock.
    pub(super) hour_of_day: i64,
    /// Of the last weeks.
    pub(super) hours: Vec<HeardHour>,
    pub(super) events_today: i64,
    /// Today, by reason; the most frequent first.
    pub(super) refused: Vec<(String, i64)>,
    pub(super) gross_yesterday_minor: i64,
    /// Of the same weekday, in the weeks before in which anything was heard.
    pub(super) gross_before_minor: Vec<i64>,
}

impl<'a> Facts<'a> {
    pub(super) fn read(reading: &Reading, site: &'a Site, now_ms: i64) -> Result<Self, StoreError> {
        let today = site.day_of(now_ms);
        let heard = reading.heard(site.id, today)?;
        let events = heard.iter().filter(|heard| heard.kind == HeardKind::Event);
        let is_refusal = |reason: &str| {
            REFUSED_BESIDE.contains(&reason)
                || reason == "origin_not_allowed"
                || Reason::ALL.iter().any(|known| known.code() == reason)
        };
        let mut refused: Vec<(String, i64)> = reading
            .drops_from(site.id, today)?
            .into_iter()
            .filter(|(reason, ..)| is_refusal(reason))
            .map(|(reason, count, _)| (reason, count))
            .collect();
        refused.sort_by_key(|(_, count)| -count);
        let first_day = reading.first_day(site.id)?;
        let gross = |day| reading.gross_minor(site.id, day);
        let mut gross_before_minor = Vec::new();
        for week in 1..=WEEKS {
            let day = today - 1 - 7 * week;
            if first_day.is_some_and(|first| first <= day) {
                gross_before_minor.push(gross(day)?);
            }
        }
        Ok(Self {
            site,
            now_ms,
            today,
            hour_of_day: (now_ms - site.start_of_day_ms(today)) / HOUR_MS,
            hours: reading.heard_hours(site.id, now_ms.div_euclid(HOUR_MS) - 5 * WEEK_HOURS)?,
            events_today: events.map(|heard| heard.count).sum(),
            refused,
            gross_yesterday_minor: gross(today - 1)?,
            gross_before_minor,
        })
    }
}
