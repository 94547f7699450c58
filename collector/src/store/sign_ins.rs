//! Sign-ins, and the links that begin one. Of their secrets only hashes are stored.

use rusqlite::{OptionalExtension, Transaction, named_params};

use super::audit::{Actor, Deed, record};
use super::people::{parse_role, roles_of};
use super::{Reading, Store, StoreError, sql};
use crate::people::Role;

/// What is over by now: sign-ins that end before `now_ms`, and those that nobody used since `idle_since_ms`.
#[derive(Debug, Clone, Copy)]
pub struct Lifetime {
    pub now_ms: i64,
    pub idle_since_ms: i64,
}

/// A sign-in that begins.
#[derive(Debug, Clone)]
pub struct NewSignIn {
    pub hash: [u8; 32],
    pub expires_at_ms: i64,
    pub browser: String,
}

/// Somebody who is signed in, and what they may.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Of the sign-in.
    pub id: i64,
    pub user_id: i64,
    pub email: String,
    pub everywhere: Option<Role>,
    /// By the site's id.
    pub roles: Vec<(String, Role)>,
    pub used_at_ms: i64,
    pub has_password: bool,
}

impl SignedIn {
    /// The greater one, of that everywhere and that at the site.
    pub fn role_at(&self, site: &str) -> Option<Role> {
        let own = self.roles.iter().find(|(key, _)| key == site).map(|(_, role)| *role);
        self.everywhere.max(own)
    }
}

#[derive(Debug)]
pub struct SignInRow {
    pub id: i64,
    pub created_at_ms: i64,
    pub used_at_ms: i64,
    pub expires_at_ms: i64,
    pub browser: String,
}

/// A link that has not been used: whose it is.
#[derive(Debug, Clone)]
pub struct Link {
    pub user_id: i64,
    pub email: String,
    pub has_password: bool,
}

/// What came of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByLink {
    SignedIn,
    /// Unknown, used or expired.
    NoLink,
    /// Somebody has this address; the link still works.
    EmailTaken,
}

impl Store {
    /// Uses up a link and begins a sign-in, with another address or a new password if they are named. A new password ends
    /// all sign-ins and links from before.
    pub fn sign_in_by_link(
        &mut self,
        link_hash: &[u8; 32],
        email: Option<&str>,
        password: Option<&str>,
        begins: &NewSignIn,
        lifetime: Lifetime,
    ) -> Result<ByLink, StoreError> {
        let now_ms = lifetime.now_ms;
        let transaction = self.connection.transaction()?;
        let user_id: Option<i64> = transaction
            .prepare_cached(sql!("sign_in_link_take"))?
            .query_row(named_params! { ":hash": link_hash, ":now_ms": now_ms }, |row| row.get(0))
            .optional()?;
        let Some(user_id) = user_id else { return Ok(ByLink::NoLink) };
        if let Some(email) = email {
            let changed = transaction
                .prepare_cached(sql!("user_email"))?
                .execute(named_params! { ":email": email, ":id": user_id })?;
            if changed == 0 {
                return Ok(ByLink::EmailTaken);
            }
        }
        if let Some(password) = password {
            change_password(&transaction, user_id, password, 0, now_ms)?;
        }
        begin(&transaction, user_id, begins, lifetime)?;
        let deed = Deed { action: "sign_in", detail: "link", ..Deed::default() };
        record(&transaction, Actor::Person(user_id), deed, now_ms)?;
        transaction.commit()?;
        Ok(ByLink::SignedIn)
    }

    /// Of somebody who said the right password.
    pub fn sign_in(
        &mut self,
        user_id: i64,
        begins: &NewSignIn,
        lifetime: Lifetime,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        begin(&transaction, user_id, begins, lifetime)?;
        let deed = Deed { action: "sign_in", detail: "password", ..Deed::default() };
        record(&transaction, Actor::Person(user_id), deed, lifetime.now_ms)?;
        Ok(transaction.commit()?)
    }

    /// Another password; all other sign-ins end.
    pub fn set_password(
        &mut self,
        signed_in: &SignedIn,
        password: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        change_password(&transaction, signed_in.user_id, password, signed_in.id, now_ms)?;
        Ok(transaction.commit()?)
    }

    pub fn use_sign_in(&mut self, id: i64, now_ms: i64) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("sign_in_use"))?;
        statement.execute(named_params! { ":id": id, ":now_ms": now_ms })?;
        Ok(())
    }

    /// `false` when the account has none of that number.
    pub fn end_sign_in(&mut self, user_id: i64, id: i64, now_ms: i64) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let ended = transaction
            .prepare_cached(sql!("sign_in_end"))?
            .execute(named_params! { ":id": id, ":user_id": user_id })?;
        if ended > 0 {
            let deed = Deed { action: "sign_in_ended", ..Deed::default() };
            record(&transaction, Actor::Person(user_id), deed, now_ms)?;
        }
        transaction.commit()?;
        Ok(ended > 0)
    }

    /// Whether anybody ever signed in: until then, every start prints a link.
    pub fn has_sign_ins(&self) -> Result<bool, StoreError> {
        Ok(self.connection.query_row(sql!("user_any"), (), |row| row.get(0))?)
    }
}

fn begin(
    transaction: &Transaction,
    user_id: i64,
    begins: &NewSignIn,
    Lifetime { now_ms, idle_since_ms }: Lifetime,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("sign_in_prune"))?
        .execute(named_params! { ":now_ms": now_ms, ":idle_since_ms": idle_since_ms })?;
    transaction.prepare_cached(sql!("sign_in_insert"))?.execute(named_params! {
        ":hash": begins.hash,
        ":user_id": user_id,
        ":now_ms": now_ms,
        ":expires_at_ms": begins.expires_at_ms,
        ":browser": begins.browser,
    })?;
    Ok(())
}

/// `kept`: the sign-in that goes on.
fn change_password(
    transaction: &Transaction,
    user_id: i64,
    password: &str,
    kept: i64,
    now_ms: i64,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("user_password"))?
        .execute(named_params! { ":password": password, ":id": user_id })?;
    transaction
        .prepare_cached(sql!("sign_in_end_others"))?
        .execute(named_params! { ":user_id": user_id, ":id": kept })?;
    transaction
        .prepare_cached(sql!("sign_in_links_delete"))?
        .execute(named_params! { ":user_id": user_id, ":now_ms": now_ms })?;
    let deed = Deed { action: "password_set", ..Deed::default() };
    record(transaction, Actor::Person(user_id), deed, now_ms)
}

impl Reading<'_> {
    /// Whose sign-in it is, unless it is over.
    pub fn signed_in(
        &self,
        hash: &[u8; 32],
        Lifetime { now_ms, idle_since_ms }: Lifetime,
    ) -> Result<Option<SignedIn>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("sign_in_find"))?;
        let asked =
            named_params! { ":hash": hash, ":now_ms": now_ms, ":idle_since_ms": idle_since_ms };
        let found = statement
            .query_row(asked, |row| {
                Ok(SignedIn {
                    id: row.get(0)?,
                    user_id: row.get(1)?,
                    email: row.get(2)?,
                    everywhere: parse_role(row.get(3)?),
                    roles: Vec::new(),
                    used_at_ms: row.get(4)?,
                    has_password: row.get(5)?,
                })
            })
            .optional()?;
        let Some(signed_in) = found else { return Ok(None) };
        let roles = roles_of(&self.transaction, signed_in.user_id)?;
        Ok(Some(SignedIn { roles, ..signed_in }))
    }

    pub fn sign_ins(
        &self,
        user_id: i64,
        Lifetime { now_ms, idle_since_ms }: Lifetime,
    ) -> Result<Vec<SignInRow>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("sign_ins_of_user"))?;
        let asked = named_params! {
            ":user_id": user_id, ":now_ms": now_ms, ":idle_since_ms": idle_since_ms,
        };
        let rows = statement.query_map(asked, |row| {
            Ok(SignInRow {
                id: row.get(0)?,
                created_at_ms: row.get(1)?,
                used_at_ms: row.get(2)?,
                expires_at_ms: row.get(3)?,
                browser: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Looked at only: whoever opens a link, a mail's scanner say, does not use it up.
    pub fn sign_in_link(&self, hash: &[u8; 32], now_ms: i64) -> Result<Option<Link>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("sign_in_link_find"))?;
        let found = statement
            .query_row(named_params! { ":hash": hash, ":now_ms": now_ms }, |row| {
                Ok(Link { user_id: row.get(0)?, email: row.get(1)?, has_password: row.get(2)? })
            })
            .optional()?;
        Ok(found)
    }
}
