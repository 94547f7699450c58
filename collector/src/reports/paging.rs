//! Tables page by page: those that are small enough to be sorted in memory, by any of their columns.
//!
//! A cursor is a place, not a number of rows: the value by which the last row of the page before stood there, and what the
//! row is about. Rows that come, go or change between two pages shift nothing; a row that moved across the place is
//! seen twice or not at all, as anywhere.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Asked, Param, ReportError};

/// What a table like this can be asked.
pub(super) const PARAMS: [Param; 3] = [SORT, ORDER, SEARCH];
pub(super) const SORT: Param =
    Param { name: "sort", about: "The column to sort by; each table has its own order otherwise." };
pub(super) const ORDER: Param = Param {
    name: "order",
    about: "`asc` or `desc`, the default of numbers; texts ascend by default.",
};

pub(super) const SEARCH: Param = Param {
    name: "search",
    about: "Only rows about something that contains this text, in letters of either case.",
};

/// By what a row is sorted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Key {
    /// Always last.
    Missing,
    Number(f64),
    /// By the second where the first is the same.
    Numbers(f64, f64),
    Text(String),
}

impl Key {
    pub(super) fn count(number: i64) -> Self {
        // Exact below 2^53, and so is all that is counted here.
        Key::Number(number as f64)
    }

    pub(super) fn counts(first: i64, second: i64) -> Self {
        Key::Numbers(first as f64, second as f64)
    }

    pub(super) fn ratio(share: Option<f64>) -> Self {
        share.map_or(Key::Missing, Key::Number)
    }

    pub(super) fn text(text: &str) -> Self {
        Key::Text(text.to_owned())
    }

    fn compared(&self, other: &Self, descending: bool) -> Ordering {
        let ascending = match (self, other) {
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Numbers(a, c), Key::Numbers(b, d)) => a.total_cmp(b).then(c.total_cmp(d)),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Missing, Key::Missing) => Ordering::Equal,
            (Key::Missing, _) => return Ordering::Greater,
            (_, Key::Missing) => return Ordering::Less,
            // One column has keys of one kind.
            _ => Ordering::Equal,
        };
        if descending { ascending.reverse() } else { ascending }
    }
}

/// A column by which rows of a table can be sorted.
pub(super) type Column<R> = (&'static str, fn(&R) -> Key);

/// How a table is sorted.
pub(super) struct Sorting<R: 'static> {
    /// The first is the default.
    pub(super) columns: &'static [Column<R>],
    /// What a row is about: no two alike, and the order among equals.
    pub(super) about: fn(&R) -> String,
}

/// Where a page ended.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    column: String,
    descending: bool,
    key: Key,
    about: String,
}

impl<R> Sorting<R> {
    /// A page of the rows, each made into JSON by `shown`: `{"rows": […], "next": …}`.
    pub(super) fn page(
        &self,
        rows: Vec<R>,
        asked: &Asked,
        shown: impl FnMut(&R) -> Value,
    ) -> Result<Value, ReportError> {
        let (rows, next) = self.cut(rows, asked)?;
        Ok(json!({ "rows": rows.iter().map(shown).collect::<Vec<_>>(), "next": next }))
    }

    /// The rows of a page, and the cursor of the next one, for tables that look up more of the rows they show.
    pub(super) fn cut(
        &self,
        rows: Vec<R>,
        asked: &Asked,
    ) -> Result<(Vec<R>, Option<String>), ReportError> {
        let (column, key_of) = self.column(asked)?;
        let mut sorted: Vec<(Key, String, R)> =
            rows.into_iter().map(|row| (key_of(&row), (self.about)(&row), row)).collect();
        if let Some(text) = asked.param("search").map(str::to_lowercase) {
            sorted.retain(|(_, about, _)| about.to_lowercase().contains(&text));
        }
        let wrong_cursor =
            || ReportError::parameter("after", "the `next` of the page before, sorted alike");
        let end = asked.after.map(|cursor| place(cursor).ok_or_else(wrong_cursor)).transpose()?;
        let descending = match (asked.param("order"), &end) {
            (Some("asc"), _) => false,
            (Some("desc"), _) => true,
            (Some(_), _) => return Err(ReportError::parameter("order", "asc or desc")),
            (None, Some(end)) => end.descending,
            (None, None) => !sorted.iter().any(|(key, ..)| matches!(key, Key::Text(_))),
        };
        let compared = |a: (&Key, &String), b: (&Key, &String)| {
            a.0.compared(b.0, descending).then_with(|| a.1.cmp(b.1))
        };
        if let Some(place) = end {
            if (&*place.column, place.descending) != (column, descending) {
                return Err(wrong_cursor());
            }
            let end = (&place.key, &place.about);
            sorted.retain(|(key, about, _)| compared((key, about), end) == Ordering::Greater);
        }
        let limit = asked.limit as usize;
        let order =
            |a: &(Key, String, R), b: &(Key, String, R)| compared((&a.0, &a.1), (&b.0, &b.1));
        let more = sorted.len() > limit;
        if more {
            // All of a large table need not be sorted for a page of it.
            sorted.select_nth_unstable_by(limit, order);
            sorted.truncate(limit);
        }
        sorted.sort_unstable_by(order);
        let next = sorted.last().filter(|_| more).map(|(key, about, _)| {
            let (key, about) = (key.clone(), about.clone());
            cursor(&Place { column: column.to_owned(), descending, key, about })
        });
        Ok((sorted.into_iter().map(|(_, _, row)| row).collect(), next))
    }

    fn column(&self, asked: &Asked) -> Result<Column<R>, ReportError> {
        let wanted = asked.param("sort");
        let found = self.columns.iter().find(|(id, _)| wanted.is_none_or(|wanted| wanted == *id));
        found.copied().ok_or_else(|| {
            let known: Vec<_> = self.columns.iter().map(|(id, _)| *id).collect();
            ReportError::parameter("sort", format!("one of {}", known.join(", ")))
        })
    }
}

/// Of the characters that a query takes as they are.
fn cursor(place: &Place) -> String {
    let bytes = postcard::to_allocvec(place).unwrap_or_default();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// From a cursor that was given out.
fn place(cursor: &str) -> Option<Place> {
    let pairs = cursor.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = pairs.map(byte).collect();
    postcard::from_bytes(&bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::Period;
    use crate::site::{Site, test_site};
    use proptest::prelude::*;

    type Row = (&'static str, Option<i64>);

    const SORTING: Sorting<Row> = Sorting {
        columns: &[
            ("views", |row| row.1.map_or(Key::Missing, Key::count)),
            ("page", |row| Key::text(row.0)),
        ],
        about: |row| row.0.to_owned(),
    };
    const ROWS: [Row; 6] =
        [("a", Some(1)), ("b", None), ("c", Some(3)), ("d", Some(3)), ("e", Some(0)), ("f", None)];

    fn asked<'a>(
        site: &'a Site,
        limit: i64,
        after: Option<&'a str>,
        query: &'a [(String, String)],
    ) -> Asked<'a> {
        let period = Period::parse(Some("2026-01-01"), Some("2026-01-31")).unwrap();
        Asked { site, period, compare: None, filter: None, limit, after, now_ms: 0, query }
    }

    fn query(text: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    }

    /// All pages, one after the other, each of the rows there are then.
    fn walked(
        limit: i64,
        text: &str,
        mut rows: impl FnMut(usize) -> Vec<Row>,
    ) -> Vec<&'static str> {
        let (site, query) = (test_site("UTC"), query(text));
        let (mut seen, mut after) = (Vec::new(), None);
        for page in 0.. {
            let asked = asked(&site, limit, after.as_deref(), &query);
            let (page, next) = SORTING.cut(rows(page), &asked).unwrap();
            seen.extend(page.iter().map(|row| row.0));
            after = next;
            if after.is_none() {
                break;
            }
        }
        seen
    }

    #[test]
    fn pages_follow_each_other_in_one_order_whatever_their_size() {
        for limit in 1..=7 {
            let check = |text, expected: &str| {
                assert_eq!(
                    walked(limit, text, |_| ROWS.to_vec()).concat(),
                    expected,
                    "{text} {limit}"
                );
            };
            check("", "cdaebf");
            check("sort=views&order=asc", "eacdbf");
            check("sort=page", "abcdef");
            check("sort=page&order=desc", "fedcba");
        }
    }

    #[test]
    fn rows_that_come_and_go_between_pages_shift_nothing() {
        let seen = walked(2, "", |page| match page {
            0 => ROWS.to_vec(),
            // The end of the first page is gone, and something has come before it.
            _ => ROWS.iter().copied().filter(|row| row.0 != "d").chain([("g", Some(9))]).collect(),
        });
        assert_eq!(seen.concat(), "cdaebf");
    }

    #[test]
    fn behind_the_last_row_that_is_left_there_is_nothing() {
        for text in ["", "sort=page", "sort=page&order=desc"] {
            let rows = |page| if page == 0 { ROWS.to_vec() } else { Vec::new() };
            assert_eq!(walked(2, text, rows).len(), 2, "{text}");
        }
    }

    #[test]
    fn what_is_asked_wrongly_is_named() {
        let site = test_site("UTC");
        let (_, next) = SORTING.cut(ROWS.to_vec(), &asked(&site, 2, None, &[])).unwrap();
        let next = next.unwrap();
        let cases: [(&str, Option<&str>, &str); 7] = [
            ("sort=titles", None, "sort"),
            ("order=up", None, "order"),
            ("", Some("zz"), "after"),
            ("", Some("é"), "after"),
            ("", Some("00"), "after"),
            ("sort=page", Some(&*next), "after"),
            ("order=asc", Some(&*next), "after"),
        ];
        for (text, after, wrong) in cases {
            let query = query(text);
            match SORTING.cut(ROWS.to_vec(), &asked(&site, 2, after, &query)) {
                Err(ReportError::Parameter { field, .. }) => assert_eq!(field, wrong, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn a_cursor_is_its_place_to_the_last_bit(number in any::<f64>(), about in "\\PC{0,20}") {
            let key = Key::Number(number);
            let place = Place { column: "views".into(), descending: true, key, about };
            let again = super::place(&cursor(&place)).unwrap();
            prop_assert_eq!(cursor(&again), cursor(&place));
        }
    }
}
