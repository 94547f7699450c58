//! The operator's commands: the same beside a running server as without one.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use footfall_tests::{ORIGIN, Output, PASSWORD, Person, Server, TestDir, footfall, must};
use serde_json::json;

#[track_caller]
fn check_refused(output: &Output, says: &[&str]) {
    assert!(!output.success, "{output:?}");
    assert_eq!(output.stdout, "", "what is wrong belongs on stderr");
    for word in says {
        assert!(output.stderr.contains(word), "{word} is not in: {}", output.stderr);
    }
}

/// The same check beside a server and without one.
fn both_ways(check: impl Fn(&Path)) {
    let alone = TestDir::default();
    check(&alone.data());
    let server = Server::start();
    check(&server.data);
}

#[test]
fn a_site_is_added_with_its_tag_and_listed_with_all_it_was_given() {
    both_ways(|data| {
        let flags = [
            "site",
            "add",
            "shop",
            "--name",
            "My shop",
            "--currency",
            "chf",
            "--timezone",
            "Europe/Zurich",
            "--origin",
            "https://Shop.Example/",
            "--origin",
            "http://localhost:3000",
        ];
        let added = footfall(data, &flags);
        assert!(added.success, "{added:?}");
        assert!(added.stdout.contains("<script async src=\"http://127.0.0.1:"), "{}", added.stdout);
        assert!(
            added.stdout.contains("/footfall.js\" data-site=\"shop\"></script>"),
            "{}",
            added.stdout
        );
        let listed = footfall(data, &["site", "list"]);
        let expected =
            "shop\tMy shop\tCHF\tEurope/Zurich\thttps://shop.example http://localhost:3000";
        assert!(listed.stdout.lines().any(|line| line == expected), "{}", listed.stdout);
    });
}

#[test]
fn a_sites_own_parameters_are_listed_and_stand_in_its_tag_with_the_other_options() {
    both_ways(|data| {
        let flags = ["site", "add", "shop", "--scrub-param", "loyalty", "--scrub-param", "card_no"];
        let added = footfall(data, &[&flags[..], &["--hash-routes", "--query-routes"]].concat());
        let tag = "/footfall.js\" data-site=\"shop\" data-hash-routes data-query-routes \
                   data-scrub-params=\"loyalty,card_no\"></script>";
        assert!(added.stdout.contains(tag), "{}", added.stdout);
        let pixel = "/v1/pixel.gif?site=shop\" referrerpolicy=\"no-referrer-when-downgrade\" alt=\"\"></noscript>";
        assert!(added.stdout.contains(pixel), "{}", added.stdout);
        let listed = footfall(data, &["site", "list"]).stdout;
        let line = "shop\tshop\tEUR\tEurope/Paris\t\tscrubs loyalty,card_no";
        assert!(listed.lines().any(|listed| listed == line), "{listed}");
        for wrong in ["a,b", "", "a b", "\"><script>"] {
            let refused = footfall(data, &["site", "add", "other", "--scrub-param", wrong]);
            check_refused(&refused, &[wrong, "query parameter"]);
        }
    });
}

#[test]
fn a_sites_own_parameters_are_taken_out_of_its_urls_by_the_collector_too() {
    let dir = TestDir::default();
    let first = Server::on(&dir.data(), &[]);
    let flags = ["--timezone", "UTC", "--origin", ORIGIN, "--scrub-param", "Loyalty"];
    let shop = first.shop_with("shop", &flags);
    first.kill();
    let second = Server::on(&dir.data(), &[]);
    let shop = shop.behind(&second);
    let mut load = shop.load().at("https://shop.example/a?loyalty=4711&x=1#/r?LOYALTY=4711");
    load = load.from("https://other.example/?loyalty=4711");
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
    assert_eq!(shop.row("pages", "page", "/a?x=1#/r")["page_views"], 1);
    assert_eq!(shop.drops("personal_data_removed"), 3);
}

#[test]
fn a_site_has_defaults() {
    let dir = TestDir::default();
    assert!(footfall(&dir.data(), &["site", "add", "shop"]).success);
    assert_eq!(
        footfall(&dir.data(), &["site", "list"]).stdout,
        "shop\tshop\tEUR\tEurope/Paris\t\n"
    );
}

#[test]
fn a_site_that_is_not_well_formed_is_refused_by_its_fault() {
    both_ways(|data| {
        check_refused(&footfall(data, &["site", "add", "My Shop"]), &["a-z, 0-9"]);
        check_refused(&footfall(data, &["site", "add", &"a".repeat(65)]), &["1 to 64"]);
        check_refused(
            &footfall(data, &["site", "add", "shop", "--currency", "EURO"]),
            &["EURO", "ISO 4217"],
        );
        check_refused(
            &footfall(data, &["site", "add", "shop", "--timezone", "Mars/Olympus"]),
            &["Mars/Olympus"],
        );
        check_refused(
            &footfall(data, &["site", "add", "shop", "--origin", "shop.example"]),
            &["shop.example", "https://"],
        );
        check_refused(
            &footfall(data, &["site", "add", "shop", "--origin", "https://shop.example/path"]),
            &["/path"],
        );
        let listed = footfall(data, &["site", "list"]).stdout;
        assert!(!listed.contains("shop\tshop"), "nothing of it was added: {listed}");
    });
}

#[test]
fn what_a_site_is_set_to_is_listed_and_the_rest_of_it_stays() {
    both_ways(|data| {
        let add = ["site", "add", "shop", "--name", "My shop", "--origin", "https://old.example"];
        assert!(footfall(data, &add).success);
        let check = |flags: &[&str], expected: &str| {
            let set = footfall(data, &[&["site", "set", "shop"], flags].concat());
            assert_eq!(set.stdout.trim_end(), expected, "{set:?}");
            let listed = footfall(data, &["site", "list"]).stdout;
            assert!(listed.lines().any(|line| line == expected), "{listed}");
        };
        let shop = "shop\tMy shop\tEUR\tEurope/Paris\t";
        check(&["--keep-months", "24"], &format!("{shop}https://old.example\tkeeps 24 months"));
        let timeouts =
            ["--session-timeout-min", "20", "--cart-timeout-min", "90", "--keep-months", "13"];
        let times = "\tsessions end after 20 min\tcarts are abandoned after 90 min";
        check(&timeouts, &format!("{shop}https://old.example{times}"));
        let origins = ["--origin", "https://A.example/", "--origin", "https://b.example"];
        check(&origins, &format!("{shop}https://a.example https://b.example{times}"));
    });
}

#[test]
fn what_a_site_cant_be_set_to_is_refused() {
    both_ways(|data| {
        assert!(footfall(data, &["site", "add", "shop"]).success);
        let set = |site, flag, value| footfall(data, &["site", "set", site, flag, value]);
        check_refused(&set("nowhere", "--keep-months", "2"), &["nowhere"]);
        check_refused(&set("shop", "--keep-months", "0"), &["keep-months", "1..=1200"]);
        check_refused(&set("shop", "--session-timeout-min", "721"), &["session-timeout-min"]);
        check_refused(&set("shop", "--cart-timeout-min", "x"), &["cart-timeout-min"]);
        check_refused(&set("shop", "--origin", "shop.example"), &["shop.example", "https://"]);
    });
}

#[test]
fn a_session_timeout_holds_from_the_moment_it_is_set() {
    let server = Server::start();
    let shop = server.shop("shop");
    assert!(server.command(&["site", "set", "shop", "--session-timeout-min", "5"]).success);
    for minutes in [10, 0] {
        let mut load = shop.load();
        let events = [load.event_ago(minutes * 60_000, "page_view", json!({}))];
        shop.store(&load.batch(&events));
    }
    assert_eq!(shop.overview()["sessions"], 2);
}

#[test]
fn a_site_is_added_once() {
    both_ways(|data| {
        assert!(footfall(data, &["site", "add", "shop"]).success);
        check_refused(&footfall(data, &["site", "add", "shop"]), &["shop", "already"]);
    });
}

#[test]
fn a_site_added_beside_a_server_takes_events_at_once_and_after_a_restart() {
    let dir = TestDir::default();
    let first = Server::on(&dir.data(), &[]);
    let shop = first.shop("shop");
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
    first.kill();
    let second = Server::on(&dir.data(), &[]);
    assert_eq!(shop.behind(&second).overview()["page_views"], 1);
}

#[test]
fn a_site_and_a_key_made_while_no_server_ran_work_when_one_does() {
    let dir = TestDir::default();
    assert!(
        footfall(&dir.data(), &["site", "add", "shop", "--timezone", "UTC", "--origin", ORIGIN])
            .success
    );
    let key = footfall(&dir.data(), &["key", "create", "--site", "shop", "--scope", "read"]).stdout;
    let server = Server::on(&dir.data(), &[]);
    let shop = footfall_tests::Shop::new(&server, "shop", key.trim());
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
    assert_eq!(shop.overview()["page_views"], 1);
}

#[test]
fn a_key_is_printed_once_and_alone() {
    both_ways(|data| {
        assert!(footfall(data, &["site", "add", "shop"]).success);
        let create = || footfall(data, &["key", "create", "--site", "shop", "--scope", "read"]);
        let (first, second) = (create(), create());
        for created in [&first, &second] {
            let secret = created.stdout.strip_suffix('\n').unwrap_or_default();
            assert!(secret.starts_with("ff_") && secret.len() >= 32, "{created:?}");
            assert!(
                secret.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_'),
                "{created:?}"
            );
            assert_eq!(created.stderr, "", "nothing beside it");
        }
        assert_ne!(first.stdout, second.stdout);
        let database = must(std::fs::read(data.join("footfall.db")), "the database");
        let secret = first.stdout.trim().as_bytes();
        assert!(
            !database.windows(secret.len()).any(|window| window == secret),
            "only its hash is kept"
        );
    });
}

#[test]
fn a_key_needs_a_site_and_a_scope_there_are() {
    both_ways(|data| {
        check_refused(
            &footfall(data, &["key", "create", "--site", "none", "--scope", "read"]),
            &["none"],
        );
        check_refused(
            &footfall(data, &["key", "create", "--site", "none", "--scope", "all"]),
            &["all", "read", "ingest", "admin"],
        );
        check_refused(&footfall(data, &["key", "create", "--scope", "read"]), &["--site"]);
    });
}

#[test]
fn the_first_start_prints_a_link_that_signs_in_once() {
    let server = Server::start();
    let link = server.printed("sign in");
    let mut owner = Person::at(&server);
    for _ in 0..2 {
        let looked = server.http.get(&link, &[]);
        assert_eq!((looked.status, looked.header("set-cookie")), (200, None), "a scanner's look");
    }
    let entered = owner.use_link(&link, &json!({}));
    assert_eq!(entered.status, 204, "{entered:?}");
    let cookie = entered.header("set-cookie").unwrap_or_default().to_owned();
    for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    let listed = owner.get("/api/v1/sites");
    assert_eq!((listed.status, &listed.json()["sites"][0]["id"]), (200, &json!("demo")));

    let again = Person::at(&server).use_link(&link, &json!({}));
    assert_eq!((again.status, again.header("set-cookie")), (404, None), "it works once");
    assert_eq!(Person::at(&server).get("/api/v1/sites").status, 401);
    let guessed = Person::at(&server).use_link("/sign-in/guess", &json!({}));
    assert_eq!((guessed.status, guessed.header("set-cookie")), (404, None));

    assert_eq!(owner.post("/sign-out", &json!({})).status, 204);
    assert_eq!(owner.get("/api/v1/sites").status, 401, "and not after signing out");
}

#[test]
fn a_link_made_while_no_server_ran_signs_in_when_one_does() {
    let dir = TestDir::default();
    let added = footfall(&dir.data(), &["user", "add", "ann@example.org"]);
    let server = Server::on(&dir.data(), &[]);
    Person::by_link(&server, added.stdout.trim());
}

#[test]
fn somebody_without_an_address_is_not_added() {
    both_ways(|data| check_refused(&footfall(data, &["user", "add", "ann"]), &["ann", "e-mail"]));
}

#[test]
fn after_the_first_sign_in_a_start_prints_no_link() {
    let dir = TestDir::default();
    let first = Server::on(&dir.data(), &[]);
    let owner = Person::first(&first);
    // Who signs out has been here all the same, if there is a way back in.
    let chosen = owner.post("/api/v1/me/password", &json!({ "password": PASSWORD }));
    assert_eq!(chosen.status, 204, "{chosen:?}");
    assert_eq!(owner.post("/sign-out", &json!({})).status, 204);
    first.kill();
    let second = Server::on(&dir.data(), &[]);
    // It answers, so it has printed all it prints.
    assert_eq!(second.http.get(&format!("{}/healthz", second.url), &[]).status, 200);
    let printed = second.all_printed();
    assert!(!printed.iter().any(|line| line.contains("sign in")), "{printed:?}");
}

#[test]
fn a_second_server_on_the_same_data_is_refused_and_the_first_goes_on() {
    let server = Server::start();
    let second = footfall(&server.data, &["serve", "--listen", "127.0.0.1:0"]);
    check_refused(&second, &["another server", &server.data.display().to_string()]);
    assert!(server.command(&["site", "add", "shop"]).success);
    assert_eq!(server.http.get(&format!("{}/healthz", server.url), &[]).status, 200);
}

#[test]
fn the_data_and_the_commands_socket_are_their_owners_alone() {
    let server = Server::start();
    let mode = |name: &str| {
        let found = must(std::fs::metadata(server.data.join(name)), name);
        found.permissions().mode() & 0o777
    };
    assert_eq!(mode(""), 0o700);
    assert_eq!(mode("control.sock"), 0o600);
    assert_eq!(mode("salts.json"), 0o600);
}

#[test]
fn a_command_that_there_is_not_says_which_there_are() {
    let dir = TestDir::default();
    check_refused(&footfall(&dir.data(), &["sites"]), &["sites", "Usage"]);
    check_refused(
        &footfall(&dir.data(), &["serve", "--listen", "nowhere"]),
        &["--listen", "nowhere"],
    );
    check_refused(
        &footfall(
            &dir.data(),
            &["simulate", "--site", "x", "--days", "0", "--sessions-per-day", "5"],
        ),
        &["--days", "0"],
    );
    let help = footfall(&dir.data(), &["--help"]);
    for command in ["serve", "site", "key", "user", "simulate"] {
        assert!(help.success && help.stdout.contains(command), "{command}: {help:?}");
    }
}
