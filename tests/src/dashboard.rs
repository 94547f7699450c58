//! The owner's page in a browser, and the views there are.

use std::path::Path;

use crate::{Browser, DEADLINE, Engine, Server, must, wait_within};

/// A view, as `www/dashboard/views/index.js` registers it.
#[derive(Debug, Clone)]
pub struct View {
    pub id: String,
    /// Which one of the navigation it belongs to: mostly itself.
    pub within: String,
    /// Whether it is about a period, and has nothing to say of a shop that sent nothing.
    pub is_report: bool,
}

/// All of them, in the order of the navigation.
pub fn views() -> Vec<View> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/dashboard/views/index.js");
    let registry = must(std::fs::read_to_string(&path), "the views");
    let lines = registry.lines().filter_map(|line| {
        let (id, rest) = line.trim().strip_prefix("{ id: '")?.split_once('\'')?;
        let within = rest.split_once("within: '").and_then(|(_, rest)| rest.split_once('\''));
        let within = within.map_or(id, |(within, _)| within).to_owned();
        Some(View { id: id.to_owned(), within, is_report: !line.contains("isReport: false") })
    });
    let views: Vec<View> = lines.collect();
    assert!(views.iter().any(|view| view.id == "overview"), "{registry}");
    views
}

/// Somebody who is signed in and looks at one site.
#[derive(Debug)]
pub struct Dashboard {
    pub browser: Browser,
    url: String,
    site: String,
}

impl Dashboard {
    pub fn open(engine: Engine, server: &Server, site: &str) -> Self {
        let browser = Browser::start(engine);
        let added = server.command(&["user", "add", "owner@shop.example"]);
        assert!(added.success, "{}", added.stderr);
        let link = added.stdout.split_whitespace().find(|word| word.contains("/sign-in/"));
        let link = must(link.ok_or(&added.stdout), "a link");
        let (_, path) = must(link.split_once("/sign-in/").ok_or(link), "its path");
        browser.open(&format!("{}/sign-in/{path}", server.url));
        // Not before the page has asked what the link is for: used, it is for nothing any more.
        let script = "return document.body.dataset.state";
        let asked =
            wait_within(DEADLINE, || (browser.try_run(script).ok()? == "signed-out").then_some(()));
        must(asked.ok_or(browser.shows()), "the link's own page");
        // Without a password of their own, so that one browser does not sign out the other.
        let used = browser.run_async(&format!(
            "fetch('/sign-in/{path}', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: '{{}}' }})
                 .then(({{ status }}) => status)"
        ));
        assert_eq!(used, 204, "the link");
        Self { browser, url: server.url.clone(), site: site.to_owned() }
    }

    /// The same reader before another site.
    pub fn look_at(&mut self, site: &str) {
        site.clone_into(&mut self.site);
    }

    /// Opens `view=products&range=7d` of the site, and waits until the page says something.
    #[track_caller]
    pub fn show(&self, query: &str) {
        self.browser.open(&format!("{}/?site={}&{query}", self.url, self.site));
        self.settled();
    }

    /// What `body` says of itself, once it has an answer.
    #[track_caller]
    pub fn settled(&self) -> String {
        let script = "const waiting = [...document.querySelectorAll('[data-panel=\"waiting\"]')];
            const shown = waiting.filter((panel) => panel.getClientRects().length > 0);
            return shown.length === 0 || document.body.dataset.state !== 'ready' ? document.body.dataset.state : 'loading';";
        let state = wait_within(DEADLINE, || {
            let state = self.browser.try_run(script).ok()?;
            let state = state.as_str()?;
            (state != "loading").then(|| state.to_owned())
        });
        must(state.ok_or(self.browser.shows()), "the page goes on loading")
    }

    /// The address without the server's.
    #[track_caller]
    pub fn query(&self) -> String {
        self.browser.run("return location.search").as_str().unwrap_or_default().to_owned()
    }

    /// Takes an option of a select.
    #[track_caller]
    pub fn choose(&self, select: &str, value: &str) {
        self.browser.click(&format!("{select} option[value=\"{value}\"]"));
    }
}
