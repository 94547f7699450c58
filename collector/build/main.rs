//! Builds what the collector serves and puts it into the binary: the tracker (Rust → Wasm → glue → script), the
//! dashboard and the demo shop, each compressed once, here; and the list of bots.
//!
//! Needs cargo (which runs this) and Node with npm. wasm-bindgen's CLI is used as a library, so none is installed and
//! its version is the lock file's.

mod bots;
mod prune;
mod shorten;

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("..").canonicalize()?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for watched in [
        "Cargo.lock",
        "tracker/loader.js",
        "tracker/start.js",
        "tracker/paq.js",
        "tracker/src",
        "tracker/Cargo.toml",
        "tracker/protocol/src",
        "tracker/debug.js",
        "tracker/debug/src",
        "tracker/debug/Cargo.toml",
        "www/dashboard",
        "www/demo",
        "www/build.mjs",
        "www/package-lock.json",
    ] {
        println!("cargo:rerun-if-changed={}", root.join(watched).display());
    }

    let (glue_dir, debug_dir) = (out.join("glue"), out.join("debug_glue"));
    let assets = out.join("assets");
    glue(&wasm(&root, &out, "footfall-tracker")?, &glue_dir)?;
    shorten::shorten(&glue_dir)?;
    glue(&wasm(&root, &out, "footfall-debug")?, &debug_dir)?;
    install_packages(&root.join("www"))?;
    bots::embed(&root.join("www"), &out)?;
    bundle(&root, &glue_dir, &debug_dir, &assets)?;
    name_tracker(&glue_dir, &debug_dir, &assets.join("tracker"))?;
    embed(&assets, &out)
}

/// Compiles for the browser in a target folder of its own: cargo holds the lock of the one that runs this script. One
/// package at a time: built together, the tracker would get the features that only the other one asks for.
fn wasm(root: &Path, out: &Path, package: &str) -> Outcome<PathBuf> {
    // …/target/<profile>/build/<package>/out → …/target/tracker, shared by all profiles.
    let target = out.ancestors().nth(4).ok_or("OUT_DIR lies in a target folder")?.join("tracker");
    let mut cargo = Command::new(std::env::var("CARGO")?);
    cargo.current_dir(root).args(["build", "--locked", "--package", package]);
    cargo.args(["--profile", "tracker", "--target", TARGET, "--target-dir"]).arg(&target);
    // Flags and wrappers of the outer build (clippy's, a sanitizer's) are not the tracker's.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.contains("RUSTFLAGS")
            || name.ends_with("WRAPPER")
            || name.starts_with("CARGO_PROFILE")
        {
            cargo.env_remove(&*name);
        }
    }
    install_target()?;
    // Panic locations must not carry this machine's folders into every shop.
    let cargo_home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| home + "/.cargo"))?;
    let remap = |from: &str, to| format!("--remap-path-prefix={from}={to}");
    let flags = [
        remap(&format!("{cargo_home}/registry/src"), "cargo"),
        remap(&root.display().to_string(), "footfall"),
        // A table of references costs more glue than the plain one that it replaces.
        "-Ctarget-feature=-reference-types".to_owned(),
    ];
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    run(&mut cargo)?;
    Ok(target.join(TARGET).join(format!("tracker/{}.wasm", package.replace('-', "_"))))
}

/// rustup brings the target along with a toolchain that it installs, not to one that is there already.
fn install_target() -> Outcome {
    let mut rustc = Command::new(std::env::var("RUSTC")?);
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let folder = PathBuf::from(String::from_utf8(rustc.output()?.stdout)?.trim());
    if folder.exists() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", TARGET]))
}

fn glue(wasm: &Path, glue_dir: &Path) -> Outcome {
    if glue_dir.exists() {
        fs::remove_dir_all(glue_dir)?;
    }
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(glue_dir)?;
    Ok(())
}

/// `npm ci`, when the lock file is another than at the last time.
fn install_packages(www: &Path) -> Outcome {
    let wanted = fs::read(www.join("package-lock.json"))?;
    let stamp = www.join("node_modules/.footfall-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(Command::new("npm").current_dir(www).args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn bundle(root: &Path, glue_dir: &Path, debug_dir: &Path, assets: &Path) -> Outcome {
    let mut node = Command::new("node");
    node.current_dir(root.join("www")).arg("build.mjs").arg("--out").arg(assets);
    node.arg("--glue").arg(glue_dir.join("footfall_tracker.js"));
    node.arg("--loader").arg(root.join("tracker/loader.js"));
    node.arg("--start").arg(root.join("tracker/start.js"));
    node.arg("--paq").arg(root.join("tracker/paq.js"));
    node.arg("--debug").arg(root.join("tracker/debug.js"));
    node.arg("--debug-glue").arg(debug_dir.join("footfall_debug.js"));
    run(&mut node)
}

/// Gives all that is loaded names with their content's hash, and tells each to whom loads it.
fn name_tracker(glue_dir: &Path, debug_dir: &Path, tracker: &Path) -> Outcome {
    let read = |file: &str| fs::read_to_string(tracker.join(file));
    let wasm = fs::read(glue_dir.join("footfall_tracker_bg.wasm"))?;
    let debug_wasm = fs::read(debug_dir.join("footfall_debug_bg.wasm"))?;
    let (mut script, mut start) = (read("footfall.js")?, read("tracker.mjs")?);
    let (paq, debug) = (read("paq.mjs")?, read("debug.mjs")?);
    for file in ["tracker.mjs", "paq.mjs", "debug.mjs"] {
        fs::remove_file(tracker.join(file))?;
    }
    let write = |content: &[u8], hashed: &[&[u8]], ending: &str| -> Outcome<String> {
        let hash = blake3::hash(&hashed.concat()).to_hex();
        let name = format!("footfall-{}.{ending}", &hash[..12]);
        fs::write(tracker.join(&name), content)?;
        Ok(name)
    };
    tell(&mut start, "__PAQ__", &write(paq.as_bytes(), &[paq.as_bytes()], "mjs")?)?;
    // A module and its Wasm must fit each other: they share a hash of both.
    let pair = [debug.as_bytes(), &debug_wasm];
    tell(&mut start, "__DEBUG__", &write(debug.as_bytes(), &pair, "mjs")?)?;
    // Found by the module's own name.
    write(&debug_wasm, &pair, "wasm")?;
    let pair = [start.as_bytes(), &wasm];
    tell(&mut script, "__GLUE__", &write(start.as_bytes(), &pair, "mjs")?)?;
    tell(&mut script, "__WASM__", &write(&wasm, &pair, "wasm")?)?;
    tell(&mut script, "__BATCH__", "v1/events")?;
    fs::write(tracker.join("footfall.js"), script)?;
    Ok(())
}

fn tell(script: &mut String, placeholder: &str, name: &str) -> Outcome {
    if !script.contains(placeholder) {
        return Err(format!("the script lost its {placeholder}").into());
    }
    *script = script.replace(placeholder, name);
    Ok(())
}

/// Writes `assets.rs`: every file with its type, its tag and its three encodings.
fn embed(assets: &Path, out: &Path) -> Outcome {
    let mut files = Vec::new();
    walk(assets, &mut files)?;
    files.sort();
    let mut code = String::from("static FILES: &[Asset] = &[\n");
    for file in files {
        let path = file.strip_prefix(assets)?.to_str().ok_or("asset names are UTF-8")?.to_owned();
        let content = fs::read(&file)?;
        let (brotli, gzip) = (file.with_added_extension("br"), file.with_added_extension("gz"));
        fs::write(&brotli, brotli_bytes(&content)?)?;
        fs::write(&gzip, gzip_bytes(&content)?)?;
        let etag = &blake3::hash(&content).to_hex()[..16];
        code.push_str(&format!(
            "Asset {{ path: {path:?}, etag: \"\\\"{etag}\\\"\", plain: include_bytes!({file:?}), \
             brotli: include_bytes!({brotli:?}), gzip: include_bytes!({gzip:?}) }},\n"
        ));
    }
    code.push_str("];\n");
    fs::write(out.join("assets.rs"), code)?;
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn brotli_bytes(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 4096, 11, 22).write_all(content)?;
    Ok(compressed)
}

fn gzip_bytes(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn run(command: &mut Command) -> Outcome {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{command:?} failed ({})\n{stdout}\n{stderr}", output.status).into())
}
