//! The declarations, held against the Rust that they describe.

use std::collections::BTreeSet;

use footfall_protocol::EventName;
use footfall_protocol::limits::*;
use footfall_tests::must;

use crate::package;

/// What stands between the braces of `export interface NAME`.
pub(crate) fn interface(declarations: &str, name: &str) -> String {
    let found = declarations.split(&format!("interface {name} {{")).nth(1);
    let after = must(found.ok_or("missing"), name);
    must(after.split("\n}").next().ok_or("open"), name).to_owned()
}

/// The names before the colons, without comments.
pub(crate) fn members(body: &str) -> BTreeSet<String> {
    let code = body.lines().map(str::trim).filter(|line| !line.starts_with(['/', '*']));
    let names = code.filter_map(|line| line.split_once(':')).map(|(name, _)| {
        name.trim_start_matches("readonly ").trim_end_matches('?').trim_matches('\'').to_owned()
    });
    names.collect()
}

#[test]
fn its_events_are_the_protocols() {
    let events = package("events.d.ts");
    let said = members(&interface(&events, "StandardEvents"));
    let measured = events.split("type MeasuredEvents =").nth(1).unwrap_or_default();
    let measured = measured.split(';').next().unwrap_or_default();
    let measured: BTreeSet<String> =
        measured.split('|').map(|name| name.trim().trim_matches('\'').to_owned()).collect();
    assert_eq!(said.intersection(&measured).count(), 0);
    let all: BTreeSet<String> = said.union(&measured).cloned().collect();
    let standard: BTreeSet<String> =
        EventName::STANDARD.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(all, standard);
}

#[test]
fn its_limits_are_the_protocols() {
    let limits = [
        ("items", MAX_ITEMS),
        ("params", MAX_PARAMS),
        ("itemParams", MAX_ITEM_PARAMS),
        ("nameChars", MAX_NAME_CHARS),
        ("idBytes", MAX_ID_BYTES),
        ("textBytes", MAX_TEXT_BYTES),
    ];
    for (file, end) in [("index.d.ts", ';'), ("index.js", ',')] {
        let text = package(file);
        let after = text.split("const limits").nth(1).unwrap_or_default();
        let body = after.split(['{', '}']).nth(1).unwrap_or_default();
        assert_eq!(members(body).len(), limits.len(), "{file}");
        for (name, most) in limits {
            assert!(body.contains(&format!("{name}: {most}{end}")), "{file}: {name} is {most}");
        }
    }
}
