//! A thousand connections that send a byte now and then, to keep the server busy with nothing.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use footfall_tests::{ANY_RATE, Over, Server, Shop, must, wait_until, wait_within};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

const CROWD: usize = 1_000;
/// Between two bytes of each of them.
const PACE: Duration = Duration::from_millis(250);
/// Of a normal client, one after the other: the third slowest is the 99th percentile.
const REQUESTS: usize = 300;
/// Quiet and crowded in turn; the best of each, as this machine has other things to do.
const ROUNDS: usize = 3;

/// What one of the crowd goes on sending.
fn words(place: usize) -> &'static [u8] {
    if place.is_multiple_of(2) {
        b"POST /v1/events HTTP/1.1\r\nhost: shop\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    } else {
        b"GET / HTTP/1.1\r\nhost: shop\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    }
}

/// The head comes at once, and then the body, a byte at a time.
const SLOW_BODY: &[u8] =
    b"POST /v1/events HTTP/1.1\r\nhost: shop\r\ncontent-length: 200000\r\n\r\n{";

struct Slow {
    stream: TcpStream,
    sent: usize,
}

impl Slow {
    fn connect(address: SocketAddr, place: usize) -> Option<Self> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
        if place.is_multiple_of(3) {
            stream.write_all(SLOW_BODY).ok()?;
        }
        stream.set_nonblocking(true).ok()?;
        Some(Self { stream, sent: 0 })
    }

    /// Sends its next byte. `false`: the server has hung up.
    fn go_on(&mut self, place: usize) -> bool {
        let words = if place.is_multiple_of(3) { b"          ".as_slice() } else { words(place) };
        let byte = [words[self.sent % words.len()]];
        self.sent += 1;
        let mut said = [0; 512];
        match self.stream.read(&mut said) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.stream.write_all(&byte).is_ok()
            }
            Ok(0) | Err(_) => false,
            // 408, and then it hangs up.
            Ok(_) => true,
        }
    }
}

/// Comes again whenever it is thrown out, until it is over.
fn crowd(
    address: SocketAddr,
    connected: &AtomicUsize,
    thrown_out: &AtomicUsize,
    over: &AtomicBool,
) {
    let mut crowd: BTreeMap<usize, Slow> = BTreeMap::new();
    while !over.load(Ordering::Relaxed) {
        for place in 0..CROWD {
            if let Some(slow) = crowd.get_mut(&place) {
                if !slow.go_on(place) {
                    crowd.remove(&place);
                    thrown_out.fetch_add(1, Ordering::Relaxed);
                }
            } else if let Some(slow) = Slow::connect(address, place) {
                crowd.insert(place, slow);
            }
        }
        connected.store(crowd.len(), Ordering::Relaxed);
        let _over = wait_within(PACE, || over.load(Ordering::Relaxed).then_some(()));
    }
}

fn p99(shop: &Shop) -> Duration {
    let mut took: Vec<Duration> = (0..REQUESTS)
        .map(|_| {
            let mut load = shop.load();
            let events = [load.page_view()];
            let batch = load.batch(&events);
            let started = Instant::now();
            shop.store(&batch);
            started.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[REQUESTS * 99 / 100]
}

fn allow_many_files() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    must(setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }), "more open files");
}

#[test]
fn a_thousand_slow_connections_are_thrown_out_and_nobody_else_notices() {
    let _machine = super::alone();
    let server = Server::with(&ANY_RATE);
    allow_many_files();
    let shop = server.shop("shop");
    let address = must(server.url.trim_start_matches("http://").parse(), "the address");
    let (mut quiet, mut crowded) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        quiet = quiet.min(p99(&shop));
        let (connected, thrown_out, over) =
            (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            scope.spawn(|| crowd(address, &connected, &thrown_out, &over));
            let over = Over(&over);
            wait_until("the crowd", || (connected.load(Ordering::Relaxed) >= CROWD).then_some(()));
            crowded = crowded.min(p99(&shop));
            // Those whose heads do not end.
            let thrown = wait_within(Duration::from_secs(15), || {
                (thrown_out.load(Ordering::Relaxed) >= CROWD / 2).then_some(())
            });
            drop(over);
            assert_eq!(thrown, Some(()), "only {thrown_out:?} were thrown out");
        });
    }
    println!("p99 of a normal client: {quiet:?} alone, {crowded:?} beside {CROWD} slow ones");
    assert!(crowded < quiet * 2, "{quiet:?} alone, {crowded:?} beside {CROWD} slow ones");
}
