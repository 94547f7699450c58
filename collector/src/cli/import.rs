//! `import`: a CSV file of past orders, read here and sent in parts to whoever holds the data.
//!
//! The first line names the columns, in any order; others than the known ones are passed over. A line that can't be
//! believed is told on stderr by its number, and the others are imported all the same. A second run changes nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord};
use serde_json::{Value, json};

use super::commands::{Outcome, progress_bar, thousandths};
use super::door::Door;
use crate::config::Config;
use crate::control::Request;
use crate::ingest::PastOrder;

/// In one request: what the writer has room for beside a busy shop's visitors.
const ORDERS_TOGETHER: usize = 500;

pub(super) fn orders(config: &Config, site: &str, file: &Path) -> Outcome {
    let opened = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let bytes = opened.metadata()?.len().max(1);
    let mut lines = ReaderBuilder::new().flexible(true).from_reader(BufReader::new(opened));
    let columns = Columns::named(lines.headers()?)?;
    let door = Door::open(config)?;
    let bar = progress_bar();
    let mut counts = Counts::default();
    let mut waiting = Vec::with_capacity(ORDERS_TOGETHER);
    let mut record = StringRecord::new();
    let send = |waiting: &mut Vec<PastOrder>, counts: &mut Counts| {
        let orders = std::mem::take(waiting);
        if orders.is_empty() {
            return Ok(());
        }
        let request = Request::ImportOrders { site: site.to_owned(), orders };
        door.ask(request, &mut |_| {}).map(|answer| counts.add(&answer))
    };
    let imported = loop {
        match lines.read_record(&mut record) {
            Ok(false) => break send(&mut waiting, &mut counts),
            Ok(true) => match columns.order(&record) {
                Some(order) => waiting.push(order),
                None => counts.refuse(line_of(record.position()), "malformed", "too few columns"),
            },
            Err(error) if matches!(error.kind(), ErrorKind::Utf8 { .. }) => {
                counts.refuse(line_of(error.position()), "malformed", "not UTF-8");
            }
            Err(error) => {
                door.close();
                return Err(error.into());
            }
        }
        if waiting.len() == ORDERS_TOGETHER {
            bar.set_position(thousandths(lines.position().byte() as f64 / bytes as f64));
            if let Err(error) = send(&mut waiting, &mut counts) {
                break Err(error);
            }
        }
    };
    bar.finish_and_clear();
    door.close();
    println!("{}", counts.json());
    Ok(imported?)
}

fn line_of(position: Option<&Position>) -> u64 {
    position.map_or(0, Position::line)
}

/// Where each column stands.
struct Columns {
    order_id: usize,
    at: usize,
    total: usize,
    customer: Option<usize>,
    currency: Option<usize>,
    tax: Option<usize>,
    shipping: Option<usize>,
    discount: Option<usize>,
    coupon: Option<usize>,
}

impl Columns {
    fn named(header: &StringRecord) -> Result<Self, String> {
        let find = |name: &str| header.iter().position(|it| it.trim().eq_ignore_ascii_case(name));
        let need = |place: Option<usize>, name: &str| {
            place.ok_or_else(|| format!("the file's first line names no column {name}"))
        };
        Ok(Self {
            order_id: need(find("order_id"), "order_id")?,
            at: need(find("date").or_else(|| find("timestamp")), "date or timestamp")?,
            total: need(find("total"), "total")?,
            customer: find("customer"),
            currency: find("currency"),
            tax: find("tax"),
            shipping: find("shipping"),
            discount: find("discount"),
            coupon: find("coupon"),
        })
    }

    /// `None` of a line that ends before a column it must have.
    fn order(&self, record: &StringRecord) -> Option<PastOrder> {
        let must = |place: usize| record.get(place).map(str::to_owned);
        let may = |place: Option<usize>| place.and_then(must).unwrap_or_default();
        Some(PastOrder {
            line: line_of(record.position()),
            order_id: must(self.order_id)?,
            at: must(self.at)?,
            total: must(self.total)?,
            customer: may(self.customer),
            currency: may(self.currency),
            tax: may(self.tax),
            shipping: may(self.shipping),
            discount: may(self.discount),
            coupon: may(self.coupon),
        })
    }
}

#[derive(Default)]
struct Counts {
    imported: u64,
    known: u64,
    refused: BTreeMap<String, u64>,
}

impl Counts {
    fn add(&mut self, answer: &Value) {
        self.imported += answer["imported"].as_u64().unwrap_or(0);
        self.known += answer["known"].as_u64().unwrap_or(0);
        for refused in answer["refused"].as_array().into_iter().flatten() {
            let text = |key: &str| refused[key].as_str().unwrap_or_default();
            self.refuse(refused["line"].as_u64().unwrap_or(0), text("reason"), text("message"));
        }
    }

    fn refuse(&mut self, line: u64, reason: &str, message: &str) {
        eprintln!("line {line}: {message}");
        *self.refused.entry(reason.to_owned()).or_default() += 1;
    }

    fn json(&self) -> Value {
        let refused: u64 = self.refused.values().sum();
        json!({
            "lines": self.imported + self.known + refused,
            "imported": self.imported,
            "known": self.known,
            "refused": refused,
            "refused_by_reason": self.refused,
        })
    }
}
