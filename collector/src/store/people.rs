//! Accounts and their roles.

use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

use super::audit::{Actor, Deed, record};
use super::{Reading, Store, StoreError, sql};
use crate::people::Role;

/// An account as far as its sign-in needs it.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: i64,
    /// As [`crate::password`] hashed it.
    pub password: Option<String>,
}

/// A role, at one site or at all.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    pub role: Role,
    pub site_id: Option<i64>,
}

/// What became of somebody who was given a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invitation {
    /// They signed in before, and do so as ever.
    Known,
    /// The link signs them in.
    Linked,
    /// They were invited to another site and have not signed in yet: whoever invited them there has a link that would open
    /// this site, too.
    Waiting,
}

#[derive(Debug)]
pub struct PersonRow {
    pub id: i64,
    pub email: String,
    /// `None`: one that this version does not know, and that allows nothing.
    pub role: Option<Role>,
    /// Their role is one at all sites, and not changed at one.
    pub is_everywhere: bool,
    /// They chose a password.
    pub is_settled: bool,
    pub used_at_ms: Option<i64>,
}

/// A link to be made: its hash, and when it stops to work.
#[derive(Debug, Clone, Copy)]
pub struct NewLink {
    pub hash: [u8; 32],
    pub expires_at_ms: i64,
}

pub(super) fn parse_role(text: Option<String>) -> Option<Role> {
    text.and_then(|text| text.parse().ok())
}

pub(super) fn roles_of(
    connection: &Connection,
    user_id: i64,
) -> Result<Vec<(String, Role)>, StoreError> {
    let mut statement = connection.prepare_cached(sql!("user_roles"))?;
    let rows = statement.query_map(named_params! { ":user_id": user_id }, |row| {
        Ok((row.get::<_, String>(0)?, parse_role(row.get(1)?)))
    })?;
    let roles: Vec<(String, Option<Role>)> = rows.collect::<Result<_, _>>()?;
    Ok(roles.into_iter().filter_map(|(site, role)| Some((site, role?))).collect())
}

impl Store {
    /// A link that signs `email` in once, until it expires. Somebody new is an owner of all sites unless a grant says
    /// another role; of somebody known, only a grant changes it.
    pub fn add_user(
        &mut self,
        email: &str,
        grant: Option<Grant>,
        link: NewLink,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        let (user_id, is_new) = account(&transaction, email, now_ms)?;
        let everything = Grant { role: Role::Owner, site_id: None };
        if let Some(grant) = grant.or(is_new.then_some(everything)) {
            give(&transaction, Actor::Operator, user_id, grant, now_ms)?;
        }
        add_link(&transaction, user_id, link)?;
        let deed = Deed { action: "link_made", subject: Some(user_id), ..Deed::default() };
        record(&transaction, Actor::Operator, deed, now_ms)?;
        Ok(transaction.commit()?)
    }

    /// Gives somebody a role at one site, and a link to whoever has no password: but never a link into an account that can
    /// open anything beside this site, unless the actor could anyway (`is_trusted`).
    pub fn invite(
        &mut self,
        actor: Actor,
        is_trusted: bool,
        email: &str,
        (site_id, role): (i64, Role),
        link: NewLink,
        now_ms: i64,
    ) -> Result<Invitation, StoreError> {
        let transaction = self.connection.transaction()?;
        let (user_id, _) = account(&transaction, email, now_ms)?;
        let password: Option<String> = transaction
            .prepare_cached(sql!("user_password_find"))?
            .query_row(named_params! { ":id": user_id }, |row| row.get(0))?;
        let is_elsewhere: bool = transaction
            .prepare_cached(sql!("user_role_elsewhere"))?
            .query_row(named_params! { ":user_id": user_id, ":site_id": site_id }, |row| {
                row.get(0)
            })?;
        let invitation = match (password, is_elsewhere && !is_trusted) {
            (Some(_), _) => Invitation::Known,
            (None, false) => Invitation::Linked,
            (None, true) => return Ok(Invitation::Waiting),
        };
        give(&transaction, actor, user_id, Grant { role, site_id: Some(site_id) }, now_ms)?;
        if invitation == Invitation::Linked {
            add_link(&transaction, user_id, link)?;
        }
        transaction.commit()?;
        Ok(invitation)
    }

    /// `false` when that account has no role at this very site.
    pub fn remove_role(
        &mut self,
        actor: Actor,
        user_id: i64,
        site_id: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let removed = transaction
            .prepare_cached(sql!("user_site_delete"))?
            .execute(named_params! { ":user_id": user_id, ":site_id": site_id })?;
        if removed > 0 {
            let deed = Deed {
                action: "role_taken",
                site_id: Some(site_id),
                subject: Some(user_id),
                detail: "",
            };
            record(&transaction, actor, deed, now_ms)?;
        }
        transaction.commit()?;
        Ok(removed > 0)
    }
}

/// Its number, and whether it was made just now.
fn account(transaction: &Transaction, email: &str, now_ms: i64) -> Result<(i64, bool), StoreError> {
    let made = transaction
        .prepare_cached(sql!("user_insert"))?
        .execute(named_params! { ":email": email, ":created_at_ms": now_ms })?;
    let user_id = transaction
        .prepare_cached(sql!("user_id"))?
        .query_row(named_params! { ":email": email }, |row| row.get(0))?;
    Ok((user_id, made > 0))
}

fn give(
    transaction: &Transaction,
    actor: Actor,
    user_id: i64,
    Grant { role, site_id }: Grant,
    now_ms: i64,
) -> Result<(), StoreError> {
    let role = role.as_str();
    match site_id {
        Some(site_id) => transaction
            .prepare_cached(sql!("user_site_save"))?
            .execute(named_params! { ":user_id": user_id, ":site_id": site_id, ":role": role })?,
        None => transaction
            .prepare_cached(sql!("user_everywhere"))?
            .execute(named_params! { ":role": role, ":id": user_id })?,
    };
    let deed = Deed { action: "role_given", site_id, subject: Some(user_id), detail: role };
    record(transaction, actor, deed, now_ms)
}

fn add_link(transaction: &Transaction, user_id: i64, link: NewLink) -> Result<(), StoreError> {
    let NewLink { hash, expires_at_ms } = link;
    transaction.prepare_cached(sql!("sign_in_link_insert"))?.execute(
        named_params! { ":hash": hash, ":user_id": user_id, ":expires_at_ms": expires_at_ms },
    )?;
    Ok(())
}

impl Reading<'_> {
    pub fn account(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("user_find"))?;
        let found = statement
            .query_row(named_params! { ":email": email }, |row| {
                Ok(Account { id: row.get(0)?, password: row.get(1)? })
            })
            .optional()?;
        Ok(found)
    }

    /// As [`Reading::account`], of an account by its number.
    pub fn password(&self, user_id: i64) -> Result<Option<String>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("user_password_find"))?;
        let found = statement.query_row(named_params! { ":id": user_id }, |row| row.get(0));
        Ok(found.optional()?.flatten())
    }

    /// Everybody with a role at a site, by their addresses.
    pub fn people(&self, site_id: i64) -> Result<Vec<PersonRow>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("people_of_site"))?;
        let rows = statement.query_map(named_params! { ":site_id": site_id }, |row| {
            let (here, everywhere) = (parse_role(row.get(2)?), parse_role(row.get(3)?));
            Ok(PersonRow {
                id: row.get(0)?,
                email: row.get(1)?,
                role: everywhere.max(here),
                is_everywhere: everywhere.is_some() && everywhere >= here,
                is_settled: row.get(4)?,
                used_at_ms: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
