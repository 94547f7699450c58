//! The three engines: how each one's driver is found, started and asked for a session.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::{Http, installed, must, wait_until};

/// What all browsers in use are built on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Engine::Chromium => "Chromium",
            Engine::Firefox => "Firefox",
            Engine::WebKit => "WebKit",
        }
    }

    fn driver(self) -> PathBuf {
        match self {
            Engine::Chromium => "chromedriver".into(),
            Engine::Firefox => installed("bin/geckodriver").unwrap_or_else(|| "geckodriver".into()),
            Engine::WebKit => "WebKitWebDriver".into(),
        }
    }

    pub(super) fn capabilities(self) -> Value {
        match self {
            Engine::Chromium => json!({
                "browserName": "chrome",
                "goog:chromeOptions": { "args": [
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-dev-shm-usage",
                    "--lang=en-US",
                    "--window-size=1440,1000",
                ] },
                "goog:loggingPrefs": { "browser": "ALL" },
            }),
            Engine::Firefox => json!({
                "moz:firefoxOptions": {
                    "args": ["-headless"],
                    "prefs": {
                        "intl.accept_languages": "en-US",
                        // As it is where no WebDriver has the browser open.
                        "dom.disable_beforeunload": false,
                        "dom.ipc.processPrelaunch.enabled": false,
                    },
                },
            }),
            Engine::WebKit => json!({
                "webkitgtk:browserOptions": {
                    "binary": mini_browser().display().to_string(),
                    "args": ["--automation"],
                },
            }),
        }
    }
}

/// WebKitGTK's own little browser; it is on nobody's path.
fn mini_browser() -> PathBuf {
    let within = |folder: PathBuf| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    };
    let libraries = within("/usr/lib".into()).into_iter().flat_map(within);
    let mut found = libraries.map(|library| library.join("MiniBrowser"));
    match found.find(|path| path.is_file()) {
        Some(path) => path,
        None => panic!("no MiniBrowser: tests/run installs it (webkit2gtk-driver)"),
    }
}

/// A driver's process, and the screen that its browser draws on where the engine has no headless mode.
#[derive(Debug)]
pub(super) struct Driver {
    process: Child,
    screen: Option<Child>,
    pub(super) url: String,
}

impl Driver {
    pub(super) fn start(engine: Engine, http: &Http) -> Self {
        let free = must(TcpListener::bind("127.0.0.1:0"), "a port");
        let port = must(free.local_addr(), "its number").port();
        drop(free);
        let mut command = Command::new(engine.driver());
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let screen = (engine == Engine::WebKit).then(screen);
        if let Some((number, _)) = &screen {
            command.env("DISPLAY", format!(":{number}"));
        }
        let process = must(command.spawn(), engine.name());
        let url = format!("http://127.0.0.1:{port}");
        wait_until("the driver", || {
            let answer = http.try_send("GET", &format!("{url}/status"), &[], None).ok()?;
            (answer.json()["value"]["ready"] == true).then_some(())
        });
        Self { process, screen: screen.map(|(_, process)| process), url }
    }
}

/// A screen nobody looks at, and its number.
fn screen() -> (String, Child) {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1440x1000x24"]);
    let mut process = must(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn(), "Xvfb");
    let mut number = String::new();
    if let Some(stdout) = process.stdout.take() {
        must(BufReader::new(stdout).read_line(&mut number), "the screen's number");
    }
    (number.trim().to_owned(), process)
}

impl Drop for Driver {
    fn drop(&mut self) {
        // They may be gone already.
        for process in [Some(&mut self.process), self.screen.as_mut()].into_iter().flatten() {
            let _ended = process.kill().is_err() || process.wait().is_err();
        }
    }
}
