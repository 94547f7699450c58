//! How long an owner waits in the morning.

use footfall_tests::{Dashboard, Engine, Server};
use serde_json::json;

use crate::median;

/// Of which the median counts.
const LOOKS: usize = 7;
/// A phone that is some years old, beside this machine.
const SLOWDOWN: u32 = 4;

/// Runs before the page's own scripts, and notes when its first view is drawn.
const WATCH: &str = "(function look() {
    const waiting = [...document.querySelectorAll('[data-panel=\"waiting\"]')];
    const isDrawn = document.body?.dataset.state === 'ready' && !waiting.some((panel) => panel.getClientRects().length > 0);
    requestAnimationFrame(isDrawn ? () => { window.drawnAt = performance.now(); } : look);
})()";

/// From the address to the whole of the first view, in ms, with nothing of the page in the browser's cache.
pub(super) fn first_view_ms(server: &Server, site: &str) -> f64 {
    let page = Dashboard::open(Engine::Chromium, server, site);
    let tell = |command: &str, parameters| page.browser.devtools(command, &parameters);
    tell("Page.enable", json!({}));
    tell("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }));
    tell("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWDOWN }));
    let look = |_| {
        tell("Network.clearBrowserCache", json!({}));
        page.show("view=overview");
        let drawn = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.drawnAt))))";
        page.browser.run_async(drawn).as_f64().unwrap_or(f64::NAN)
    };
    median((0..LOOKS).map(look).collect())
}
