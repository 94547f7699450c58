//! `footfall user add`: links for people, and the roles that they come with.

use footfall_tests::{Person, Server};
use serde_json::Value;

#[test]
fn somebody_added_gets_a_fresh_link_each_time_and_each_works() {
    let server = Server::start();
    let mut links = Vec::new();
    for _ in 0..2 {
        let added = server.command(&["user", "add", "ann@example.org"]);
        let link = added.stdout.trim().to_owned();
        assert!(link.starts_with(&format!("{}/sign-in/", server.url)), "{added:?}");
        Person::by_link(&server, &link);
        links.push(link);
    }
    assert_ne!(links[0], links[1]);
}

#[test]
fn somebody_added_for_one_shop_sees_that_shop_alone_and_adding_them_again_changes_no_role() {
    check_sites(&["--site", "shop", "--role", "viewer"], &[("shop", "viewer")]);
    check_sites(&["--role", "analyst"], &[("demo", "analyst"), ("shop", "analyst")]);
    check_sites(&["--site", "shop"], &[("shop", "owner")]);
    check_sites(&[], &[("demo", "owner"), ("shop", "owner")]);
    let server = Server::start();
    let unknown = server.command(&["user", "add", "ann@example.org", "--site", "none"]);
    assert!(!unknown.success && unknown.stderr.contains("none"), "{unknown:?}");
    let unknown = server.command(&["user", "add", "ann@example.org", "--role", "queen"]);
    let words = "owner, analyst or viewer";
    assert!(!unknown.success && unknown.stderr.contains(words), "{unknown:?}");
}

#[track_caller]
fn check_sites(flags: &[&str], expected: &[(&str, &str)]) {
    let server = Server::start();
    server.shop("shop");
    for flags in [flags, &[]] {
        let added = server.command(&[&["user", "add", "ann@example.org"], flags].concat());
        let ann = Person::by_link(&server, added.stdout.trim());
        let listed = ann.get("/api/v1/sites").json();
        let sites: Vec<(&str, &str)> = listed["sites"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|site| (text(&site["id"]), text(&site["role"])))
            .collect();
        assert_eq!(sites, expected, "{flags:?}");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
