//! How long an answer takes says nothing of who has an account.

use std::time::{Duration, Instant};

use footfall_tests::{Person, Server};
use serde_json::json;

const TRIES: usize = 15;
/// A machine that does other things beside makes medians differ by some; without the work they would differ
/// twentyfold.
const FACTOR: f64 = 2.0;

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

#[test]
fn an_unknown_address_a_wrong_password_and_an_account_without_one_take_as_long() {
    let server = Server::with(&["--trusted-proxy", "127.0.0.1/32"]);
    Person::added(&server, "ann@example.org", &[]);
    assert!(server.command(&["user", "add", "bob@example.org"]).success);
    let attempt = |round: usize, email: &str, client: usize| {
        let said = json!({ "email": email, "password": "a heron by the sea" }).to_string();
        let address = format!("203.0.{client}.{round}");
        let headers = [
            ("origin", &*server.url),
            ("content-type", "application/json"),
            ("x-forwarded-for", &*address),
        ];
        let began = Instant::now();
        let answer = server.http.post(&format!("{}/api/v1/sign-in", server.url), &headers, &said);
        let took = began.elapsed();
        assert_eq!(answer.status, 401, "{answer:?}");
        took
    };
    let mut times = [const { Vec::new() }; 3];
    // In turns, so that whatever else the machine does falls on all alike.
    for round in 0..TRIES {
        for (kind, email) in
            ["ann@example.org", "nobody@example.org", "bob@example.org"].iter().enumerate()
        {
            times[kind].push(attempt(round, email, kind));
        }
    }
    let [known, unknown, without] = times.map(median);
    for other in [unknown, without] {
        let factor = known.max(other) / known.min(other);
        assert!(factor < FACTOR, "known {known} s, unknown {unknown} s, no password {without} s");
    }
    assert!(known > 0.002, "and each is worked on: {known} s");
}
