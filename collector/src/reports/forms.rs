//! An answer in three forms: JSON as it is, its rows as lines of JSON, its rows as CSV. All say the same.

use serde_json::{Map, Value};

use super::definitions::{self, Unit};

/// Where the rows of a report's answer stand; an answer without any is one row itself.
const ROWS: [&str; 2] = ["rows", "steps"];
/// The same of the period that it is compared with.
const PREVIOUS: &str = "previous";

/// How spreadsheets begin what they work out instead of show, and what they skip before it.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Form {
    pub const ALL: [Form; 3] = [Form::Json, Form::Csv, Form::Ndjson];

    /// Its name as a parameter and as the ending of a file.
    pub fn name(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Csv => "csv",
            Form::Ndjson => "ndjson",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Form::Json => "application/json",
            Form::Csv => "text/csv; charset=utf-8",
            Form::Ndjson => "application/x-ndjson",
        }
    }

    pub fn write(self, report: &str, answer: &Value) -> Result<Vec<u8>, FormError> {
        match self {
            Form::Json => Ok(serde_json::to_vec(answer)?),
            Form::Csv => csv(report, &rows(answer)),
            Form::Ndjson => {
                let mut lines = Vec::new();
                for row in rows(answer) {
                    serde_json::to_writer(&mut lines, &row)?;
                    lines.push(b'\n');
                }
                Ok(lines)
            }
        }
    }
}

/// Nothing that an answer could cause; said in the log.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("CSV: {0}")]
    Csv(#[from] csv::Error),
    #[error("CSV: {0}")]
    Unwritten(String),
}

type Row = Map<String, Value>;

/// Those of the period, then those of the compared one, each saying which it is of.
fn rows(answer: &Value) -> Vec<Row> {
    let mut current = rows_of(answer);
    let Some(previous) = answer.get(PREVIOUS) else { return current };
    let of = |period: &str, row: Row| {
        let mut named = Row::new();
        named.insert("period".into(), period.into());
        named.extend(row);
        named
    };
    current = current.into_iter().map(|row| of("current", row)).collect();
    current.extend(rows_of(previous).into_iter().map(|row| of("previous", row)));
    current
}

fn rows_of(answer: &Value) -> Vec<Row> {
    let table = ROWS.iter().find_map(|key| answer.get(key)).unwrap_or(answer);
    match table {
        Value::Array(rows) => rows.iter().filter_map(|row| row.as_object().cloned()).collect(),
        Value::Object(row) => {
            let row = row.iter().filter(|(key, _)| *key != PREVIOUS);
            vec![row.map(|(key, value)| (key.clone(), value.clone())).collect()]
        }
        _ => Vec::new(),
    }
}

/// A column, and whether it is money.
struct Column {
    id: String,
    is_money: bool,
}

/// As the definitions have them, also of a table without rows; and what else there is.
fn columns(report: &str, rows: &[Row]) -> Vec<Column> {
    let seen = |id: &str| rows.iter().any(|row| row.contains_key(id));
    let has_money = |id| rows.iter().any(|row| row.get(id).and_then(amount).is_some());
    let mut columns: Vec<Column> = definitions::of_report(report)
        .filter(|known| rows.is_empty() || seen(known.id))
        .map(|known| Column {
            id: known.id.to_owned(),
            is_money: known.unit == Unit::Money
                || (known.unit == Unit::OfMetric && has_money(known.id)),
        })
        .collect();
    if seen("period") {
        columns.insert(0, Column { id: "period".to_owned(), is_money: false });
    }
    for (id, _) in rows.iter().flatten() {
        if !columns.iter().any(|column| column.id == *id) {
            columns.push(Column { id: id.clone(), is_money: has_money(id) });
        }
    }
    columns
}

/// The decimal text and the currency of what is money.
fn amount(value: &Value) -> Option<(&str, &str)> {
    Some((value.get("amount")?.as_str()?, value.get("currency")?.as_str()?))
}

fn csv(report: &str, rows: &[Row]) -> Result<Vec<u8>, FormError> {
    let columns = columns(report, rows);
    // RFC 4180's line ends, which Excel wants.
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for Column { id, is_money } in &columns {
        writer.write_field(id)?;
        if *is_money {
            writer.write_field(format!("{id}_currency"))?;
        }
    }
    writer.write_record(None::<&[u8]>)?;
    for row in rows {
        for Column { id, is_money } in &columns {
            let value = row.get(id).unwrap_or(&Value::Null);
            if *is_money {
                let (amount, currency) = amount(value).unwrap_or_default();
                writer.write_field(amount)?;
                writer.write_field(currency)?;
            } else {
                writer.write_field(cell(value)?)?;
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| FormError::Unwritten(error.to_string()))
}

fn cell(value: &Value) -> Result<String, FormError> {
    Ok(match value {
        Value::Null => String::new(),
        // What a shopper or a sender wrote must not be worked out by whoever opens the file.
        Value::String(text) if text.starts_with(FORMULA_STARTS) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => serde_json::to_string(other)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(form: Form, answer: Value, expected: &str) {
        let written = String::from_utf8(form.write("of no registry", &answer).unwrap()).unwrap();
        assert_eq!(written.replace("\r\n", "\n"), expected, "{answer}");
    }

    #[test]
    fn a_table_has_a_line_for_each_row_and_an_answer_without_rows_is_one() {
        let euros = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
        let table = json!({ "rows": [
            { "page": "/", "views": 3, "revenue": euros("-1.50"), "rate": 0.25 },
            { "page": "a,\"b\"\nc", "views": 0, "revenue": euros("0.00"), "rate": null },
        ], "next": null });
        check(
            Form::Csv,
            table.clone(),
            "page,views,revenue,revenue_currency,rate\n/,3,-1.50,EUR,0.25\n\"a,\"\"b\"\"\nc\",0,0.00,EUR,\n",
        );
        check(
            Form::Ndjson,
            table,
            "{\"page\":\"/\",\"views\":3,\"revenue\":{\"amount\":\"-1.50\",\"currency\":\"EUR\"},\"rate\":0.25}\n\
             {\"page\":\"a,\\\"b\\\"\\nc\",\"views\":0,\"revenue\":{\"amount\":\"0.00\",\"currency\":\"EUR\"},\"rate\":null}\n",
        );
        check(Form::Csv, json!({ "a": 1, "b": [{ "c": 2 }] }), "a,b\n1,\"[{\"\"c\"\":2}]\"\n");
        check(Form::Csv, json!({ "steps": [{ "step": "x" }] }), "step\nx\n");
    }

    #[test]
    fn two_periods_are_told_apart() {
        let lines = "period,a\ncurrent,1\nprevious,2\n";
        check(Form::Csv, json!({ "a": 1, "previous": { "a": 2 } }), lines);
        check(Form::Csv, json!({ "rows": [{ "a": 1 }], "previous": [{ "a": 2 }] }), lines);
        check(
            Form::Csv,
            json!({ "rows": [{ "a": 1 }], "previous": { "rows": [{ "a": 2 }] } }),
            lines,
        );
    }

    #[test]
    fn no_text_is_a_formula_and_no_number_is_a_text() {
        for (value, expected) in [
            (json!("=1+1"), "'=1+1"),
            (json!("+1"), "'+1"),
            (json!("-1"), "'-1"),
            (json!("@SUM(A1)"), "'@SUM(A1)"),
            (json!("\t=1"), "'\t=1"),
            (json!("\r=1"), "\"'\r=1\""),
            (json!("\n=1"), "\"'\n=1\""),
            (json!("a=1"), "a=1"),
            (json!(-1), "-1"),
            (json!(-0.5), "-0.5"),
            (json!(true), "true"),
        ] {
            check(Form::Csv, json!({ "rows": [{ "x": value }] }), &format!("x\n{expected}\n"));
        }
    }

    #[test]
    fn an_empty_table_has_the_columns_of_a_full_one() {
        let empty = Form::Csv.write("timeseries", &json!({ "rows": [] })).unwrap();
        let header = "date,sessions,visitors,page_views,orders,gross_revenue,gross_revenue_currency,refunds,refunds_currency,\
                      total_revenue,total_revenue_currency,session_conversion_rate\r\n";
        assert_eq!(String::from_utf8(empty).unwrap(), header);
    }
}
