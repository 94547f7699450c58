//! A call as the shop's page made it: `[kind, at_ms, …arguments]`, and what it says in our words.
//!
//! The loader writes every call down when it is made; the Wasm reads it here, or, where no Wasm runs, the collector
//! does ([`crate::calls`]). The kinds: `view` and `page` (a view the tracker saw, or the shop named), `track`, `layer`
//! (an entry of the data layer), `consent`, and `paq` (a command of Matomo's and Piwik PRO's queue).

use std::borrow::Cow;

use crate::{Raw, ga4, paq};

/// What the visitor agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// An id of their own, and a queue on their device.
    Granted,
    /// To nothing: nothing is sent.
    Denied,
    /// To being counted, with nothing on their device.
    Anonymous,
}

/// Who says that a page is viewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The tracker saw it.
    Automatic,
    /// The shop named it: a view of its own, always.
    Said,
    /// The shop's own analytics names each view: this is the one the tracker saw, or one that it could not see.
    Claim,
}

/// What a call says.
#[derive(Debug, Clone, PartialEq)]
pub enum Said<'r, 'a> {
    /// A page is looked at. With an automatic one, `title` is that of the page that was left; else its own.
    View {
        url: &'r str,
        referrer: &'r str,
        title: Option<&'r str>,
        opening: Opening,
    },
    /// To be believed by [`crate::Event::parse`].
    Event {
        name: &'r str,
        params: Cow<'r, Raw<'a>>,
    },
    Consent(Consent),
    /// Somebody else's entry of the layer, or a command that needs nothing done.
    Nothing,
    /// A command or a kind of call that nobody here knows.
    Unknown,
}

/// What the tracker makes of a call. The dialects of others are read by the collector alone: in every shop they would
/// cost three kilobytes.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard<'r, 'a> {
    Said(Said<'r, 'a>),
    /// To be [understood](understand) by the collector.
    Dialect(&'r Raw<'a>),
}

/// Reads a call: when it was made (ms since 1970), and what it says. `None` when it is none.
pub fn understand<'r, 'a>(call: &'r Raw<'a>) -> Option<(i64, Said<'r, 'a>)> {
    let (at_ms, heard) = hear(call)?;
    let [kind, _, arguments @ ..] = call.list()? else { return None };
    let said = match heard {
        Heard::Said(said) => said,
        Heard::Dialect(_) if kind.text() == Some("paq") => paq::command(arguments),
        Heard::Dialect(_) => match arguments.first()? {
            Raw::List(arguments) => ga4::gtag_event(arguments).map_or(Said::Nothing, event),
            entry => ga4::layer_event(entry).map_or(Said::Nothing, event),
        },
    };
    Some((at_ms, said))
}

/// The same, as far as the tracker goes.
pub fn hear<'r, 'a>(call: &'r Raw<'a>) -> Option<(i64, Heard<'r, 'a>)> {
    let [kind, Raw::Int(at_ms), arguments @ ..] = call.list()? else { return None };
    let said = match kind.text()? {
        "view" => view(arguments, arguments.get(2).and_then(Raw::text), Opening::Automatic),
        "page" => view(arguments, None, Opening::Said),
        "track" => {
            let params = arguments.get(1).filter(|params| matches!(params, Raw::Map(_)));
            match text(arguments, 0) {
                // Measured, and never taken from anybody's words.
                "page_view" | "user_engagement" => Said::Unknown,
                name => event((name, Cow::Borrowed(params.unwrap_or(Raw::EMPTY)))),
            }
        }
        "layer" => match arguments.first()? {
            Raw::List(arguments) => match ga4::gtag_consent(arguments) {
                Some(word) => consent(word),
                None if ga4::is_gtag_event(arguments) => return dialect(*at_ms, call),
                None => Said::Nothing,
            },
            entry if ga4::is_of_interest(entry) => return dialect(*at_ms, call),
            _ => Said::Nothing,
        },
        "consent" => consent(text(arguments, 0)),
        "paq" if text(arguments, 0) == "trackPageView" => match arguments {
            [_, title, page @ ..] => view(page, title.text(), Opening::Claim),
            _ => Said::Nothing,
        },
        "paq" => return dialect(*at_ms, call),
        _ => Said::Unknown,
    };
    Some((*at_ms, Heard::Said(said)))
}

fn dialect<'r, 'a>(at_ms: i64, call: &'r Raw<'a>) -> Option<(i64, Heard<'r, 'a>)> {
    Some((at_ms, Heard::Dialect(call)))
}

/// Whether a view is one more, beside the current page's. A claim of the page that nobody claimed yet is that page's
/// own view under another name; all else is a view.
pub fn opens_view(
    opening: Opening,
    current_url: Option<&str>,
    current_is_unclaimed: bool,
    url: &str,
) -> bool {
    opening != Opening::Claim || !current_is_unclaimed || current_url != Some(url)
}

/// The text in a place, or an empty one.
pub(crate) fn text<'r>(arguments: &'r [Raw], place: usize) -> &'r str {
    arguments.get(place).and_then(Raw::text).unwrap_or_default()
}

/// From `[…, url, referrer]`.
pub(crate) fn view<'r, 'a>(
    arguments: &'r [Raw<'a>],
    title: Option<&'r str>,
    opening: Opening,
) -> Said<'r, 'a> {
    Said::View { url: text(arguments, 0), referrer: text(arguments, 1), title, opening }
}

fn event<'r, 'a>((name, params): (&'r str, Cow<'r, Raw<'a>>)) -> Said<'r, 'a> {
    Said::Event { name, params }
}

fn consent<'r, 'a>(word: &str) -> Said<'r, 'a> {
    match word {
        "granted" => Said::Consent(Consent::Granted),
        "denied" => Said::Consent(Consent::Denied),
        "anonymous" => Said::Consent(Consent::Anonymous),
        _ => Said::Nothing,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::products;

    /// A call without its time, and what it says: `name {params}`, or a word.
    #[track_caller]
    pub(crate) fn check(call: &str, expected: &str) {
        let call = call.replacen(',', ",17,", 1);
        let raw: Raw = serde_json::from_str(&call).unwrap();
        let found = match understand(&raw) {
            None => "no call".to_owned(),
            Some((at_ms, said)) => {
                assert_eq!(at_ms, 17);
                words(said)
            }
        };
        assert_eq!(found, expected, "{call}");
    }

    fn words(said: Said) -> String {
        match said {
            Said::View { url, referrer, title, opening } => {
                format!("{opening:?} {url} from {referrer:?} titled {title:?}")
            }
            Said::Event { name, params } => {
                let mut params = params.into_owned();
                if let Raw::Map(entries) = &mut params {
                    // As the collector will read them.
                    for (_, value) in entries.iter_mut().filter(|(key, _)| key == "items") {
                        *value = products::as_items(value).unwrap_or_else(|| value.clone());
                    }
                }
                format!("{name} {}", serde_json::to_string(&params).unwrap())
            }
            Said::Consent(consent) => format!("{consent:?}"),
            Said::Nothing => "nothing".into(),
            Said::Unknown => "unknown".into(),
        }
    }

    #[test]
    fn the_trackers_own_calls_are_understood() {
        check(
            r#"["view","https://a/","https://b/"]"#,
            r#"Automatic https://a/ from "https://b/" titled None"#,
        );
        check(r#"["page","https://a/",""]"#, r#"Said https://a/ from "" titled None"#);
        check(r#"["track","search",{"search_term":"x"}]"#, r#"search {"search_term":"x"}"#);
        check(r#"["track","login"]"#, "login {}");
        check(r#"["track","login",5]"#, "login {}");
        check(r#"["track","page_view",{}]"#, "unknown");
        check(r#"["consent","granted"]"#, "Granted");
        check(r#"["consent","denied"]"#, "Denied");
        check(r#"["consent","anonymous"]"#, "Anonymous");
        check(r#"["consent","perhaps"]"#, "nothing");
        check(r#"["consent",null]"#, "nothing");
        check(r#"["dance","x"]"#, "unknown");
        for none in [r#"{"a":1,"b":2}"#, r#"["layer",17]"#, r#"[5,1]"#] {
            let raw: Raw = serde_json::from_str(none).unwrap();
            assert_eq!(understand(&raw), None, "{none}");
        }
    }

    #[test]
    fn the_layer_is_read_in_all_its_forms() {
        check(r#"["layer",{"event":"login","method":"x"}]"#, r#"login {"method":"x"}"#);
        check(r#"["layer",["event","sign_up",{}]]"#, "sign_up {}");
        check(r#"["layer",["consent","default",{"analytics_storage":"denied"}]]"#, "Denied");
        check(r#"["layer",["consent","update",{"analytics_storage":"granted"}]]"#, "Granted");
        check(r#"["layer",["consent","update",{"ad_storage":"granted"}]]"#, "nothing");
        check(r#"["layer",["consent","update"]]"#, "nothing");
        check(r#"["layer",["config","G-1"]]"#, "nothing");
        check(r#"["layer","text"]"#, "nothing");
        check(r#"["layer",null]"#, "nothing");
    }

    #[test]
    fn a_claim_is_the_automatic_view_of_the_same_page_once() {
        let (a, b) = (Some("https://a/"), "https://b/");
        assert!(!opens_view(Opening::Claim, a, true, "https://a/"), "it names what was seen");
        assert!(
            opens_view(Opening::Claim, a, false, "https://a/"),
            "the second time it is another"
        );
        assert!(opens_view(Opening::Claim, a, true, b), "nobody saw this one");
        assert!(opens_view(Opening::Claim, None, true, b));
        assert!(opens_view(Opening::Said, a, true, "https://a/"));
        assert!(opens_view(Opening::Automatic, a, true, "https://a/"));
    }
}
