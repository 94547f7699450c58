//! What becomes of a call: asked of the protocol, as the tracker and the collector ask it.

use footfall_protocol::call::{Consent, Opening, Said, understand};
use footfall_protocol::limits::MAX_TEXT_BYTES;
use footfall_protocol::scrub::{self, Removed};
use footfall_protocol::{Event, Page, Raw, Reason, Refusal};

use crate::difference::{self, pieces};

#[derive(Debug)]
pub(crate) enum Verdict<'a> {
    Event {
        event: Event,
        /// The event of the wire as the page said it.
        said: Raw<'a>,
        /// What is not as it was said, one sentence each.
        differences: Vec<String>,
    },
    View {
        page: Page,
        opening: Opening,
        differences: Vec<String>,
    },
    Refused {
        name: String,
        refusal: Refusal,
        /// The event of the wire as the page said it.
        said: Raw<'a>,
    },
    Consent(Consent),
    NotOurs,
    Unknown,
}

/// `None` for what is no call at all.
pub(crate) fn verdict<'a>(call: &Raw<'a>, scrub_params: &str) -> Option<Verdict<'a>> {
    let (at_ms, said) = understand(call)?;
    Some(match said {
        Said::View { url, referrer, title, opening } => {
            view(url, referrer, title, opening, scrub_params)
        }
        Said::Event { name, params } => {
            let params = params.into_owned();
            let differences = |event: &Event| difference::of_event(&params, event);
            let wire = on_the_wire(at_ms, name, params.clone());
            match Event::from_wire(&wire, &mut Removed::default()) {
                Ok(event) => Verdict::Event { differences: differences(&event), event, said: wire },
                Err(refusal) => Verdict::Refused { name: name.to_owned(), refusal, said: wire },
            }
        }
        Said::Consent(consent) => Verdict::Consent(consent),
        Said::Nothing => Verdict::NotOurs,
        Said::Unknown => Verdict::Unknown,
    })
}

/// The event as the collector reads it, so that fields have the names in its answers.
fn on_the_wire<'a>(at_ms: i64, name: &str, params: Raw<'a>) -> Raw<'a> {
    Raw::Map(vec![
        ("n".into(), Raw::Int(1)),
        ("at".into(), Raw::Int(at_ms)),
        ("view".into(), Raw::Int(0)),
        ("name".into(), Raw::Text(name.to_owned().into())),
        ("params".into(), params),
    ])
}

fn view<'a>(
    url: &str,
    referrer: &str,
    title: Option<&str>,
    opening: Opening,
    scrub_params: &str,
) -> Verdict<'a> {
    let mut differences = Vec::new();
    let mut clean_url = |field, said| {
        let mut removed = Removed::default();
        let clean = scrub::url(said, scrub_params, &mut removed);
        differences.extend(pieces(field, removed, &clean));
        clean
    };
    let page_url = clean_url("page.url", url);
    let referrer = clean_url("page.referrer", referrer);
    if page_url.is_empty() {
        let refusal = Refusal::new(Reason::Form, "pages.url");
        let said = Raw::Map(vec![("name".into(), Raw::Text("page_view".into()))]);
        return Verdict::Refused { name: "page_view".to_owned(), refusal, said };
    }
    let mut removed = Removed::default();
    let title = scrub::text(title.unwrap_or_default(), MAX_TEXT_BYTES, &mut removed);
    differences.extend(pieces("page.title", removed, &title));
    let page = Page { view: 0, url: page_url, title, referrer };
    Verdict::View { page, opening, differences }
}

#[cfg(test)]
mod tests {
    use super::*;
    use footfall_protocol::json;

    /// What a verdict comes to: a word and its particulars.
    fn check(call: &str, expected: (&str, &[&str])) {
        let call = json::read(call).unwrap();
        let (word, particulars) = match verdict(&call, "member").unwrap() {
            Verdict::Event { event, differences, .. } => {
                (event.name.as_str().to_owned(), differences)
            }
            Verdict::View { page, differences, .. } => (page.url, differences),
            Verdict::Refused { name, refusal, .. } => {
                (name, vec![refusal.reason.code().to_owned(), refusal.field.into_owned()])
            }
            Verdict::Consent(consent) => (format!("{consent:?}"), Vec::new()),
            Verdict::NotOurs => ("not ours".to_owned(), Vec::new()),
            Verdict::Unknown => ("unknown".to_owned(), Vec::new()),
        };
        assert_eq!((word.as_str(), particulars), (expected.0, owned(expected.1)), "{call:?}");
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn an_event_is_what_the_protocol_believes() {
        check(r#"["track",5,"add_to_cart",{"items":[{"item_id":"a"}]}]"#, ("add_to_cart", &[]));
        check(r#"["layer",5,{"event":"view_cart","ecommerce":{"items":[]}}]"#, ("view_cart", &[]));
        check(r#"["layer",5,["event","login",{}]]"#, ("login", &[]));
    }

    #[test]
    fn a_refusal_has_the_collectors_code_and_field() {
        check(r#"["track",5,"purchase",{}]"#, ("purchase", &["missing", "params.transaction_id"]));
        check(
            r#"["track",5,"view_item",{"items":[{"item_id":"a"},{"item_id":"b","price":"1,99"}]}]"#,
            ("view_item", &["wrong_type", "params.items[1].price"]),
        );
        check(r#"["track",5,"not a name",{}]"#, ("not a name", &["wrong_form", "name"]));
        check(
            r#"["view",5,"file:///tmp/shop.html",""]"#,
            ("page_view", &["wrong_form", "pages.url"]),
        );
    }

    #[test]
    fn a_view_tells_what_its_addresses_lost() {
        check(
            r#"["view",5,"https://s.example/?token=x&member=7&q=lamp","https://o.example/?q=a@b.de"]"#,
            (
                "https://s.example/?q=lamp",
                &[
                    "page.url: 2 pieces of personal data removed → \"https://s.example/?q=lamp\"",
                    "page.referrer: 1 piece of personal data removed → \"https://o.example/?q=[email]\"",
                ],
            ),
        );
    }

    #[test]
    fn the_rest_goes_by() {
        check(r#"["layer",5,{"event":"gtm.js"}]"#, ("not ours", &[]));
        check(r#"["consent",5,"denied"]"#, ("Denied", &[]));
        check(r#"["paq",5,"launchRocket"]"#, ("unknown", &[]));
        assert!(verdict(&Raw::Null, "").is_none());
    }
}
