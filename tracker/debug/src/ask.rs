//! Asks the collector what it would say, without anything being stored or counted there.
//!
//! gloo-net makes the question and reads the answer; the page's `fetch` is called by `print.js`, because gloo-net's own
//! call would let what a page's own `fetch` throws reach the page.

use footfall_protocol::json;
use gloo_net::http::{Request, Response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::RequestCredentials;

use crate::print::{self, Level};

#[wasm_bindgen(module = "/src/print.js")]
extern "C" {
    /// `undefined` where there is no answer. Never rejects.
    #[wasm_bindgen(js_name = ask)]
    async fn fetch(request: &web_sys::Request) -> JsValue;
}

/// Prints the answer when it comes.
pub(crate) fn ask(endpoint: &str, body: String) {
    let url = format!("{endpoint}/check");
    spawn_local(async move {
        match answered(&url, body).await {
            Some((status, text)) => match json::read(&text) {
                Some(answer) => print::answer(status, &answer),
                None => print::line(
                    Level::Warn,
                    &format!(
                        "{url} answers {status} without a reason: is it a Footfall collector?"
                    ),
                    None,
                ),
            },
            None => {
                let text = format!(
                    "no answer from {url}: is the collector there, and does the page's \
                     Content-Security-Policy allow it in connect-src?"
                );
                print::line(Level::Error, &text, None);
            }
        }
    });
}

async fn answered(url: &str, body: String) -> Option<(u16, String)> {
    // A text, as for every batch: any other type would ask for a preflight.
    let question = Request::post(url).credentials(RequestCredentials::Omit).body(body).ok()?;
    let response = fetch(&question.into()).await.dyn_into::<web_sys::Response>().ok()?;
    let response = Response::from(response);
    Some((response.status(), response.text().await.ok()?))
}
