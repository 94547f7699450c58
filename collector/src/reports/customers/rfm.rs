//! `rfm`: customers by how lately, how often and for how much they ordered: a row for each named group, and the map of
//! 5 × 5 cells of recency and frequency that they are made of.

use serde_json::{Map, Value, json};

use super::recency::{GROUP_NAMES, Scores, scores};
use super::{Customer, Customers};
use crate::reports::{Asked, ReportError, divided, money_json, ratio};
use crate::store::Reading;

#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    customers: i64,
    orders: i64,
    net_minor: i64,
}

impl Sums {
    fn add(&mut self, customer: Customer) {
        self.customers += 1;
        self.orders += customer.orders().len() as i64;
        self.net_minor += customer.net_minor();
    }
}

pub(in crate::reports) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let known = Customers::read(reading, asked)?;
    let customers: Vec<Customer> = known.all().collect();
    let mut cells = [[Sums::default(); 5]; 5];
    for (customer, scores) in customers.iter().zip(scores(&customers)) {
        let row = cells.get_mut(usize::from(scores.recency) - 1);
        if let Some(cell) = row.and_then(|row| row.get_mut(usize::from(scores.frequency) - 1)) {
            cell.add(*customer);
        }
    }
    let places = (1..=5).flat_map(|recency| (1..=5).map(move |frequency| (recency, frequency)));
    let all: Vec<(Scores, Sums)> = places
        .zip(cells.as_flattened())
        .map(|((recency, frequency), sums)| (Scores { recency, frequency, monetary: 1 }, *sums))
        .collect();
    let rows = GROUP_NAMES.iter().map(|name| {
        let mut sums = Sums::default();
        for (_, cell) in all.iter().filter(|(scores, _)| scores.group() == *name) {
            sums.customers += cell.customers;
            sums.orders += cell.orders;
            sums.net_minor += cell.net_minor;
        }
        let mut row = Map::new();
        row.insert("group".into(), json!(name));
        row.extend(said(sums, asked));
        row.insert("share".into(), json!(ratio(sums.customers, customers.len() as i64)));
        let mean = divided(sums.net_minor, sums.customers);
        let mean = mean.map(|minor| money_json(asked.site.money(minor)));
        row.insert("revenue_per_customer".into(), json!(mean));
        Value::Object(row)
    });
    let map = all.iter().map(|(scores, sums)| {
        let mut cell = Map::new();
        cell.insert("recency".into(), json!(scores.recency));
        cell.insert("frequency".into(), json!(scores.frequency));
        cell.insert("group".into(), json!(scores.group()));
        cell.extend(said(*sums, asked));
        Value::Object(cell)
    });
    let (rows, map): (Vec<Value>, Vec<Value>) = (rows.collect(), map.collect());
    let mut report = known.head(customers.len());
    report.insert("rows".into(), json!(rows));
    report.insert("next".into(), Value::Null);
    report.insert("map".into(), json!(map));
    Ok(Value::Object(report))
}

fn said(sums: Sums, asked: &Asked) -> Map<String, Value> {
    let mut said = Map::new();
    said.insert("customers".into(), json!(sums.customers));
    said.insert("orders".into(), json!(sums.orders));
    said.insert("revenue".into(), money_json(asked.site.money(sums.net_minor)));
    said
}
