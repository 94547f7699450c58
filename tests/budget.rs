//! What a shopper downloads: the script, the glue and the Wasm; and what the owner's page is made of. As served to a browser
//! that takes brotli.

use std::collections::BTreeMap;

use footfall_tests::Http;
use footfall_tests::{Server, must};

/// All three parts together, brotli.
const BUDGET_BYTES: usize = 16_000;
/// What runs before the Wasm is ready.
const SCRIPT_BUDGET_BYTES: usize = 1_500;
/// Script and style of the owner's page: every view, its libraries, and the words of one language.
const PAGE_BUDGET_BYTES: usize = 90_000;
const LANGUAGES: [&str; 4] = ["de", "en", "es", "fr"];

fn downloaded_bytes(url: &str) -> usize {
    let request = ureq::get(url).header("accept-encoding", "br");
    let mut response = must(request.call(), url);
    assert_eq!(
        response.headers().get("content-encoding").map(|value| value.as_bytes()),
        Some(&b"br"[..]),
        "{url}"
    );
    must(response.body_mut().read_to_vec(), url).len()
}

/// The name in the script that ends so: `footfall-0123456789ab.wasm`.
fn named(script: &str, ending: &str) -> String {
    let end = script.find(ending).map(|at| at + ending.len());
    let start = end.and_then(|end| script[..end].rfind("footfall-"));
    must(
        start.zip(end).map(|(start, end)| script[start..end].to_owned()).ok_or(ending),
        "a name in the script",
    )
}

#[test]
fn the_tracker_stays_within_its_bytes() {
    let server = Server::start();
    let script = Http::default().get(&format!("{}/footfall.js", server.url), &[]).body;
    let parts = ["footfall.js".to_owned(), named(&script, ".mjs"), named(&script, ".wasm")];
    let bytes = parts.map(|part| {
        let bytes = downloaded_bytes(&format!("{}/{part}", server.url));
        println!("{bytes:>7}  {part}");
        bytes
    });
    let all: usize = bytes.iter().sum();
    println!("{all:>7}  of {BUDGET_BYTES} bytes, brotli");
    assert!(all <= BUDGET_BYTES, "{all} bytes");
    assert!(bytes[0] <= SCRIPT_BUDGET_BYTES, "the script alone: {} bytes", bytes[0]);
}

/// The files that a script names: `"./overview-K2MD5QVW.js"`.
fn imported(script: &str) -> impl Iterator<Item = &str> {
    script.split(['"', '\'', '`']).filter_map(|text| {
        text.strip_prefix("./").filter(|name| name.ends_with(".js") && !name.contains(' '))
    })
}

#[test]
fn the_page_stays_within_its_bytes() {
    let server = Server::start();
    let (http, folder) = (Http::default(), format!("{}/dashboard", server.url));
    let mut parts: BTreeMap<String, usize> = BTreeMap::new();
    let mut coming = ["dashboard.js", "dashboard.css", "dark.css"].map(str::to_owned).to_vec();
    while let Some(name) = coming.pop() {
        if parts.contains_key(&name) {
            continue;
        }
        let url = format!("{folder}/{name}");
        coming.extend(imported(&http.get(&url, &[]).body).map(str::to_owned));
        parts.insert(name, downloaded_bytes(&url));
    }
    let is_words = |name: &str| LANGUAGES.contains(&name.split('-').next().unwrap_or_default());
    let (words, shared): (Vec<_>, Vec<_>) = parts.iter().partition(|(name, _)| is_words(name));
    assert_eq!(words.len(), LANGUAGES.len(), "{parts:?}");
    let longest = words.iter().map(|(_, bytes)| **bytes).max().unwrap_or(0);
    let all = longest + shared.iter().map(|(_, bytes)| **bytes).sum::<usize>();
    println!("{all:>7}  of {PAGE_BUDGET_BYTES} bytes, brotli, in {} files", shared.len() + 1);
    assert!(shared.len() > 12, "each view is there: {parts:?}");
    assert!(all <= PAGE_BUDGET_BYTES, "{all} bytes: {parts:?}");
}
