//! Whether it is unusual that nothing comes: nights and quiet days are no alarm.

use crate::store::heard::{HOUR_MS, HeardHour};

pub const WEEK_HOURS: i64 = 168;
/// How far back is looked for what is usual.
const WEEKS: i64 = 4;
/// So many of those weeks must have had something in these same hours.
const USUAL_WEEKS: usize = 3;

/// What the last hours were like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lately {
    Something,
    UsualSilence,
    UnusualSilence,
}

/// Whether nothing came in the last `silent_hours` whole hours and since, although in three of the last four weeks
/// something did in these very hours of the week. A week is 168 hours, so when clocks change it is off by one of them. A
/// shop younger than three weeks has no usual hours yet, and is never silent.
pub fn lately(
    hours: &[HeardHour],
    of: fn(&HeardHour) -> i64,
    now_ms: i64,
    silent_hours: i64,
) -> Lately {
    let now_hour = now_ms.div_euclid(HOUR_MS);
    let came = |from: i64, to: i64| {
        hours.iter().any(|hour| (from..to).contains(&hour.hour) && of(hour) > 0)
    };
    if came(now_hour - silent_hours, now_hour + 1) {
        return Lately::Something;
    }
    let comes = |week: &i64| {
        let then = now_hour - week * WEEK_HOURS;
        came(then - silent_hours, then)
    };
    if (1..=WEEKS).filter(comes).count() >= USUAL_WEEKS {
        Lately::UnusualSilence
    } else {
        Lately::UsualSilence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon of a day, in hours since 1970.
    const NOON: i64 = 20_000 * 24 + 12;

    /// `orders`: how many hours before noon there was one.
    #[track_caller]
    fn check(hours_ago: &[i64], silent_hours: i64, expected: Lately, why: &str) {
        let hour = |ago: &i64| HeardHour { hour: NOON - ago, events: 5, orders: 1 };
        let hours: Vec<_> = hours_ago.iter().map(hour).collect();
        let now_ms = NOON * HOUR_MS + 1_000;
        assert_eq!(lately(&hours, |hour| hour.orders, now_ms, silent_hours), expected, "{why}");
    }

    #[test]
    fn silence_is_unusual_where_three_of_four_weeks_had_something_in_these_hours() {
        let week = |n: i64| n * WEEK_HOURS + 1;
        check(&[], 3, Lately::UsualSilence, "a shop that never sold");
        check(
            &[week(1), week(2), week(3), week(4)],
            3,
            Lately::UnusualSilence,
            "always, but today",
        );
        check(&[week(1), week(2), week(4)], 3, Lately::UnusualSilence, "three of four");
        check(&[week(1), week(2)], 3, Lately::UsualSilence, "two of four");
        check(&[week(5), week(6), week(7)], 3, Lately::UsualSilence, "long ago");
        check(&[week(1), week(2), week(3), 2], 3, Lately::Something, "two hours ago there was one");
        check(
            &[week(1), week(2), week(3), 3],
            3,
            Lately::Something,
            "three whole hours are not over",
        );
        check(&[week(1), week(2), week(3), 4], 3, Lately::UnusualSilence, "four hours ago");
        check(&[week(1), week(2), week(3), 0], 3, Lately::Something, "just now");
        check(
            &[week(1) + 6, week(2) + 6, week(3) + 6],
            3,
            Lately::UsualSilence,
            "usual in other hours",
        );
        check(
            &[week(1) + 6, week(2) + 6, week(3) + 6],
            9,
            Lately::UnusualSilence,
            "in longer ones they are",
        );
    }
}
