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
        let page_load = PageLoad {
            id: row.get(2)?,
            seen: row.get::<_, Vec<u8>>(3)?.into(),
            views: views.into(),
        };
        insert.execute(params![site_id, token.0, received_h, page_load.encode(received_h)])?;
    }
    drop((insert, rows));
    drop(before);
    Ok(transaction.execute_batch(sql!("page_loads_drop"))?)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use smallvec::smallvec;

    use crate::store::apply::{PageLoad, PageView, Token};
    use crate::store::{migrations, sql};

    #[test]
    fn what_was_known_of_a_page_load_is_known_in_the_shorter_form() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_version(&mut connection, 16).unwrap();
        let at_ms: u128 = 1_764_000_000_000;
        let view =
            |view, day| PageView { view, day, page_id: 9, engaged_ms: 4_000, scroll_percent: 50 };
        let before = [
            PageLoad {
                id: 70_000,
                seen: smallvec![3],
                views: smallvec![view(0, Some(20_416)), view(1, None)],
            },
            PageLoad { id: 70_001, seen: smallvec![0, 1], views: smallvec![] },
        ];
        let received_h = 490_000;
        for (page_load, token) in before.iter().zip([at_ms << 80, 1]) {
            let PageLoad { id, seen, views } = page_load;
            let views = postcard::to_allocvec(&views[..]).unwrap();
            let insert = include_str!("page_loads_row.sql");
            let token = token.to_be_bytes();
            connection.execute(insert, (1, token, id, &seen[..], views, received_h)).unwrap();
        }
        migrations().to_latest(&mut connection).unwrap();
        for (page_load, token) in before.iter().zip([at_ms << 80, 1]) {
            let known = connection
                .query_row(sql!("page_load_find"), (1, Token::of(token).0), |row| {
                    assert_eq!(row.get(0), Ok(received_h));
                    row.get::<_, Vec<u8>>(1)
                })
                .unwrap();
            assert_eq!(PageLoad::decode(&known, received_h).as_ref(), Some(page_load));
        }
    }
}
