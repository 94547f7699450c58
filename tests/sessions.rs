//! Visitors and sessions: who is one, when one ends, where it came from, and what is not kept of anybody.

use footfall_tests::{ORIGIN, Server, Shop, TestDir, must, now_ms};
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;
const TIMEOUT_MS: i64 = 30 * MINUTE_MS;

/// Page views so long ago, all in one request, so that their distances are exact.
fn views(shop: &Shop, ago_ms: &[i64]) {
    let mut load = shop.load();
    let events: Vec<Value> =
        ago_ms.iter().map(|&ago| load.event_ago(ago, "view_cart", json!({}))).collect();
    shop.store(&load.batch(&events));
}

/// What the sessions of a server are, for what no report shows yet.
fn sessions(server: &Server, column: &str) -> Vec<String> {
    let connection = server.database();
    let mut statement = must(
        connection.prepare(&format!("select cast({column} as text) from session order by id")),
        column,
    );
    let rows = must(statement.query_map((), |row| row.get(0)), column);
    rows.map(|row| must(row, column)).collect()
}

#[test]
fn a_gap_of_more_than_thirty_minutes_ends_a_session() {
    let check = |ago_ms: &[i64], expected: i64| {
        let server = Server::start();
        let shop = server.shop_at_noon("shop");
        views(&shop, ago_ms);
        let overview = shop.overview();
        assert_eq!(
            (&overview["sessions"], &overview["visitors"]),
            (&json!(expected), &json!(1)),
            "{ago_ms:?}"
        );
    };
    check(&[0], 1);
    check(&[TIMEOUT_MS, 0], 1);
    // One whole second more: at_ms of one event is read a moment after the other's.
    check(&[TIMEOUT_MS + 1_000, 0], 2);
    check(&[3 * TIMEOUT_MS, 2 * TIMEOUT_MS + 1_000, TIMEOUT_MS + 2_000, 3_000], 1);
    check(&[40 * MINUTE_MS, 0, 80 * MINUTE_MS], 3);
}

#[test]
fn a_browser_whose_clock_is_hours_wrong_is_here_now_all_the_same() {
    const HOUR_MS: i64 = 60 * MINUTE_MS;
    for wrong_ms in [-5 * HOUR_MS, 5 * HOUR_MS] {
        let server = Server::start();
        let shop = server.shop("shop");
        let mut load = shop.load();
        let event = load.event_ago(MINUTE_MS - wrong_ms, "page_view", json!({}));
        shop.store(&load.batch_sent(now_ms() + wrong_ms, &[event]));
        let started = sessions(&server, "started_at_ms");
        let ago_ms = now_ms() - started[0].parse::<i64>().unwrap_or(0);
        assert!((MINUTE_MS..MINUTE_MS + 20_000).contains(&ago_ms), "{wrong_ms}: {ago_ms} ms ago");
    }
}

#[test]
fn a_session_goes_on_when_the_server_is_restarted() {
    let dir = footfall_tests::TestDir::default();
    let first = Server::on(&dir.data(), &[]);
    let shop = first.shop("shop");
    views(&shop, &[10 * MINUTE_MS]);
    first.kill();
    let second = Server::on(&dir.data(), &[]);
    let shop = shop.behind(&second);
    views(&shop, &[0]);
    let overview = shop.overview();
    assert_eq!((&overview["sessions"], &overview["visitors"]), (&json!(1), &json!(1)));
}

#[test]
fn a_browser_is_a_visitor_and_another_one_another() {
    let server = Server::start();
    let shop = server.shop_at_noon("shop");
    views(&shop, &[40 * MINUTE_MS, 0]);
    views(&shop.visited_by("another"), &[0]);
    let overview = shop.overview();
    assert_eq!((&overview["visitors"], &overview["sessions"]), (&json!(2), &json!(3)));
}

#[test]
fn a_visitor_of_one_shop_is_a_stranger_to_the_next() {
    let server = Server::start();
    for site in ["one", "other"] {
        views(&server.shop(site), &[0]);
    }
    let mut visitors = sessions(&server, "visitor");
    visitors.dedup();
    assert_eq!(visitors.len(), 2, "{visitors:?}");
}

#[test]
fn a_session_is_engaged_by_ten_seconds_or_a_second_page_or_an_order() {
    let server = Server::start();
    let shop = server.shop("shop");
    let visit = |name: &str, events: &[(i64, &str, Value)]| {
        let shop = shop.visited_by(name);
        let mut load = shop.load();
        let events: Vec<Value> = events
            .iter()
            .map(|(ago, event, params)| load.event_ago(*ago, event, params.clone()))
            .collect();
        shop.store(&load.batch(&events));
        shop.overview()["engagement_rate"].as_f64()
    };
    let engaged = |ms: i64| json!({ "engaged_ms": ms });
    assert_eq!(
        visit("a", &[(60_000, "page_view", json!({})), (0, "user_engagement", engaged(10_000))]),
        Some(0.0)
    );
    assert_eq!(
        visit("b", &[(60_000, "page_view", json!({})), (0, "user_engagement", engaged(10_001))]),
        Some(1.0 / 2.0)
    );
    assert_eq!(
        visit("c", &[(0, "page_view", json!({})), (0, "view_cart", json!({}))]),
        Some(1.0 / 3.0)
    );
    assert_eq!(
        visit("d", &[(0, "purchase", json!({ "transaction_id": "T", "value": 1 }))]),
        Some(2.0 / 4.0)
    );
    // A page cannot have been looked at for longer than the visit lasted.
    assert_eq!(
        visit("e", &[(5_000, "page_view", json!({})), (0, "user_engagement", engaged(60_000))]),
        Some(2.0 / 5.0)
    );
    let overview = shop.overview();
    assert_eq!(overview["bounce_rate"].as_f64(), Some(3.0 / 5.0));
    let engaged_ms = overview["engaged_ms"].as_i64().unwrap_or(0);
    assert!((25_001..25_100).contains(&engaged_ms), "{engaged_ms}");
}

#[test]
fn several_tabs_never_add_up_to_more_than_wall_time() {
    let server = Server::start();
    let shop = server.shop("shop");
    for _ in 0..3 {
        let mut load = shop.load();
        let events = [
            load.event_ago(20_000, "page_view", json!({})),
            load.event("user_engagement", json!({ "engaged_ms": 20_000 })),
        ];
        shop.store(&load.batch(&events));
    }
    let engaged_ms = shop.overview()["engaged_ms"].as_i64().unwrap_or(0);
    assert!((19_000..21_500).contains(&engaged_ms), "{engaged_ms}");
}

#[test]
fn a_session_has_the_source_of_its_first_page() {
    let server = Server::start();
    let shop = server.shop("shop");
    let check = |url: &str, referrer: &str, expected: [&str; 3]| {
        let shop = shop.visited_by(&format!("{url}{referrer}"));
        let before = shop.report("sources")["rows"].as_array().map_or(0, Vec::len);
        let mut load = shop.load().at(url).from(referrer);
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
        let after = shop.report("sources")["rows"].clone();
        assert_eq!(
            after.as_array().map(Vec::len),
            Some(before + 1),
            "{url} from {referrer}: {after:#}"
        );
        let is_it = |row: &Value| {
            ["source", "medium", "campaign"].map(|key| row[key].clone())
                == expected.map(|text| json!(text))
        };
        assert!(
            after.as_array().is_some_and(|rows| rows.iter().any(is_it)),
            "{expected:?} in {after:#}"
        );
    };
    check("https://shop.example/", "", ["(direct)", "(none)", ""]);
    check("https://shop.example/", "https://www.google.com/", ["google", "organic", ""]);
    check("https://shop.example/?gclid=x", "https://www.google.com/", ["google", "cpc", ""]);
    check(
        "https://shop.example/",
        "https://blog.example.org/post",
        ["blog.example.org", "referral", ""],
    );
    check(
        "https://shop.example/?utm_source=letter&utm_medium=email&utm_campaign=spring%20sale",
        "https://mail.example/",
        ["letter", "email", "spring sale"],
    );
}

#[test]
fn a_campaign_in_the_middle_of_a_session_starts_no_new_one() {
    let server = Server::start();
    let shop = server.shop("shop");
    for url in ["https://shop.example/", "https://shop.example/?utm_source=letter"] {
        let mut load = shop.load().at(url);
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
    }
    assert_eq!(shop.overview()["sessions"], 1);
    assert_eq!(shop.row("sources", "source", "(direct)")["sessions"], 1);
}

#[test]
fn campaign_tags_are_no_part_of_a_pages_name() {
    let server = Server::start();
    let shop = server.shop("shop");
    for url in [
        "https://shop.example/p?id=3",
        "https://shop.example/p?utm_source=x&id=3",
        "https://shop.example/p?id=3&gclid=1",
    ] {
        let mut load = shop.load().at(url);
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
    }
    assert_eq!(shop.row("pages", "page", "/p?id=3")["page_views"], 3);
}

#[test]
fn the_country_is_that_of_the_browsers_time_zone() {
    let server = Server::start();
    let shop = server.shop("shop");
    for (zone, country) in
        [("Europe/Vienna", "AT"), ("America/New_York", "US"), ("UTC", ""), ("Not/A_Zone", "")]
    {
        let shop = shop.visited_by(zone);
        let mut load = shop.load();
        load.time_zone = Some(zone.to_owned());
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
        assert_eq!(
            sessions(&server, "country").last().map(String::as_str),
            Some(country),
            "{zone}"
        );
    }
}

#[test]
fn the_device_is_a_class_and_nothing_more() {
    let server = Server::start();
    let shop = server.shop("shop");
    for (agent, device) in [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0.0.0 Safari/537.36", "0"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile/15E148", "1"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/156.0.0.0 Safari/537.36", "2"),
    ] {
        views(&shop.visited_with(agent), &[0]);
        assert_eq!(sessions(&server, "device").last().map(String::as_str), Some(device), "{agent}");
    }
}

/// Sends one view for each forwarded address, and tells how many visitors that made.
fn visitors_behind(flags: &[&str], forwarded: &[&str]) -> Value {
    let server = Server::with(flags);
    let shop = server.shop("shop");
    for address in forwarded {
        let mut load = shop.load();
        let events = [load.page_view()];
        let answer = shop.post_with(&[("x-forwarded-for", address)], &load.batch(&events));
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    shop.overview()["visitors"].clone()
}

#[test]
fn a_forwarded_address_is_believed_from_a_trusted_proxy_only() {
    let two = ["203.0.113.1", "203.0.113.2"];
    assert_eq!(visitors_behind(&[], &two), 1, "nobody is trusted by default");
    assert_eq!(visitors_behind(&["--trusted-proxy", "10.0.0.0/8"], &two), 1, "we are not in 10/8");
    assert_eq!(visitors_behind(&["--trusted-proxy", "127.0.0.0/8"], &two), 2);
    assert_eq!(visitors_behind(&["--trusted-proxy", "127.0.0.1"], &two), 2);
}

#[test]
fn what_a_client_writes_before_the_proxys_word_is_not_believed() {
    let forged = ["198.51.100.1, 203.0.113.1", "198.51.100.2, 203.0.113.1"];
    assert_eq!(visitors_behind(&["--trusted-proxy", "127.0.0.1"], &forged), 1);
    let chain = ["203.0.113.1, 10.0.0.7", "203.0.113.2, 10.0.0.7"];
    assert_eq!(
        visitors_behind(&["--trusted-proxy", "127.0.0.1", "--trusted-proxy", "10.0.0.0/8"], &chain),
        2
    );
}

#[test]
fn neither_address_nor_user_agent_nor_what_is_personal_in_a_url_is_kept_anywhere() {
    let server = Server::with(&["--trusted-proxy", "127.0.0.1"]);
    let shop = server.shop("shop").visited_by("Rare-Browser-4711");
    let mut load = shop
        .load()
        .at("https://shop.example/a?email=ann.b%40example.org&token=s3cr3t-value&x=1#frag-4711")
        .from("https://mail.example/inbox?user=ann.b");
    load.title = "Hello ann.b@example.org".to_owned();
    let events = [
        load.page_view(),
        load.event("search", json!({ "search_term": "4111 1111 1111 1111" })),
        load.event("quiz_done", json!({ "answer": "mail ann.b@example.org" })),
    ];
    let answer = shop.post_with(&[("x-forwarded-for", "203.0.113.77")], &load.batch(&events));
    assert_eq!((answer.status, &answer.json()["accepted"]), (200, &json!(3)), "{answer:?}");
    let mut read = 0;
    for entry in must(std::fs::read_dir(&server.data), "the data directory") {
        let path = must(entry, "an entry").path();
        // A socket can't be read.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        read += bytes.len();
        for secret in [
            "Rare-Browser",
            "203.0.113.77",
            "ann.b",
            "s3cr3t",
            "frag-4711",
            "4111 1111",
            "4111111111111111",
        ] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} lies in {}", path.display());
        }
    }
    assert!(read > 10_000, "the database was read, {read} bytes");
    assert!(!server.log().contains("203.0.113.77"), "nor is it in the log");
}

#[test]
fn days_are_those_of_the_sites_calendar() {
    let server = Server::start();
    let now = jiff::Timestamp::now();
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"] {
        let id = zone.to_ascii_lowercase().replace('/', "-");
        let shop = server.shop_with(&id, &["--timezone", zone, "--origin", ORIGIN]);
        views(&shop, &[0]);
        let zoned = must(now.in_tz(zone), zone);
        let row = shop.row("timeseries", "date", &zoned.date().to_string());
        assert_eq!(row["sessions"], 1, "{zone}: {row:#}");
    }
}

/// A number that was given out again after a restart was that of two sessions: of a new one, and of one that had become
/// part of a third, whose raw page views still carry it. When the new one was merged, too, it could not be.
#[test]
fn the_number_of_a_session_that_became_part_of_another_is_not_given_out_again() {
    let dir = TestDir::default();
    let mut numbers = Vec::new();
    for visitor in ["first", "second"] {
        let server = Server::on(&dir.data(), &[]);
        if numbers.is_empty() {
            server.shop("shop");
        }
        let shop = Shop::new(&server, "shop", "").visited_by(visitor);
        // The one in the middle comes last and makes one session of two.
        for minutes in [100, 60, 80] {
            views(&shop, &[minutes * MINUTE_MS]);
        }
        numbers = sessions(&server, "id");
        server.kill();
    }
    assert_eq!(numbers, ["1", "3"]);
}
