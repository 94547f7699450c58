//! A running server.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::command::prepared;
use crate::{DEADLINE, Http, Output, Shop, footfall, must, wait_until};

/// A directory of one test: the data of its servers, and their log. Gone with the test.
#[derive(Debug)]
pub struct TestDir(TempDir);

impl Default for TestDir {
    fn default() -> Self {
        Self(must(tempfile::tempdir(), "a temporary directory"))
    }
}

impl TestDir {
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }
}

/// For one visitor who sends as fast as the machine can.
pub const ANY_RATE: [&str; 4] = ["--visitor-rate", "0", "--visitor-burst", "0"];

/// Ends with the test, by SIGKILL, unless it was ended before.
#[derive(Debug)]
pub struct Server {
    child: Child,
    lines: Mutex<(Receiver<String>, Vec<String>)>,
    /// `http://127.0.0.1:PORT`, as it printed.
    pub url: String,
    pub data: PathBuf,
    pub http: Http,
    /// The directory it alone uses, when it is alone.
    own_dir: Option<TestDir>,
}

impl Server {
    /// On an empty data directory of its own.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// The same, with more flags.
    pub fn with(flags: &[&str]) -> Self {
        let dir = TestDir::default();
        let mut server = Self::on(&dir.data(), flags);
        server.own_dir = Some(dir);
        server
    }

    /// On data that outlives it.
    pub fn on(data: &Path, flags: &[&str]) -> Self {
        Self::launch(data, flags, &[])
    }

    /// With settings in its environment; ready to answer when this returns.
    pub fn launch(data: &Path, flags: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut arguments = vec!["serve"];
        let has_address = flags.iter().any(|flag| ["--listen", "--config"].contains(flag))
            || environment.iter().any(|(name, _)| *name == "FOOTFALL_LISTEN");
        if !has_address {
            arguments.extend(["--listen", "127.0.0.1:0"]);
        }
        arguments.extend(flags);
        let mut command = prepared(data, &arguments);
        command.envs(environment.iter().copied()).arg("--data").arg(data);
        let log = File::options().create(true).append(true).open(log_of(data));
        command.stdout(Stdio::piped()).stderr(must(log, "the server's log"));
        let mut child = must(command.spawn(), "the server can't be started");
        let (line, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || {
                for text in BufReader::new(stdout).lines().map_while(Result::ok) {
                    // The test may be over.
                    let _over = line.send(text).is_err();
                }
            });
        }
        let mut server = Self {
            child,
            lines: Mutex::new((lines, Vec::new())),
            url: String::new(),
            data: data.to_owned(),
            http: Http::default(),
            own_dir: None,
        };
        let dashboard = server.printed("dashboard");
        server.url = dashboard.trim_end_matches('/').to_owned();
        server
    }

    /// The address it printed beside a word: `dashboard`, `demo shop`, `sign in`.
    pub fn printed(&self, word: &str) -> String {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let started = Instant::now();
        loop {
            let found = lines.1.iter().find_map(|line| line.trim().strip_prefix(word));
            if let Some(rest) = found {
                return rest.split_whitespace().next().unwrap_or_default().to_owned();
            }
            let left = DEADLINE.saturating_sub(started.elapsed());
            match lines.0.recv_timeout(left) {
                Ok(line) => lines.1.push(line),
                Err(_) => panic!("no `{word}` printed, only {:?}; {}", lines.1, self.log()),
            }
        }
    }

    /// All that it has printed so far.
    pub fn all_printed(&self) -> Vec<String> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let (receiver, kept) = &mut *lines;
        kept.extend(receiver.try_iter());
        kept.clone()
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(log_of(&self.data)).unwrap_or_default()
    }

    /// An operator's command beside it.
    pub fn command(&self, arguments: &[&str]) -> Output {
        footfall(&self.data, arguments)
    }

    /// A site that sells in euros, keeps UTC, takes [`crate::ORIGIN`], and a key to read it.
    pub fn shop(&self, id: &str) -> Shop {
        self.shop_with(id, &["--timezone", "UTC", "--origin", crate::ORIGIN])
    }

    /// The same where it is about noon: what happened hours ago was on the same day.
    pub fn shop_at_noon(&self, id: &str) -> Shop {
        let east_h = 12 - crate::now_ms() / 3_600_000 % 24;
        // POSIX counts to the west.
        let zone = format!("Etc/GMT{:+}", -east_h);
        self.shop_with(id, &["--timezone", &zone, "--origin", crate::ORIGIN])
    }

    pub fn shop_with(&self, id: &str, flags: &[&str]) -> Shop {
        let mut arguments = vec!["site", "add", id];
        arguments.extend(flags);
        let added = self.command(&arguments);
        assert!(added.success, "{}", added.stderr);
        Shop::new(self, id, &self.key(id, "read"))
    }

    pub fn key(&self, site: &str, scope: &str) -> String {
        let created = self.command(&["key", "create", "--site", site, "--scope", scope]);
        assert!(created.success, "{}", created.stderr);
        created.stdout.trim().to_owned()
    }

    /// Its database, to be read once all that it acknowledged is applied.
    pub fn database(&self) -> Connection {
        let open = |name| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
            Connection::open_with_flags(self.data.join(name), flags)
        };
        let number = |database: &Connection, question| {
            database.query_row(question, (), |row| row.get::<_, i64>(0))
        };
        let database = must(open("footfall.db"), "the database");
        // There is none before the first commit.
        let written = open("journal.db")
            .and_then(|journal| number(&journal, "select coalesce(max(id), 0) from journal"));
        wait_until("what was written down", || {
            let applied = number(&database, "select applied_to from journal_place");
            (must(applied, "the journal's place") >= written.as_ref().map_or(0, |id| *id))
                .then_some(())
        });
        database
    }

    /// Keeps it from committing anything until what this returns is dropped, as a disk would that stands still. The journal
    /// first: with nothing that comes, the database has a moment without a transaction.
    pub fn stuck(&self) -> [Connection; 2] {
        ["journal.db", "footfall.db"].map(|name| {
            let database = must(Connection::open(self.data.join(name)), name);
            wait_until("the write lock", || database.execute_batch("begin immediate").ok());
            database
        })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, signal: Signal) {
        if let Some(pid) = Pid::from_raw(self.child.id() as i32) {
            must(kill_process(pid, signal), "the signal");
        }
    }

    /// `kill -9`, and the wait for its end.
    pub fn kill(mut self) {
        must(self.child.kill(), "SIGKILL");
        must(self.child.wait(), "its end");
    }

    /// Waits for its end, after a signal.
    pub fn ended(&mut self) -> (ExitStatus, Duration) {
        let started = Instant::now();
        let status = wait_until("the server's end", || self.child.try_wait().ok().flatten());
        (status, started.elapsed())
    }
}

fn log_of(data: &Path) -> PathBuf {
    data.with_extension("log")
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill().is_err() || self.child.wait().is_err();
        if std::thread::panicking() {
            eprintln!("the log of {}:\n{}", self.url, self.log());
        }
    }
}
