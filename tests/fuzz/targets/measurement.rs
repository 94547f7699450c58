//! Google's measurement protocol: its body.
#![no_main]

use footfall_collector::ingest::senders::measurement;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    if let Ok(hit) = measurement::read("shop", body, footfall_fuzz::NOW_MS) {
        footfall_fuzz::go_on_with(&hit);
    }
});
