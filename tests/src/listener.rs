//! An address between a browser and the collector, which can do what no proper server would: not answer, or hang up in
//! the middle. One thread for each connection; a browser opens few.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Http, must};

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub method: String,
    /// Path and query.
    pub path: String,
    /// By names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// What becomes of it.
#[derive(Debug)]
pub enum Reply {
    Answer(Page),
    /// Nothing, for as long as the browser waits.
    Never,
    /// The connection ends without a word.
    Gone,
}

#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Page {
    pub fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let page = Self { status, headers: Vec::new(), body: body.into() };
        page.with("content-type", kind)
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// Headers that belong to one connection, or that the other side writes itself.
const OWN: [&str; 6] =
    ["host", "connection", "content-length", "transfer-encoding", "keep-alive", "date"];

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Asks the server at `url` the same, and answers what it answers.
    pub fn hand_on(&self, http: &Http, url: &str) -> Page {
        let foreign = self.headers.iter().filter(|(name, _)| !OWN.contains(&&***name));
        let headers: Vec<(&str, &str)> = foreign.map(|(name, value)| (&**name, &**value)).collect();
        let text = self.text();
        let body = Some(&*text).filter(|_| self.method == "POST");
        let fetched = http.try_fetch(&self.method, &format!("{url}{}", self.path), &headers, body);
        match fetched {
            Ok((answer, body)) => {
                let headers = answer.headers().filter(|(name, _)| !OWN.contains(name));
                let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
                Page { status: answer.status, headers: headers.collect(), body }
            }
            Err(error) => Page::new(502, "text/plain", error.to_string()),
        }
    }

    /// `None` when the connection has ended.
    fn read(reader: &mut impl BufRead) -> Option<Self> {
        let mut line = String::new();
        let mut next = |line: &mut String| {
            line.clear();
            reader.read_line(line).ok().filter(|bytes| *bytes > 0)
        };
        next(&mut line)?;
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut asked = Self { method: words.next()?, path: words.next()?, ..Self::default() };
        while next(&mut line).is_some() && !line.trim().is_empty() {
            if let Some((name, value)) = line.split_once(':') {
                asked.headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
            }
        }
        asked.body = vec![0; asked.header("content-length").parse().unwrap_or(0)];
        reader.read_exact(&mut asked.body).ok()?;
        Some(asked)
    }
}

/// Answers until it is dropped.
#[derive(Debug)]
pub struct Listener {
    pub port: u16,
    closed: Arc<AtomicBool>,
}

impl Listener {
    pub fn open(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let socket = must(TcpListener::bind("127.0.0.1:0"), "a port");
        let port = must(socket.local_addr(), "its number").port();
        let closed = Arc::new(AtomicBool::new(false));
        let (answer, ended) = (Arc::new(answer), Arc::clone(&closed));
        std::thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let answer = Arc::clone(&answer);
                // The browser may hang up at any time, and has then lost what it lost.
                std::thread::spawn(move || serve(stream, &*answer).is_ok());
            }
        });
        Self { port, closed }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        // So that it looks.
        let _seen = TcpStream::connect(("127.0.0.1", self.port)).is_ok();
    }
}

fn serve(stream: TcpStream, answer: &dyn Fn(&Asked) -> Reply) -> std::io::Result<()> {
    let mut to = stream.try_clone()?;
    // A head and a body in two packets would wait for each other.
    to.set_nodelay(true)?;
    let mut from = BufReader::new(stream);
    while let Some(asked) = Asked::read(&mut from) {
        match answer(&asked) {
            Reply::Answer(page) => to.write_all(&written(&page))?,
            Reply::Never => {
                from.read_to_end(&mut Vec::new())?;
                return Ok(());
            }
            Reply::Gone => return to.shutdown(std::net::Shutdown::Both),
        }
    }
    Ok(())
}

fn written(page: &Page) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} OK\r\n", page.status);
    for (name, value) in &page.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if page.status != 204 && page.status != 304 {
        head.push_str(&format!("content-length: {}\r\n", page.body.len()));
    }
    [format!("{head}\r\n").as_bytes(), &page.body].concat()
}
