//! Google's measurement protocol: `{"client_id", "user_id", "timestamp_micros", "events": [{"name", "params"}, …]}`.
//!
//! It always comes from a shop's server, by its key, so what it says of its visitor is believed. Its events are GA4's and
//! need no translation; what a page sends with each of them (`page_location` and the like) becomes the event's page.

use std::borrow::Cow;

use footfall_protocol::batch::parse_customer;
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Event, EventName, ParsedBatch, Raw, Reason, Refusal};

use super::copies::digest;
use super::{Hit, Oldest, empty_batch, page, visitor_id, within};

/// As Google has it.
pub const MAX_BODY_BYTES: usize = 130_000;
const MAX_EVENTS: usize = 25;

/// What belongs to the page or to Google's own sessions, and is no parameter of the event.
const NOT_OF_THE_EVENT: [&str; 8] = [
    "page_location",
    "page_title",
    "page_referrer",
    "engagement_time_msec",
    "session_id",
    "session_number",
    "timestamp_micros",
    "debug_mode",
];

/// Reads what was sent for `site`. An error refuses all of it.
pub fn read(site: &str, body: &[u8], received_at_ms: i64) -> Result<Hit, Refusal> {
    let raw: Raw = serde_json::from_slice(body).map_err(|_| Refusal::new(Reason::Malformed, ""))?;
    if !matches!(raw, Raw::Map(_)) {
        return Err(Refusal::new(Reason::Malformed, ""));
    }
    let mut batch = empty_batch(site, received_at_ms)?;
    let client = match raw.get("client_id").map(Raw::scalar) {
        None => return Err(Refusal::new(Reason::Missing, "client_id")),
        Some(None) => return Err(Refusal::new(Reason::Type, "client_id")),
        Some(Some(client)) if client.trim().is_empty() => {
            return Err(Refusal::new(Reason::Missing, "client_id"));
        }
        Some(Some(client)) => visitor_id(client.trim()),
    };
    batch.customer = customer(&raw)?;
    let sent_at_ms = moment_ms(&raw, received_at_ms)?;
    let mut parsed = ParsedBatch { batch, refused: Vec::new(), removed: Removed::default() };
    let mut is_dated = sent_at_ms.is_some();
    for (index, raw) in events(&raw)?.iter().enumerate() {
        match event(index, raw, sent_at_ms, received_at_ms, &mut parsed) {
            Ok(own_time) => is_dated |= own_time,
            Err(refusal) => parsed.refused.push((index, refusal)),
        }
    }
    // Without a time, the next hit with the same words is another one.
    let content = is_dated.then(|| digest([parsed.batch.site.as_bytes(), body]));
    Ok(Hit { parsed, visitor: Some(client), ip: None, user_agent: None, content })
}

/// At least one. A single one may stand without a list: real senders do that.
fn events<'r, 'a>(raw: &'r Raw<'a>) -> Result<&'r [Raw<'a>], Refusal> {
    match raw.get("events") {
        None => Err(Refusal::new(Reason::Missing, "events")),
        Some(Raw::List(events)) if events.is_empty() => {
            Err(Refusal::new(Reason::Missing, "events"))
        }
        Some(Raw::List(events)) if events.len() > MAX_EVENTS => {
            Err(Refusal::new(Reason::Many, "events"))
        }
        Some(Raw::List(events)) => Ok(events),
        Some(event @ Raw::Map(_)) => Ok(std::slice::from_ref(event)),
        _ => Err(Refusal::new(Reason::Type, "events")),
    }
}

fn customer(raw: &Raw) -> Result<Option<String>, Refusal> {
    let Some(user) = raw.get("user_id").and_then(Raw::scalar) else { return Ok(None) };
    parse_customer(&Raw::Map(vec![("customer".into(), Raw::Text(user))]))
        .map_err(|refusal| Refusal::new(refusal.reason, "user_id"))
}

/// Of the whole, or of one event.
fn moment_ms(raw: &Raw, received_at_ms: i64) -> Result<Option<i64>, Refusal> {
    let field = "timestamp_micros";
    let Some(micros) = raw.get(field) else { return Ok(None) };
    let micros = micros.scalar().and_then(|micros| micros.parse::<i64>().ok());
    let at_ms = micros.ok_or(Refusal::new(Reason::Type, field))?.div_euclid(1000);
    within(Oldest::ThreeDays, at_ms, received_at_ms, field).map(Some)
}

/// Adds an event and its page. Returns whether it has a time of its own.
fn event(
    index: usize,
    raw: &Raw,
    sent_at_ms: Option<i64>,
    received_at_ms: i64,
    parsed: &mut ParsedBatch,
) -> Result<bool, Refusal> {
    let name = match raw.get("name") {
        Some(name) => name.text().ok_or(Refusal::new(Reason::Type, "name"))?,
        None => return Err(Refusal::new(Reason::Missing, "name")),
    };
    // Not one of Google's: with them it is a shop's own, and would empty carts here.
    if name == EventName::CartUpdate.as_str() {
        return Err(Refusal::new(Reason::Form, "name"));
    }
    let said = raw.get("params").unwrap_or(Raw::EMPTY);
    if !matches!(said, Raw::Map(_)) {
        return Err(Refusal::new(Reason::Type, "params"));
    }
    let own_time = moment_ms(raw, received_at_ms)?;
    let at_ms = own_time.or(sent_at_ms).unwrap_or(received_at_ms);
    let mut params: Vec<_> = said
        .entries()
        .iter()
        .filter(|(key, _)| !NOT_OF_THE_EVENT.contains(&&**key))
        .map(|(key, value)| (Cow::Borrowed(&**key), value.clone()))
        .collect();
    if name == EventName::UserEngagement.as_str()
        && let Some(engaged_ms) = said.get("engagement_time_msec").and_then(Raw::scalar)
        && let Ok(engaged_ms) = engaged_ms.parse()
    {
        params.push((Cow::Borrowed("engaged_ms"), Raw::Int(engaged_ms)));
    }
    let ParsedBatch { batch, removed, .. } = parsed;
    let n = index as u32;
    let named = ["page_location", "page_title", "page_referrer"]
        .map(|key| said.get(key).and_then(Raw::text).unwrap_or_default());
    let page = page(n, named, removed);
    if page.url.is_empty() && name == EventName::PageView.as_str() {
        return Err(Refusal::new(Reason::Missing, "params.page_location"));
    }
    let event = Event::parse(n, at_ms, n, name, &Raw::Map(params), removed).map_err(|refusal| {
        if matches!(&*refusal.field, "name" | "params") {
            refusal
        } else {
            refusal.within("params")
        }
    })?;
    batch.pages.push(page);
    batch.events.push((index, event));
    Ok(own_time.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_764_000_000_000;
    const HOUR_MS: i64 = 3_600_000;

    /// Of a body with these entries: its events as `name {params} of url`, and `reason field` of what was refused.
    #[track_caller]
    fn check(entries: &str, expected: &[&str]) {
        let said = match read("shop", format!("{{{entries}}}").as_bytes(), NOW) {
            Ok(hit) => words(&hit.parsed),
            Err(refusal) => vec![refused(&refusal)],
        };
        assert_eq!(said, expected, "{entries}");
    }

    fn words(ParsedBatch { batch, refused: all, .. }: &ParsedBatch) -> Vec<String> {
        let event = |(_, event): &(usize, Event)| {
            let params = serde_json::to_string(&event.params_json()).unwrap();
            let url = &batch.page(event.view).unwrap().url;
            format!("{} {params} of {url}", event.name.as_str()).trim_end().to_owned()
        };
        let events = batch.events.iter().map(event);
        events.chain(all.iter().map(|(_, refusal)| refused(refusal))).collect()
    }

    fn refused(refusal: &Refusal) -> String {
        format!("{} {}", refusal.reason.code(), refusal.field)
    }

    fn login(more: &str) -> String {
        format!(r#""client_id":"1.2","events":[{{"name":"login"}}]{more}"#)
    }

    #[test]
    fn events_are_ga4_s_and_what_belongs_to_the_page_is_the_page_s() {
        check(
            r#""client_id":"1.2","events":[{"name":"purchase","params":{"transaction_id":"T 1","value":19.99,"tax":"3.2","currency":"EUR","session_id":5,"engagement_time_msec":100,"items":[{"item_id":"A","price":19.99}]}},
                {"name":"page_view","params":{"page_location":"https://s.example/a?token=x","page_title":"A"}}]"#,
            &[
                r#"purchase {"transaction_id":"T 1","currency":"EUR","value":"19.99","tax":"3.2","items":[{"item_id":"A","price":"19.99"}]} of"#,
                "page_view {} of https://s.example/a",
            ],
        );
        check(
            r#""client_id":"1.2","events":{"name":"user_engagement","params":{"engagement_time_msec":"1200"}}"#,
            &[r#"user_engagement {"engaged_ms":1200,"scroll_percent":0} of"#],
        );
    }

    #[test]
    fn what_is_wrong_with_an_event_refuses_that_event() {
        let check_event = |event: &str, expected: &str| {
            let entries = format!(r#""client_id":"1.2","events":[{event},{{"name":"login"}}]"#);
            check(&entries, &["login {} of", expected]);
        };
        check_event("5", "missing name");
        check_event(r#"{"name":5}"#, "wrong_type name");
        check_event(r#"{"name":"a b"}"#, "wrong_form name");
        check_event(r#"{"name":"cart_update"}"#, "wrong_form name");
        check_event(r#"{"name":"login","params":[]}"#, "wrong_type params");
        check_event(r#"{"name":"page_view"}"#, "missing params.page_location");
        check_event(r#"{"name":"purchase","params":{}}"#, "missing params.transaction_id");
        check_event(r#"{"name":"login","timestamp_micros":"now"}"#, "wrong_type timestamp_micros");
        check_event(
            r#"{"name":"view_item","params":{"items":[{"price":1,"item_name":""}]}}"#,
            "missing params.items[0].item_id",
        );
        let many: Vec<String> = (0..26).map(|n| format!("\"p{n}\":1")).collect();
        let event = format!(r#"{{"name":"login","params":{{{}}}}}"#, many.join(","));
        check_event(&event, "too_many params");
    }

    #[test]
    fn what_is_wrong_with_the_whole_refuses_the_whole() {
        check("", &["missing client_id"]);
        check(r#""client_id":" ""#, &["missing client_id"]);
        check(r#""client_id":[]"#, &["wrong_type client_id"]);
        check(r#""client_id":"1""#, &["missing events"]);
        check(r#""client_id":"1","events":[]"#, &["missing events"]);
        check(r#""client_id":"1","events":"login""#, &["wrong_type events"]);
        let many = vec![r#"{"name":"login"}"#; 26].join(",");
        check(&format!(r#""client_id":"1","events":[{many}]"#), &["too_many events"]);
        check(&login(&format!(r#","user_id":"{}""#, "u".repeat(300))), &["too_long user_id"]);
        for body in ["", "{", "[]", "5", "{\"client_id\":\"1\"}}"] {
            let refusal = read("shop", body.as_bytes(), NOW).unwrap_err();
            assert_eq!(refusal.reason, Reason::Malformed, "{body}");
        }
    }

    #[test]
    fn times_are_those_of_the_event_or_of_the_whole_or_now() {
        let at = |entries: &str| {
            let hit = read("shop", format!("{{{entries}}}").as_bytes(), NOW);
            hit.map(|hit| (hit.parsed.batch.events[0].1.at_ms - NOW, hit.content.is_some()))
                .map_err(|refusal| refused(&refusal))
        };
        let micros = |ago_ms: i64| (NOW - ago_ms) * 1000;
        assert_eq!(at(&login("")), Ok((0, false)), "the next one like it is another one");
        let dated = |ago_ms| login(&format!(r#","timestamp_micros":{}"#, micros(ago_ms)));
        assert_eq!(at(&dated(HOUR_MS)), Ok((-HOUR_MS, true)));
        assert_eq!(at(&dated(73 * HOUR_MS)), Err("too_old timestamp_micros".into()));
        assert_eq!(at(&dated(-25 * HOUR_MS)), Err("in_future timestamp_micros".into()));
        let own = format!(
            r#""client_id":"1","timestamp_micros":"{}","events":[{{"name":"login","timestamp_micros":{}}}]"#,
            micros(HOUR_MS),
            micros(2 * HOUR_MS),
        );
        assert_eq!(at(&own), Ok((-2 * HOUR_MS, true)));
    }
}
