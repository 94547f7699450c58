//! The developer's view of a page: loaded by `footfall.debug()` and `?footfall_debug` only, so no shopper pays for it.
//!
//! The way of one call: its text, as the loader wrote it → [`verdict`] (the tracker's own protocol, asked once more) →
//! [`print`]. What the collector would say of the site, the origin and a doubtful event is asked by [`ask`].
//!
//! Nothing here has an effect on what is measured, and no error of it reaches the page.

mod ask;
mod difference;
mod print;
mod probe;
mod verdict;

use std::cell::RefCell;

use footfall_protocol::call::Consent;
use footfall_protocol::{EventName, Raw, json};
use wasm_bindgen::prelude::*;

use crate::print::Level;
use crate::probe::Sender;
use crate::verdict::{Verdict, verdict};

/// What is watched.
struct View {
    sender: Sender,
    endpoint: String,
    /// The site's own list of query parameters to remove, separated by commas.
    scrub_params: String,
    denied: bool,
}

thread_local! {
    static VIEW: RefCell<Option<View>> = const { RefCell::new(None) };
}

fn with<T>(action: impl FnOnce(&mut View) -> T) -> Option<T> {
    VIEW.with(|view| Some(action(view.try_borrow_mut().ok()?.as_mut()?)))
}

/// Begins to watch the page at `page_url`, and asks the collector at `endpoint` whether it takes its events.
#[wasm_bindgen]
pub fn open(site: String, endpoint: String, scrub_params: String, page_url: String, gpc: bool) {
    let mut greeting = format!("watches site {site:?}; events go to {endpoint}");
    if gpc {
        greeting.push_str("; Global Privacy Control is on: nothing is kept on the device");
    }
    print::line(Level::Info, &greeting, None);
    let sender = Sender { site, page_url };
    ask::ask(&endpoint, sender.page_view(js_sys::Date::now() as i64, &scrub_params));
    let view = View { sender, endpoint, scrub_params, denied: false };
    VIEW.with(|state| {
        if let Ok(mut state) = state.try_borrow_mut() {
            *state = Some(view);
        }
    });
}

/// A call of the page, as the loader wrote it.
#[wasm_bindgen]
pub fn call(text: &str) {
    let Some(call) = json::read(text) else {
        return print::line(Level::Warn, "a call that can't be read", Some(&text.into()));
    };
    let now_ms = js_sys::Date::now() as i64;
    // Printing may run code of the page: not with the state in use.
    let verdict = with(|view| {
        let verdict = verdict(&call, &view.scrub_params)?;
        match verdict {
            Verdict::Consent(consent) => view.denied = consent == Consent::Denied,
            Verdict::Refused { .. } if view.denied => return None,
            _ => {}
        }
        let probe = match &verdict {
            Verdict::Refused { said, .. } => Some(view.sender.event(now_ms, said)),
            // The rest of an order's rules are the site's: its currency, its taxes.
            Verdict::Event { event, said, .. } if is_money(&event.name) => {
                Some(view.sender.event(now_ms, said))
            }
            _ => None,
        };
        Some((verdict, probe.map(|body| (view.endpoint.clone(), body)), view.denied))
    });
    let Some((verdict, probe, denied)) = verdict.flatten() else { return };
    print::verdict(&verdict, &call, denied);
    if let Some((endpoint, body)) = probe.filter(|_| !denied) {
        ask::ask(&endpoint, body);
    }
}

fn is_money(name: &EventName) -> bool {
    matches!(name, EventName::Purchase | EventName::Refund)
}

/// A request that leaves the page.
#[wasm_bindgen]
pub fn request(body: &str) {
    match json::read(body) {
        Some(batch @ Raw::Map(_)) => print::request(&batch, body.len()),
        _ => print::line(Level::Warn, "a request that can't be read", Some(&body.into())),
    }
}
