//! What a shopper downloads: the script, the glue and the Wasm, as served to a browser that takes brotli.

use footfall_tests::Http;
use footfall_tests::{Server, must};

/// All three parts together, brotli.
const BUDGET_BYTES: usize = 16_000;
/// What runs before the Wasm is ready.
const SCRIPT_BUDGET_BYTES: usize = 1_500;

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
