//! The part of migration 0020 that SQL can't say: page loads in their shorter form.

use rusqlite::{Transaction, params};

use crate::store::apply::{PageLoad, PageView, Token};
use crate::store::{StoreError, sql};

pub(in crate::store) fn shorten(transaction: &Transaction) -> Result<(), StoreError> {
    let mut insert = transaction.prepare(sql!("page_load_insert"))?;
    let mut before = transaction.prepare(sql!("page_loads_before"))?;
    let mut rows = before.query(())?;
    while let Some(row) = rows.next()? {
        let (site_id, received_h): (i64, i64) = (row.get(0)?, row.get(5)?);
        let token = Token::of(u128::from_be_bytes(row.get(1)?));
        let views: Vec<PageView> = postcard::from_bytes(row.get_ref(4)?.as_blob()?)
            .map_err(|error| StoreError::Invalid(format!("a page load's views: {error}")))?;
        let page_load = PageLoad { id: row.get(2)?, seen: row.get(3)?, views };
        insert.execute(params![site_id, token.0, received_h, page_load.encode(received_h)])?;
    }
    drop((insert, rows));
    drop(before);
    Ok(transaction.execute_batch(sql!("page_loads_drop"))?)
}
