//! What only Chromium can do: its console, its developer tools, pictures of whole pages.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Browser;
use crate::must;

impl Browser {
    /// What the console has said since it was asked the last time.
    #[track_caller]
    pub fn console(&self) -> Vec<Value> {
        let log = self.command("se/log", &json!({ "type": "browser" }));
        log.as_array().cloned().unwrap_or_default()
    }

    /// The same, errors only.
    #[track_caller]
    pub fn errors(&self) -> Vec<Value> {
        let mut entries = self.console();
        entries.retain(|entry| entry["level"] == "SEVERE");
        entries
    }

    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        must(self.try_devtools(command, parameters), command)
    }

    /// An error is what a command leaves that takes the page away.
    pub fn try_devtools(&self, command: &str, parameters: &Value) -> Result<Value, String> {
        self.try_command("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// As a system in light or in dark colours.
    #[track_caller]
    pub fn colours(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// On a screen as wide as this: up to 500 px that of a phone.
    #[track_caller]
    pub fn screen(&self, width_px: u32) {
        let phone = width_px <= 500;
        let (height, scale) = if phone { (844, 2) } else { (1000, 1) };
        let metrics = json!({ "width": width_px, "height": height, "deviceScaleFactor": scale, "mobile": phone });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Keeps a picture of the whole page, for people.
    #[track_caller]
    pub fn picture(&self, name: &str) {
        let size = self.run("return [innerWidth, document.documentElement.scrollHeight]");
        let (width, height) = (size[0].clone(), size[1].clone());
        let shot = self.devtools(
            "Page.captureScreenshot",
            &json!({
                "captureBeyondViewport": true,
                "clip": { "x": 0, "y": 0, "width": width, "height": height, "scale": 1 },
            }),
        );
        let png = decoded(shot["data"].as_str().unwrap_or_default());
        assert!(png.starts_with(b"\x89PNG"), "{name}: {} bytes", png.len());
        let folder = pictures();
        must(std::fs::create_dir_all(&folder), "the folder of screenshots");
        must(std::fs::write(folder.join(format!("{name}.png")), png), name);
    }
}

/// `FOOTFALL_SCREENSHOTS`, else `screenshots` in the target directory that this program was built into.
pub fn pictures() -> PathBuf {
    if let Some(folder) = std::env::var_os("FOOTFALL_SCREENSHOTS") {
        return folder.into();
    }
    let program = must(std::env::current_exe(), "where this program is");
    let is_target =
        |folder: &&Path| ["debug", "release"].iter().any(|profile| folder.join(profile).is_dir());
    let target = program.ancestors().find(is_target).unwrap_or(Path::new(""));
    target.join("screenshots")
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
