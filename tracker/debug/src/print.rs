//! What a developer reads. The only file that knows the console.

use footfall_protocol::call::{Consent, Opening};
use footfall_protocol::{Raw, Refusal};
use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::verdict::Verdict;

#[wasm_bindgen(module = "/src/print.js")]
extern "C" {
    fn write(level: &str, text: &str, value: &JsValue);
    fn open(text: &str);
    fn close();
}

#[derive(Clone, Copy)]
pub(crate) enum Level {
    /// What concerns nobody here, quietly.
    Debug,
    Log,
    Info,
    Warn,
    Error,
}

/// One line, with a value to unfold beside it.
pub(crate) fn line(level: Level, text: &str, value: Option<&JsValue>) {
    let level = match level {
        Level::Debug => "debug",
        Level::Log => "log",
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Error => "error",
    };
    write(level, text, value.unwrap_or(&JsValue::UNDEFINED));
}

/// As an object that the console unfolds.
fn unfolded(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
}

pub(crate) fn verdict(verdict: &Verdict, call: &Raw, denied: bool) {
    let unsent = if denied { " (not sent: consent is denied)" } else { "" };
    match verdict {
        Verdict::Event { event, differences, .. } => {
            let params = Reflect::get(&unfolded(event), &"params".into());
            let name = event.name.as_str();
            line(Level::Log, &format!("{name}{unsent}"), params.ok().as_ref());
            changes(name, differences);
        }
        Verdict::View { page, opening, differences } => {
            let how = match opening {
                Opening::Automatic => "",
                Opening::Said => " said by the shop",
                Opening::Claim => {
                    " named by the shop's other analytics: the view of this page, once"
                }
            };
            line(Level::Log, &format!("page_view{how}{unsent}: {}", page.url), None);
            changes("page_view", differences);
        }
        Verdict::Refused { name, refusal, said } => {
            let Refusal { reason, field } = refusal;
            let (code, words) = (reason.code(), reason.words());
            let place = if field.is_empty() { "the whole" } else { field };
            let text = format!("{name} would be refused: {code} at {place}: {words}");
            let said = Reflect::get(&unfolded(said), &"params".into());
            line(Level::Error, &text, said.ok().as_ref());
        }
        Verdict::Consent(consent) => {
            let text = match consent {
                Consent::Granted => {
                    "consent granted: an id and unsent events are kept on the device"
                }
                Consent::Denied => "consent denied: nothing is sent, nothing is kept",
                Consent::Anonymous => "consent anonymous: counted with nothing on the device",
            };
            line(Level::Info, text, None);
        }
        Verdict::NotOurs => line(Level::Debug, "not ours", Some(&unfolded(&arguments(call)))),
        Verdict::Unknown => {
            line(Level::Warn, "unknown, and counted so", Some(&unfolded(&arguments(call))));
        }
    }
}

/// A call without its time.
fn arguments<'a>(call: &Raw<'a>) -> Raw<'a> {
    let [kind, _, arguments @ ..] = call.list().unwrap_or_default() else { return Raw::Null };
    Raw::List(std::iter::once(kind).chain(arguments).cloned().collect())
}

fn changes(name: &str, differences: &[String]) {
    for difference in differences {
        line(Level::Warn, &format!("{name}: {difference}"), None);
    }
}

pub(crate) fn request(batch: &Raw, bytes: usize) {
    let list = |key| batch.get(key).and_then(Raw::list).unwrap_or_default();
    let (events, calls) = (list("events"), list("calls"));
    if batch.get("calls").is_some() {
        open(&format!("→ {}, {bytes} bytes, raw: no Wasm runs here", count(calls.len(), "call")));
    } else {
        open(&format!("→ {}, {bytes} bytes", count(events.len(), "event")));
    }
    for event in events {
        let name = event.get("name").and_then(Raw::text).unwrap_or_default();
        line(Level::Log, name, event.get("params").map(unfolded).as_ref());
    }
    for call in calls {
        line(Level::Log, "", Some(&unfolded(call)));
    }
    line(Level::Debug, "the whole request", Some(&unfolded(batch)));
    close();
}

/// `1 event`, `2 events`
fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The collector's answer to a question, told to whoever set the shop up.
pub(crate) fn answer(status: u16, answer: &Raw) {
    let text = |raw: &Raw, key: &str| -> String {
        raw.get(key).and_then(Raw::scalar).unwrap_or_default().into_owned()
    };
    let told = |raw: &Raw| {
        let (code, message) = (text(raw, "code"), text(raw, "message"));
        let field = text(raw, "field");
        let place = if field.is_empty() { String::new() } else { format!(" at {field}") };
        let advice = match &*code {
            "unknown_site" => ": is data-site right? `footfall site list` names them",
            "origin_not_allowed" => ": `footfall site add … --origin` allows one",
            _ => "",
        };
        format!("{code}{place}: {message}{advice}")
    };
    let refused = answer.get("refused").and_then(Raw::list).unwrap_or_default();
    if let Some(error) = answer.get("error") {
        return line(Level::Error, &format!("the collector says {status} {}", told(error)), None);
    }
    for refusal in refused {
        line(Level::Error, &format!("the collector would refuse it: {}", told(refusal)), None);
    }
    if answer.get("accepted").is_none() {
        let text = format!("the collector's answer to a check is not understood ({status})");
        line(Level::Warn, &text, None);
    } else if refused.is_empty() {
        line(Level::Debug, "the collector would take it", None);
    }
}
