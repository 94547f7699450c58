//! A tracking request: the parameters in its address.
#![no_main]

libfuzzer_sys::fuzz_target!(|query: &str| footfall_fuzz::request(query, b""));
