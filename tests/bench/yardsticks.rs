//! What the collector is measured against: the same HTTP server doing nothing, and the same database with nothing
//! around it.

use std::sync::mpsc::channel;
use std::time::Instant;

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use footfall_tests::must;
use rusqlite::{Connection, params};
use tempfile::TempDir;

/// (a) Reads the same body on the same route, and answers 204.
pub(crate) fn bare_server() -> String {
    let (started, address) = channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = || {
                App::new()
                    .app_data(web::PayloadConfig::new(256 * 1024))
                    .route("/v1/events", web::post().to(read))
            };
            let server = must(HttpServer::new(app).bind(("127.0.0.1", 0)), "the bare server");
            let address = server.addrs().first().map(ToString::to_string);
            must(started.send(address.unwrap_or_default()), "the benchmark");
            must(server.run().await, "the bare server");
        });
    });
    format!("http://{}", must(address.recv(), "the bare server"))
}

async fn read(body: Bytes) -> HttpResponse {
    // So that the body is really there.
    if body.is_empty() {
        HttpResponse::BadRequest().finish()
    } else {
        HttpResponse::NoContent().finish()
    }
}

/// (b) Rows like the collector's raw events, in one transaction that is on disk when the clock stops: rows/s.
pub(crate) fn raw_inserts(rows: u32) -> f64 {
    let folder = must(TempDir::new(), "a temporary folder");
    let mut connection = must(Connection::open(folder.path().join("raw.db")), "a database");
    let schema = "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16384;
        create table event (id integer primary key, session_id integer not null, page_load_id integer not null, n integer not null,
        view integer not null, at_ms integer not null, name_id integer not null, params text) strict;
        create index event_session on event (session_id);";
    must(connection.execute_batch(schema), "the schema");
    let line = "{\"currency\":\"EUR\",\"value\":\"19.90\",\"items\":[{\"item_id\":\"SKU-0001\",\"item_name\":\"Product number 1\",\"quantity\":\"2\",\"price\":\"19.90\",\"item_category\":\"Lamps\"}]}";
    let started = Instant::now();
    let transaction = must(connection.transaction(), "a transaction");
    {
        let mut insert = must(
            transaction.prepare("insert into event (session_id, page_load_id, n, view, at_ms, name_id, params) values (?, ?, ?, ?, ?, ?, ?)"),
            "a statement",
        );
        for row in 0..rows {
            let params_text = (row % 3 == 0).then_some(line);
            let values = params![
                row * 7 % 5000,
                row / 2,
                row % 20,
                0,
                1_764_000_000_000i64 + i64::from(row),
                row % 6,
                params_text
            ];
            must(insert.execute(values), "a row");
        }
    }
    must(transaction.commit(), "the commit");
    f64::from(rows) / started.elapsed().as_secs_f64()
}
