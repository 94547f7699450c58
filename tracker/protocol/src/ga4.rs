//! GA4's dialect: what an entry of the shop's `dataLayer` says.
//!
//! Forms: `{event, ecommerce: {…}}`, and `gtag('event', name, {…})`, which pushes its `arguments` object.
//! Google's own bookkeeping (`gtm.*`) and all that is not a commerce event of ours is left alone: the layer belongs to
//! the shop, and most of what goes by is for others.

use std::borrow::Cow;

use crate::texts::is_listed;
use crate::{EventName, Raw, ua};

/// Names that are read from the layer; other names go by.
fn is_ours(name: &str) -> bool {
    is_listed(name, EventName::LAYER) && !name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// The event in a `dataLayer.push({event, ecommerce})`: its name and parameters. One push is one event: what stands in
/// it in GA4's form is not looked for in Universal Analytics' as well.
pub fn layer_event<'r, 'a>(entry: &'r Raw<'a>) -> Option<(&'r str, Cow<'r, Raw<'a>>)> {
    let name = entry.get("event").and_then(Raw::text).filter(|name| is_ours(name));
    let Some(ecommerce @ Raw::Map(_)) = entry.get("ecommerce") else {
        // `search`, `login` and `sign_up` stand without it, their parameters beside `event`.
        let is_theirs = |key: &str| key == "event" || key == "ecommerce" || key.starts_with("gtm.");
        let mut beside = Vec::new();
        for (key, value) in entry.entries() {
            if let Some(plain) = value.plain().filter(|_| !is_theirs(key)) {
                beside.push((key.clone(), plain));
            }
        }
        return Some((name?, Cow::Owned(Raw::Map(beside))));
    };
    let is_ga4 = name.is_some() && ecommerce.get("items").is_some();
    if !is_ga4 && let Some((action, params)) = ua::event(ecommerce) {
        // A step of the checkout may have a name of its own beside it.
        let step = name.filter(|_| action.ends_with("checkout"));
        return Some((step.unwrap_or(action), params));
    }
    Some((name?, Cow::Borrowed(ecommerce)))
}

/// The event in a `gtag('event', name, params)`.
pub fn gtag_event<'r, 'a>(arguments: &'r [Raw<'a>]) -> Option<(&'r str, Cow<'r, Raw<'a>>)> {
    let [_, name, more @ ..] = arguments else { return None };
    let name = name.text().filter(|_| is_gtag_event(arguments))?;
    Some((name, Cow::Borrowed(more.first().unwrap_or(Raw::EMPTY))))
}

/// Whether a `gtag(…)` is an event of ours.
pub(crate) fn is_gtag_event(arguments: &[Raw]) -> bool {
    let [command, name, ..] = arguments else { return false };
    command.text() == Some("event") && name.text().is_some_and(is_ours)
}

/// Whether an entry may say something of commerce.
pub(crate) fn is_of_interest(entry: &Raw) -> bool {
    matches!(entry.get("ecommerce"), Some(Raw::Map(_)))
        || entry.get("event").and_then(Raw::text).is_some_and(is_ours)
}

/// `granted` or `denied`, in a `gtag('consent', 'default' | 'update', {analytics_storage})`.
pub fn gtag_consent<'r>(arguments: &'r [Raw]) -> Option<&'r str> {
    let [command, _, storage] = arguments else { return None };
    let storage = storage.get("analytics_storage").and_then(Raw::text);
    storage.filter(|_| command.text() == Some("consent"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entry: &str, expected: Option<(&str, &str)>) {
        let entry: Raw = serde_json::from_str(entry).unwrap();
        let found = match entry.list() {
            Some(arguments) => gtag_event(arguments),
            None => layer_event(&entry),
        };
        let expected = expected.map(|(name, params)| (name, serde_json::from_str(params).unwrap()));
        assert_eq!(found.map(|(name, params)| (name, params.into_owned())), expected);
    }

    #[test]
    fn the_layer_is_read_and_the_rest_of_it_left_alone() {
        check(
            r#"{"event":"view_item","ecommerce":{"items":[]}}"#,
            Some(("view_item", r#"{"items":[]}"#)),
        );
        check(r#"["event","purchase",{"value":1}]"#, Some(("purchase", r#"{"value":1}"#)));
        check(r#"["event","login"]"#, Some(("login", "{}")));
        check(
            r#"{"event":"search","search_term":"lamp","gtm.uniqueEventId":4}"#,
            Some(("search", r#"{"search_term":"lamp"}"#)),
        );
        for not_ours in [
            r#"{"ecommerce":null}"#,
            r#"{"event":"gtm.js","gtm.start":1}"#,
            r#"{"event":"page_view"}"#,
            r#"{"event":"Search","search_term":"lamp"}"#,
            r#"{"event":"cart_update","ecommerce":{"items":[]}}"#,
            r#"{"event":""}"#,
            r#"{"event":5}"#,
            r#"["config","G-1",{}]"#,
            r#"["event"]"#,
            r#"["event","page_view"]"#,
            r#""text""#,
        ] {
            check(not_ours, None);
        }
    }
}
