//! A shop, and its calendar.

use footfall_protocol::{Currency, Money};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use tokio::sync::watch;

/// A calendar day of some time zone, as days since 1970-01-01.
pub type Day = i64;

/// What is known of a site while the collector runs.
#[derive(Debug)]
pub struct Site {
    /// Its row.
    pub id: i64,
    /// Its id in the tag and in URLs.
    pub key: String,
    pub name: String,
    pub currency: Currency,
    pub time_zone: TimeZone,
    pub time_zone_name: String,
    /// Origins whose pages may send: `https://shop.example`.
    pub origins: Vec<String>,
    pub prices_include_tax: bool,
    /// Query parameters of its own that are personal, separated by commas.
    pub scrub_params: String,
    /// Its visitors agreed to the ids that senders of other systems give them.
    pub sender_ids: bool,
    pub session_timeout_ms: i64,
    pub cart_timeout_ms: i64,
    /// Pages, titles and products that may be new in a day, of each.
    pub new_texts_per_day: u32,
    /// How long raw events are kept.
    pub keep_months: i64,
    /// Events stored since the start, for those who watch.
    pub stored: watch::Sender<u64>,
}

impl Site {
    /// The calendar day of a moment, in the site's time zone.
    pub fn day_of(&self, at_ms: i64) -> Day {
        let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
        let local_s = at.as_second() + i64::from(self.time_zone.to_offset(at).seconds());
        local_s.div_euclid(86_400)
    }

    /// When a calendar day begins: not always midnight, and not always 24 h after the one before.
    pub fn start_of_day_ms(&self, day: Day) -> i64 {
        let start = date_of(day).and_then(|date| date.to_zoned(self.time_zone.clone()).ok());
        start.map_or(day * 86_400_000, |start| start.timestamp().as_millisecond())
    }

    /// A moment by the site's clock, with its offset: `2026-01-31T14:00:00+01:00`.
    pub fn time_text(&self, at_ms: i64) -> String {
        let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
        at.to_zoned(self.time_zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    pub fn money(&self, minor: i64) -> Money {
        Money { minor, currency: self.currency }
    }
}

/// `None` outside the years a calendar knows.
pub fn date_of(day: Day) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(day.days()).ok()
}

pub fn day_of_date(date: Date) -> Day {
    Date::constant(1970, 1, 1).until(date).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
pub(crate) fn test_site(time_zone: &str) -> Site {
    Site {
        id: 1,
        key: "shop".into(),
        name: "Shop".into(),
        currency: Currency::parse("EUR").unwrap(),
        time_zone: TimeZone::get(time_zone).unwrap(),
        time_zone_name: time_zone.into(),
        origins: Vec::new(),
        prices_include_tax: false,
        scrub_params: String::new(),
        sender_ids: false,
        session_timeout_ms: 1_800_000,
        cart_timeout_ms: 3_600_000,
        new_texts_per_day: 50_000,
        keep_months: 13,
        stored: watch::Sender::new(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_sites_calendar() {
        let check = |zone, at: &str, expected: &str| {
            let site = test_site(zone);
            let at_ms = at.parse::<Timestamp>().unwrap().as_millisecond();
            let day = site.day_of(at_ms);
            assert_eq!(date_of(day).unwrap().to_string(), expected, "{zone} {at}");
            assert_eq!(day_of_date(date_of(day).unwrap()), day);
            assert!(site.start_of_day_ms(day) <= at_ms && at_ms < site.start_of_day_ms(day + 1));
        };
        check("Europe/Paris", "2026-03-28T23:30:00Z", "2026-03-29");
        check("Europe/Paris", "2026-03-29T21:59:59Z", "2026-03-29");
        check("Europe/Paris", "2026-03-29T22:00:00Z", "2026-03-30");
        check("America/Los_Angeles", "2026-01-01T07:59:59Z", "2025-12-31");
        check("Pacific/Auckland", "2026-06-30T12:00:00Z", "2026-07-01");
        check("UTC", "2024-02-29T23:59:59Z", "2024-02-29");
        // There was no midnight in Havana that day: it began at one o'clock.
        check("America/Havana", "2026-03-08T05:00:00Z", "2026-03-08");
    }
}
