//! Everybody at every door. The doors are those of the OpenAPI document, each with the act it is for; who may do what is
//! written down here once more, apart from the server's own table.

use std::io::Read;

use footfall_tests::{Person, Server, must};
use serde_json::json;

/// Who comes, and with what.
enum With {
    Nothing,
    Cookie(Person),
    Key(String),
}

struct Comer {
    name: &'static str,
    with: With,
    /// At the site `shop`.
    may: &'static [&'static str],
}

const EVERYTHING: &[&str] =
    &["anybody", "totals", "rows", "annotate", "manage", "signed in", "visitor"];

fn comers(server: &Server) -> Vec<Comer> {
    let person = |email: &str, flags: &[&str]| With::Cookie(Person::added(server, email, flags));
    let at = |site: &'static str, role: &'static str| ["--site", site, "--role", role];
    let key = |site: &str, scope: &str| With::Key(server.key(site, scope));
    let owner = Person::added(server, "share@example.org", &[]);
    let shared = |site: &str, filter: &str| {
        let asked = json!({ "name": "for the agency", "filter": filter });
        let made = owner.post(&format!("/api/v1/sites/{site}/shares"), &asked).json();
        let link = made["link"].as_str().unwrap_or_default().to_owned();
        let opened = server.http.get(&link, &[]);
        let cookie = opened.header("set-cookie").unwrap_or_default().to_owned();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        With::Cookie(Person::with(server, &cookie))
    };
    let comer = |name, with, may| Comer { name, with, may };
    const VIEWER: &[&str] = &["anybody", "totals", "rows", "signed in", "visitor"];
    const ANALYST: &[&str] = &["anybody", "totals", "rows", "annotate", "signed in", "visitor"];
    const SELF: &[&str] = &["anybody", "signed in", "visitor"];
    const GUEST: &[&str] = &["anybody", "totals", "visitor"];
    const ADMIN: &[&str] =
        &["anybody", "totals", "rows", "annotate", "key to send", "key to operate"];
    vec![
        comer("a stranger", With::Nothing, &["anybody"]),
        comer("an owner of all sites", person("all@example.org", &[]), EVERYTHING),
        comer("a viewer of all sites", person("v@example.org", &["--role", "viewer"]), VIEWER),
        comer("the site's owner", person("o@example.org", &at("shop", "owner")), EVERYTHING),
        comer("the site's analyst", person("a@example.org", &at("shop", "analyst")), ANALYST),
        comer("the site's viewer", person("w@example.org", &at("shop", "viewer")), VIEWER),
        comer("another site's owner", person("x@example.org", &at("other", "owner")), SELF),
        comer("a guest", shared("shop", ""), GUEST),
        comer("a guest with a filter", shared("shop", "device==mobile"), GUEST),
        comer("another site's guest", shared("other", ""), &["anybody", "visitor"]),
        comer("a read key", key("shop", "read"), &["anybody", "totals", "rows"]),
        comer("an admin key", key("shop", "admin"), ADMIN),
        comer("an ingest key", key("shop", "ingest"), &["anybody", "key to send"]),
        comer("a signing key", key("shop", "sign"), &["anybody"]),
        comer("another site's admin key", key("other", "admin"), &["anybody", "key to operate"]),
        comer("a wrong key", With::Key("ff_0123".into()), &["anybody"]),
    ]
}

/// Sends nothing that could be taken: whoever may in is told what is wrong with it.
fn status(server: &Server, comer: &Comer, method: &str, path: &str) -> u16 {
    let mut headers =
        vec![("content-type", "application/json".to_owned()), ("origin", server.url.clone())];
    match &comer.with {
        With::Nothing => {}
        With::Cookie(person) => headers.push(("cookie", person.cookie.clone())),
        With::Key(key) => headers.push(("authorization", format!("Bearer {key}"))),
    }
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (*name, &**value)).collect();
    let url = format!("{}{path}", server.url);
    if path.ends_with("/live") {
        // The line does not end, and it begins at once.
        let mut line = must(server.http.open(&url, &headers), &url);
        let mut begins = [0; 6];
        must(line.read_exact(&mut begins), &url);
        return if &begins == b"retry:" { 200 } else { 403 };
    }
    let body = (method == "POST").then_some("{\"nothing\":0}");
    must(server.http.try_send(method, &url, &headers, body), &url).status
}

/// Method, path, who may.
fn doors(server: &Server) -> Vec<(String, String, String)> {
    let document = server.http.get(&format!("{}/api/v1/openapi.json", server.url), &[]).json();
    let mut doors = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let who = operation["x-footfall-who"].as_str();
            assert!(who.is_some(), "{method} {path} does not say who may");
            doors.push((method.to_uppercase(), path.clone(), who.unwrap_or_default().to_owned()));
        }
    }
    doors
}

#[test]
fn everybody_gets_into_the_doors_that_are_theirs_and_into_no_other() {
    let server = Server::start();
    server.shop("shop");
    server.shop("other");
    let comers = comers(&server);
    let doors = doors(&server);
    assert!(doors.len() > 60, "{doors:?}");
    let mut wrong = Vec::new();
    let mut pairs = 0;
    for (method, path, who) in &doors {
        // What belongs to no site is asked of whoever may at any: the other site's people may there, too.
        if !path.contains("{site}") && ["totals", "rows", "annotate", "manage"].contains(&&**who) {
            assert!(OF_NO_SITE.contains(&(&**method, &**path)), "who may {method} {path}?");
            continue;
        }
        // A stranger hears of a wrong password as of a missing one; it ends the others' sign-ins.
        let is_own = ["/sign-out", "/api/v1/sign-in"].contains(&&**path);
        if is_own {
            continue;
        }
        let filled = path.replace("{site}", "shop").replace("{token}", "none").replace("{id}", "0");
        for comer in &comers {
            let status = status(&server, comer, method, &filled);
            let is_in = ![401, 403].contains(&status);
            // A machine's own programs may see its metrics.
            let may = comer.may.contains(&&**who)
                || (path == "/metrics" && !matches!(comer.with, With::Key(_)));
            pairs += 1;
            if is_in != may {
                wrong.push(format!("{} {method} {path} ({who}): {status}", comer.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(pairs > 900, "{pairs}");
}

/// Doors at no site in particular for which one needs a right at some.
const OF_NO_SITE: [(&str, &str); 4] = [
    ("GET", "/api/v1/sites"),
    ("GET", "/api/v1/definitions"),
    ("GET", "/api/v1/audit"),
    ("POST", "/api/v1/sites"),
];

#[test]
fn what_belongs_to_no_site_is_for_whoever_may_at_some_site_and_shows_those_alone() {
    let server = Server::start();
    server.shop("shop");
    server.shop("other");
    for comer in comers(&server) {
        let may = |act: &str| comer.may.contains(&act);
        let is_elsewhere = comer.name.starts_with("another site's");
        let reads = may("totals") || is_elsewhere;
        let manages = may("manage") || comer.name == "another site's owner";
        let adds = comer.name == "an owner of all sites";
        let expected = [reads, reads, manages, adds];
        for ((method, path), expected) in OF_NO_SITE.iter().zip(expected) {
            let status = status(&server, &comer, method, path);
            let is_in = ![401, 403].contains(&status);
            assert_eq!(is_in, expected, "{} {method} {path}: {status}", comer.name);
        }
        let With::Cookie(person) = &comer.with else { continue };
        let listed = person.get("/api/v1/sites").json();
        let has = |id: &str| {
            listed["sites"]
                .as_array()
                .is_some_and(|sites| sites.iter().any(|site| site["id"] == id))
        };
        assert_eq!(
            (has("shop"), has("other")),
            match comer.name {
                name if name.contains("all sites") => (true, true),
                _ => (!is_elsewhere, is_elsewhere),
            },
            "{}: {listed}",
            comer.name
        );
    }
}

/// The acts that would do most harm in the wrong place, named once more.
#[test]
fn reports_of_single_people_and_of_what_no_filter_binds_are_not_among_the_sums() {
    let server = Server::start();
    let doors = doors(&server);
    let act = |path: &str| {
        let path = format!("/api/v1/sites/{{site}}/{path}");
        let mut found = doors.iter().filter(|(method, known, _)| *known == path && method == "GET");
        found.next().map(|(_, _, who)| who.clone()).unwrap_or_default()
    };
    for report in [
        "orders",
        "customers",
        "rfm",
        "cohorts",
        "clv",
        "explain",
        "session",
        "drops",
        "bots",
        "live",
        "segments",
    ] {
        assert_eq!(act(report), "rows", "{report}");
    }
    for report in ["overview", "timeseries", "products", "sources", "funnel", "carts"] {
        assert_eq!(act(report), "totals", "{report}");
    }
    for managed in ["people", "keys", "shares"] {
        assert_eq!(act(managed), "manage", "{managed}");
    }
    let open: Vec<&str> = doors
        .iter()
        .filter(|(_, path, who)| who == "anybody" && path.starts_with("/api/"))
        .map(|(_, path, _)| &**path)
        .collect();
    let expected = ["/api/v1/openapi.json", "/api/v1/sign-in", "/api/v1/sign-in-links/{token}"];
    let mut sorted = open;
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
}
