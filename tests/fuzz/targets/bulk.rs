//! A tracking request: many of them in a body.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| footfall_fuzz::request("", body));
