//! `POST /v1/events`: a batch, as bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    if let Ok(parsed) = footfall_collector::ingest::believe(body, footfall_fuzz::NOW_MS) {
        footfall_fuzz::go_on(&parsed);
    }
});
