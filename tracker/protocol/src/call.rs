//! What the page said: a call as the loader wrote it down → what it means.
use std::borrow::Cow;

use crate::{Raw, ga4};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Granted,
    Denied,
    Anonymous,
}
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    Automatic,
    Said,
    Claim,
}
pub enum Said<'r, 'a> {
    View { url: &'r str, referrer: &'r str, title: Option<&'r str>, opening: Opening },
    Event { name: &'r str, params: Cow<'r, Raw<'a>> },
    Consent(Consent),
    Nothing,
    Unknown,
}

pub fn opens_view(
    opening: Opening,
    current_url: Option<&str>,
    current_is_unclaimed: bool,
    url: &str,
) -> bool {
    !(opening == Opening::Claim && current_is_unclaimed && current_url == Some(url))
}

pub fn understand<'r, 'a>(call: &'r Raw<'a>) -> Option<(i64, Said<'r, 'a>)> {
    let [kind, Raw::Int(at_ms), args @ ..] = call.list()? else { return None };
    let text = |place: usize| args.get(place).and_then(Raw::text);
    let said = match kind.text()? {
        "view" => Said::View {
            url: text(0)?,
            referrer: text(1).unwrap_or_default(),
            title: text(2),
            opening: Opening::Automatic,
        },
        "page" => Said::View {
            url: text(0)?,
            referrer: text(1).unwrap_or_default(),
            title: text(2),
            opening: Opening::Said,
        },
        "track" => Said::Event {
            name: text(0).unwrap_or_default(),
            params: Cow::Borrowed(args.get(1).unwrap_or(Raw::EMPTY)),
        },
        "layer" => {
            let entry = args.first()?;
            let event = match entry {
                Raw::List(arguments) => ga4::gtag_event(arguments),
                entry => ga4::layer_event(entry),
            };
            match event {
                Some((name, params)) => Said::Event { name, params },
                None => Said::Nothing,
            }
        }
        "consent" => Said::Consent(match text(0)? {
            "granted" => Consent::Granted,
            "denied" => Consent::Denied,
            _ => Consent::Anonymous,
        }),
        _ => Said::Unknown,
    };
    Some((*at_ms, said))
}
