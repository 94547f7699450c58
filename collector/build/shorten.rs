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
    glue = with_short_start(&glue)?;
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
    let mut modules: Vec<String> =
        module.imports.iter().map(|import| import.module.clone()).collect();
    modules.sort();
    modules.dedup();
    for name in modules {
        let (quoted, short) = (format!("\"{name}\":"), short());
        // It is named once for each kind of function that is imported from it, all of them the same module.
        glue = glue.replacen(&quoted, &format!("\"{short}\":"), 1);
        while let Some(again) = glue.find(&quoted) {
            let end = glue[again..].find('\n').ok_or("a line ends")?;
            glue.replace_range(again..=again + end, "");
        }
        for import in module.imports.iter_mut().filter(|import| import.module == name) {
            import.module.clone_from(&short);
        }
    }
    module.emit_wasm_file(&wasm_file)?;
    fs::write(glue_file, glue)?;
    Ok(())
}

/// wasm-bindgen's start takes bytes, modules and requests, and warns in words; the loader only ever has a response.
fn with_short_start(glue: &str) -> Outcome<String> {
    const START: &str = "export default async (response) => {
    const { instance } = await WebAssembly.instantiateStreaming(response, __wbg_get_imports());
    __wbg_finalize_init(instance);
};
";
    let end =
        glue.find("async function __wbg_load(").ok_or("the glue loads otherwise than expected")?;
    if glue.contains("__wbindgen_start") {
        return Err("the glue starts otherwise than expected".into());
    }
    Ok(format!("{}{START}", &glue[..end]))
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
