//! Pictures of every view, for people to look at: light, dark, and on phones. Into `FOOTFALL_SCREENSHOTS`, else
//! `screenshots` in the target directory; never into the source tree.

use std::time::Duration;

use footfall_tests::{Dashboard, Engine, Server, footfall_within, pictures, views};

const LONG: Duration = Duration::from_secs(600);
/// What a picture is called, its colours, and how wide the screen is.
const LOOKS: [(&str, &str, u32); 4] = [
    ("light", "light", 1440),
    ("dark", "dark", 1440),
    ("phone", "light", 390),
    ("narrow-dark", "dark", 320),
];

fn main() {
    let server = Server::start();
    let arguments = ["simulate", "--site", "demo", "--days", "90", "--sessions-per-day", "200"];
    let simulated = footfall_within(LONG, &server.data, &arguments);
    assert!(simulated.success, "{}", simulated.stderr);
    let page = Dashboard::open(Engine::Chromium, &server, "demo");
    for (look, colours, width_px) in LOOKS {
        page.browser.colours(colours);
        page.browser.screen(width_px);
        for view in views() {
            page.show(&format!("view={}", view.id));
            page.browser.picture(&format!("{}-{look}", view.id));
        }
    }
    println!("{}", pictures().display());
}
