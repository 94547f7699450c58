//! Which days a report is about, and which it is compared with.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::site::{Day, Site, date_of, day_of_date};
use crate::store::report::Span;

/// Ten years: longer ones are a typing error.
const MAX_DAYS: i64 = 3_660;

/// Calendar days in the site's time zone, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Date,
    to: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// As many days, just before.
    Previous,
    /// The same dates, a year before.
    Year,
}

/// What is wrong, and with which parameter.
#[derive(Debug, PartialEq, Eq)]
pub struct PeriodError {
    pub field: &'static str,
    pub message: &'static str,
}

impl Period {
    pub fn parse(from: Option<&str>, to: Option<&str>) -> Result<Self, PeriodError> {
        let period = Self { from: date("from", from)?, to: date("to", to)? };
        if period.to < period.from {
            return Err(PeriodError { field: "to", message: "`to` lies before `from`" });
        }
        if period.days() > MAX_DAYS {
            return Err(PeriodError { field: "from", message: "a period has at most 3,660 days" });
        }
        Ok(period)
    }

    pub(super) fn of_days(first: Day, last: Day) -> Self {
        let date = |day| date_of(day).unwrap_or_default();
        Self { from: date(first), to: date(last) }
    }

    pub fn first(&self) -> Day {
        day_of_date(self.from)
    }

    pub fn last(&self) -> Day {
        day_of_date(self.to)
    }

    fn days(&self) -> i64 {
        self.last() - self.first() + 1
    }

    pub fn compared(&self, compare: Compare) -> Self {
        let shifted = |date: Date| match compare {
            Compare::Previous => date.checked_sub(self.days().days()),
            Compare::Year => date.checked_sub(1.year()),
        };
        Self {
            from: shifted(self.from).unwrap_or(self.from),
            to: shifted(self.to).unwrap_or(self.to),
        }
    }

    pub fn span<'s>(&self, site: &'s Site) -> Span<'s> {
        Span { site, from: self.first(), to: self.last() }
    }

    /// What every report says first.
    pub(super) fn head(&self, site: &Site) -> Map<String, Value> {
        let mut head = Map::new();
        head.insert("site".into(), json!(site.key));
        head.insert("from".into(), json!(self.from.to_string()));
        head.insert("to".into(), json!(self.to.to_string()));
        head.insert("time_zone".into(), json!(site.time_zone_name));
        head
    }

    /// First and last, as people write them.
    pub fn dates(&self) -> (Date, Date) {
        (self.from, self.to)
    }

    pub(super) fn days_and_dates(&self) -> impl Iterator<Item = (Day, String)> {
        (self.first()..=self.last())
            .map(|day| (day, date_of(day).map_or_else(String::new, |date| date.to_string())))
    }
}

fn date(field: &'static str, text: Option<&str>) -> Result<Date, PeriodError> {
    let text = text.ok_or(PeriodError { field, message: "a date like 2026-01-31 is missing" })?;
    let dashed = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match text.parse() {
        Ok(date) if dashed => Ok(date),
        _ => Err(PeriodError { field, message: "not a date like 2026-01-31" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Result<Period, &'static str> {
        Period::parse(Some(from), Some(to)).map_err(|error| error.field)
    }

    #[test]
    fn periods_are_days_of_a_calendar() {
        let check = |from, to, compare, expected: (&str, &str)| {
            let compared = period(from, to).unwrap().compared(compare);
            assert_eq!((&*compared.from.to_string(), &*compared.to.to_string()), expected);
        };
        check("2026-03-01", "2026-03-31", Compare::Previous, ("2026-01-29", "2026-02-28"));
        check("2026-03-01", "2026-03-01", Compare::Previous, ("2026-02-28", "2026-02-28"));
        check("2024-02-29", "2024-02-29", Compare::Year, ("2023-02-28", "2023-02-28"));
        assert_eq!(period("2026-02-30", "2026-03-01"), Err("from"));
        assert_eq!(period("2026-02-01", "x"), Err("to"));
        assert_eq!(period("2026-02-02", "2026-02-01"), Err("to"));
        assert_eq!(period("2000-01-01", "2026-02-01"), Err("from"));
        assert_eq!(period("20260201", "20260201"), Err("from"));
        assert_eq!(Period::parse(None, None).map_err(|error| error.field), Err("from"));
    }
}
