//! Settings: flags over environment over a file over defaults, and a wrong one says what is wrong.

use std::path::Path;

use footfall_tests::{Output, Server, TestDir, footfall, must};

fn written(dir: &TestDir, text: &str) -> String {
    let path = dir.path().join("footfall.toml");
    must(std::fs::write(&path, text), "the settings file");
    path.display().to_string()
}

#[test]
fn a_setting_is_taken_from_a_flag_before_the_environment_before_a_file() {
    let dir = TestDir::default();
    let file = written(&dir, "listen = \"127.0.0.1:0\"\npublic_url = \"https://file.example/\"\n");
    let check = |flags: &[&str], environment: &[(&str, &str)], expected: &str| {
        let mut all = vec!["--config", &*file];
        all.extend(flags);
        let server = Server::launch(&dir.data(), &all, environment);
        assert_eq!(server.url, expected);
        server.kill();
    };
    let environment = [("FOOTFALL_PUBLIC_URL", "https://environment.example")];
    check(&[], &[], "https://file.example");
    check(&[], &environment, "https://environment.example");
    check(&["--public-url", "https://flag.example/"], &environment, "https://flag.example");
}

#[test]
fn every_setting_can_come_from_the_environment() {
    let dir = TestDir::default();
    let environment = [
        ("FOOTFALL_LISTEN", "127.0.0.1:0"),
        ("FOOTFALL_PUBLIC_URL", "https://shop.example"),
        ("FOOTFALL_TRUSTED_PROXY", "[\"10.0.0.0/8\"]"),
        ("FOOTFALL_DEMO", "true"),
        ("FOOTFALL_LOG_FORMAT", "json"),
        ("FOOTFALL_VISITOR_RATE", "10"),
        ("FOOTFALL_VISITOR_BURST", "20"),
        ("FOOTFALL_SITE_RATE", "1000"),
        ("FOOTFALL_SITE_BURST", "2000"),
        ("FOOTFALL_NEW_TEXTS_PER_DAY", "100"),
        ("FOOTFALL_TAG_PATH", "/shop.js"),
        ("FOOTFALL_EVENTS_PATH", "/said"),
        ("FOOTFALL_SMTP_URL", "smtps://user:password@mail.example"),
        ("FOOTFALL_MAIL_FROM", "stats@shop.example"),
        ("FOOTFALL_ALLOW_PRIVATE_WEBHOOKS", "true"),
    ];
    let server = Server::launch(&dir.data(), &[], &environment);
    assert_eq!(server.url, "https://shop.example");
    assert_eq!(server.printed("demo shop"), "https://shop.example/demo/");
    let added = server.command(&["site", "add", "shop"]).stdout;
    assert!(added.contains("src=\"https://shop.example/shop.js\""), "{added}");
}

#[test]
fn the_settings_file_can_be_named_by_the_environment() {
    let dir = TestDir::default();
    let file = written(&dir, "public_url = \"https://file.example\"\n");
    let server = Server::launch(&dir.data(), &[], &[("FOOTFALL_CONFIG", &file)]);
    assert_eq!(server.url, "https://file.example");
}

#[test]
fn the_data_directory_can_be_a_setting() {
    let dir = TestDir::default();
    let data = dir.path().join("elsewhere");
    let file = written(&dir, &format!("data = {:?}\n", data.display().to_string()));
    let mut command = std::process::Command::new(footfall_tests::binary());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FOOTFALL_")) {
        command.env_remove(name);
    }
    let added = must(command.args(["site", "add", "shop", "--config", &file]).output(), "footfall");
    assert!(added.status.success(), "{added:?}");
    assert!(footfall(&data, &["site", "list"]).stdout.starts_with("shop\t"));
}

#[track_caller]
fn check_refused(output: &Output, says: &[&str]) {
    assert!(!output.success && output.stdout.is_empty(), "{output:?}");
    for word in says {
        assert!(output.stderr.contains(word), "{word} is not in: {}", output.stderr);
    }
}

#[test]
fn a_wrong_setting_says_what_is_wrong_with_it() {
    let dir = TestDir::default();
    let serve = |flags: &[&str]| {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(flags);
        footfall(&dir.data(), &all)
    };
    check_refused(&serve(&["--trusted-proxy", "10.0.0.0/99"]), &["trusted_proxy", "10.0.0.0/99"]);
    check_refused(&serve(&["--public-url", "shop.example"]), &["public_url", "shop.example"]);
    check_refused(&serve(&["--log-format", "xml"]), &["log_format", "xml"]);
    check_refused(&serve(&["--visitor-rate", "0"]), &["visitor_rate", "visitor_burst"]);
    check_refused(&serve(&["--site-rate", "10"]), &["site_rate", "site_burst"]);
    check_refused(&serve(&["--new-texts-per-day", "many"]), &["--new-texts-per-day"]);
    check_refused(&serve(&["--config", "missing.toml"]), &["missing.toml"]);
    check_refused(&serve(&["--tag-path", "/a/shop.js"]), &["tag_path", "/a/shop.js"]);
    check_refused(&serve(&["--events-path", "/api/v1"]), &["events_path", "/api/v1"]);
    check_refused(&serve(&["--config", &written(&dir, "trusted_proxy = 5\n")]), &["trusted_proxy"]);
    check_refused(&serve(&["--config", &written(&dir, "lisen = \"x\"\n")]), &["lisen"]);
}

#[test]
fn a_data_directory_that_cant_be_made_is_named() {
    let output = footfall(Path::new("/proc/nowhere"), &["site", "list"]);
    check_refused(&output, &["/proc/nowhere"]);
}

#[test]
fn an_address_in_use_is_refused() {
    let server = Server::start();
    let address = server.url.trim_start_matches("http://").to_owned();
    let dir = TestDir::default();
    let second = footfall(&dir.data(), &["serve", "--listen", &address]);
    check_refused(&second, &["ddress", &address]);
}

#[test]
fn the_demo_is_there_on_loopback_and_elsewhere_only_when_asked_for() {
    let check = |flags: &[&str], expected: u16| {
        let dir = TestDir::default();
        let mut all = vec!["--listen", "127.0.0.1:45123"];
        // A port of its own: with a public URL, nobody prints the one that was found.
        let free = must(std::net::TcpListener::bind("127.0.0.1:0"), "a port");
        let address = must(free.local_addr(), "its address").to_string();
        drop(free);
        all[1] = &address;
        all.extend(flags);
        let server = Server::on(&dir.data(), &all);
        let answer = server.http.get(&format!("http://{address}/demo/"), &[]);
        assert_eq!(answer.status, expected, "{flags:?}");
        let listed = server.command(&["site", "list"]).stdout;
        assert_eq!(listed.starts_with("demo\t"), expected == 200, "{flags:?}: {listed}");
    };
    check(&[], 200);
    check(&["--public-url", "http://localhost:9000"], 200);
    check(&["--public-url", "https://shop.example"], 404);
    check(&["--public-url", "https://shop.example", "--demo"], 200);
    // Begins like a loopback name, and is none.
    check(&["--public-url", "https://localhost.example"], 404);
}

#[test]
fn the_tag_and_its_batches_can_have_other_paths_and_keep_the_usual_ones() {
    let server = Server::with(&["--tag-path", "/shop.js", "--events-path", "/shop/said"]);
    let shop = server.shop("shop");
    let script = server.http.get(&format!("{}/shop.js", server.url), &[]);
    assert_eq!(script.status, 200);
    assert!(script.body.contains("\"shop/said\"") || script.body.contains("'shop/said'"));
    assert!(!script.body.contains("v1/events"), "{}", script.body);
    // Tags that are out there go on, with the new address in their script.
    for path in ["footfall.js", "matomo.js", "shop.js"] {
        let same = server.http.get(&format!("{}/{path}", server.url), &[]);
        assert_eq!((same.status, &same.body), (200, &script.body), "{path}");
    }
    for (views, path) in ["shop/said", "v1/events"].into_iter().enumerate() {
        let mut load = shop.load();
        let batch = load.page_view();
        let batch = load.batch(&[batch]).to_string();
        let url = format!("{}/{path}", server.url);
        let origin = [("origin", footfall_tests::ORIGIN)];
        let checked = server.http.post(&format!("{url}/check"), &origin, &batch);
        assert_eq!(checked.json()["accepted"], 1, "{path}: {checked:?}");
        assert_eq!(server.http.post(&url, &origin, &batch).status, 200, "{path}");
        assert_eq!(shop.overview()["page_views"], views + 1);
    }
    let added = server.command(&["site", "add", "other"]);
    assert!(added.stdout.contains(&format!("src=\"{}/shop.js\"", server.url)), "{}", added.stdout);
}

#[test]
fn a_script_with_another_path_is_compressed_as_well() {
    let server = Server::with(&["--events-path", "shop/said"]);
    let ask = |encoding| {
        let url = format!("{}/footfall.js", server.url);
        let headers = [("accept-encoding", encoding)];
        let (answer, bytes) = must(server.http.try_fetch("GET", &url, &headers, None), &url);
        (answer.header("content-encoding").map(str::to_owned), bytes.len())
    };
    let (plain, compressed) = (ask("identity"), ask("br, gzip"));
    assert_eq!((plain.0.as_deref(), compressed.0.as_deref()), (None, Some("gzip")));
    assert!(compressed.1 * 3 < plain.1 * 2, "{} of {}", compressed.1, plain.1);
}
