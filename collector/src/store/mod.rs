//! The store: all SQL, and every rusqlite type.
//!
//! One [`Store`] owns the only connection that writes; nothing else opens the database for writing, so no statement
//! here retries on "busy". [`Readers`] are read-only and see the last commit.

mod admin;
mod api_keys;
mod apply;
mod audit;
mod backup;
mod behaviour;
mod checkpoint;
mod condition;
mod day_states;
mod export;
pub mod fold;
mod functions;
pub mod heard;
mod integrity;
mod journal;
mod kept;
pub mod live;
mod migrations;
pub mod notes;
pub mod notices;
mod people;
mod rates;
mod read_parts;
mod readers;
pub mod report;
pub mod report_customers;
pub mod report_elsewhere;
pub mod report_orders;
mod report_state;
pub mod report_touches;
pub mod report_values;
mod retention;
mod rollups;
pub mod rows;
pub mod saved_segments;
pub mod scan;
pub mod segment;
mod set_aside;
mod shares;
mod sign_ins;
mod times;
pub mod trail;
mod units;
mod varint;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use admin::{NewSite, SiteChanges, SiteSet, StoredSite};
pub use api_keys::{ApiKey, KeyRow, KeyScope, NewKey};
pub use apply::Converted;
pub use audit::{Actor, AuditRow, Deed};
pub use backup::restore;
use checkpoint::Checkpoints;
pub use condition::Condition;
use heard::Heard;
pub use journal::{Amount, Encoded, Journal, Row as JournalRow};
pub use people::{Account, Grant, Invitation, NewLink, PersonRow};
pub use rates::{KnownRate, NewRate};
pub use readers::{Readers, Reading};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, named_params};
use rusqlite_migration::{HookError, M, Migrations};
pub use set_aside::{BotRow, SetAside};
pub use shares::{NewShare, Share, ShareRow};
pub use sign_ins::{ByLink, Lifetime, Link, NewSignIn, SignInRow, SignedIn};
pub use times::Times;

use crate::site::Day;

/// The statement in `sql/<name>.sql`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/sql/", $name, ".sql"))
    };
}
pub(crate) use sql;

/// The schema that this binary works with: so many migrations there are.
const LATEST_SCHEMA: i64 = 17;

/// A migration that ends with what SQL can't say.
fn up_with(sql: &'static str, rest: fn(&Transaction) -> Result<(), StoreError>) -> M<'static> {
    M::up_with_hook(sql, move |transaction: &Transaction| {
        rest(transaction).map_err(|error| HookError::Hook(error.to_string()))
    })
}

fn migrations() -> Migrations<'static> {
    let steps: [M; LATEST_SCHEMA as usize] = [
        M::up(include_str!("migrations/0001_first.sql")),
        M::up(include_str!("migrations/0002_scrub_params.sql")),
        up_with(include_str!("migrations/0003_journal.sql"), migrations::journal::fold),
        M::up(include_str!("migrations/0004_orders.sql")),
        M::up(include_str!("migrations/0005_sender_ids.sql")),
        M::up(include_str!("migrations/0006_guard.sql")),
        M::up(include_str!("migrations/0007_keep_months.sql")),
        up_with(include_str!("migrations/0008_trails.sql"), migrations::trails::build),
        M::up(include_str!("migrations/0011_rates.sql")),
        M::up(include_str!("migrations/0012_customers.sql")),
        M::up(include_str!("migrations/0013_segments.sql")),
        M::up(include_str!("migrations/0014_people.sql")),
        M::up(include_str!("migrations/0016_notes.sql")),
        M::up(include_str!("migrations/0017_notices.sql")),
        up_with(
            include_str!("migrations/0018_journal_place.sql"),
            migrations::journal_place::move_rows,
        ),
        M::up(include_str!("migrations/0019_product_groups.sql")),
        up_with(include_str!("migrations/0020_page_loads.sql"), migrations::page_loads::shorten),
    ];
    Migrations::new(steps.into())
}

/// More than there are statements, so that each is prepared once.
const STATEMENTS: usize = 128;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("database schema: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Invalid(String),
    #[error(
        "{path} is of a newer version of Footfall (its schema is {schema}, this version knows up to {LATEST_SCHEMA}): \
         start that version, or put a copy from before the upgrade in its place: footfall restore FILE"
    )]
    Newer { path: PathBuf, schema: i64 },
    /// What SQLite found in the file.
    #[error("database: {0}")]
    Damage(String),
    #[error(
        "{path} is damaged ({fault}), so nothing is written to it. `footfall doctor` says more. `footfall restore \
         {backup}` puts a backup in its place and keeps this one"
    )]
    Damaged { path: PathBuf, fault: String, backup: PathBuf },
    #[error(
        "{path} can't be read ({fault}). In it is what was acknowledged in the last moments before a server ended: move it \
         away to start without that"
    )]
    DamagedJournal { path: PathBuf, fault: String },
}

impl From<FromSqlError> for StoreError {
    fn from(error: FromSqlError) -> Self {
        StoreError::Sqlite(error.into())
    }
}

impl StoreError {
    /// Whether the same may work later, as it is: the disk was full, or locked, or did not answer.
    pub fn may_pass(&self) -> bool {
        match self {
            StoreError::Io(_) => true,
            StoreError::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::DatabaseBusy
                        | ErrorCode::DatabaseLocked
                        | ErrorCode::ReadOnly
                        | ErrorCode::OutOfMemory
                        | ErrorCode::CannotOpen
                )
            ),
            StoreError::Migration(_)
            | StoreError::Invalid(_)
            | StoreError::Newer { .. }
            | StoreError::Damage(_)
            | StoreError::Damaged { .. }
            | StoreError::DamagedJournal { .. } => false,
        }
    }
}

/// Something that was refused, filtered or corrected: site row (0 for none), day, reason, count.
pub type Drop = (i64, Day, Cow<'static, str>, i64);

/// The one writer.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    checkpoints: Checkpoints,
    /// Written down, not applied yet.
    waiting: journal::Waiting,
    /// The row of the journal up to which all is applied.
    applied_to: i64,
    applied: Amount,
    /// Not written yet.
    drops: Vec<Drop>,
    /// Origins that are none of their sites', not written yet.
    refused_origins: Vec<(i64, Day, Heard)>,
    /// `None` until it is read, and after a failure.
    memory: Option<apply::Memory>,
}

pub fn database_path(data: &Path) -> PathBuf {
    data.join("footfall.db")
}

impl Store {
    /// Opens the database in `data`, making or migrating it as needed. One that is damaged or of a newer version is
    /// refused in words that say what to do.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        Self::open_whole(data).map_err(|error| integrity::explained(error, data))
    }

    fn open_whole(data: &Path) -> Result<Self, StoreError> {
        let mut connection = Connection::open(database_path(data))?;
        let schema = integrity::schema(&connection)?;
        integrity::refuse_newer(schema, &database_path(data))?;
        if schema == 0 {
            // Both before the first table, or they have no effect. Half the usual page: what a commit writes is mostly
            // pages in which one session changed. And retention can give space back.
            connection.pragma_update(None, "page_size", 2_048)?;
            connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: a commit is on disk when it returns, not when the next checkpoint comes.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        // 12 MiB of pages: the hot ends of all indexes.
        connection.pragma_update(None, "cache_size", -12_288)?;
        // Checkpoints are made beside the writer; this one, at 128 MiB, only if those fail.
        connection.pragma_update(None, "wal_autocheckpoint", 65_536)?;
        connection.pragma_update(None, "journal_size_limit", 128 * 1024 * 1024)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        integrity::look(&connection)?;
        if (1..LATEST_SCHEMA).contains(&schema) {
            let backup = backup::before_migration(&connection, data, schema)?;
            tracing::info!(backup = %backup.display(), from = schema, to = LATEST_SCHEMA, "migrating");
        }
        migrations().to_latest(&mut connection)?;
        let applied_to = connection.query_row(sql!("journal_place"), (), |row| row.get(0))?;
        Ok(Self {
            connection,
            checkpoints: Checkpoints::start(&database_path(data))?,
            waiting: journal::Waiting::default(),
            applied_to,
            applied: Amount::default(),
            drops: Vec::new(),
            refused_origins: Vec::new(),
            memory: None,
        })
    }

    /// Commits something, to see whether anything can be.
    pub fn prove(&mut self, now_ms: i64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(sql!("proof_save"))?
            .execute(named_params! { ":at_ms": now_ms })?;
        Ok(())
    }
}

/// A connection that can't write, for reports.
fn open_reader(data: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database_path(data), flags)?;
    connection.pragma_update(None, "query_only", "ON")?;
    connection.pragma_update(None, "cache_size", -4_096)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    functions::register(&connection)?;
    Ok(connection)
}
