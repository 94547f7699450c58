//! Bots: not counted, not lost, and counted when the operator says so.

use std::path::Path;

use footfall_tests::{AGENT, Server, Shop, TestDir, amount, footfall};
use serde_json::{Value, json};

const GPTBOT: &str = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)";
const HEADLESS: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36";

/// A page view and an order of 12.34 €.
fn buy(shop: &Shop, order: &str) -> Value {
    let mut load = shop.load();
    let events = [load.page_view(), load.purchase(order, "12.34", &[("A", "12.34", 1)])];
    let batch = load.batch(&events);
    shop.store(&batch);
    batch
}

#[track_caller]
fn check_counted(shop: &Shop, sessions: i64, orders: i64, revenue: &str) {
    let overview = shop.overview();
    let counted = (&overview["sessions"], &overview["orders"]);
    assert_eq!(counted, (&json!(sessions), &json!(orders)));
    assert_eq!(amount(&overview, "gross_revenue"), revenue);
}

/// The rest of a bot's line in the list: category, events, counted after all, kept.
#[track_caller]
fn listed(data: &Path, bot: &str) -> String {
    let list = footfall(data, &["bots", "list", "--site", "shop"]);
    assert!(list.success, "{list:?}");
    let mut lines = list.stdout.lines();
    let line = lines.find_map(|line| line.strip_prefix(&format!("{bot}\t")));
    line.unwrap_or_default().replace('\t', " ")
}

#[track_caller]
fn count(data: &Path, bot: &str) -> String {
    let counted = footfall(data, &["bots", "count", "--site", "shop", bot]);
    assert!(counted.success, "{counted:?}");
    counted.stdout.trim().to_owned()
}

#[test]
fn what_a_bot_sends_is_acknowledged_set_aside_and_seen_by_name() {
    let server = Server::start();
    let shop = server.shop("shop");
    buy(&shop, "1");
    buy(&shop.visited_with(GPTBOT), "2");
    check_counted(&shop, 1, 1, "12.34");
    assert_eq!(shop.drops("bot"), 2);
    let row = shop.row("bots", "bot", "GPTBot");
    let expected = json!({
        "bot": "GPTBot", "category": "ai-crawler", "events": 2, "counted_events": 0, "kept_events": 2,
    });
    assert_eq!(row, expected);
    assert_eq!(listed(&server.data, "GPTBot"), "ai-crawler 2 0 2");
}

#[test]
fn an_operator_who_knows_better_has_what_is_kept_and_what_comes_counted_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let bot = shop.visited_with(GPTBOT);
    let first = buy(&bot, "1");
    assert_eq!(count(&server.data, "GPTBot"), "2 events counted after all");
    check_counted(&shop, 1, 1, "12.34");
    assert_eq!((shop.drops("bot"), shop.drops("bot_counted")), (2, 2));
    assert_eq!(listed(&server.data, "GPTBot"), "ai-crawler 2 2 0 counted");
    assert_eq!(count(&server.data, "GPTBot"), "0 events counted after all");
    // A copy of what was counted is a copy, and what comes now counts at once.
    shop.store(&first);
    buy(&bot, "2");
    check_counted(&shop, 1, 2, "24.68");
    assert_eq!(shop.drops("duplicate"), 2);

    let back = server.command(&["bots", "set-aside", "--site", "shop", "GPTBot"]);
    assert!(back.success, "{back:?}");
    buy(&bot, "3");
    check_counted(&shop, 1, 2, "24.68");
    assert_eq!(listed(&server.data, "GPTBot"), "ai-crawler 4 2 2");
}

#[test]
fn the_operators_word_outlives_a_restart_and_can_be_given_while_no_server_runs() {
    let dir = TestDir::default();
    let first = Server::on(&dir.data(), &[]);
    let shop = first.shop("shop");
    buy(&shop.visited_with(GPTBOT), "1");
    first.kill();
    assert_eq!(count(&dir.data(), "GPTBot"), "2 events counted after all");
    let second = Server::on(&dir.data(), &[]);
    let shop = shop.behind(&second);
    buy(&shop.visited_with(GPTBOT), "2");
    check_counted(&shop, 1, 2, "24.68");
}

#[test]
fn each_site_has_a_word_of_its_own() {
    let server = Server::start();
    let (shop, other) = (server.shop("shop"), server.shop("other"));
    for shop in [&shop, &other] {
        buy(&shop.visited_with(GPTBOT), "1");
    }
    count(&server.data, "GPTBot");
    check_counted(&shop, 1, 1, "12.34");
    check_counted(&other, 0, 0, "0.00");
}

#[test]
fn a_browser_without_a_screen_is_a_bot_elsewhere_and_a_developer_on_this_machine() {
    let server = Server::start();
    let own = "http://shop.localhost:3000";
    let flags = ["--timezone", "UTC", "--origin", footfall_tests::ORIGIN, "--origin", own];
    let shop = server.shop_with("shop", &flags).visited_with(HEADLESS);
    let view = |origin: &str| {
        let mut load = shop.load();
        let events = [load.page_view()];
        let headers = [("origin", origin), ("user-agent", HEADLESS)];
        let url = format!("{}/v1/events", server.url);
        let answer = server.http.post(&url, &headers, &load.batch(&events).to_string());
        assert_eq!((answer.status, &answer.json()["accepted"]), (200, &json!(1)), "{answer:?}");
    };
    view(footfall_tests::ORIGIN);
    assert_eq!((&shop.overview()["page_views"], shop.drops("bot")), (&json!(0), 1));
    view(own);
    assert_eq!((&shop.overview()["page_views"], shop.drops("bot")), (&json!(1), 1));
}

#[test]
fn the_pixel_of_a_bot_is_set_aside_too() {
    let server = Server::start();
    let shop = server.shop("shop");
    let url = format!("{}/v1/pixel.gif?site=shop", server.url);
    let ask = |agent: &str| {
        let headers = [("user-agent", agent), ("referer", "https://shop.example/lamp?id=3")];
        assert_eq!(server.http.get(&url, &headers).status, 200);
    };
    ask(GPTBOT);
    ask(AGENT);
    assert_eq!((&shop.overview()["page_views"], shop.drops("bot")), (&json!(1), 1));
    count(&server.data, "GPTBot");
    assert_eq!(shop.row("pages", "page", "/lamp?id=3")["page_views"], 2);
}

#[test]
fn nothing_personal_waits_with_what_was_set_aside() {
    let server = Server::start();
    let shop = server.shop("shop");
    let url = "https://shop.example/a?email=ann@example.org&x=1";
    let mut load = shop.visited_with(GPTBOT).load().at(url);
    let events = [load.page_view()];
    let mut batch = load.batch(&events);
    batch["visitor"] = json!("0123456789abcdef0123456789abcdef");
    shop.visited_with(GPTBOT).store(&batch);
    for file in ["footfall.db", "footfall.db-wal", "journal.db", "journal.db-wal"] {
        let bytes = std::fs::read(server.data.join(file)).unwrap_or_default();
        for word in ["ann@example.org", "0123456789abcdef0123456789abcdef", "AppleWebKit"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} is in {file}");
        }
    }
}

#[test]
fn a_bot_that_nobody_knows_and_a_site_that_is_none_are_refused() {
    let server = Server::start();
    server.shop("shop");
    for (arguments, says) in [
        (["bots", "count", "--site", "shop", "NoSuchBot"].as_slice(), "NoSuchBot"),
        (&["bots", "set-aside", "--site", "shop", "NoSuchBot"], "NoSuchBot"),
        (&["bots", "count", "--site", "none", "GPTBot"], "none"),
        (&["bots", "list", "--site", "none"], "none"),
        (&["bots", "count", "--site", "shop"], "BOTS"),
    ] {
        let refused = server.command(arguments);
        assert!(!refused.success && refused.stderr.contains(says), "{refused:?}");
    }
}
