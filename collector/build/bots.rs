//! The list of bots, from npm's crawler-user-agents (MIT) into a table of the binary: each with the name it goes by, and
//! whether its pattern is a plain text. There are 1,500, and plain texts can be sought all at once.

use std::error::Error;
use std::fs;
use std::path::Path;

use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;
use serde_json::Value;

const LIST: &str = "node_modules/crawler-user-agents/crawler-user-agents.json";
/// What is known of a bot that carries no tag.
const UNTAGGED: &str = "other";

/// Writes `bots.rs`.
pub(crate) fn embed(www: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let list: Vec<Value> = serde_json::from_slice(&fs::read(www.join(LIST))?)?;
    let mut code = String::from("static BOTS: &[Bot] = &[\n");
    for bot in &list {
        let pattern = bot["pattern"].as_str().ok_or("a bot without a pattern")?;
        let hir = regex_syntax::parse(pattern)?;
        let category = bot["tags"][0].as_str().unwrap_or(UNTAGGED);
        let (name, sought) = match plain(&hir) {
            Some(text) => (text.clone(), format!("Sought::Text({text:?})")),
            None => (prefix(&hir)?, format!("Sought::Pattern({pattern:?})")),
        };
        let name = name.trim_matches(|letter: char| !letter.is_alphanumeric());
        code.push_str(&format!(
            "Bot {{ name: {name:?}, category: {category:?}, sought: {sought} }},\n"
        ));
    }
    code.push_str("];\n");
    fs::write(out.join("bots.rs"), code)?;
    Ok(())
}

/// The text that the pattern is, when it is nothing but a text.
fn plain(hir: &Hir) -> Option<String> {
    match hir.kind() {
        regex_syntax::hir::HirKind::Literal(text) => String::from_utf8(text.0.to_vec()).ok(),
        _ => None,
    }
}

/// The first of the texts that a match can begin with: `ClaudeBot` of `[cC]laude[bB]ot`.
fn prefix(hir: &Hir) -> Result<String, Box<dyn Error>> {
    let prefixes = Extractor::new().extract(hir);
    let first = prefixes.literals().unwrap_or_default().first().ok_or("a bot without a name")?;
    Ok(String::from_utf8(first.as_bytes().to_vec())?)
}
