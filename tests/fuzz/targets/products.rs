//! Products by the places of their fields, in an order.
#![no_main]

use footfall_collector::ingest::Source;
use footfall_collector::ingest::senders::{Params, Repetitions};

libfuzzer_sys::fuzz_target!(|items: &str| {
    let mut params = Params::default();
    params.read(b"idsite=shop&rec=1&idgoal=0&ec_id=1");
    params.set_default("ec_items", items);
    footfall_fuzz::hit(&params, Source::Server, &mut Repetitions::default());
});
