//! The operator's socket: one line of JSON asks, lines of JSON answer (`progress` any number of times, then `done` or
//! `error`). Its file has mode 0600: whoever may read the data may command the server, and nobody else.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ControlError, Request, execute};
use crate::collector::{Collector, now_ms};

const SOCKET: &str = "control.sock";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Progress(f64),
    Done(Value),
    Error(String),
}

/// Answers commands until the process ends.
pub fn listen(collector: Arc<Collector>, data: &Path) -> std::io::Result<()> {
    let path = data.join(SOCKET);
    // The lock says that no other process answers there: what lies there is of one that was killed.
    if path.exists() {
        fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    std::thread::Builder::new().name("control".into()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let collector = Arc::clone(&collector);
            // A simulation may take a minute; a `site list` beside it must not wait.
            std::thread::spawn(move || {
                if let Err(error) = answer(&collector, &stream) {
                    tracing::warn!(%error, "a command hung up");
                }
            });
        }
    })?;
    Ok(())
}

fn answer(collector: &Collector, mut stream: &UnixStream) -> std::io::Result<()> {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    let done = match serde_json::from_str::<Request>(&line) {
        Ok(request) => execute(collector, request, now_ms(), &mut |share| {
            // Whoever asked may be gone; the work goes on.
            let _gone = send(stream, &Answer::Progress(share)).is_err();
        })
        .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    send(&mut stream, &done.map_or_else(Answer::Error, Answer::Done))
}

fn send(mut stream: impl Write, answer: &Answer) -> std::io::Result<()> {
    let mut line = serde_json::to_string(answer)?;
    line.push('\n');
    stream.write_all(line.as_bytes())
}

/// Asks the server that holds `data`.
pub fn ask(
    data: &Path,
    request: &Request,
    progress: &mut dyn FnMut(f64),
) -> Result<Value, ControlError> {
    let stream = UnixStream::connect(data.join(SOCKET))?;
    let mut line = serde_json::to_string(request).map_err(std::io::Error::from)?;
    line.push('\n');
    (&stream).write_all(line.as_bytes())?;
    for line in BufReader::new(&stream).lines() {
        match serde_json::from_str(&line?).map_err(std::io::Error::from)? {
            Answer::Progress(share) => progress(share),
            Answer::Done(value) => return Ok(value),
            Answer::Error(message) => return Err(ControlError::Invalid(message)),
        }
    }
    Err(ControlError::Stopped)
}
