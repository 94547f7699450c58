//! The developer's view, in a real browser: what it prints of calls, requests and the collector's answers, and that the
//! page never suffers from it.

use footfall_tests::{
    Browser, Engine, Listener, Page, Reply, Server, Shop, must, now_ms, wait_until,
};
use serde_json::{Value, json};

/// Keeps what the console is told, and every error of the page.
const RECORDER: &str = "window.printed = []; window.errors = [];
for (const level of ['debug', 'log', 'info', 'warn', 'error', 'groupCollapsed', 'groupEnd']) {
  const own = console[level];
  console[level] = (...parts) => {
    if (window.brokenConsole) throw new Error('no console today');
    printed.push([level, ...parts.slice(2)].map((part) => part instanceof Error ? String(part) : part));
    own.apply(console, parts);
  };
}
for (const kind of ['error', 'unhandledrejection', 'securitypolicyviolation']) {
  addEventListener(kind, (event) => errors.push(kind + ' ' + (event.message || event.reason || event.violatedDirective)));
}";

/// A shop whose policy forbids whatever it can.
struct DebugShop {
    server: Server,
    _listener: Listener,
    browser: Browser,
}

const WASM: &str = "'wasm-unsafe-eval'";

impl DebugShop {
    /// With the tag of `site`, and `also` as a source of scripts.
    fn open(site: &str, allows_origin: bool, also: &str) -> Self {
        let server = Server::start();
        let host = server.url.clone();
        let policy = format!(
            "default-src 'none'; img-src data:; connect-src {host}; script-src 'self' {host} {also}"
        );
        let page = format!(
            "<!doctype html><title>A shop</title><link rel=icon href=data:,><script src=/recorder.js></script>\
             <script async src={host}/footfall.js data-site={site}></script>"
        );
        let listener = Listener::open(move |asked| {
            let page = match asked.path.split('?').next() {
                Some("/recorder.js") => Page::new(200, "text/javascript", RECORDER),
                Some("/") => Page::new(200, "text/html", page.clone()),
                _ => Page::new(404, "text/plain", ""),
            };
            Reply::Answer(page.with("content-security-policy", &policy))
        });
        let origin = format!("http://127.0.0.1:{}", listener.port);
        let origins: &[&str] = if allows_origin { &["--origin", &origin] } else { &[] };
        server.shop_with("shop", &[&["--timezone", "UTC"], origins].concat());
        let browser = Browser::start(Engine::Chromium);
        browser.open(&format!("{origin}/?token=secret"));
        Self { server, _listener: listener, browser }
    }

    /// The view itself, as the tag would load it, at `window.watch`.
    fn watch(&self, site: &str) {
        let host = &self.server.url;
        let script = format!(
            "(async () => {{
                // The tag names a module, which names more.
                const names = ['footfall.js'];
                for (const name of names) {{
                    const code = await (await fetch('{host}/' + name)).text();
                    if (!code.includes('WebAssembly does not run here')) {{
                        names.push(...code.match(/footfall-[0-9a-f]+\\.mjs/g) ?? []);
                        continue;
                    }}
                    const {{ default: open }} = await import('{host}/' + name);
                    const base = '{host}/';
                    window.watch = await open({{ base, site: '{site}', endpoint: base + 'v1/events', scrubParams: 'member' }});
                    return;
                }}
                throw new Error('the tag names no view');
            }})()"
        );
        assert_eq!(self.browser.run_async(&script), Value::Null);
    }

    fn tell(&self, what: &str, text: &Value) {
        let text = json!(text.to_string());
        self.browser.run(&format!("watch('{what}', {text})"));
    }

    fn printed(&self) -> Vec<Value> {
        let printed = self.browser.run("return printed");
        must(printed.as_array().cloned().ok_or("no list"), "what was printed")
    }

    /// The line that begins so, once it is there.
    #[track_caller]
    fn line(&self, level: &str, beginning: &str) -> Value {
        let begins = |line: &Value| {
            line[0] == level && line[1].as_str().is_some_and(|text| text.starts_with(beginning))
        };
        wait_until(beginning, || self.printed().into_iter().find(begins))
    }

    #[track_caller]
    fn is_silent(&self) {
        assert_eq!(self.browser.run("return errors"), json!([]));
    }
}

#[test]
fn an_event_is_printed_as_it_will_be_sent() {
    let shop = DebugShop::open("shop", true, WASM);
    shop.watch("shop");
    shop.line("info", "watches site \"shop\"");
    let items = json!([{ "item_id": "SKU-1", "price": 19.9, "quantity": 2 }]);
    let params = json!({ "currency": "eur", "value": 39.80, "items": items, "note": "for ann@shop.example" });
    shop.tell("call", &json!(["track", 1_764_000_000_000_i64, "add_to_cart", params]));
    let event = shop.line("log", "add_to_cart");
    let sent = json!({
        "currency": "EUR", "value": "39.8", "note": "for [email]",
        "items": [{ "item_id": "SKU-1", "price": "19.9", "quantity": "2" }],
    });
    assert_eq!(event[2], sent, "{event:#}");
    shop.line(
        "warn",
        "add_to_cart: params.note: 1 piece of personal data removed → \"for [email]\"",
    );
    shop.tell("call", &json!(["layer", 1_764_000_000_000_i64, { "event": "gtm.js" }]));
    assert_eq!(shop.line("debug", "not ours")[2], json!(["layer", { "event": "gtm.js" }]));
    shop.tell(
        "call",
        &json!(["view", 1_764_000_000_000_i64, "https://shop.example/?member=7", ""]),
    );
    shop.line("log", "page_view: https://shop.example/");
    shop.line("warn", "page_view: page.url: 1 piece");
    shop.tell("call", &json!(["consent", 1_764_000_000_000_i64, "denied"]));
    shop.line("info", "consent denied");
    shop.is_silent();
}

#[test]
fn a_refusal_is_told_in_the_words_of_both_validators() {
    let shop = DebugShop::open("shop", true, WASM);
    shop.watch("shop");
    shop.line("debug", "the collector would take it");
    let now = shop.browser.run("return Date.now()");
    shop.tell("call", &json!(["track", now, "purchase", { "value": 12 }]));
    let refused =
        shop.line("error", "purchase would be refused: missing at params.transaction_id: ");
    assert_eq!(refused[2], json!({ "value": 12 }));
    let said =
        shop.line("error", "the collector would refuse it: missing at params.transaction_id: ");
    let words = |line: &Value| {
        line[1].as_str().and_then(|text| text.rsplit(": ").next()).map(str::to_owned)
    };
    assert_eq!(words(&refused), words(&said), "one validator, one sentence");
    shop.is_silent();
}

#[test]
fn a_site_that_nobody_knows_and_an_origin_that_is_not_allowed_are_told() {
    let shop = DebugShop::open("shop", false, WASM);
    shop.watch("shop");
    shop.line("error", "the collector says 403 origin_not_allowed");
    shop.watch("sohp");
    shop.line("error", "the collector says 404 unknown_site at site");
    shop.is_silent();
}

#[test]
fn asking_stores_nothing() {
    let shop = DebugShop::open("shop", true, WASM);
    shop.watch("shop");
    shop.line("debug", "the collector would take it");
    let key = shop.server.key("shop", "read");
    let site = Shop::new(&shop.server, "shop", &key);
    wait_until("the page's own view", || (site.overview()["page_views"] == 1).then_some(()));
    let now = shop.browser.run("return Date.now()");
    let order = json!({ "transaction_id": "A-1", "value": 12 });
    shop.tell("call", &json!(["track", now, "purchase", order]));
    wait_until("two answers", || {
        let taken = |line: &&Value| line[1] == "the collector would take it";
        (shop.printed().iter().filter(taken).count() == 2).then_some(())
    });
    assert_eq!((&site.overview()["orders"], site.drops("missing")), (&json!(0), 0));
}

#[test]
fn a_request_is_a_group_with_its_events() {
    let shop = DebugShop::open("shop", true, WASM);
    shop.watch("shop");
    let event = json!({ "n": 1, "at": 5, "view": 0, "name": "search", "params": { "search_term": "lamp" } });
    let batch = json!({ "v": 1, "site": "shop", "events": [{ "n": 0, "at": 5, "name": "page_view" }, event] });
    shop.tell("request", &batch);
    shop.tell(
        "request",
        &json!({ "v": 1, "site": "shop", "calls": [["track", 5, "login", null]] }),
    );
    shop.line("groupCollapsed", &format!("→ 2 events, {} bytes", batch.to_string().len()));
    assert_eq!(shop.line("log", "search")[2], json!({ "search_term": "lamp" }));
    assert_eq!(shop.line("debug", "the whole request")[2], batch);
    shop.line("groupCollapsed", "→ 1 call, ");
    let printed = shop.printed();
    let groups = |level: &str| printed.iter().filter(|line| line[0] == level).count();
    assert_eq!((groups("groupCollapsed"), groups("groupEnd")), (2, 2));
    shop.is_silent();
}

#[test]
fn the_tag_loads_it_when_it_is_asked_to() {
    let shop = DebugShop::open("shop", true, WASM);
    wait_until("the tag", || {
        (shop.browser.run("return typeof window.footfall?.debug") == "function").then_some(())
    });
    shop.browser.run("footfall.debug()");
    shop.line("info", "watches site \"shop\"");
    wait_until("a call that is watched", || {
        shop.browser.run("footfall.track('search', { search_term: 'lamp' })");
        let seen = |line: &Value| line[0] == "log" && line[1] == "search";
        shop.printed().iter().any(seen).then_some(())
    });
    shop.is_silent();
}

#[test]
fn an_address_that_asks_for_it_shows_all_from_the_first_view_to_the_request_once() {
    let shop = DebugShop::open("shop", true, WASM);
    let own = shop.browser.run("return location.origin");
    shop.browser.open(&format!("{}/?footfall_debug", own.as_str().unwrap_or_default()));
    shop.line("log", "page_view: ");
    shop.browser.run("footfall.track('search', { search_term: 'lamp' })");
    shop.line("log", "search");
    shop.line("groupCollapsed", "→ ");
    let views = shop.printed();
    let is_view =
        |line: &&Value| line[1].as_str().is_some_and(|text| text.starts_with("page_view: "));
    assert_eq!(views.iter().filter(is_view).count(), 1, "{views:#?}");
    shop.is_silent();
}

#[test]
fn a_hostile_page_never_hears_of_it() {
    let shop = DebugShop::open("shop", true, WASM);
    shop.watch("shop");
    let now = now_ms();
    let calls = [
        json!(["track", now, "purchase", { "value": 12 }]),
        json!(["track", now, "purchase", { "transaction_id": "A-1" }]),
        json!(["track", now, "x".repeat(100_000), null]),
        json!([[[[]]], "no call"]),
        json!(5),
    ];
    let texts: Vec<String> = calls.iter().map(Value::to_string).collect();
    // What was asked has been answered before the page is whole again: each answer is a microtask.
    let script = format!(
        "(async () => {{
            const texts = {texts};
            const whole = [fetch, JSON.stringify, JSON.parse, Array.prototype.push];
            const broken = () => {{ throw new Error('not today'); }};
            window.fetch = JSON.stringify = JSON.parse = Array.prototype.push = broken;
            window.brokenConsole = true;
            for (const text of texts) watch('call', text);
            watch('request', '{{\"events\":5,\"calls\":\"none\"}}');
            watch('call', '[\"tra');
            watch('request', 'nonsense');
            watch('nothing', 'x');
            watch('call');
            await new Promise((done) => setTimeout(done));
            window.fetch = () => 5;
            watch('call', texts[0]);
            await new Promise((done) => setTimeout(done));
            [window.fetch, JSON.stringify, JSON.parse, Array.prototype.push] = whole;
            window.brokenConsole = false;
        }})()",
        texts = json!(texts)
    );
    assert_eq!(shop.browser.run_async(&script), Value::Null);
    shop.is_silent();
    shop.tell("call", &calls[0]);
    shop.line("error", "purchase would be refused: missing");
}

#[test]
fn where_wasm_must_not_run_it_says_so_and_prints_what_leaves() {
    let shop = DebugShop::open("shop", true, "");
    shop.watch("shop");
    shop.line("warn", "WebAssembly does not run here");
    shop.tell("call", &json!(["track", 5, "login", null]));
    shop.browser.run("watch('request', '{\"v\":1}')");
    assert_eq!(shop.line("log", "→")[2], "{\"v\":1}");
    let errors = shop.browser.run("return errors");
    let own = errors
        .as_array()
        .into_iter()
        .flatten()
        .filter(|error| **error != "securitypolicyviolation script-src");
    assert_eq!(own.count(), 0, "{errors}");
}
