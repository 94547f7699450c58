//! The euro's reference rates: imported from the European Central Bank's table, listed. Orders that waited for one are
//! exchanged.

use std::collections::BTreeSet;

use footfall_protocol::Currency;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{ControlError, invalid, run};
use crate::collector::Collector;
use crate::exchange::PerEuro;
use crate::site::{date_of, day_of_date};
use crate::store::NewRate;

/// In one transaction: some ten milliseconds, for which events wait.
const SAVED_TOGETHER: usize = 10_000;

/// What a table says.
#[derive(Debug, Default)]
struct Table {
    days: usize,
    rates: Vec<NewRate>,
    /// Columns of currencies that no order can have: the old ones of countries that took the euro.
    unknown: BTreeSet<String>,
}

/// `Date,USD,JPY,…` with one row for each day: the column layout that the European Central Bank publishes, of the last day,
/// of 90 days, or of all. `N/A` and nothing are no rate.
fn parse(table: &str) -> Result<Table, ControlError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(table.as_bytes());
    let unreadable = |error: csv::Error| invalid(format!("not a table of rates: {error}"));
    let names = reader.headers().map_err(unreadable)?.clone();
    if names.get(0) != Some("Date") || names.len() < 2 {
        return Err(invalid("not a table of rates: its first line is not Date,USD,JPY,…"));
    }
    let mut read = Table::default();
    let mut columns = Vec::with_capacity(names.len());
    for name in names.iter().skip(1) {
        let currency = Currency::parse(name).ok();
        // The bank's lines end with a comma.
        if currency.is_none() && !name.is_empty() {
            read.unknown.insert(name.to_owned());
        }
        columns.push(currency);
    }
    let (euro, one) = (Currency::parse("EUR"), PerEuro::parse("1"));
    for row in reader.records() {
        let row = row.map_err(unreadable)?;
        let line = row.position().map_or(0, csv::Position::line);
        let wrong = |text: &str, what| invalid(format!("line {line}: {text} is {what}"));
        let date = row.get(0).unwrap_or_default();
        let day = parse_date(date).ok_or_else(|| wrong(date, "no date like 2026-01-31"))?;
        read.days += 1;
        for (currency, text) in columns.iter().zip(row.iter().skip(1)) {
            let Some(currency) = *currency else { continue };
            if text.is_empty() || text == "N/A" {
                continue;
            }
            let per_euro = PerEuro::parse(text).map_err(|_| wrong(text, "no rate"))?;
            read.rates.push(NewRate { currency, day, per_euro });
        }
        if let (Ok(currency), Ok(per_euro)) = (euro, one) {
            read.rates.push(NewRate { currency, day, per_euro });
        }
    }
    Ok(read)
}

/// The bank writes `2026-01-31` in its history, and `31 January 2026` in the table of the last day.
fn parse_date(text: &str) -> Option<i64> {
    let date = text.parse().or_else(|_| Date::strptime("%d %B %Y", text));
    date.ok().map(day_of_date)
}

pub(super) fn import(
    collector: &Collector,
    table: &str,
    progress: &mut dyn FnMut(f64),
) -> Result<Value, ControlError> {
    let table = parse(table)?;
    let (all, mut changed, mut saved) = (table.rates.len(), 0, 0);
    for together in table.rates.chunks(SAVED_TOGETHER) {
        let rates = together.to_vec();
        saved += rates.len();
        changed += run(collector, move |store| store.save_rates(&rates))?;
        progress(saved as f64 / all as f64);
    }
    let (converted, waiting) = convert(collector)?;
    Ok(json!({
        "days": table.days,
        "rates": all,
        "changed_rates": changed,
        "unknown_currencies": table.unknown,
        "converted_orders": converted,
        "orders_without_rate": waiting,
    }))
}

/// Orders that waited for a rate: how many have one now, and how many still have none.
fn convert(collector: &Collector) -> Result<(usize, usize), ControlError> {
    let (mut converted, mut waiting, mut after) = (0, 0, 0);
    loop {
        let sites = collector.sites();
        let step = run(collector, move |store| store.convert_waiting(&sites, after))?;
        converted += step.converted;
        waiting += step.waiting;
        match step.last_id {
            Some(id) => after = id,
            None => return Ok((converted, waiting)),
        }
    }
}

pub(super) fn list(collector: &Collector) -> Result<Value, ControlError> {
    let date = |day| date_of(day).map(|date| date.to_string());
    let known = collector.readers.read(|reading| reading.known_rates())?;
    let rows = known.into_iter().map(|rate| {
        json!({
            "currency": rate.currency,
            "first": date(rate.first),
            "last": date(rate.last),
            "days": rate.days,
            "per_euro": rate.per_euro,
        })
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banks_table_is_read_with_its_gaps_and_its_trailing_comma() {
        let table = parse(
            "Date,USD,JPY,CYP,ISK,\n2026-11-24,1.0841,163.52,N/A,N/A,\n2026-11-23,1.0843,N/A,0.58,150.1,\n",
        );
        let table = table.unwrap();
        let rates: Vec<_> = table
            .rates
            .iter()
            .map(|rate| {
                let date = date_of(rate.day).unwrap().to_string();
                format!("{date} {} {}", rate.currency.code(), rate.per_euro.text())
            })
            .collect();
        let expected = [
            "2026-11-24 USD 1.0841",
            "2026-11-24 JPY 163.52",
            "2026-11-24 EUR 1",
            "2026-11-23 USD 1.0843",
            "2026-11-23 ISK 150.1",
            "2026-11-23 EUR 1",
        ];
        assert_eq!(rates, expected);
        assert_eq!((table.days, table.unknown), (2, BTreeSet::from(["CYP".to_owned()])));
    }

    #[test]
    fn the_table_of_the_last_day_has_another_date_and_spaces() {
        let table = parse("Date, USD, JPY, \n24 November 2026, 1.0841, 163.52, \n").unwrap();
        assert_eq!((table.days, table.rates.len()), (1, 3));
        assert_eq!(date_of(table.rates[0].day).unwrap().to_string(), "2026-11-24");
    }

    #[test]
    fn what_is_no_table_is_refused_by_its_line() {
        for (table, words) in [
            ("", "its first line"),
            ("order_id,total\n1,2\n", "its first line"),
            ("Date,USD\n2026-11-24,1.08\nyesterday,1.09\n", "line 3: yesterday"),
            ("Date,USD\n2026-11-24,-1.08\n", "line 2: -1.08"),
            ("Date,USD\n2026-11-24,\"1,08\"\n", "line 2: 1,08"),
        ] {
            let error = parse(table).unwrap_err().to_string();
            assert!(error.contains(words), "{table}: {error}");
        }
    }
}
