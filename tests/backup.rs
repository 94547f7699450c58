//! `backup`, `restore` and `doctor`: the way out when a disk, or somebody, has done harm.

use std::fs;
use std::path::Path;

use footfall_tests::{ANY_RATE, Output, Server, Shop, TestDir, footfall, must, under_load};
use rusqlite::Connection;
use rustix::process::Signal;

#[track_caller]
fn check_refused(output: &Output, says: &[&str]) {
    assert!(!output.success && output.stdout.is_empty(), "{output:?}");
    for word in says {
        assert!(output.stderr.contains(word), "{word} is not in: {}", output.stderr);
    }
}

fn view(shop: &Shop) {
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
}

/// Puts `file` into the place of what `dir` holds, and opens the shop there.
fn restored(dir: &TestDir, file: &str, shop: &Shop, check: impl FnOnce(&Shop, &Output)) {
    let output = footfall(&dir.data(), &["restore", file]);
    assert!(output.success, "{output:?}");
    let server = Server::on(&dir.data(), &ANY_RATE);
    check(&shop.behind(&server), &output);
}

fn path(dir: &TestDir, name: &str) -> String {
    dir.path().join(name).display().to_string()
}

#[test]
fn a_backup_under_load_is_one_moment_of_the_database_and_holds_nobody_up() {
    let (dir, elsewhere) = (TestDir::default(), TestDir::default());
    let server = Server::on(&dir.data(), &ANY_RATE);
    let shop = server.shop("shop");
    let file = path(&elsewhere, "backup.db");
    let ((before, after), ledger) = under_load(&shop, 4, |progress| {
        progress.wait_acknowledged(200);
        let before = progress.acknowledged();
        let made = server.command(&["backup", &file]);
        assert!(made.success && made.stdout.trim() == file, "{made:?}");
        let after = progress.acknowledged();
        progress.wait_acknowledged(50);
        (before, after)
    });
    ledger.settle(&shop);
    assert!(after > before, "nothing was acknowledged while the backup was made");
    restored(&elsewhere, &file, &shop, |shop, _| {
        let stored = shop.overview()["page_views"].as_u64().unwrap_or(0);
        // Beside what was acknowledged, what was about to be.
        assert!((before..=after + 4).contains(&stored), "{before} {stored} {after}");
    });
}

#[test]
fn a_backup_is_one_private_file_without_salts_that_can_be_read_anywhere() {
    let dir = TestDir::default();
    assert!(footfall(&dir.data(), &["site", "add", "shop"]).success);
    let file = path(&dir, "backup.db");
    assert!(footfall(&dir.data(), &["backup", &file]).success);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &must(fs::metadata(&file), "the backup").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let beside: Vec<_> = must(fs::read_dir(dir.path()), "the directory")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("backup"))
        .collect();
    assert_eq!(beside, ["backup.db"]);
    let read = must(Connection::open(&file), "the backup");
    let mode = read.query_row("pragma journal_mode", (), |row| row.get(0));
    assert_eq!(mode.ok(), Some("delete".to_owned()));
    let salts = "select count(*) from sqlite_schema where name like '%salt%'";
    assert_eq!(read.query_row(salts, (), |row| row.get(0)).ok(), Some(0));
}

#[test]
fn a_backup_overwrites_nothing_and_says_where_it_cant_be_made() {
    let server = Server::with(&ANY_RATE);
    let dir = TestDir::default();
    let file = path(&dir, "backup.db");
    must(fs::write(&file, "precious"), "a file");
    check_refused(&server.command(&["backup", &file]), &["already", "backup.db"]);
    assert_eq!(fs::read_to_string(&file).ok(), Some("precious".to_owned()));
    let database = server.data.join("footfall.db").display().to_string();
    check_refused(&server.command(&["backup", &database]), &["already", "footfall.db"]);
    let nowhere = path(&dir, "nowhere/backup.db");
    check_refused(&server.command(&["backup", &nowhere]), &["nowhere/backup.db"]);
}

#[test]
fn a_restore_brings_back_the_day_of_the_backup_and_keeps_what_it_replaces() {
    let dir = TestDir::default();
    let server = Server::on(&dir.data(), &ANY_RATE);
    let shop = server.shop("shop");
    view(&shop);
    let file = path(&dir, "backup.db");
    assert!(server.command(&["backup", &file]).success);
    view(&shop);
    // Its log is not in the database yet.
    server.kill();
    assert!(dir.data().join("footfall.db-wal").exists());
    let mut replaced = String::new();
    restored(&dir, &file, &shop, |shop, output| {
        assert_eq!(shop.overview()["page_views"], 1);
        let kept = output.stdout.lines().find_map(|line| line.split(" kept as ").nth(1));
        kept.unwrap_or_default().clone_into(&mut replaced);
    });
    restored(&dir, &replaced, &shop, |shop, _| assert_eq!(shop.overview()["page_views"], 2));
}

#[test]
fn a_backup_of_an_older_version_is_restored_and_migrated() {
    let dir = TestDir::default();
    let file = path(&dir, "old.db");
    let old = must(Connection::open(&file), "the backup");
    let first = include_str!("../collector/src/store/migrations/0001_first.sql");
    must(old.execute_batch(&format!("{first}; pragma user_version = 1")), "the first schema");
    assert!(footfall(&dir.data(), &["restore", &file]).success);
    assert!(footfall(&dir.data(), &["site", "add", "shop"]).success);
}

#[test]
fn a_restore_waits_for_no_server_but_asks_to_stop_it() {
    let server = Server::with(&ANY_RATE);
    let dir = TestDir::default();
    let file = path(&dir, "backup.db");
    assert!(server.command(&["backup", &file]).success);
    check_refused(&server.command(&["restore", &file]), &["stop", "server"]);
}

#[test]
fn a_restore_refuses_what_is_no_whole_backup_and_changes_nothing() {
    let dir = TestDir::default();
    assert!(footfall(&dir.data(), &["site", "add", "shop"]).success);
    let good = path(&dir, "good.db");
    assert!(footfall(&dir.data(), &["backup", &good]).success);
    let bytes = must(fs::read(&good), "the backup");
    let before = fs::read(dir.data().join("footfall.db")).ok();
    let check = |name: &str, content: Option<&[u8]>, statement: &str, says: &[&str]| {
        let file = path(&dir, name);
        if let Some(content) = content {
            must(fs::write(&file, content), name);
        }
        if !statement.is_empty() {
            let connection = must(Connection::open(&file), name);
            must(connection.execute_batch(statement), statement);
        }
        check_refused(&footfall(&dir.data(), &["restore", &file]), &[&[name], says].concat());
        assert!(fs::read(dir.data().join("footfall.db")).ok() == before, "{name} changed it");
        assert!(!dir.data().join("backups").exists(), "{name}");
    };
    check("missing.db", None, "", &["unable to open"]);
    check(
        "text.db",
        Some(b"not a database, but long enough for the header of one".as_ref()),
        "",
        &["not a database"],
    );
    check("empty.db", Some(b"".as_ref()), "", &["no database of Footfall"]);
    check(
        "other.db",
        None,
        "create table t (a); pragma user_version = 1",
        &["no database of Footfall"],
    );
    check("newer.db", Some(&bytes), "pragma user_version = 999", &["newer version"]);
    check("short.db", Some(&bytes[..9 * 2048]), "", &["damaged"]);
    let mut noisy = bytes.clone();
    noisy[7 * 2048..8 * 2048].fill(0xa7);
    check("noisy.db", Some(&noisy), "", &["damaged"]);
}

#[test]
fn the_doctor_finds_a_healthy_database_well_beside_a_server_and_without_one() {
    let check = |data: &Path, server: &str| {
        let found = footfall(data, &["doctor"]);
        assert!(found.success, "{found:?}");
        for line in [server, "ok\tintegrity\twhole", "ok\tschema\t", "ok\tdisk\t", "ok\tlog\t"] {
            assert!(found.stdout.contains(line), "{line} is not in: {}", found.stdout);
        }
    };
    let dir = TestDir::default();
    let mut server = Server::on(&dir.data(), &ANY_RATE);
    let url = format!("{}/v1/events", server.url);
    assert_eq!(server.http.post(&url, &[], "{").status, 400);
    check(&dir.data(), "ok\tserver\truns");
    server.signal(Signal::TERM);
    server.ended();
    check(&dir.data(), "ok\tserver\tdoes not run");
    let drops = footfall(&dir.data(), &["doctor"]).stdout;
    assert!(drops.contains("ok\tdrops\t1 malformed in 30 days"), "{drops}");
}

#[test]
fn the_doctor_needs_a_data_directory() {
    let dir = TestDir::default();
    check_refused(&footfall(&dir.data(), &["doctor"]), &["there is no"]);
    assert!(!dir.data().exists(), "and makes none");
}
