//! The script under the names that tags of others load, so that changing one host name moves a shop.

use footfall_tests::Server;

#[test]
fn the_script_is_served_under_its_rivals_names_and_each_sites() {
    let server = Server::start();
    server.shop("my-shop_2");
    let get = |path: &str| server.http.get(&format!("{}/{path}", server.url), &[]);
    let own = get("footfall.js");
    assert_eq!(own.status, 200);
    for path in ["matomo.js", "piwik.js", "ppms.js", "my-shop_2.js"] {
        let other = get(path);
        assert_eq!((other.status, &other.body), (200, &own.body), "{path}");
        for header in
            ["content-type", "cache-control", "etag", "vary", "access-control-allow-origin"]
        {
            assert_eq!(other.header(header), own.header(header), "{path}: {header}");
        }
    }
}

#[test]
fn a_site_that_there_is_not_has_no_script_and_other_files_stay_where_they_are() {
    let server = Server::start();
    let shop = server.shop("dashboard");
    let get = |path: &str| server.http.get(&format!("{}/{path}", server.url), &[]);
    for path in ["nowhere.js", "Shop.js", ".js", "dashboard/nothing.js", "v1/shop.js"] {
        let answer = get(path);
        assert_eq!(
            (answer.status, &answer.json()["error"]["code"]),
            (404, &"not_found".into()),
            "{path}"
        );
    }
    assert_eq!(get(&format!("{}.js", shop.id)).status, 200);
    assert_ne!(get("dashboard/dashboard.js").body, get("footfall.js").body);
    assert_eq!(get("dashboard/dashboard.js").status, 200);
}
