//! A server whose clock stands still where a test puts it: Debian's `faketime`, loaded into it.

use std::fs;
use std::path::PathBuf;

use footfall_tests::{ANY_RATE, Server, TestDir, must};
use jiff::Timestamp;

pub(crate) struct Clock(PathBuf);

impl Clock {
    /// Seconds are as fine as it goes.
    pub(crate) fn set(&self, now_ms: i64) {
        let now = must(Timestamp::from_millisecond(now_ms), "a moment");
        let text = now.strftime("%Y-%m-%d %H:%M:%S").to_string();
        // In one step: the server reads it all the time.
        let next = self.0.with_extension("next");
        must(fs::write(&next, text), "the clock");
        must(fs::rename(&next, &self.0), "the clock");
    }
}

fn library() -> String {
    let folders = must(fs::read_dir("/usr/lib"), "/usr/lib").flatten();
    let found = folders
        .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"))
        .find(|library: &PathBuf| library.is_file());
    must(found.ok_or("faketime is not installed"), "the clock").display().to_string()
}

/// It is `now_ms` there, until somebody sets its clock. The directory is the server's own, and goes with the test.
pub(crate) fn server_at(dir: &TestDir, now_ms: i64) -> (Server, Clock) {
    let clock = Clock(dir.path().join("clock"));
    clock.set(now_ms);
    let (library, file) = (library(), clock.0.display().to_string());
    let environment = [
        ("TZ", "UTC"),
        ("LD_PRELOAD", &*library),
        ("FAKETIME_TIMESTAMP_FILE", &*file),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];
    (Server::launch(&dir.data(), &ANY_RATE, &environment), clock)
}
