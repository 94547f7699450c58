//! A tracking request: the parameters in a form's body, with some more of them in its address before the first line break.
#![no_main]

libfuzzer_sys::fuzz_target!(|request: &[u8]| {
    let end = request.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (query, body) = request.split_at(end);
    if let Ok(query) = std::str::from_utf8(query) {
        footfall_fuzz::request(query, body);
    }
});
