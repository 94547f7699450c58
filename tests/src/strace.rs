//! A running server's system calls: written down, or failed on purpose, by `strace`, which attaches to it and lets
//! go of it again. What is below SQLite can be tried so on the very binary that is shipped.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::{Server, must, wait_within};

/// Lets go of the server when it is dropped.
#[derive(Debug)]
pub struct Strace(Child);

impl Strace {
    /// From now on these calls on the server's database and its journal fail with an error like `EIO`.
    pub fn failing(server: &Server, calls: &str, error: &str) -> Self {
        let mut strace = Command::new("strace");
        for file in ["footfall.db", "footfall.db-wal", "journal.db", "journal.db-wal"] {
            strace.arg("--trace-path").arg(server.data.join(file));
        }
        strace.args(["--inject", &format!("{calls}:error={error}"), "--output", "/dev/null"]);
        Self::attach(server, strace, calls)
    }

    /// From now on these calls are written into a file.
    pub fn telling(server: &Server, calls: &str, into: &Path) -> Self {
        let mut strace = Command::new("strace");
        strace.args(["--string-limit", "100000", "--decode-fds=path", "--output"]).arg(into);
        Self::attach(server, strace, calls)
    }

    fn attach(server: &Server, mut strace: Command, calls: &str) -> Self {
        strace.args(["--follow-forks", "--trace", calls, "--attach", &server.pid().to_string()]);
        strace.stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = must(strace.spawn(), "strace can't be run: is it installed?");
        // Its first line says that it is attached, or why it is not.
        let said = child.stderr.take().map(|pipe| BufReader::new(pipe).lines());
        let first = said.and_then(|mut lines| lines.next()?.ok()).unwrap_or_default();
        assert!(first.contains("attached"), "{first}");
        Self(child)
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        let pid = Pid::from_raw(self.0.id() as i32);
        // It, or the server, may have ended.
        let _ended = pid.is_none_or(|pid| kill_process(pid, Signal::TERM).is_err());
        // It can't let go of a server that was killed and that nobody has waited for.
        let ended = wait_within(Duration::from_secs(2), || self.0.try_wait().ok().flatten());
        if ended.is_none() {
            let _ended = self.0.kill().is_err() || self.0.wait().is_err();
        }
    }
}
