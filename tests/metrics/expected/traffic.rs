//! Sessions and revenue by what sessions can be told apart by; and pages.

use serde_json::{Value, json};

use super::{Asked, Row, euros, median, ratio, row, share};
use crate::model::{Model, Order, Session};
use crate::shop::{PAGES, TITLES};

/// What a report is by: the names of its columns, the words of a session (`None`: it is in no row), and those of orders that
/// no session has reported.
pub(crate) struct Of {
    pub(crate) columns: &'static [&'static str],
    pub(crate) words: fn(&Session) -> Option<Vec<&'static str>>,
    pub(crate) of_none: Option<&'static [&'static str]>,
}

pub(crate) fn breakdown(asked: Asked, of: &Of) -> Vec<Row> {
    let mut all: Vec<Vec<&str>> = Vec::new();
    let sessions = asked.model.sessions.iter().filter_map(of.words);
    for words in sessions.chain(of.of_none.map(<[_]>::to_vec)) {
        if !all.contains(&words) {
            all.push(words);
        }
    }
    all.into_iter().filter_map(|words| about(asked, of, &words)).collect()
}

/// `None`: there is nothing to say about it.
fn about(asked: Asked, of: &Of, words: &[&str]) -> Option<Row> {
    let is = |session: &Session| (of.words)(session).is_some_and(|own| own == words);
    let mut sessions = asked.sessions();
    sessions.retain(|(_, session)| is(session));
    let is_its = |model: &Model, order: &Order| match order.session {
        Some(session) => is(&model.sessions[session]),
        None => of.of_none.is_some_and(|own| own == words),
    };
    let mut orders = asked.orders();
    orders.retain(|(order, _)| is_its(asked.model, order));
    let mut refunds = asked.refunds();
    refunds.retain(|(order, ..)| is_its(asked.model, order));
    if sessions.is_empty() && orders.is_empty() && refunds.is_empty() {
        return None;
    }
    let gross: i64 = orders.iter().map(|(_, euros)| euros.gross).sum();
    let refunded: i64 = refunds.iter().map(|(_, amount, _)| amount).sum();
    let engaged = sessions.iter().filter(|(place, _)| asked.model.is_engaged(*place)).count();
    let engaged_ms: i64 = sessions.iter().map(|(_, session)| session.engaged_ms()).sum();
    let views: usize = sessions.iter().map(|(_, session)| session.views().len()).sum();
    let average = share(gross, orders.len()).map_or(Value::Null, euros);
    let mut row = row([
        ("sessions", json!(sessions.len())),
        ("visitors", json!(asked.visitors(&sessions))),
        ("page_views", json!(views)),
        ("engaged_ms", json!(engaged_ms)),
        ("engagement_rate", ratio(engaged, sessions.len())),
        ("orders", json!(orders.len())),
        ("gross_revenue", euros(gross)),
        ("refunds", euros(refunded)),
        ("total_revenue", euros(gross - refunded)),
        ("average_order_value", average),
        ("session_conversion_rate", ratio(asked.with_order(&sessions).len(), sessions.len())),
    ]);
    for (column, word) in of.columns.iter().zip(words) {
        row.insert((*column).to_owned(), json!(word));
    }
    Some(row)
}

pub(crate) fn pages(asked: Asked) -> Vec<Row> {
    let mut rows = Vec::new();
    for (page, path) in PAGES.iter().enumerate() {
        let mut views = asked.views();
        views.retain(|view| view.page == page);
        let sessions = asked.sessions();
        let entries = sessions.iter().filter(|(_, session)| session.landing_page() == *path);
        let exits = sessions.iter().filter(|(_, session)| session.exit_page() == Some(path));
        let (entries, exits) = (entries.count(), exits.count());
        if views.is_empty() && entries == 0 {
            continue;
        }
        let engaged_ms: Vec<i64> = views.iter().map(|view| view.engaged_ms).collect();
        let all_ms = engaged_ms.iter().sum();
        rows.push(row([
            ("page", json!(path)),
            // What it was called when somebody saw it.
            ("title", json!(if views.is_empty() { "" } else { TITLES[page] })),
            ("page_views", json!(views.len())),
            ("entries", json!(entries)),
            ("exits", json!(exits)),
            ("engaged_ms", json!(all_ms)),
            ("time_on_page_mean_ms", json!(share(all_ms, views.len()))),
            ("time_on_page_median_ms", json!(median(engaged_ms))),
        ]));
    }
    rows
}
