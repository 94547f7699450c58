//! What happens to whatever a decoder believed, up to the writer's queue: totals, serialization, pages. Nothing of it may
//! panic, and what was believed once is believed again.

use footfall_collector::ingest::senders::{Hit, Params, Repetitions, Requests, tracking};
use footfall_collector::ingest::{Channel, Source, page_path};
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Currency, Event, ParsedBatch, Raw};

/// When everything arrives.
pub const NOW_MS: i64 = 1_764_000_000_000;

/// Reads each hit of a request as a browser's and as a server's.
pub fn request(query: &str, body: &[u8]) {
    let Ok(requests) = Requests::read(query, body) else { return };
    let mut repetitions = Repetitions::default();
    for params in requests.hits.iter().flatten() {
        for source in [Source::Browser, Source::Server] {
            hit(params, source, &mut repetitions);
        }
    }
}

pub fn hit(params: &Params, source: Source, repetitions: &mut Repetitions) {
    if let Ok(mut hit) = tracking::read(params, source, NOW_MS) {
        repetitions.number(&mut hit);
        go_on_with(&hit);
    }
}

pub fn go_on_with(hit: &Hit) {
    go_on(&hit.parsed);
}

pub fn go_on(parsed: &ParsedBatch) {
    let batch = &parsed.batch;
    for (_, event) in &batch.events {
        if let Some(page) = batch.page(event.view) {
            (Channel::of(page), page_path(&page.url));
        }
        assert!(batch.happened_at_ms(event, NOW_MS) <= NOW_MS);
        for code in ["EUR", "JPY", "KWD"] {
            let currency = Currency::parse(code).expect("a currency");
            for prices_include_tax in [false, true] {
                if let Ok(totals) = event.order_totals(currency, prices_include_tax) {
                    let beside = if prices_include_tax { 0 } else { totals.tax };
                    assert_eq!(totals.gross, totals.item_revenue + totals.shipping + beside);
                }
            }
        }
        believe_again(event);
    }
    for (_, refusal) in &parsed.refused {
        assert!(!refusal.reason.code().is_empty());
    }
}

fn believe_again(event: &Event) {
    let text = serde_json::to_string(event).expect("an event can be written");
    let raw: Raw = serde_json::from_str(&text).expect("what was written can be read");
    let mut removed = Removed::default();
    let again = Event::from_wire(&raw, &mut removed);
    assert_eq!(again.as_ref(), Ok(event), "{text}");
    assert_eq!(removed.0, 0, "what was scrubbed once is clean: {text}");
}
