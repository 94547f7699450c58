//! A real browser over WebDriver, driven one step after the other. Plain HTTP: three drivers differ in more than a
//! client library of one of them knows, and a test has no use for futures.

mod chromium;
mod engine;
mod tabs;

pub use chromium::pictures;

use serde_json::{Value, json};

use crate::{DEADLINE, Http, must, wait_until, wait_within};
use engine::Driver;
pub use engine::Engine;

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One session: a browser with a fresh profile.
#[derive(Debug)]
pub struct Browser {
    pub engine: Engine,
    session: String,
    http: Http,
    /// Last: it goes after the session was closed.
    driver: Driver,
}

impl Browser {
    pub fn start(engine: Engine) -> Self {
        let http = Http::default();
        let driver = Driver::start(engine, &http);
        let mut browser = Self { engine, session: String::new(), http, driver };
        let wanted = json!({ "capabilities": { "alwaysMatch": engine.capabilities() } });
        let answer = must(browser.try_post("/session", &wanted), engine.name());
        browser.session = answer["sessionId"].as_str().unwrap_or_default().to_owned();
        browser
    }

    fn try_ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let url = format!("{}{path}", self.driver.url);
        let body = body.map(Value::to_string);
        let headers: &[(&str, &str)] =
            if body.is_some() { &[("content-type", "application/json")] } else { &[] };
        let answer = self.http.try_send(method, &url, headers, body.as_deref());
        let answer = answer.map_err(|error| format!("{path}: {error}"))?;
        let value = answer.json()["value"].clone();
        if answer.status == 200 { Ok(value) } else { Err(format!("{path}: {value}")) }
    }

    fn try_post(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.try_ask("POST", path, Some(body))
    }

    /// A command of this session.
    fn try_command(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.try_post(&format!("/session/{}/{path}", self.session), body)
    }

    #[track_caller]
    fn command(&self, path: &str, body: &Value) -> Value {
        must(self.try_command(path, body), self.engine.name())
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        let path = format!("/session/{}/{path}", self.session);
        must(self.try_ask("GET", &path, None), self.engine.name())
    }

    /// Whether it still answers.
    pub fn lives(&self) -> bool {
        self.try_ask("GET", &format!("/session/{}/window", self.session), None).is_ok()
    }

    /// Returns when the page has loaded.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.command("url", &json!({ "url": url }));
    }

    #[track_caller]
    pub fn reload(&self) {
        self.command("refresh", &json!({}));
    }

    #[track_caller]
    pub fn back(&self) {
        self.command("back", &json!({}));
    }

    /// What the script returns.
    #[track_caller]
    pub fn run(&self, script: &str) -> Value {
        must(self.try_run(script), script)
    }

    pub fn try_run(&self, script: &str) -> Result<Value, String> {
        self.try_command("execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What the script's promise comes to.
    #[track_caller]
    pub fn run_async(&self, expression: &str) -> Value {
        let script = format!(
            "const done = arguments[0]; ({expression}).then(done, error => done(String(error)));"
        );
        must(
            self.try_command("execute/async", &json!({ "script": script, "args": [] })),
            expression,
        )
    }

    fn find(&self, css: &str) -> Result<String, String> {
        let found =
            self.try_command("element", &json!({ "using": "css selector", "value": css }))?;
        Ok(format!("element/{}", found[ELEMENT].as_str().unwrap_or_default()))
    }

    /// Where it is and what stands there, for whoever reads of a failure.
    pub fn shows(&self) -> String {
        let shown = self.try_run("return `${location} ${document.body?.innerText?.slice(0, 300)}`");
        shown.map_or_else(|error| error, |value| value.to_string())
    }

    /// Not before a person could: pages show their parts as scripts run.
    #[track_caller]
    pub fn click(&self, css: &str) {
        let mut last = String::new();
        let clicked = wait_within(DEADLINE, || {
            let click = |element: String| self.try_command(&format!("{element}/click"), &json!({}));
            self.find(css).and_then(click).map_err(|error| last = error).ok()
        });
        assert!(clicked.is_some(), "no click on {css} ({last}) on {}", self.shows());
    }

    #[track_caller]
    pub fn write(&self, css: &str, text: &str) {
        let element = wait_until(css, || self.find(css).ok());
        self.command(&format!("{element}/clear"), &json!({}));
        self.command(&format!("{element}/value"), &json!({ "text": text }));
    }

    /// Keys one after the other, wherever the focus is.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let strokes = keys.chars().flat_map(|key| {
            ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
        });
        let keyboard =
            json!({ "type": "key", "id": "keys", "actions": strokes.collect::<Vec<_>>() });
        self.command("actions", &json!({ "actions": [keyboard] }));
    }

    /// What a person reads there; empty while it is not there.
    pub fn text(&self, css: &str) -> String {
        let Ok(element) = self.find(css) else { return String::new() };
        let path = format!("/session/{}/{element}/text", self.session);
        let text = self.try_ask("GET", &path, None).unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub fn reads(&self, css: &str, expected: &str) {
        let mut last = String::new();
        let found = wait_within(DEADLINE, || {
            last = self.text(css);
            (last == expected).then_some(())
        });
        assert!(found.is_some(), "{css} says {last:?}, not {expected:?}");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may be gone already; the driver takes its browser along only when it is asked to close it.
        let path = format!("/session/{}", self.session);
        let _closed = self.try_ask("DELETE", &path, None).is_ok();
    }
}
