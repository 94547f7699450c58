//! JSON, NDJSON and CSV of every report say the same, and no cell of it is a formula.

use footfall_tests::{Answer, Server, Shop, must};
use serde_json::{Value, json};

use crate::{ask_report, busy_shop, reports, rows};

/// Header and records, as any program reads them.
fn read_csv(answer: &Answer) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(answer.body.as_bytes());
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = texts(must(reader.headers(), "a header"));
    let records = reader.records().map(|record| texts(&must(record, "a record"))).collect();
    (header, records)
}

/// What a cell says of a value.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => {
            format!("'{text}")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Each value of the row stands in its column, money in two.
fn check_record(header: &[String], record: &[String], row: &Value) {
    let at = |column: &str| {
        let place = header.iter().position(|name| name == column);
        place.map(|place| record[place].clone())
    };
    let mut cells = 0;
    for (id, value) in row.as_object().into_iter().flatten() {
        let currency = format!("{id}_currency");
        match at(&currency) {
            Some(found) if value["amount"].is_string() || value.is_null() => {
                let text = |part: &str| value[part].as_str().unwrap_or_default().to_owned();
                assert_eq!((at(id), found), (Some(text("amount")), text("currency")), "{id}");
                cells += 2;
            }
            _ => {
                assert_eq!(at(id), Some(cell(value)), "{id} of {row}");
                cells += 1;
            }
        }
    }
    assert_eq!(cells, record.len(), "{header:?} for {row}");
}

#[test]
fn every_report_says_the_same_in_three_forms_with_and_without_a_comparison() {
    let server = Server::start();
    let shop = busy_shop(&server);
    let mut compared = 0;
    for report in reports(&server, &shop) {
        for more in ["", "&compare=previous", "&limit=3"] {
            let ask = |more: &str, accept: &str| {
                let answer = ask_report(&server, &shop, &report, more, &[("accept", accept)]);
                assert_eq!(answer.status, 200, "{report}{more}: {answer:?}");
                answer
            };
            let json = ask(more, "application/json").json();
            let rows = rows(&json);
            let lines = ask(more, "application/x-ndjson");
            let said: Vec<Value> =
                lines.body.lines().map(|line| must(serde_json::from_str(line), line)).collect();
            assert_eq!(said, rows, "{report}{more}");
            let table = ask(more, "text/csv");
            let (header, records) = read_csv(&table);
            assert_eq!(records.len(), rows.len(), "{report}{more}");
            for (record, row) in records.iter().zip(&rows) {
                check_record(&header, record, row);
            }
            compared += rows.len();
            for (answer, format) in [(lines, "ndjson"), (table, "csv")] {
                let same = ask(&format!("{more}&format={format}"), "application/json");
                assert_eq!(same.body, answer.body, "{report}: the parameter wins");
                let file = answer.header("content-disposition").unwrap_or_default();
                let named = file.starts_with(&format!("attachment; filename=\"shop-{report}-20"))
                    && file.ends_with(&format!(".{format}\""));
                assert!(named, "{file}");
            }
        }
    }
    assert!(compared > 100, "{compared} rows");
}

#[test]
fn no_cell_begins_as_a_formula_does() {
    let server = Server::start();
    let shop = busy_shop(&server);
    let mut neutralised = 0;
    for report in reports(&server, &shop) {
        let json = ask_report(&server, &shop, &report, "", &[]).json();
        let numbers = ask_report(&server, &shop, &report, "&format=csv", &[]);
        let (header, records) = read_csv(&numbers);
        for (record, row) in records.iter().zip(rows(&json)) {
            for (column, cell) in header.iter().zip(record) {
                if cell.starts_with('\'') {
                    neutralised += 1;
                }
                // A number may be negative; a text begins no formula.
                if !row[column].is_string() {
                    continue;
                }
                let first = cell.chars().next().unwrap_or(' ');
                assert!(!"=+-@\t\r\n".contains(first), "{report}.{column}: {cell:?}");
            }
        }
    }
    assert!(neutralised >= 10, "the hostile names are in the tables: {neutralised}");
}

#[test]
fn a_table_without_rows_has_its_columns_and_a_form_that_there_is_not_is_refused() {
    let server = Server::start();
    let (full, empty) = (busy_shop(&server), server.shop("empty"));
    let columns = |shop: &Shop, report: &str| {
        read_csv(&ask_report(&server, shop, report, "&format=csv", &[]))
    };
    let mut tables = 0;
    for report in reports(&server, &full) {
        let ((header, rows), (empty_header, none)) =
            (columns(&full, &report), columns(&empty, &report));
        // Columns that have to be asked for stand in an empty table, too.
        if !rows.is_empty() && none.is_empty() {
            let missing: Vec<_> =
                header.iter().filter(|name| !empty_header.contains(name)).collect();
            assert!(missing.is_empty(), "{report}: {missing:?} of {empty_header:?}");
            let order = empty_header.iter().filter(|name| header.contains(name));
            assert!(order.eq(header.iter()), "{report}: {header:?} {empty_header:?}");
            tables += 1;
        }
    }
    assert!(tables >= 8, "{tables} tables");
    let refused = ask_report(&server, &full, "overview", "&format=xml", &[]);
    let error = &refused.json()["error"];
    assert_eq!((refused.status, &error["field"]), (400, &json!("format")), "{refused:?}");
}
