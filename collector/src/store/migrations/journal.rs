//! The part of migration 0003 that SQL can't say: what were rows of their own becomes part of the rows they belong to.

use rusqlite::{Transaction, params};
use rustc_hash::FxHashMap;

use crate::site::Day;
use crate::store::apply::{PageView, encode_views};
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
        page_load.execute(params![id, encode_views(&views.remove(&id).unwrap_or_default())?])?;
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
    let mut save = transaction.prepare(sql!("session_update_products"))?;
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

    use crate::store::migrations;

    /// A database of before has one page load with two page views, one of them without a day, and a session that bought.
    #[test]
    fn rows_of_their_own_become_part_of_the_rows_they_belong_to() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_version(&mut connection, 2).unwrap();
        let before = "
            INSERT INTO text (id, value) VALUES (9, '/lamp'), (10, 'purchase');
            INSERT INTO page_load VALUES (5, 1, x'019a1b2c3d4e00000000000000000001', x'0f', 7200000);
            INSERT INTO session VALUES (3, 1, 77, 20000, 1, 2, 1, 9, 'FR', 0, 1, 4000, 1, 1, NULL, NULL, NULL);
            INSERT INTO event VALUES (1, 3, 5, 0, 0, 1, 1, NULL), (2, 3, 5, 2, 0, 2, 10, '{\"transaction_id\":\"T\"}');
            INSERT INTO page_view VALUES (5, 0, 1, 20000, 9, 4000, 50), (5, 1, 1, NULL, 9, 900, 0), (4, 0, 1, 20000, 9, 10, 0);
            INSERT INTO session_product VALUES (3, 8, 4), (3, 6, 1);
            INSERT INTO page_rollup VALUES (1, 20000, 9, 2, 4010, 1, 0);
            INSERT INTO day_rollup VALUES (1, 20000, 2, 1, 0, 0, 0, 0, 0, 0);";
        connection.execute_batch(before).unwrap();
        migrations().to_latest(&mut connection).unwrap();

        let check = |question: &str, expected: &str| {
            let found: String = connection.query_row(question, (), |row| row.get(0)).unwrap();
            assert_eq!(found, expected, "{question}");
        };
        // Two views: number, day (there or not), page, engaged time, depth.
        check("SELECT hex(views) FROM page_load WHERE id = 5", "020001C0B80212C03E32010012880E00");
        check("SELECT cast(received_h AS TEXT) FROM page_load", "2");
        check("SELECT cast(last_id AS TEXT) FROM page_load_number", "5");
        check("SELECT hex(products) FROM session", "020C011004");
        check("SELECT group_concat(page_id || typeof(params)) FROM event", "9null,9text");
        check("SELECT cast(page_engaged_ms AS TEXT) FROM day_rollup", "4010");
        check(
            "SELECT hex(times) = (SELECT hex(times) FROM day_rollup) || '' FROM page_rollup",
            "1",
        );
        check(
            "SELECT cast(count(*) AS TEXT) FROM sqlite_schema WHERE name LIKE '%before' OR name IN ('page_view', 'session_product')",
            "0",
        );
    }
}
