//! The load: `wrk` with shoppers written in Lua.

use std::process::{Child, Command, Stdio};

use footfall_tests::{must, now_ms};
use tempfile::TempDir;

const SHOPPERS: &str = include_str!("load.lua");

/// What wrk saw.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) requests: f64,
    pub(crate) seconds: f64,
    /// Connections that broke and statuses that were no success.
    pub(crate) failed: u64,
    pub(crate) median_ms: f64,
    pub(crate) p99_ms: f64,
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) connections: u32,
    /// Events in each request.
    pub(crate) batch: u32,
    pub(crate) seconds: u64,
    /// Of a connection between two requests; 0 for none.
    pub(crate) pause_ms: u32,
}

/// A load that goes on until this is dropped.
pub(crate) struct Arriving {
    wrk: Child,
    _folder: TempDir,
}

impl Arriving {
    pub(crate) fn start(url: &str, what: Load) -> Self {
        let folder = must(TempDir::new(), "a temporary folder");
        let mut wrk = wrk(&folder, url, what);
        wrk.stdout(Stdio::null());
        Self { wrk: must(wrk.spawn(), "wrk can't be run: is it installed?"), _folder: folder }
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        // It may be over.
        let _over = self.wrk.kill().is_err() || self.wrk.wait().is_err();
    }
}

fn wrk(folder: &TempDir, url: &str, load: Load) -> Command {
    let script = folder.path().join("load.lua");
    must(std::fs::write(&script, SHOPPERS), "the script");
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "2", "--connections", &load.connections.to_string()])
        .args(["--duration", &format!("{}s", load.seconds), "--timeout", "10s", "--script"])
        .arg(&script)
        .args([url, "--", &load.batch.to_string(), &format!("{:012x}", now_ms())])
        .arg(load.pause_ms.to_string());
    wrk
}

pub(crate) fn load(url: &str, what: Load) -> Seen {
    let folder = must(TempDir::new(), "a temporary folder");
    let output = must(wrk(&folder, url, what).output(), "wrk can't be run: is it installed?");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let result = text.lines().find_map(|line| line.strip_prefix("RESULT "));
    let numbers: Vec<f64> =
        result.unwrap_or_default().split(' ').filter_map(|number| number.parse().ok()).collect();
    match *numbers {
        [requests, micros, failed, median, p99] => Seen {
            requests,
            seconds: micros / 1e6,
            failed: failed as u64,
            median_ms: median / 1e3,
            p99_ms: p99 / 1e3,
        },
        _ => panic!("wrk said {text} {}", String::from_utf8_lossy(&output.stderr)),
    }
}
