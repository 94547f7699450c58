//! What is told to people and to their programs: where to, by which rules, and what is still to be sent.

use rusqlite::OptionalExtension;

use super::{Reading, Store, StoreError, sql};

/// More than these nobody reads.
pub const MAX_TARGETS: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRule {
    pub rule: String,
    /// Hours, or percent.
    pub threshold: i64,
    /// What was told last (see the schema).
    pub told: Option<i64>,
}

/// An address of mail, or of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeTarget {
    pub id: i64,
    pub kind: String,
    pub address: String,
    pub nonce: Vec<u8>,
    pub created_at_ms: i64,
}

/// Something that is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueNotice {
    pub id: i64,
    pub rule: String,
    /// JSON.
    pub body: String,
    pub attempts: i64,
    pub kind: String,
    pub address: String,
    pub nonce: Vec<u8>,
}

/// What became of a notice, for those who look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    pub id: i64,
    pub rule: String,
    pub kind: String,
    pub address: String,
    pub created_at_ms: i64,
    pub attempts: i64,
    pub next_at_ms: Option<i64>,
    pub sent_at_ms: Option<i64>,
    pub error: String,
}

/// What is told by a rule, and what it told before: both change together, or neither.
#[derive(Debug, Clone)]
pub struct Telling {
    pub site_id: i64,
    pub rule: &'static str,
    pub before: Option<i64>,
    pub now: Option<i64>,
    /// JSON, for each of the site's targets.
    pub body: String,
}

impl Store {
    /// `told`: what a new rule takes for told already.
    pub fn set_notice_rule(
        &mut self,
        site_id: i64,
        rule: &str,
        threshold: i64,
        told: Option<i64>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("notice_rule_set"))?;
        statement.execute((site_id, rule, threshold, told))?;
        Ok(())
    }

    pub fn drop_notice_rule(&mut self, site_id: i64, rule: &str) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("notice_rule_delete"))?;
        statement.execute((site_id, rule))?;
        Ok(())
    }

    /// Its number; `None` when it is there already.
    pub fn add_notice_target(
        &mut self,
        site_id: i64,
        kind: &str,
        address: &str,
        nonce: &[u8],
        now_ms: i64,
    ) -> Result<Option<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("notice_target_insert"))?;
        let added = statement
            .query_row((site_id, kind, address, nonce, now_ms), |row| row.get(0))
            .optional()?;
        Ok(added)
    }

    /// With what was to be sent there. `false`: there was none of that number.
    pub fn drop_notice_target(&mut self, site_id: i64, id: i64) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let dropped =
            transaction.prepare_cached(sql!("notice_target_delete"))?.execute((site_id, id))? > 0;
        if dropped {
            transaction.prepare_cached(sql!("notice_of_target_delete"))?.execute((id,))?;
        }
        transaction.commit()?;
        Ok(dropped)
    }

    /// Writes down what is to be sent, once.
    pub fn tell(&mut self, telling: &Telling, now_ms: i64) -> Result<(), StoreError> {
        let Telling { site_id, rule, before, now, body } = telling;
        let transaction = self.connection.transaction()?;
        let is_new = transaction
            .prepare_cached(sql!("notice_rule_told"))?
            .execute((site_id, rule, now, before))?
            > 0;
        if is_new {
            for target in targets(&transaction, *site_id)? {
                transaction
                    .prepare_cached(sql!("notice_insert"))?
                    .execute((target.id, site_id, rule, now_ms, body))?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// The same to one target, by no rule.
    pub fn tell_target(
        &mut self,
        site_id: i64,
        target_id: i64,
        rule: &str,
        body: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("notice_insert"))?;
        statement.execute((target_id, site_id, rule, now_ms, body))?;
        Ok(())
    }

    /// It was sent, or is to be tried again at `next_at_ms`, or given up.
    pub fn tried_notice(
        &mut self,
        id: i64,
        sent_at_ms: Option<i64>,
        next_at_ms: Option<i64>,
        error: &str,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("notice_tried"))?;
        statement.execute((id, sent_at_ms, next_at_ms, error))?;
        Ok(())
    }

    /// Forgets those of before that are done with.
    pub fn prune_notices(&mut self, before_ms: i64) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql!("notices_prune"))?.execute((before_ms,))?;
        Ok(())
    }
}

fn targets(
    connection: &rusqlite::Connection,
    site_id: i64,
) -> Result<Vec<NoticeTarget>, StoreError> {
    let mut statement = connection.prepare_cached(sql!("notice_targets"))?;
    let targets = statement.query_map((site_id,), |row| {
        Ok(NoticeTarget {
            id: row.get(0)?,
            kind: row.get(1)?,
            address: row.get(2)?,
            nonce: row.get(3)?,
            created_at_ms: row.get(4)?,
        })
    })?;
    Ok(targets.collect::<Result<_, _>>()?)
}

impl Reading<'_> {
    pub fn notice_rules(&self, site_id: i64) -> Result<Vec<NoticeRule>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("notice_rules"))?;
        let rules = statement.query_map((site_id,), |row| {
            Ok(NoticeRule { rule: row.get(0)?, threshold: row.get(1)?, told: row.get(2)? })
        })?;
        Ok(rules.collect::<Result<_, _>>()?)
    }

    pub fn notice_targets(&self, site_id: i64) -> Result<Vec<NoticeTarget>, StoreError> {
        targets(&self.transaction, site_id)
    }

    /// The longest due first.
    pub fn due_notices(&self, now_ms: i64, limit: i64) -> Result<Vec<DueNotice>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("notices_due"))?;
        let due = statement.query_map((now_ms, limit), |row| {
            Ok(DueNotice {
                id: row.get(0)?,
                rule: row.get(1)?,
                body: row.get(2)?,
                attempts: row.get(3)?,
                kind: row.get(4)?,
                address: row.get(5)?,
                nonce: row.get(6)?,
            })
        })?;
        Ok(due.collect::<Result<_, _>>()?)
    }

    /// The newest first.
    pub fn notices(&self, site_id: i64, limit: i64) -> Result<Vec<NoticeRow>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("notices_of_site"))?;
        let notices = statement.query_map((site_id, limit), |row| {
            Ok(NoticeRow {
                id: row.get(0)?,
                rule: row.get(1)?,
                kind: row.get(2)?,
                address: row.get(3)?,
                created_at_ms: row.get(4)?,
                attempts: row.get(5)?,
                next_at_ms: row.get(6)?,
                sent_at_ms: row.get(7)?,
                error: row.get(8)?,
            })
        })?;
        Ok(notices.collect::<Result<_, _>>()?)
    }
}
