//! Makes wasm-bindgen's output smaller without changing what it does: exports that the glue never calls go, with all
//! that only they need, and the long names by which glue and Wasm know each other become short in both.

use std::fs;
use std::path::Path;

use crate::{Outcome, prune};

const GLUE: &str = "footfall_tracker.js";
const WASM: &str = "footfall_tracker_bg.wasm";

/// Short names are this and a number: none of wasm-bindgen's is.
const PREFIX: &str = "q";

/// Rewrites both files in `folder`.
pub(crate) fn shorten(folder: &Path) -> Outcome {
    let (glue_file, wasm_file) = (folder.join(GLUE), folder.join(WASM));
    let mut glue = fs::read_to_string(&glue_file)?;
    let theirs = shorten_helpers(&mut glue)?;
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(&fs::read(&wasm_file)?)?;

    let uncalled: Vec<_> = module
        .exports
        .iter()
        .filter(|export| !identifiers(&glue).any(|name| name == export.name))
        .map(|export| export.id())
        .collect();
    uncalled.into_iter().for_each(|export| module.exports.delete(export));
    prune::empty_table(&mut module);
    walrus::passes::gc::run(&mut module);
    prune::trap_early(&mut module);
    prune::blank_locations(&mut module);
    walrus::passes::gc::run(&mut module);
    prune::check_table_is_unused(&module)?;
    drop_unimported(&mut glue, &module);
    let unknown = |name: &&String| identifiers(&glue).any(|used| used == *name);
    if let Some(name) = theirs.iter().find(unknown) {
        return Err(format!("the glue needs {name}, which is none of the short helpers").into());
    }

    let is_short = |name: &str| {
        name.strip_prefix(PREFIX).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    if identifiers(&glue).any(is_short) {
        return Err("the glue has short names of its own".into());
    }
    let mut count = 0;
    let mut short = || {
        count += 1;
        format!("{PREFIX}{count:x}")
    };
    for import in module.imports.iter_mut().filter(|import| import.module.ends_with("_bg.js")) {
        rename(&mut glue, &mut import.name, short())?;
    }
    for export in module.exports.iter_mut().filter(|export| export.name.contains("__")) {
        rename(&mut glue, &mut export.name, short())?;
    }
    let main = short();
    move_in(&mut glue, &mut module, &main, short)?;
    module.emit_wasm_file(&wasm_file)?;
    fs::write(glue_file, glue)?;
    Ok(())
}

/// All imports become those of one module, `main`. Functions that pass numbers only come as whole modules of their own, each
/// of which would be a namespace with getters once it is bundled: they move in beside the others.
fn move_in(
    glue: &mut String,
    module: &mut walrus::Module,
    main: &str,
    mut short: impl FnMut() -> String,
) -> Outcome {
    const FIRST: &str = "    const import0 = {\n        __proto__: null,\n";
    const WHOLE: &str = "import * as import";
    let (mut heads, mut entries) = (String::new(), String::from(FIRST));
    for import in module.imports.iter_mut() {
        if !import.module.ends_with("_bg.js") {
            heads.push_str(&format!("import {{ {} }} from {:?};\n", import.name, import.module));
            let name = short();
            entries.push_str(&format!("        {name}: {},\n", import.name));
            import.name = name;
        }
        main.clone_into(&mut import.module);
    }
    let lines = glue.lines().filter(|line| !line.starts_with(WHOLE));
    let lines = lines.filter(|line| {
        !(line.ends_with(',') && line.contains("\": import") && !line.ends_with("import0,"))
    });
    let mut rest: String = lines.flat_map(|line| [line, "\n"]).collect();
    let named = rest.find(": import0,").and_then(|end| Some((rest[..end].rfind('\n')? + 1, end)));
    let (from, to) = named.ok_or("the glue does not name its imports")?;
    rest.replace_range(from..to, main);
    if !rest.contains(FIRST) {
        return Err("the glue has no imports of its own".into());
    }
    *glue = heads + &rest.replacen(FIRST, &entries, 1);
    Ok(())
}

/// What wasm-bindgen's own are on every engine there is, for strings of any size and memory of any kind, with a start that
/// takes bytes, modules and requests. The loader only ever has a response, and the tracker small texts.
const HELPERS: &str = "
let wasm, WASM_VECTOR_LEN;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const getUint8ArrayMemory0 = () => new Uint8Array(wasm.memory.buffer);
const getDataViewMemory0 = () => new DataView(wasm.memory.buffer);
const getStringFromWasm0 = (ptr, len) => decoder.decode(getUint8ArrayMemory0().subarray(ptr >>> 0, (ptr >>> 0) + len));
const passStringToWasm0 = (text, malloc) => {
    const bytes = encoder.encode(text);
    const ptr = malloc(WASM_VECTOR_LEN = bytes.length, 1) >>> 0;
    getUint8ArrayMemory0().set(bytes, ptr);
    return ptr;
};
export default async (response) => {
    wasm = (await WebAssembly.instantiateStreaming(response, __wbg_get_imports())).instance.exports;
};
";
const REALLOC: &str = ", wasm.__wbindgen_export, wasm.__wbindgen_export2)";

/// Puts [`HELPERS`] in place of the glue's own. Returns the names of those that have no other now.
fn shorten_helpers(glue: &mut String) -> Outcome<Vec<String>> {
    let imports = glue.find("function __wbg_get_imports()").ok_or("the glue has no imports")?;
    let end = glue[imports..].find("\n}\n").ok_or("its imports do not end")?;
    let theirs = glue.split_off(imports + end + 3);
    if theirs.contains("__wbindgen_start") || !glue.contains(REALLOC) {
        return Err("the glue starts, or passes texts, otherwise than expected".into());
    }
    *glue = glue.replace(REALLOC, ", wasm.__wbindgen_export)") + HELPERS;
    let known: Vec<&str> = identifiers(HELPERS).collect();
    let declared = theirs.lines().filter_map(|line| {
        ["function ", "let ", "const "].iter().find_map(|keyword| line.strip_prefix(keyword))
    });
    let names = declared.filter_map(|rest| identifiers(rest).next());
    Ok(names.filter(|name| !known.contains(name)).map(str::to_owned).collect())
}

/// Takes functions out of the glue that the Wasm does not import (any more).
fn drop_unimported(glue: &mut String, module: &walrus::Module) {
    const ENTRY: &str = "\n        __wb";
    let mut from = 0;
    while let Some(at) = glue[from..].find(ENTRY).map(|at| from + at) {
        let name = identifiers(&glue[at..]).next().unwrap_or_default().to_owned();
        let end = glue[at..].find("\n        },").map(|end| at + end + "\n        },".len());
        match end {
            Some(end) if !module.imports.iter().any(|import| import.name == name) => {
                glue.replace_range(at..end, "");
            }
            _ => from = at + ENTRY.len(),
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn identifiers(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c| !is_name(c)).filter(|name| !name.is_empty())
}

/// Renames an identifier everywhere in the glue, and in the Wasm.
fn rename(glue: &mut String, name: &mut String, short: String) -> Outcome {
    let mut renamed = String::with_capacity(glue.len());
    let (mut rest, mut found) = (glue.as_str(), false);
    while let Some(at) = rest.find(name.as_str()) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let whole = !before.ends_with(is_name) && !after.starts_with(is_name);
        renamed.push_str(before);
        renamed.push_str(if whole { &short } else { name });
        found |= whole;
        rest = after;
    }
    if !found {
        return Err(format!("the glue does not know {name}").into());
    }
    renamed.push_str(rest);
    *glue = renamed;
    *name = short;
    Ok(())
}
