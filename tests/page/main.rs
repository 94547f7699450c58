//! The owner's page as people use it, in Chromium and Firefox: every view that is registered, with numbers, without any,
//! and when something is wrong; questions that are asked and kept; and whether everybody can use it.

mod asking;
mod everyone;
mod hostile;
mod keeping;
mod payloads;
mod setting_up;
mod shop;
mod views;

use std::time::Duration;

use footfall_tests::{Engine, Server, Shop, footfall_within};

const ENGINES: [Engine; 2] = [Engine::Chromium, Engine::Firefox];

/// Seconds; ten times that is a fault.
const LONG: Duration = Duration::from_secs(120);

/// A shop with some weeks behind it, and one that never sent anything.
fn shops() -> (Server, Shop) {
    let server = Server::start();
    let shop = server.shop("shop");
    server.shop("quiet");
    let arguments =
        ["simulate", "--site", "shop", "--days", "14", "--sessions-per-day", "40", "--seed", "7"];
    let simulated = footfall_within(LONG, &server.data, &arguments);
    assert!(simulated.success, "{}", simulated.stderr);
    (server, shop)
}
