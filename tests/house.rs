//! The architecture rules of the house, as far as Cargo cannot keep them: who may know what, and how files look.

use std::path::{Path, PathBuf};

use footfall_tests::must;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the source tree: its path from the top, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// Its lines without comments, with their numbers. Documentation may speak of anything.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(place, line)| (place + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn is(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }
}

fn walk(folder: &Path, all: &mut Vec<Source>) {
    for entry in must(std::fs::read_dir(folder), &folder.display().to_string()) {
        let path = must(entry, "an entry").path();
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if ["target", "node_modules", ".git", "footfall-data"].contains(&&*name) {
            continue;
        }
        if path.is_dir() {
            walk(&path, all);
        } else {
            let from_top = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
            // What is no text has only its name.
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            all.push(Source { path: from_top, text });
        }
    }
}

/// Everything that is in git or could be.
fn sources() -> Vec<Source> {
    let mut all = Vec::new();
    walk(&root(), &mut all);
    assert!(all.len() > 100, "the tree was found");
    all
}

/// Lines of Rust under `within` that say one of `words` although they are outside `allowed`.
fn check_only(within: &str, words: &[&str], allowed: &[&str]) {
    let mut wrong = Vec::new();
    let mut said = 0;
    for source in
        sources().iter().filter(|source| source.path.starts_with(within) && source.is(&[".rs"]))
    {
        for (number, line) in
            source.code().filter(|(_, line)| words.iter().any(|word| line.contains(word)))
        {
            if allowed.iter().any(|place| source.path.starts_with(place)) {
                said += 1;
            } else {
                wrong.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{words:?} belongs to {allowed:?} only:\n{}", wrong.join("\n"));
    assert!(allowed.is_empty() || said > 0, "{words:?} is said nowhere: the rule looks at nothing");
}

#[test]
fn sqlite_is_known_in_the_store_only() {
    check_only("collector/src", &["rusqlite"], &["collector/src/store"]);
}

#[test]
fn http_answers_are_made_in_http_only() {
    check_only("collector/src", &["HttpResponse", "actix_web"], &["collector/src/http"]);
}

#[test]
fn flags_and_environment_are_read_at_the_door_only() {
    check_only(
        "collector/src",
        &["std::env", "clap", "figment"],
        &["collector/src/cli", "collector/src/config"],
    );
}

#[test]
fn the_clock_is_read_in_one_place() {
    check_only(
        "collector/src",
        &["Timestamp::now", "SystemTime", "Zoned::now"],
        &["collector/src/collector.rs"],
    );
    check_only("tracker/protocol", &["SystemTime", "Instant", "Timestamp"], &[]);
}

#[test]
fn the_store_knows_nobody_above_it() {
    check_only(
        "collector/src/store",
        &["crate::http", "crate::reports", "crate::cli", "crate::config", "crate::control"],
        &[],
    );
    check_only("collector/src/reports", &["crate::http", "crate::cli", "crate::control"], &[]);
    check_only(
        "collector/src/ingest",
        &["crate::http", "crate::cli", "crate::control", "crate::reports"],
        &[],
    );
}

#[test]
fn javascript_values_stay_at_the_trackers_edges() {
    let edges = ["tracker/debug/src/print.rs", "tracker/debug/src/ask.rs"];
    check_only("tracker", &["JsValue"], &edges);
}

#[test]
fn requests_leave_the_page_in_one_place_at_each_end() {
    // `guard` only declares what `guard.js` does for `send`. The developer's view asks, and sends nothing.
    let doors = ["tracker/src/send.rs", "tracker/src/guard.rs", "tracker/debug/src/ask.rs"];
    check_only("tracker", &["gloo_net", "send_beacon", "web_sys::Request"], &doors);
    let fetching: Vec<String> = sources()
        .into_iter()
        .filter(|source| {
            source.path.starts_with("www/")
                && source.is(&[".js"])
                && source.code().any(|(_, line)| line.contains("fetch("))
        })
        .map(|source| source.path)
        .collect();
    assert_eq!(fetching, ["www/dashboard/api.js"]);
}

#[test]
fn no_floats_and_no_input_or_output_in_the_protocol() {
    check_only("tracker/protocol/src", &["std::fs", "std::net", "std::env", "println!"], &[]);
    let manifest =
        sources().into_iter().find(|source| source.path == "tracker/protocol/Cargo.toml");
    let manifest = must(manifest.ok_or("missing"), "the protocol's manifest").text;
    let section = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let needed: Vec<&str> = section.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(needed, ["serde.workspace = true"], "everything here costs bytes in every shop");
}

/// Whether a text is a statement of SQL rather than a sentence.
fn is_sql(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    [
        ("\"select ", " from "),
        ("\"insert ", " into "),
        ("\"update ", " set "),
        ("\"delete ", " from "),
    ]
    .iter()
    .any(|(verb, word)| line.contains(verb) && line.contains(word))
}

#[test]
fn statements_are_files_and_never_put_together_from_texts() {
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| source.path.starts_with("collector/src") && source.is(&[".rs"]))
    {
        for (number, line) in source.code() {
            if is_sql(line) || (line.contains("sql!(") && line.contains("format!(")) {
                wrong.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_statement_is_used() {
    let all = sources();
    let code: String = all
        .iter()
        .filter(|source| source.path.starts_with("collector/src/store"))
        .map(|source| &*source.text)
        .collect();
    for statement in all.iter().filter(|source| source.path.starts_with("collector/src/store/sql/"))
    {
        let name = statement.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".sql");
        assert!(code.contains(&format!("sql!(\"{name}\")")), "{} is never asked", statement.path);
    }
}

/// Long enough to answer one question.
const MAX_LINES: usize = 400;

#[test]
fn no_file_is_longer_than_400_lines() {
    let written = [".rs", ".js", ".mjs", ".css", ".sql", ".html", ".lua", ".toml"];
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| source.is(&written) && source.text.lines().count() > MAX_LINES)
        .map(|source| format!("{}: {}", source.path, source.text.lines().count()))
        .collect();
    assert!(long.is_empty(), "split them by question: {long:#?}");
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    for source in sources() {
        let named = |part: &str| {
            ["utils", "util", "common", "helpers", "helper", "manager", "misc"].contains(&part)
        };
        let empty = source.path.split(['/', '.', '_', '-']).any(named);
        assert!(!empty, "{} is a name for anything", source.path);
    }
}

#[test]
fn the_top_of_the_tree_is_the_one_that_was_agreed() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "tracker",
        "collector",
        "www",
        "tests",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "rust-toolchain.toml",
    ];
    let built = ["target", "footfall-data", "node_modules"];
    for entry in must(std::fs::read_dir(root()), "the top") {
        let name = must(entry, "an entry").file_name().to_string_lossy().into_owned();
        let fine = name.starts_with('.') || allowed.contains(&&*name) || built.contains(&&*name);
        assert!(fine, "{name} is not of the agreed top level");
    }
}

#[test]
fn nothing_that_is_built_lies_among_the_sources() {
    for source in sources() {
        assert!(
            !source.is(&[".wasm", ".min.js", ".db", ".db-wal", ".sqlite", ".map"]),
            "{} is built",
            source.path
        );
    }
}

#[test]
fn lock_files_name_the_public_index_and_no_host() {
    let lines = |source: &Source, wrong: fn(&str) -> bool| {
        source.text.lines().filter(|line| wrong(line)).map(str::to_owned).collect::<Vec<_>>()
    };
    for source in sources() {
        let other = if source.is(&["Cargo.lock"]) {
            lines(&source, |line| {
                line.starts_with("source = ") && !line.contains("/rust-lang/crates.io-index\"")
            })
        } else if source.is(&["package-lock.json", ".npmrc"]) {
            lines(&source, |line| line.contains("\"resolved\"") || line.contains("registry"))
        } else {
            continue;
        };
        assert!(other.is_empty(), "{}: {other:?}", source.path);
    }
}

#[test]
fn no_source_knows_the_machine_it_was_written_on() {
    // In two pieces, or this file would be the one that does.
    let places =
        [["/ro", "ot/"], ["/home/", "runner"], ["/Us", "ers/"]].map(|[a, b]| format!("{a}{b}"));
    for source in sources() {
        for (number, line) in source.text.lines().enumerate() {
            let found = places.iter().find(|place| line.contains(&***place));
            assert!(found.is_none(), "{}:{}: {}", source.path, number + 1, line.trim());
        }
    }
}

#[test]
fn no_test_is_left_out_and_none_waits_for_a_time() {
    let words = [["#[ig", "nore"], ["thread::sl", "eep"], ["time::sl", "eep"]]
        .map(|[a, b]| format!("{a}{b}"));
    for source in
        sources().iter().filter(|source| source.path.starts_with("tests/") && source.is(&[".rs"]))
    {
        for (number, line) in source.code() {
            assert!(
                !words.iter().any(|word| line.contains(&**word)),
                "{}:{number}: {}",
                source.path,
                line.trim()
            );
        }
    }
}

#[test]
fn every_dependency_has_its_reason_beside_it() {
    let manifest = sources().into_iter().find(|source| source.path == "Cargo.toml");
    let manifest = must(manifest.ok_or("missing"), "the workspace's manifest").text;
    let section = manifest.split("[workspace.dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    for line in section.lines().filter(|line| line.contains(" = ") && !line.contains("path = ")) {
        assert!(line.contains(" # "), "why? {line}");
    }
}
