//! `GET /healthz` says that it lives, `GET /readyz` that something was committed.

use footfall_tests::{Answer, Server, must, wait_until};
use rusqlite::Connection;

fn ask(server: &Server, path: &str) -> Answer {
    server.http.get(&format!("{}{path}", server.url), &[])
}

#[test]
fn who_cant_commit_is_alive_and_not_ready_until_it_can() {
    let server = Server::start();
    assert_eq!((ask(&server, "/healthz").status, ask(&server, "/readyz").status), (200, 200));
    let stuck = server.stuck();
    // The last commit is good for a second.
    let refused = wait_until("the refusal", || {
        Some(ask(&server, "/readyz")).filter(|answer| answer.status != 200)
    });
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")), "{refused:?}");
    assert_eq!(refused.json()["error"]["code"], "not_ready");
    assert_eq!(ask(&server, "/healthz").status, 200);
    drop(stuck);
    wait_until("being ready again", || (ask(&server, "/readyz").status == 200).then_some(()));
}

#[test]
fn being_asked_often_costs_the_disk_nothing() {
    let server = Server::start();
    let proofs = || {
        let database = must(Connection::open(server.data.join("footfall.db")), "the database");
        let at = database.query_row("select at_ms from proof", (), |row| row.get::<_, i64>(0));
        must(at, "the proof")
    };
    assert_eq!(ask(&server, "/readyz").status, 200);
    let first = proofs();
    for _ in 0..20 {
        assert_eq!(ask(&server, "/readyz").status, 200);
        let since_ms = proofs() - first;
        assert!(since_ms == 0 || since_ms >= 1_000, "a commit after {since_ms} ms");
    }
}
