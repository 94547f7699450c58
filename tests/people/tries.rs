//! How often a password may be tried.

use footfall_tests::{Answer, PASSWORD, Person, Server};
use serde_json::json;

/// As `http/tries.rs` has them.
const AT_ACCOUNT: usize = 10;
const FROM_CLIENT: usize = 40;

fn attempt(server: &Server, client: &str, email: &str, password: &str) -> Answer {
    let said = json!({ "email": email, "password": password }).to_string();
    let headers = [
        ("origin", &*server.url),
        ("content-type", "application/json"),
        ("x-forwarded-for", client),
    ];
    server.http.post(&format!("{}/api/v1/sign-in", server.url), &headers, &said)
}

#[track_caller]
fn check_limited(answer: &Answer) {
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (429, &json!("rate_limited")));
    let wait_s = answer.header("retry-after").and_then(|wait| wait.parse::<u64>().ok());
    assert!(wait_s.is_some_and(|wait_s| (1..=60).contains(&wait_s)), "{answer:?}");
}

#[test]
fn after_ten_tries_at_an_account_its_client_waits_even_with_the_right_password() {
    let server = Server::with(&["--trusted-proxy", "127.0.0.1/32"]);
    Person::added(&server, "ann@example.org", &[]);
    // Whether there is such an account makes no difference.
    for email in ["ann@example.org", "nobody@example.org"] {
        for _ in 0..AT_ACCOUNT {
            assert_eq!(attempt(&server, "203.0.113.9", email, "wrong").status, 401, "{email}");
        }
        check_limited(&attempt(&server, "203.0.113.9", email, PASSWORD));
        check_limited(&attempt(&server, "203.0.113.9", &email.to_uppercase(), PASSWORD));
    }
    let elsewhere = attempt(&server, "198.51.100.7", "ann@example.org", PASSWORD);
    assert_eq!(elsewhere.status, 204, "nobody locks somebody else out: {elsewhere:?}");
}

#[test]
fn a_client_that_tries_many_accounts_waits_and_others_do_not() {
    let server = Server::with(&["--trusted-proxy", "127.0.0.1/32"]);
    Person::added(&server, "ann@example.org", &[]);
    let statuses: Vec<u16> = (0..FROM_CLIENT + 5)
        .map(|n| attempt(&server, "203.0.113.9", &format!("{n}@example.org"), "wrong").status)
        .collect();
    let limited = statuses.iter().filter(|status| **status == 429).count();
    // While they were tried, the first of them may have been forgiven.
    assert!((3..=5).contains(&limited), "{statuses:?}");
    check_limited(&attempt(&server, "203.0.113.9", "ann@example.org", PASSWORD));
    assert_eq!(attempt(&server, "203.0.113.10", "ann@example.org", PASSWORD).status, 204);
}
