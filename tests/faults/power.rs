//! Loss of power: what was not synced is gone. So, by the system calls of a server under load: before an answer says
//! 200, what it is about was written, and a sync that began after that had succeeded.

use std::collections::BTreeMap;

use footfall_tests::{Server, Shop, Strace, TestDir, must, wait_until};

/// Shoppers at a time, so that commits are shared, and what each of them sends.
const SHOPPERS: usize = 4;
const BATCHES: usize = 25;

/// A call of the trace, with the lines on which it began and returned.
#[derive(Debug)]
struct Call {
    name: String,
    arguments: String,
    result: i64,
    began: usize,
    returned: usize,
}

/// Calls in the order in which they returned. One that others overtook stands on two lines.
fn calls(trace: &str) -> Vec<Call> {
    let mut unfinished: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    let mut calls = Vec::new();
    for (number, line) in trace.lines().enumerate() {
        let Some((thread, text)) = line.split_once(' ') else { continue };
        let text = text.trim_start();
        if let Some(began) = text.strip_suffix(" <unfinished ...>") {
            unfinished.insert(thread, (number, began));
            continue;
        }
        let whole = match text.strip_prefix("<... ").and_then(|text| text.split_once(" resumed>")) {
            Some((_, rest)) => {
                unfinished.remove(thread).map(|(began, first)| (began, format!("{first}{rest}")))
            }
            None => Some((number, text.to_owned())),
        };
        let parsed = whole.and_then(|(began, whole)| {
            let (name, rest) = whole.split_once('(')?;
            let (arguments, result) = rest.rsplit_once(" = ")?;
            let result = result.split_whitespace().next()?.parse().ok()?;
            let (name, arguments) = (name.to_owned(), arguments.to_owned());
            Some(Call { name, arguments, result, began, returned: number })
        });
        calls.extend(parsed);
    }
    calls
}

impl Call {
    fn is(&self, names: &[&str]) -> bool {
        names.contains(&&*self.name) && self.result >= 0
    }

    /// `27<socket:[4711]>` and the like: what it was called on.
    fn on(&self) -> &str {
        self.arguments.split([',', ')']).next().unwrap_or_default()
    }

    fn says(&self, text: &str) -> bool {
        self.arguments.contains(text)
    }
}

/// A page that nobody else sends.
fn marker(shopper: usize, batch: usize) -> String {
    format!("marked-{shopper}-{batch}-end")
}

fn send(shop: &Shop, shopper: usize) {
    for batch in 0..BATCHES {
        let mut load = shop.load().at(&format!("https://shop.example/{}", marker(shopper, batch)));
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
    }
}

/// Why this batch was acknowledged too early, if it was.
fn fault(calls: &[Call], marker: &str) -> Option<String> {
    let asked = calls.iter().find(|call| call.is(&["recvfrom", "read"]) && call.says(marker))?;
    let answered = calls.iter().find(|call| {
        call.is(&["sendto", "write", "writev", "sendmsg"])
            && call.on() == asked.on()
            && call.began > asked.returned
            && call.says("HTTP/1.1 200")
    })?;
    let written = calls.iter().find(|call| {
        call.is(&["pwrite64", "write"])
            && call.on().contains("journal.db")
            && call.says(marker)
            && call.began > asked.began
    });
    let Some(written) = written.filter(|written| written.returned < answered.began) else {
        return Some(format!("{marker}: not written before the answer"));
    };
    let synced = calls.iter().any(|call| {
        call.is(&["fsync", "fdatasync"])
            && call.on() == written.on()
            && call.began > written.returned
            && call.returned < answered.began
    });
    (!synced).then(|| format!("{marker}: not synced before the answer"))
}

#[test]
fn no_200_is_sent_before_the_sync_of_what_it_is_about() {
    let _machine = super::beside_others();
    let dir = TestDir::default();
    let server = Server::on(&dir.data(), &[]);
    let shop = server.shop("shop");
    let file = dir.path().join("trace");
    let traced = "pwrite64,write,writev,fsync,fdatasync,sendto,sendmsg,recvfrom,read";
    let strace = Strace::telling(&server, traced, &file);
    std::thread::scope(|scope| {
        for shopper in 0..SHOPPERS {
            let shop = shop.visited_by(&format!("shopper {shopper}"));
            scope.spawn(move || send(&shop, shopper));
        }
    });
    // A shopper may have an answer before its line is written.
    let calls = wait_until("all answers in the trace", || {
        let trace = must(std::fs::read(&file), "the trace");
        let calls = calls(&String::from_utf8_lossy(&trace));
        let answers = calls.iter().filter(|call| call.says("HTTP/1.1 200")).count();
        (answers == SHOPPERS * BATCHES).then_some(calls)
    });
    drop(strace);
    let all = (0..SHOPPERS).flat_map(|shopper| (0..BATCHES).map(move |batch| (shopper, batch)));
    let faults: Vec<String> =
        all.filter_map(|(shopper, batch)| fault(&calls, &marker(shopper, batch))).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    wait_until("all of it", || (shop.overview()["page_views"] == SHOPPERS * BATCHES).then_some(()));
}

#[test]
fn the_judge_of_traces_sees_what_is_wrong() {
    let line = |text: &str| format!("7 {text}\n");
    let asked = line("recvfrom(9<socket:[1]>, \"POST /v1/events marked-0-0-end\", 99, 0) = 99");
    let written = line("pwrite64(5</d/journal.db-wal>, \"marked-0-0-end\", 14, 0) = 14");
    let synced = line("fsync(5</d/journal.db-wal>) = 0");
    let failed = line("fsync(5</d/journal.db-wal>) = -1 EIO (Input/output error)");
    let answered = line("sendto(9<socket:[1]>, \"HTTP/1.1 200 OK\", 15, 0) = 15");
    let check = |lines: &[&str], expected: Option<&str>| {
        let fault = fault(&calls(&lines.concat()), &marker(0, 0));
        let said = fault.as_deref().and_then(|fault| fault.split(": ").nth(1));
        assert_eq!(said, expected, "{lines:?}");
    };
    check(&[&asked, &written, &synced, &answered], None);
    check(&[&asked, &written, &answered, &synced], Some("not synced before the answer"));
    check(&[&asked, &written, &failed, &answered], Some("not synced before the answer"));
    check(&[&asked, &synced, &written, &answered], Some("not synced before the answer"));
    check(&[&asked, &answered, &written, &synced], Some("not written before the answer"));
    check(&[&asked, &synced, &answered], Some("not written before the answer"));
    // One that began before the write says nothing, whenever it returns.
    let (began, resumed) =
        ("8 fsync(5</d/journal.db-wal> <unfinished ...>\n", "8 <... fsync resumed>) = 0\n");
    check(&[&asked, began, &written, resumed, &answered], Some("not synced before the answer"));
    check(&[&asked, &written, began, resumed, &answered], None);
}
