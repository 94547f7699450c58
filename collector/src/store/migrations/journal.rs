//! The part of migration 0003 that SQL can't say: what were rows of their own becomes part of the rows they belong to.

use rusqlite::{Transaction, params};
use rustc_hash::FxHashMap;

use crate::site::Day;
use crate::store::apply::PageView;
use crate::store::times::Times;
use crate::store::{StoreError, sql};

pub(in crate::store) fn fold(transaction: &Transaction) -> Result<(), StoreError> {
    page_views(transaction)?;
    session_products(transaction)?;
    Ok(transaction.execute_batch(sql!("fold_drop"))?)
}

fn page_views(transaction: &Transaction) -> Result<(), StoreError> {
    let mut views: FxHashMap<i64, Vec<PageView>> = FxHashMap::default();
    let mut pages: FxHashMap<(i64, Day, i64), Times> = FxHashMap::default();
    let mut days: FxHashMap<(i64, Day), (Times, i64)> = FxHashMap::default();
    let mut statement = transaction.prepare(sql!("fold_page_views"))?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let (page_load_id, site_id, waited_for): (i64, i64, bool) =
            (row.get(0)?, row.get(1)?, row.get(7)?);
        let view = PageView {
            view: row.get(2)?,
            day: row.get(3)?,
            page_id: row.get(4)?,
            engaged_ms: row.get(5)?,
            scroll_percent: row.get(6)?,
        };
        if let Some(day) = view.day {
            pages.entry((site_id, day, view.page_id)).or_default().add(view.engaged_ms, 1);
            let (times, engaged_ms) = days.entry((site_id, day)).or_default();
            times.add(view.engaged_ms, 1);
            *engaged_ms += view.engaged_ms;
        }
        if waited_for {
            views.entry(page_load_id).or_default().push(view);
        }
    }
    let mut page = transaction.prepare(sql!("fold_page_times"))?;
    for ((site_id, day, page_id), times) in pages {
        page.execute(params![site_id, day, page_id, times.encode()?])?;
    }
    let mut day_row = transaction.prepare(sql!("fold_day_times"))?;
    for ((site_id, day), (times, engaged_ms)) in days {
        day_row.execute(params![site_id, day, times.encode()?, engaged_ms])?;
    }
    let mut page_load = transaction.prepare(sql!("fold_page_load"))?;
    let ids: Vec<i64> = transaction
        .prepare(sql!("fold_page_load_ids"))?
        .query_map((), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for id in ids {
        let views = postcard::to_allocvec(&views.remove(&id).unwrap_or_default())
            .map_err(|error| StoreError::Invalid(format!("a page load's views: {error}")))?;
        page_load.execute(params![id, views])?;
    }
    Ok(())
}

fn session_products(transaction: &Transaction) -> Result<(), StoreError> {
    let mut sessions: FxHashMap<i64, Vec<(i64, u8)>> = FxHashMap::default();
    let mut statement = transaction.prepare(sql!("fold_session_products"))?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        sessions.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    let mut save = transaction.prepare(sql!("fold_session_products_save"))?;
    for (id, products) in sessions {
        let products = postcard::to_allocvec(&products)
            .map_err(|error| StoreError::Invalid(format!("a session's products: {error}")))?;
        save.execute(params![products, id])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use rusqlite::types::Value;

    use crate::store::migrations;

    /// A database of before has one page load with two page views, one of them without a day, and a session that bought.
    #[test]
    fn rows_of_their_own_become_part_of_the_rows_they_belong_to() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_version(&mut connection, 2).unwrap();
        connection.execute_batch(include_str!("journal_before.sql")).unwrap();
        migrations().to_version(&mut connection, 3).unwrap();
        let found = connection.query_row(include_str!("journal_after.sql"), (), |row| {
            let column = |index| row.get::<_, Value>(index);
            (0..6).map(column).collect::<Result<Vec<_>, _>>()
        });
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(
            found.unwrap(),
            [
                // Two views: number, day if known, page, engaged time, depth.
                text("020001C0B80212C03E32010012880E00 2"),
                Value::Integer(5),
                text("020C011004"),
                text("9 null,9 text"),
                text("4010 1 6"),
                Value::Integer(0),
            ]
        );
    }
}
