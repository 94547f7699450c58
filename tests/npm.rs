//! The package for bundlers: its types say what the Rust protocol and the tag say, its archive holds what it should, and
//! a shop that imports it is counted.

#[path = "npm/declared.rs"]
mod declared;
#[path = "npm/imported.rs"]
mod imported;

use std::path::{Path, PathBuf};
use std::process::Command;

use footfall_tests::must;
use serde_json::Value;

fn root() -> PathBuf {
    must(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize(), "the top of the tree")
}

fn package(file: &str) -> String {
    must(std::fs::read_to_string(root().join("tracker/npm").join(file)), file)
}

/// What it printed; it must succeed.
#[track_caller]
fn output(command: &mut Command) -> String {
    let output = must(command.output(), "is Node installed?");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{printed}\n{errors}");
    printed
}

#[test]
fn the_archive_holds_the_package_and_nothing_else() {
    let mut npm = Command::new("npm");
    npm.current_dir(root().join("tracker/npm")).args(["pack", "--dry-run", "--json", "--offline"]);
    let packed: Value = must(serde_json::from_str(&output(&mut npm)), "what npm would pack");
    let files = packed[0]["files"].as_array().into_iter().flatten();
    let mut files: Vec<&str> = files.filter_map(|file| file["path"].as_str()).collect();
    files.sort_unstable();
    assert_eq!(files, ["README.md", "events.d.ts", "index.d.ts", "index.js", "package.json"]);
}

#[test]
fn it_is_a_module_with_types_without_dependencies_and_of_our_version() {
    let manifest: Value = must(serde_json::from_str(&package("package.json")), "package.json");
    assert_eq!(manifest["type"], "module");
    assert_eq!(manifest["sideEffects"], false);
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    for entry in ["types", "default"] {
        let file = manifest["exports"]["."][entry].as_str().unwrap_or_default();
        assert!(root().join("tracker/npm").join(file).is_file(), "{entry}: {file:?}");
    }
    for kind in ["dependencies", "peerDependencies", "optionalDependencies", "scripts"] {
        assert_eq!(manifest[kind], Value::Null, "{kind}");
    }
}

#[test]
fn a_shop_may_write_what_is_right_and_is_told_what_is_wrong() {
    // Installed by the collector's build, from www's lock file.
    let compiler = root().join("www/node_modules/typescript/bin/tsc");
    output(Command::new("node").arg(compiler).arg("-p").arg(root().join("tests/npm")));
}

#[test]
fn it_imports_on_a_server_and_in_the_smallest_page() {
    let mut node = Command::new("node");
    node.arg("--test").arg("--test-reporter=tap").arg(root().join("tests/npm/package.test.mjs"));
    let printed = output(&mut node);
    let passed = printed.lines().find_map(|line| line.strip_prefix("# pass "));
    assert!(passed.and_then(|number| number.parse::<u32>().ok()) > Some(0), "{printed}");
}
