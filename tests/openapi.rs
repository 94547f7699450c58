//! The OpenAPI document is one, speaks of every route and of no other, and answers are as it says.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use footfall_tests::{Answer, Server, Shop, item, must};
use serde_json::{Value, json};

fn document(server: &Server) -> Value {
    let answer = server.http.get(&format!("{}/api/v1/openapi.json", server.url), &[]);
    assert_eq!(answer.status, 200, "nobody has to sign in for it: {answer:?}");
    answer.json()
}

/// Method and path of each operation.
fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().cloned().unwrap_or_default();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().cloned().unwrap_or_default();
            methods.into_iter().map(|(method, _)| (method.to_uppercase(), path.clone()))
        })
        .collect()
}

#[test]
fn the_document_is_valid_and_its_references_lead_somewhere() {
    let server = Server::start();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/valid.mjs");
    let mut node = Command::new("node");
    node.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut node = must(node.spawn(), "node");
    if let Some(mut input) = node.stdin.take() {
        must(input.write_all(document(&server).to_string().as_bytes()), "the document");
    }
    let output = must(node.wait_with_output(), "is the validator installed? tests/run does that");
    let (says, wrong) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && says.trim() == "3.1", "{says} {wrong}");
}

#[test]
fn every_route_of_the_document_is_there_and_no_other_method_is() {
    let server = Server::start();
    let shop = server.shop("shop");
    let key = format!("Bearer {}", shop.key);
    let document = document(&server);
    let known = operations(&document);
    assert!(known.len() > 30, "{known:?}");
    let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (method, path) in &known {
        methods.entry(path).or_default().insert(method);
    }
    for (path, methods) in methods {
        let url = path.replace("{site}", "shop").replace("{token}", "none").replace("{id}", "0");
        let url = format!("{}{url}", server.url);
        for method in ["GET", "POST", "DELETE"] {
            // The line of live updates does not end.
            if path.ends_with("/live") && method == "GET" {
                drop(shop.watch());
                continue;
            }
            let body = (method == "POST").then_some("");
            let headers = [("authorization", &*key)];
            let answer = must(server.http.try_send(method, &url, &headers, body), &url);
            let code = answer.json()["error"]["code"].clone();
            let is_missing = answer.status == 405 || code == "not_found";
            assert_eq!(is_missing, !methods.contains(method), "{method} {path}: {answer:?}");
        }
    }
}

/// Pages, pictures and scripts of the dashboard and the demo shop: nothing for a program.
const PAGES: &[&str] = &["/", "/dashboard/{path:.*}", "/demo", "/demo/", "/demo/{path:.*}"];

/// What looks like a path in a source: `"/v1/pixel.gif"`.
fn paths_in(source: &str) -> BTreeSet<String> {
    // Tests at a file's end speak of paths that are none.
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//") && !line.contains("include!");
    let lines = code.lines().filter(is_code);
    let texts = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    let is_path = |text: &&str| {
        let body = text.strip_prefix('/').unwrap_or(" ");
        !body.contains([' ', '<', '>'])
    };
    texts.filter(is_path).map(str::to_owned).collect()
}

/// `/{site:[a-z]{1,64}}.js` → `/{site}.js`
fn without_patterns(path: &str) -> String {
    let (mut plain, mut depth, mut in_pattern) = (String::new(), 0, false);
    for letter in path.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ':' if depth == 1 => in_pattern = true,
            _ => {}
        }
        in_pattern &= depth > 0;
        if !in_pattern {
            plain.push(letter);
        }
    }
    plain
}

#[test]
fn every_route_of_the_server_is_in_the_document() {
    let server = Server::start();
    let document = document(&server);
    let known: BTreeSet<String> = operations(&document).into_iter().map(|(_, path)| path).collect();
    let http = Path::new(env!("CARGO_MANIFEST_DIR")).join("../collector/src");
    let mut found = BTreeSet::new();
    let folder = must(std::fs::read_dir(http.join("http")), "the routes");
    let mut files: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
    files.push(http.join("config.rs"));
    for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs")) {
        found.extend(paths_in(&must(std::fs::read_to_string(file), "a source")));
    }
    let mut routes = 0;
    for path in found.iter().filter(|path| !PAGES.contains(&path.as_str())) {
        // Doubled in a text that is formatted; a report's name is the server's own; glue and Wasm belong to the script.
        let plain = without_patterns(&path.replace("{{", "{").replace("}}/", "}/"));
        if plain.ends_with("/{}") || plain.starts_with("/{name}") {
            continue;
        }
        assert!(known.contains(&plain), "{path} is not in the document");
        routes += 1;
    }
    assert!(routes > 15, "{found:?}");
    let definitions = ask(&server, &server.shop("shop"), "/api/v1/definitions").json();
    for report in definitions["reports"].as_array().into_iter().flatten() {
        let id = report["id"].as_str().unwrap_or_default();
        assert!(known.contains(&format!("/api/v1/sites/{{site}}/{id}")), "{id}");
    }
}

fn ask(server: &Server, shop: &Shop, path: &str) -> Answer {
    let key = format!("Bearer {}", shop.key);
    server.http.get(&format!("{}{path}", server.url), &[("authorization", &*key)])
}

/// The schema of an answer with a status, with all that it refers to.
fn schema(document: &Value, method: &str, path: &str, status: u16) -> Value {
    let response = &document["paths"][path][method.to_lowercase()]["responses"][status.to_string()];
    let mut schema = response["content"]["application/json"]["schema"].clone();
    assert!(schema.is_object(), "{method} {path} {status}: {response}");
    schema["components"] = document["components"].clone();
    schema
}

#[track_caller]
fn check(document: &Value, method: &str, path: &str, answer: &Answer) {
    let schema = schema(document, method, path, answer.status);
    let validator = must(jsonschema::validator_for(&schema), path);
    let errors: Vec<String> = validator
        .iter_errors(&answer.json())
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{method} {path}: {errors:#?}\n{}", answer.body);
}

fn check_notes(document: &Value, server: &Server, shop: &Shop) {
    let path = "/api/v1/sites/{site}/notes";
    let url = format!("{}/api/v1/sites/shop/notes", server.url);
    let key = format!("Bearer {}", server.key("shop", "admin"));
    let headers = [("authorization", &*key), ("content-type", "application/json")];
    for note in [json!({ "day": "2026-11-27", "text": "x" }), json!({ "day": "soon" })] {
        check(document, "POST", path, &server.http.post(&url, &headers, &note.to_string()));
    }
    for query in ["?from=2026-11-01&to=2026-11-30", "?from=2026-11-01"] {
        let url = format!("/api/v1/sites/shop/notes{query}");
        check(document, "GET", path, &ask(server, shop, &url));
    }
    let nowhere = must(server.http.try_send("DELETE", &url, &headers, None), &url);
    check(document, "DELETE", path, &nowhere);
}

#[test]
fn answers_are_as_the_document_says() {
    let server = Server::start();
    let shop = server.shop("shop");
    let ingest = format!("Bearer {}", server.key("shop", "ingest"));
    let document = document(&server);
    let mut load = shop.load();
    let lamp = json!({ "items": [item("LAMP", "12.50", 2)] });
    let events = [
        load.page_view(),
        load.event("view_item", lamp.clone()),
        load.event("add_to_cart", lamp.clone()),
        load.event("begin_checkout", lamp),
        load.purchase("T-1", "25.00", &[("LAMP", "12.50", 2)]),
        load.event("purchase", json!({ "transaction_id": "T-2", "currency": "USD", "value": 5 })),
        load.event("refund", json!({ "transaction_id": "T-1" })),
    ];
    let batch = load.batch(&events);
    check(&document, "POST", "/v1/events/check", &{
        let url = format!("{}/v1/events/check", server.url);
        server.http.post(&url, &[("origin", footfall_tests::ORIGIN)], &batch.to_string())
    });
    check(&document, "POST", "/v1/events", &shop.post(&batch));
    let send = |key: &str, body: &str| {
        let url = format!("{}/api/v1/sites/shop/events", server.url);
        server.http.post(&url, &[("authorization", key)], body)
    };
    let order = json!({ "events": [{ "name": "purchase", "params": {
        "transaction_id": "T-3", "value": 5, "items": [item("POT", "5", 1)] } }] });
    let path = "/api/v1/sites/{site}/events";
    check(&document, "POST", path, &send(&ingest, &order.to_string()));
    check(&document, "POST", path, &send(&ingest, "{}"));
    check(&document, "POST", path, &send("", &order.to_string()));
    for path in ["/api/v1/definitions", "/api/v1/sites", "/api/v1/openapi.json"] {
        check(&document, "GET", path, &ask(&server, &shop, path));
    }
    check(
        &document,
        "GET",
        "/api/v1/sites/{site}/now",
        &ask(&server, &shop, "/api/v1/sites/shop/now"),
    );
    check_notes(&document, &server, &shop);
    let definitions = ask(&server, &shop, "/api/v1/definitions").json();
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    for report in definitions["reports"].as_array().into_iter().flatten() {
        let id = report["id"].as_str().unwrap_or_default();
        let path = format!("/api/v1/sites/{{site}}/{id}");
        for query in [
            format!("?from={today}&to={today}"),
            format!("?from={today}&to={today}&compare=previous&limit=1"),
            "?from=2020-01-01&to=2020-01-02".to_owned(),
            "?from=2020-01-01".to_owned(),
        ] {
            let needed = if id == "explain" { "&metric=gross_revenue" } else { "" };
            let url = format!("/api/v1/sites/shop/{id}{query}{needed}");
            check(&document, "GET", &path, &ask(&server, &shop, &url));
        }
        let stranger = server.http.get(&format!("{}/api/v1/sites/shop/{id}", server.url), &[]);
        check(&document, "GET", &path, &stranger);
    }
}
