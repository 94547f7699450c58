//! The shop's pages, one for each tracker, and the rivals that npm has.

use std::path::{Path, PathBuf};
use std::process::Command;

use footfall_tests::{Listener, Page, Reply, must};

use super::counting::Counting;

/// One for each script in `pages/`, in the order of the report.
pub(crate) const EMPTY: &str = "empty";
pub(crate) const CONTROL: &str = "control";
pub(crate) const FOOTFALL: &str = "footfall";
pub(crate) const RIVALS: [&str; 5] = ["plausible", "openpanel", "countly", "posthog", "snowplow"];

/// As they were when the anchors were measured anew; a newer one is another measurement.
const PACKAGES: &str = r#"{
  "private": true,
  "dependencies": {
    "@openpanel/web": "1.4.1",
    "@plausible-analytics/tracker": "0.4.6",
    "@snowplow/browser-plugin-snowplow-ecommerce": "4.10.1",
    "@snowplow/browser-tracker": "4.10.1",
    "countly-sdk-web": "26.1.1",
    "posthog-js": "1.449.2"
  }
}
"#;

/// Some trackers measure no robots; here all of them see a person. And what all of them tell of an item.
const PERSON: &str = "Object.defineProperty(navigator, 'webdriver', { value: false });
const agent = navigator.userAgent.replace('Headless', '');
Object.defineProperty(navigator, 'userAgent', { value: agent });
window.item = (marker) => ({ item_id: marker, item_name: 'Lamp', item_category: 'Indoor', price: 19.9, quantity: 2 });";

pub(crate) struct Pages {
    listener: Listener,
}

pub(crate) fn all() -> Vec<&'static str> {
    [&[EMPTY, CONTROL, FOOTFALL], &RIVALS[..]].concat()
}

impl Pages {
    pub(crate) fn open(counting: &Counting) -> Self {
        let folder = bundled();
        let collector = counting.url();
        let listener = Listener::open(move |asked| {
            let path = asked.path.split('?').next().unwrap_or_default().trim_start_matches('/');
            let name = path.trim_end_matches(".js");
            let page = if !all().contains(&name) {
                Page::new(200, "text/html", "<!doctype html><link rel=icon href=data:,>Elsewhere")
            } else if path.ends_with(".js") {
                Page::new(200, "text/javascript", must(std::fs::read(folder.join(path)), path))
            } else {
                Page::new(200, "text/html", html(name, &collector))
            };
            Reply::Answer(page.with("cache-control", "no-store"))
        });
        Self { listener }
    }

    pub(crate) fn url(&self, page: &str) -> String {
        format!("http://127.0.0.1:{}/{page}", self.listener.port)
    }
}

/// Scripts in their order, put into a page that has loaded.
const BEGIN: &str = "window.begin = () => Promise.all(scripts.map(([src, data]) => new Promise((done, failed) => {
  const script = Object.assign(document.createElement('script'), { src, async: false, onload: done, onerror: failed });
  Object.assign(script.dataset, data);
  document.head.append(script);
})));";

fn html(name: &str, collector: &str) -> String {
    let tag = if name == FOOTFALL {
        format!("['{collector}/footfall.js', {{ site: 'shop' }}], ")
    } else {
        String::new()
    };
    format!(
        "<!doctype html><title>A shop</title><link rel=icon href=data:,><script>{PERSON}
        window.COLLECTOR = '{collector}'; const scripts = [{tag}['/{name}.js', {{}}]]; {BEGIN}</script>"
    )
}

/// The folder of the scripts, each in one file as a shop's bundler makes it.
fn bundled() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bench = must(std::env::current_exe(), "where this is");
    let target = must(bench.ancestors().nth(2).ok_or("no target directory"), "where this is built");
    let folder = target.join("rivals");
    must(std::fs::create_dir_all(&folder), "the rivals' folder");
    let (manifest, stamp) = (folder.join("package.json"), folder.join("node_modules/.installed"));
    if std::fs::read_to_string(&stamp).ok().as_deref() != Some(PACKAGES) {
        must(std::fs::write(manifest, PACKAGES), "package.json");
        let mut npm = Command::new("npm");
        npm.current_dir(&folder).args(["install", "--no-audit", "--no-fund", "--ignore-scripts"]);
        succeed(&mut npm);
        must(std::fs::write(stamp, PACKAGES), "what is installed");
    }
    let mut esbuild = Command::new(here.join("../www/node_modules/.bin/esbuild"));
    esbuild.env("NODE_PATH", folder.join("node_modules"));
    esbuild.args(all().iter().map(|name| here.join(format!("bench/tracker/pages/{name}.js"))));
    esbuild.args(["--bundle", "--minify", "--format=iife", "--log-level=warning"]);
    succeed(esbuild.arg(format!("--outdir={}", folder.display())));
    folder
}

fn succeed(command: &mut Command) {
    let output = must(command.output(), "npm's tools can't be run");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
}
