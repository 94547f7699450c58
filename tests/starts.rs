//! What a start finds in its data directory: a database that is older, newer, damaged or not ours.

use std::fs;
use std::path::{Path, PathBuf};

use footfall_tests::{Output, Server, TestDir, footfall, must};
use rusqlite::Connection;

/// The schema of the first version that there was.
const FIRST: &str = include_str!("../collector/src/store/migrations/0001_first.sql");

fn database(dir: &TestDir) -> PathBuf {
    dir.data().join("footfall.db")
}

fn change(path: &Path, statements: &str) {
    let connection = must(Connection::open(path), "the database");
    must(connection.execute_batch(statements), statements);
}

fn schema(path: &Path) -> i64 {
    let connection = must(Connection::open(path), "the database");
    must(connection.query_row("pragma user_version", (), |row| row.get(0)), "its schema")
}

/// With a site, as the last run left it.
fn used() -> TestDir {
    let dir = TestDir::default();
    assert!(footfall(&dir.data(), &["site", "add", "shop"]).success);
    dir
}

/// With a site, as the first version would have left it.
fn of_the_first_version() -> TestDir {
    let dir = TestDir::default();
    must(fs::create_dir_all(dir.data()), "the data directory");
    change(&database(&dir), "pragma auto_vacuum = incremental; pragma journal_mode = wal");
    change(&database(&dir), FIRST);
    let site = "insert into site (key, name, currency, time_zone, origins, prices_include_tax, created_at_ms) \
                values ('shop', 'Old shop', 'EUR', 'UTC', '[]', 0, 0); pragma user_version = 1";
    change(&database(&dir), site);
    dir
}

#[track_caller]
fn check_refused(dir: &TestDir, says: &[&str]) {
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["site", "list"]] {
        let Output { success, stdout, stderr } = footfall(&dir.data(), arguments);
        assert!(!success && stdout.is_empty(), "{arguments:?} {stdout}");
        for word in says {
            assert!(stderr.contains(word), "{word} is not in: {stderr}");
        }
    }
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let dir = used();
    change(&database(&dir), "pragma user_version = 999");
    let before = fs::read(database(&dir)).ok();
    check_refused(&dir, &["newer version", "999", "footfall restore", "footfall.db"]);
    assert!(fs::read(database(&dir)).ok() == before, "it was changed");
}

#[test]
fn a_damaged_database_is_refused_with_what_to_do_and_left_alone() {
    let check = |what: &str, damage: fn(&mut Vec<u8>)| {
        let dir = used();
        let mut bytes = must(fs::read(database(&dir)), "the database");
        damage(&mut bytes);
        must(fs::write(database(&dir), &bytes), what);
        check_refused(&dir, &["is damaged", "footfall restore", "footfall doctor", "footfall.db"]);
        assert!(fs::read(database(&dir)).ok() == Some(bytes), "{what}: it was changed");
        let doctor = footfall(&dir.data(), &["doctor"]);
        assert!(!doctor.success && doctor.stdout.contains("WRONG"), "{what}: {doctor:?}");
    };
    check("another file in its place", |bytes| bytes[..4096].fill(b'x'));
    check("a file cut short", |bytes| bytes.truncate(9 * 2048));
    check("a page of zeros", |bytes| bytes[4 * 2048..5 * 2048].fill(0));
    check("a page of noise", |bytes| bytes[7 * 2048..8 * 2048].fill(0xa7));
}

#[test]
fn an_older_database_is_migrated_after_a_backup_that_the_log_names() {
    let dir = of_the_first_version();
    let server = Server::on(&dir.data(), &[]);
    assert!(server.command(&["site", "list"]).stdout.contains("shop\tOld shop\tEUR\tUTC"));
    let backup = dir.data().join("backups/schema-1.db");
    assert!(server.log().contains("schema-1.db"), "{}", server.log());
    server.kill();
    assert_eq!(schema(&backup), 1);
    assert!(schema(&database(&dir)) > 1);
    let copied = must(Connection::open(&backup), "the backup");
    let name = copied.query_row("select name from site", (), |row| row.get(0));
    assert_eq!(name.ok(), Some("Old shop".to_owned()));
}

#[test]
fn a_database_that_needs_no_migration_is_not_copied() {
    let dir = used();
    assert!(footfall(&dir.data(), &["site", "list"]).success);
    assert!(!dir.data().join("backups").exists());
}

#[test]
fn a_migration_that_fails_leaves_the_database_as_it_was() {
    let dir = of_the_first_version();
    // What the last migration but one adds is there already.
    change(&database(&dir), "alter table site add column keep_months integer");
    check_refused(&dir, &["schema", "keep_months"]);
    assert_eq!(schema(&database(&dir)), 1);
    let columns = "select count(*) from pragma_table_info('site') where name = 'scrub_params'";
    let connection = must(Connection::open(database(&dir)), "the database");
    assert_eq!(connection.query_row(columns, (), |row| row.get(0)).ok(), Some(0), "half done");
    assert_eq!(schema(&dir.data().join("backups/schema-1.db")), 1);
}

#[test]
fn after_a_stop_the_database_is_one_file() {
    let dir = TestDir::default();
    let mut server = Server::on(&dir.data(), &[]);
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
    // A report leaves a reader behind, which could not put the log away.
    assert_eq!(shop.overview()["page_views"], 1);
    server.signal(rustix::process::Signal::TERM);
    assert!(server.ended().0.success());
    for file in ["footfall.db-wal", "journal.db", "journal.db-wal"] {
        assert!(!dir.data().join(file).exists(), "{file}");
    }
}
