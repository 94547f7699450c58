//! The same from a page without Wasm: the list of its calls.
#![no_main]

libfuzzer_sys::fuzz_target!(|calls: &str| {
    let (now_ms, page_load) = (footfall_fuzz::NOW_MS, "0".repeat(32));
    let body = format!(
        r#"{{"v":1,"site":"shop","page_load":"{page_load}","sent_at":{now_ms},"calls":{calls}}}"#
    );
    if let Ok(parsed) = footfall_collector::ingest::believe(body.as_bytes(), now_ms) {
        footfall_fuzz::go_on(&parsed);
    }
});
