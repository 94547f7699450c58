//! The same events for DuckDB: written from the database as tables that it reads, and asked in a process of its own.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use footfall_collector::store::trail;
use footfall_tests::{Server, must};
use rusqlite::Connection;
use tempfile::TempDir;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/reports/duckdb_times.py");
const REQUIREMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/reports/requirements.txt");

/// Questions (`overview 30`) and their milliseconds.
pub(super) fn times(server: &Server) -> Vec<(String, f64)> {
    let folder = must(TempDir::new(), "a temporary folder");
    let database = server.database();
    let last = write_tables(&database, folder.path());
    let python = python(folder.path());
    let mut command = Command::new(python);
    command.arg(SCRIPT).arg(folder.path()).arg(last.to_string());
    let output = must(command.output(), "DuckDB");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text.lines().filter_map(|line| {
        let (question, ms) = line.split_once('\t')?;
        Some((question.to_owned(), ms.parse().ok()?))
    });
    lines.collect()
}

/// An environment of its own, which goes with the folder.
fn python(folder: &Path) -> std::path::PathBuf {
    let environment = folder.join("python");
    let run = |command: &mut Command| {
        let output = must(command.output(), "Python");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(Command::new("python3").args(["-m", "venv"]).arg(&environment));
    let install = ["install", "--quiet", "--require-hashes", "--requirement", REQUIREMENTS];
    run(Command::new(environment.join("bin/pip")).args(install));
    environment.join("bin/python")
}

/// Returns the last day.
fn write_tables(database: &Connection, folder: &Path) -> i64 {
    let table = |name: &str, header: &str| {
        let mut file = BufWriter::new(must(File::create(folder.join(name)), name));
        must(writeln!(file, "{header}"), name);
        file
    };
    let mut steps = table("steps.csv", "at_ms,day,session,visitor,kind,object");
    let mut last = 0;
    let statement = database.prepare("select id, visitor, day, trail from session");
    let mut statement = must(statement, "sessions");
    let mut rows = must(statement.query(()), "sessions");
    while let Some(row) = must(rows.next(), "a session") {
        let number = |column| must(row.get::<_, i64>(column), "a number");
        let (id, visitor, day) = (number(0), number(1), number(2));
        let bytes: Vec<u8> = must(row.get(3), "a trail");
        for step in trail::steps(&bytes) {
            let (at, kind, object) = (step.at_ms, step.kind as u8, step.object);
            must(writeln!(steps, "{at},{day},{id},{visitor},{kind},{object}"), "a step");
        }
        last = last.max(day);
    }
    must(steps.flush(), "steps");
    copy(
        database,
        &mut table("orders.csv", "day,gross,refunded"),
        "select day, site_gross_minor, site_refunded_minor from purchase where cancelled_at_ms is null",
    );
    copy(
        database,
        &mut table("lines.csv", "day,product,units,line"),
        "select day, product_id, units_milli, site_line_minor from purchase join purchase_item on purchase_id = id
        where cancelled_at_ms is null",
    );
    last
}

fn copy(database: &Connection, file: &mut impl Write, question: &str) {
    let mut statement = must(database.prepare(question), "a table");
    let columns = statement.column_count();
    let mut rows = must(statement.query(()), "rows");
    while let Some(row) = must(rows.next(), "a row") {
        let cells: Vec<String> = (0..columns)
            .map(|column| must(row.get::<_, i64>(column), "a cell").to_string())
            .collect();
        must(writeln!(file, "{}", cells.join(",")), "a line");
    }
    must(file.flush(), "a table");
}
