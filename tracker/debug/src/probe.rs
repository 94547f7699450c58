//! Requests that are only asked about: the batch that the collector's check is shown. Its texts are scrubbed as those of
//! a real one, because a question about a visitor's data is a transfer of it, too.

use footfall_protocol::limits::{MAX_TEXT_BYTES, VERSION};
use footfall_protocol::scrub::{self, Removed};
use footfall_protocol::{Raw, json};

/// Who asks.
pub(crate) struct Sender {
    pub(crate) site: String,
    pub(crate) page_url: String,
}

fn text(text: &str) -> Raw<'static> {
    Raw::Text(text.to_owned().into())
}

fn page_view(now_ms: i64) -> Raw<'static> {
    Raw::Map(vec![
        ("n".into(), Raw::Int(0)),
        ("at".into(), Raw::Int(now_ms)),
        ("name".into(), text("page_view")),
    ])
}

impl Sender {
    /// Does the collector know the site, and does the site allow this page's origin?
    pub(crate) fn page_view(&self, now_ms: i64, scrub_params: &str) -> String {
        self.batch(now_ms, page_view(now_ms), scrub_params)
    }

    /// Would it take this event of the wire?
    pub(crate) fn event(&self, now_ms: i64, said: &Raw) -> String {
        self.batch(now_ms, scrubbed(said), "")
    }

    fn batch(&self, now_ms: i64, event: Raw, scrub_params: &str) -> String {
        let url = scrub::url(&self.page_url, scrub_params, &mut Removed::default());
        let page = Raw::Map(vec![("view".into(), Raw::Int(0)), ("url".into(), text(&url))]);
        let batch = Raw::Map(vec![
            ("v".into(), Raw::Int(VERSION)),
            ("site".into(), text(&self.site)),
            // Nothing of it is stored, so nothing need be unlike another.
            ("page_load".into(), text(&format!("{now_ms:012x}{:020}", 0))),
            ("sent_at".into(), Raw::Int(now_ms)),
            ("pages".into(), Raw::List(vec![page])),
            ("events".into(), Raw::List(vec![event])),
        ]);
        let mut body = String::new();
        json::write(&batch, &mut body);
        body
    }
}

/// The same shape with clean texts. What is refused for its length or form still is.
fn scrubbed(raw: &Raw) -> Raw<'static> {
    match raw {
        Raw::Null => Raw::Null,
        Raw::Bool(bool) => Raw::Bool(*bool),
        Raw::Int(int) => Raw::Int(*int),
        Raw::Number(number) => Raw::Number(number.clone().into_owned().into()),
        Raw::Text(said) => text(&scrub::text(said, MAX_TEXT_BYTES, &mut Removed::default())),
        Raw::List(values) => Raw::List(values.iter().map(scrubbed).collect()),
        Raw::Map(entries) => {
            let clean = |(key, value): &(_, Raw)| {
                let key: &std::borrow::Cow<str> = key;
                (key.clone().into_owned().into(), scrubbed(value))
            };
            Raw::Map(entries.iter().map(clean).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use footfall_protocol::Batch;

    const NOW_MS: i64 = 1_764_000_000_000;

    fn sender() -> Sender {
        Sender { site: "shop".to_owned(), page_url: "https://s.example/?token=x".to_owned() }
    }

    /// What the collector would make of it: its believed events, and each refusal's code and field.
    fn check(body: &str, believed: usize, refused: &[(&str, &str)]) {
        let raw: Raw = serde_json::from_str(body).unwrap();
        let parsed = Batch::parse(&raw, NOW_MS).unwrap();
        let found: Vec<_> = parsed
            .refused
            .iter()
            .map(|(_, refusal)| (refusal.reason.code(), &*refusal.field))
            .collect();
        assert_eq!((parsed.batch.events.len(), &*found), (believed, refused), "{body}");
        assert_eq!(parsed.removed.0, 0, "clean before it leaves: {body}");
    }

    #[test]
    fn a_page_view_is_a_batch_that_the_collector_takes() {
        check(&sender().page_view(NOW_MS, ""), 1, &[]);
    }

    fn said<'a>(name: &'a str, params: &'a str) -> Raw<'a> {
        Raw::Map(vec![
            ("n".into(), Raw::Int(1)),
            ("at".into(), Raw::Int(NOW_MS)),
            ("view".into(), Raw::Int(0)),
            ("name".into(), Raw::Text(name.into())),
            ("params".into(), serde_json::from_str(params).unwrap()),
        ])
    }

    #[test]
    fn an_event_is_asked_about_without_its_personal_data() {
        let order = r#"{"transaction_id":"A-1","value":12.5,"items":[{"item_id":"a","item_name":"To a@b.de"}]}"#;
        let body = sender().event(NOW_MS, &said("purchase", order));
        check(&body, 1, &[]);
        assert!(!body.contains("a@b.de"), "{body}");
    }

    #[test]
    fn a_refused_event_is_refused_for_the_same_reason() {
        let long = format!(r#"{{"transaction_id":"{}"}}"#, "x".repeat(9_000));
        for (params, refusal) in [
            (r#"{"email":"a@b.de"}"#, ("missing", "params.transaction_id")),
            (r#"{"transaction_id":"A","value":"1,5"}"#, ("wrong_type", "params.value")),
            (
                r#"{"transaction_id":"A","items":[{"price":1.5}]}"#,
                ("missing", "params.items[0].item_id"),
            ),
            (&long, ("too_long", "params.transaction_id")),
        ] {
            let body = sender().event(NOW_MS, &said("purchase", params));
            check(&body, 0, &[refusal]);
        }
    }
}
