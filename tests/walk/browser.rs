//! A real Chromium over WebDriver, driven one step after the other.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use footfall_tests::{DEADLINE, Http, must, wait_until};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

pub(crate) struct Browser {
    runtime: Runtime,
    client: Option<Client>,
    driver: Child,
    url: String,
    http: Http,
}

impl Browser {
    pub(crate) fn start() -> Self {
        let free = must(TcpListener::bind("127.0.0.1:0"), "a port");
        let port = must(free.local_addr(), "its number").port();
        drop(free);
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = must(driver.spawn(), "chromedriver can't be started");
        let (url, http) = (format!("http://127.0.0.1:{port}"), Http::default());
        wait_until("chromedriver", || {
            let answer = http.try_send("GET", &format!("{url}/status"), &[], None).ok()?;
            (answer.json()["value"]["ready"] == true).then_some(())
        });
        let runtime = must(Builder::new_current_thread().enable_all().build(), "a runtime");
        let mut browser = Self { runtime, client: None, driver, url, http };
        let flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--lang=en-US",
            "--window-size=1440,1000",
        ];
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let wanted: Capabilities = wanted.as_object().cloned().unwrap_or_default();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted);
        browser.client =
            Some(must(browser.runtime.block_on(builder.connect(&browser.url)), "Chromium"));
        browser
    }

    fn client(&self) -> &Client {
        match &self.client {
            Some(client) => client,
            None => panic!("the browser is closed"),
        }
    }

    #[track_caller]
    pub(crate) fn open(&self, url: &str) {
        must(self.runtime.block_on(self.client().goto(url)), url);
    }

    #[track_caller]
    pub(crate) fn reload(&self) {
        must(self.runtime.block_on(self.client().refresh()), "reload");
    }

    #[track_caller]
    fn element(&self, css: &str) -> Element {
        let wait = self.client().wait().at_most(DEADLINE);
        match self.runtime.block_on(wait.for_element(Locator::Css(css))) {
            Ok(element) => element,
            Err(error) => panic!("no {css} ({error:?}) on {}", self.shows()),
        }
    }

    /// Where it is and what stands there, for whoever reads of a failure.
    pub(crate) fn shows(&self) -> String {
        self.run("return `${location} ${document.body?.innerText?.slice(0, 300)}`").to_string()
    }

    #[track_caller]
    pub(crate) fn click(&self, css: &str) {
        // Not before a person could: pages show their parts as scripts run.
        wait_until(css, || {
            let element = self.element(css);
            self.runtime.block_on(element.click()).ok()
        });
    }

    #[track_caller]
    pub(crate) fn write(&self, css: &str, text: &str) {
        let element = self.element(css);
        must(self.runtime.block_on(element.clear()), css);
        must(self.runtime.block_on(element.send_keys(text)), css);
    }

    /// What a person reads there; empty while it is not there.
    pub(crate) fn text(&self, css: &str) -> String {
        let find = self.client().find(Locator::Css(css));
        let Ok(element) = self.runtime.block_on(find) else { return String::new() };
        self.runtime.block_on(element.text()).unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn reads(&self, css: &str, expected: &str) {
        let mut last = String::new();
        let found = footfall_tests::wait_within(DEADLINE, || {
            last = self.text(css);
            (last == expected).then_some(())
        });
        assert!(found.is_some(), "{css} says {last:?}, not {expected:?}");
    }

    #[track_caller]
    pub(crate) fn run(&self, script: &str) -> Value {
        must(self.runtime.block_on(self.client().execute(script, Vec::new())), script)
    }

    /// What the console has said since it was asked the last time, errors only.
    #[track_caller]
    pub(crate) fn errors(&self) -> Vec<Value> {
        let log = self.command("se/log", &json!({ "type": "browser" }));
        let entries = log.as_array().cloned().unwrap_or_default();
        entries.into_iter().filter(|entry| entry["level"] == "SEVERE").collect()
    }

    #[track_caller]
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) {
        self.command("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    /// Commands that fantoccini does not have.
    #[track_caller]
    fn command(&self, path: &str, body: &Value) -> Value {
        let session = must(self.runtime.block_on(self.client().session_id()), "the session");
        let url = format!("{}/session/{}/{path}", self.url, session.unwrap_or_default());
        let answer =
            self.http.post(&url, &[("content-type", "application/json")], &body.to_string());
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()["value"].clone()
    }

    /// Keeps a picture of the whole page, for people.
    #[track_caller]
    pub(crate) fn picture(&self, name: &str) {
        let size = self.run("return [innerWidth, document.documentElement.scrollHeight]");
        let (width, height) = (size[0].clone(), size[1].clone());
        let shot = self.command(
            "goog/cdp/execute",
            &json!({ "cmd": "Page.captureScreenshot", "params": {
                "captureBeyondViewport": true,
                "clip": { "x": 0, "y": 0, "width": width, "height": height, "scale": 1 },
            } }),
        );
        let png = decoded(shot["data"].as_str().unwrap_or_default());
        assert!(png.starts_with(b"\x89PNG"), "{name}: {} bytes", png.len());
        let folder = pictures();
        must(std::fs::create_dir_all(&folder), "the folder of screenshots");
        must(std::fs::write(folder.join(format!("{name}.png")), png), name);
    }
}

/// `FOOTFALL_SCREENSHOTS`, else `screenshots` in the target directory that this test was built into.
fn pictures() -> PathBuf {
    if let Some(folder) = std::env::var_os("FOOTFALL_SCREENSHOTS") {
        return folder.into();
    }
    let test = must(std::env::current_exe(), "where this test is");
    test.ancestors().nth(3).map_or_else(PathBuf::new, |target| target.join("screenshots"))
}

/// Base64, as the browser writes it.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte));
    let digits: Vec<usize> = digits.collect();
    let bytes = digits.chunks(4).flat_map(|four| {
        let bits = (0..4).fold(0, |bits, place| bits << 6 | four.get(place).copied().unwrap_or(0));
        [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8].into_iter().take(four.len() - 1)
    });
    bytes.collect()
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may be gone already; the driver takes its Chromium along only when it is asked to close it.
        let _closed =
            self.client.take().map(|client| self.runtime.block_on(client.close()).is_ok());
        let _ended = self.driver.kill().is_err() || self.driver.wait().is_err();
    }
}
