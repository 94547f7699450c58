//! The part of migration 0008 that SQL can't say: the trails of the sessions that there are, and what was last said of
//! products, from the raw events that are kept. Sessions from before those have none.

use footfall_protocol::{Event, EventName, Item};
use rusqlite::{OptionalExtension, Row, Transaction};
use rustc_hash::FxHashSet;

use crate::store::apply::dictionary::Dictionary;
use crate::store::apply::new_texts::Kind;
use crate::store::apply::record;
use crate::store::apply::said::Said;
use crate::store::apply::steps::{Moment, Names, steps_of};
use crate::store::trail::Trail;
use crate::store::{StoreError, sql};

pub(in crate::store) fn build(transaction: &Transaction) -> Result<(), StoreError> {
    let mut dictionary = Dictionary::default();
    let mut counted = FxHashSet::default();
    let (mut session_id, mut trail, mut steps) = (0, Trail::default(), Vec::new());
    let mut save = transaction.prepare(sql!("fold_session_trail_save"))?;
    let mut statement = transaction.prepare(sql!("fold_session_events"))?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let Some(event) = record::event(transaction, row)? else { continue };
        let at: Place = Place::of(row)?;
        if at.session_id != session_id {
            save.execute((trail.as_bytes(), session_id))?;
            (session_id, trail) = (at.session_id, Trail::default());
        }
        if event.name == EventName::Purchase && !counts(transaction, &event, at, &mut counted)? {
            continue;
        }
        let moment =
            Moment { at_ms: event.at_ms, page_id: at.page_id, page_load_id: at.page_load_id };
        let mut names = Kept { transaction, dictionary: &mut dictionary, site_id: at.site_id };
        steps.clear();
        steps_of(&Event { view: at.view, ..event }, moment, &mut names, &mut steps)?;
        // What there is no room for stands in the raw events.
        let _full = steps.drain(..).take_while(|step| trail.push(*step)).count();
    }
    save.execute((trail.as_bytes(), session_id))?;
    Ok(transaction.execute_batch(sql!("fold_session_products_drop"))?)
}

#[derive(Debug, Clone, Copy)]
struct Place {
    session_id: i64,
    site_id: i64,
    page_load_id: i64,
    view: u32,
    page_id: i64,
}

impl Place {
    fn of(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            session_id: row.get(3)?,
            site_id: row.get(4)?,
            page_load_id: row.get(5)?,
            view: row.get(6)?,
            page_id: row.get(7)?,
        })
    }
}

/// Whether it is the report by which an order is the session's, for the first time.
fn counts(
    transaction: &Transaction,
    event: &Event,
    at: Place,
    counted: &mut FxHashSet<i64>,
) -> Result<bool, StoreError> {
    let report = (at.site_id, &event.transaction_id, at.session_id, event.at_ms);
    let order: Option<i64> = transaction
        .prepare_cached(sql!("fold_session_order"))?
        .query_row(report, |row| row.get(0))
        .optional()?;
    Ok(order.is_some_and(|id| counted.insert(id)))
}

/// What was kept has been let in before, so there is no limit to it.
struct Kept<'a> {
    transaction: &'a Transaction<'a>,
    dictionary: &'a mut Dictionary,
    site_id: i64,
}

impl Names for Kept<'_> {
    fn text(&mut self, _: Kind, value: &str) -> Result<i64, StoreError> {
        self.dictionary.word(self.transaction, value)
    }

    fn product(&mut self, item: &Item) -> Result<i64, StoreError> {
        let (transaction, site_id) = (self.transaction, self.site_id);
        match self.dictionary.find_product(transaction, site_id, &Said::of(item))? {
            Some(id) => Ok(id),
            None => self.dictionary.other_product(transaction, site_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use crate::store::migrations;
    use crate::store::trail::{Step, StepKind, steps, view_key};

    /// A database of before has a session that bought, into which another was merged that had swallowed a third: their raw
    /// page views still carry the old numbers. An order was reported twice, and its second report is no step.
    #[test]
    fn sessions_of_before_get_the_trails_that_they_would_have_had() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_version(&mut connection, 7).unwrap();
        connection.execute_batch(include_str!("trails_before.sql")).unwrap();
        migrations().to_latest(&mut connection).unwrap();
        let (of_shop, [bought, viewed]) = connection
            .query_row(include_str!("trails_after.sql"), (), |row| {
                let trails = [3, 4].map(|index| row.get::<_, Vec<u8>>(index).unwrap());
                Ok(([0, 1, 2].map(|index| row.get::<_, String>(index).unwrap()), trails))
            })
            .unwrap();
        let trail = |bytes: &[u8]| steps(bytes).collect::<Vec<Step>>();
        let step = |at_ms, kind, object, detail| Step { at_ms, kind, object, detail };
        // The first text that was new.
        let term = 13;
        assert_eq!(
            trail(&bought),
            [
                step(1_000, StepKind::PageView, 9, view_key(5, 0)),
                step(1_500, StepKind::Engaged, view_key(5, 0), 400),
                step(2_000, StepKind::ViewItem, 8, 0),
                step(2_500, StepKind::Search, term, 0),
                step(900, StepKind::PageView, 9, view_key(6, 1)),
                step(3_000, StepKind::Purchase, 0, 0),
                step(3_000, StepKind::Bought, 8, 0),
                step(800, StepKind::PageView, 9, view_key(7, 0)),
            ]
        );
        assert_eq!(trail(&viewed), [step(5_000, StepKind::PageView, 9, view_key(8, 0))]);
        assert_eq!(of_shop, ["Lamp, Lux, Home > Light", "3", "1 3 4"]);
    }
}
