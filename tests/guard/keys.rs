//! Keys are listed without their secrets, and revoked at once.

use std::path::Path;

use footfall_tests::{Server, TestDir, footfall};

fn both_ways(check: impl Fn(&Path)) {
    let alone = TestDir::default();
    check(&alone.data());
    let server = Server::start();
    check(&server.data);
}

#[track_caller]
fn list(data: &Path, flags: &[&str]) -> Vec<String> {
    let listed = footfall(data, &[&["key", "list"], flags].concat());
    assert!(listed.success, "{listed:?}");
    listed.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn keys_are_listed_by_number_site_scope_and_day_and_never_by_secret() {
    both_ways(|data| {
        let mut secrets = Vec::new();
        for (site, scope) in [("shop", "read"), ("other", "admin")] {
            assert!(footfall(data, &["site", "add", site]).success);
            secrets
                .push(footfall(data, &["key", "create", "--site", site, "--scope", scope]).stdout);
        }
        let all = list(data, &[]);
        assert_eq!(all.len(), 2, "{all:?}");
        let fields: Vec<&str> = all[1].split('\t').collect();
        assert_eq!(fields[1..3], ["other", "admin"]);
        assert!(fields[3].starts_with("20") && fields[3].len() == "2026-01-01".len(), "{fields:?}");
        for secret in &secrets {
            assert!(all.iter().all(|line| !line.contains(secret.trim())));
        }
        assert_eq!(list(data, &["--site", "shop"]), all[..1]);
        let refused = footfall(data, &["key", "list", "--site", "none"]);
        assert!(!refused.success && refused.stderr.contains("none"), "{refused:?}");
    });
}

#[test]
fn a_revoked_key_opens_nothing_any_more_and_others_still_do() {
    let server = Server::start();
    let shop = server.shop("shop");
    let other = server.key("shop", "read");
    let number = list(&server.data, &[])[0].split('\t').next().unwrap_or_default().to_owned();
    let ask = |key: &str| {
        let header = format!("Bearer {key}");
        shop.ask("drops", "from=2026-01-01&to=2026-01-02", &[("authorization", &header)]).status
    };
    assert_eq!((ask(&shop.key), ask(&other)), (200, 200));
    assert!(server.command(&["key", "revoke", &number]).success);
    assert_eq!((ask(&shop.key), ask(&other)), (401, 200));
    let again = server.command(&["key", "revoke", &number]);
    assert!(!again.success && again.stderr.contains(&number), "{again:?}");
}
