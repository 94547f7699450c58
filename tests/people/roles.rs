//! Roles: given, changed, taken, and never a way around them.

use std::io::Read;

use footfall_tests::{Answer, PASSWORD, Person, Server, TestDir, must};
use rusqlite::Connection;
use serde_json::{Value, json};

fn invite(person: &Person, site: &str, email: &str, role: &str) -> Answer {
    let asked = json!({ "email": email, "role": role });
    person.post(&format!("/api/v1/sites/{site}/people"), &asked)
}

fn people(person: &Person) -> Vec<Value> {
    let listed = person.get("/api/v1/sites/shop/people").json();
    listed["people"].as_array().cloned().unwrap_or_default()
}

#[track_caller]
fn link(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["link"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn whoever_is_invited_gets_a_link_once_and_a_role_that_can_change_and_go_at_once() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::added(&server, "ann@example.org", &["--site", "shop"]);
    let sent = link(&invite(&owner, "shop", "bob@example.org", "viewer"));
    assert!(sent.starts_with(&format!("{}/sign-in/", server.url)), "{sent}");
    let mut bob = Person::at(&server);
    assert_eq!(bob.use_link(&sent, &json!({ "password": PASSWORD })).status, 204);
    let save = |name: &str| {
        let segment = json!({ "name": name, "filter": "device==mobile" });
        bob.post("/api/v1/sites/shop/segments", &segment).status
    };
    assert_eq!(save("phones"), 403, "a viewer");
    assert_eq!(invite(&owner, "shop", "BOB@example.org", "analyst").json()["link"], json!(null));
    assert_eq!(save("phones"), 200, "an analyst, from the next request on");
    let row = people(&owner).into_iter().find(|row| row["email"] == "bob@example.org");
    let row = row.unwrap_or_default();
    assert_eq!((&row["role"], &row["is_settled"]), (&json!("analyst"), &json!(true)), "{row}");
    let path = format!("/api/v1/sites/shop/people/{}", row["id"]);
    assert_eq!(owner.delete(&path).status, 204);
    assert_eq!(save("phones"), 403);
    assert_eq!(bob.get("/api/v1/sites").status, 403, "and nothing else is left to see");
    assert_eq!(owner.delete(&path).status, 404);
}

#[test]
fn nobody_changes_their_own_role_and_no_owner_of_one_shop_that_of_an_owner_of_all() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::added(&server, "ann@example.org", &["--site", "shop"]);
    Person::added(&server, "all@example.org", &[]);
    for role in ["viewer", "owner"] {
        assert_eq!(invite(&owner, "shop", "Ann@example.org", role).status, 400, "{role}");
    }
    let id = |email: &str| {
        let row = people(&owner).into_iter().find(|row| row["email"] == email);
        row.map(|row| row["id"].to_string()).unwrap_or_default()
    };
    let remove = |email: &str| owner.delete(&format!("/api/v1/sites/shop/people/{}", id(email)));
    assert_eq!(remove("ann@example.org").status, 400);
    assert_eq!(remove("all@example.org").status, 404, "their role is not one of this shop's");
    assert_eq!(invite(&owner, "shop", "all@example.org", "viewer").json()["link"], json!(null));
    let row = people(&owner).into_iter().find(|row| row["email"] == "all@example.org");
    assert_eq!(row.map(|row| row["role"].clone()), Some(json!("owner")), "the greater one counts");
    for wrong in [
        json!({ "email": "bob", "role": "viewer" }),
        json!({ "email": "bob@example.org", "role": "queen" }),
        json!({ "email": "bob@example.org" }),
    ] {
        assert_eq!(owner.post("/api/v1/sites/shop/people", &wrong).status, 400, "{wrong}");
    }
}

#[test]
fn an_invitation_is_no_way_into_somebodys_other_shops() {
    let server = Server::start();
    server.shop("shop");
    server.shop("other");
    let ann = Person::added(&server, "ann@example.org", &["--site", "shop"]);
    let eve = Person::added(&server, "eve@example.org", &["--site", "other"]);
    // Bob can open the first shop; Eve must not come by a link into his account.
    let bobs = link(&invite(&ann, "shop", "bob@example.org", "viewer"));
    assert!(!bobs.is_empty());
    let waiting = invite(&eve, "other", "bob@example.org", "viewer");
    assert_eq!((waiting.status, &waiting.json()["error"]["field"]), (400, &json!("email")));
    let mut bob = Person::at(&server);
    assert_eq!(bob.use_link(&bobs, &json!({ "password": PASSWORD })).status, 204);
    let known = invite(&eve, "other", "bob@example.org", "owner");
    assert_eq!((known.status, &known.json()["link"]), (200, &json!(null)));
    assert_eq!(bob.get("/api/v1/sites/other/keys").status, 200, "he signs in as ever");
    assert_eq!(eve.get("/api/v1/sites/shop/overview").status, 403);
    assert_eq!(eve.get("/api/v1/sites/nowhere/keys").status, 403, "nor hears what there is");
}

#[test]
fn an_open_line_ends_when_the_right_to_it_does() {
    let server = Server::start();
    server.shop("shop");
    let owner = Person::added(&server, "ann@example.org", &["--site", "shop"]);
    let bob = Person::added(&server, "bob@example.org", &["--site", "shop", "--role", "viewer"]);
    let url = format!("{}/api/v1/sites/shop/live?now=1", server.url);
    let mut line = must(server.http.open(&url, &[("cookie", &bob.cookie)]), "the line");
    let mut begins = [0; 6];
    must(line.read_exact(&mut begins), "its beginning");
    let row = people(&owner).into_iter().find(|row| row["email"] == "bob@example.org");
    let id = row.map(|row| row["id"].to_string()).unwrap_or_default();
    assert_eq!(owner.delete(&format!("/api/v1/sites/shop/people/{id}")).status, 204);
    // Ends with the next heartbeat.
    let mut rest = String::new();
    must(line.read_to_string(&mut rest), "its end");
    assert!(!rest.contains("still here"), "{rest}");
}

#[test]
fn everybody_of_a_version_without_roles_stays_an_owner_of_all_and_signed_in() {
    let dir = TestDir::default();
    must(std::fs::create_dir_all(dir.data()), "a data directory");
    let secret = "0".repeat(40);
    let first = include_str!("../../collector/src/store/migrations/0001_first.sql");
    let before = must(Connection::open(dir.data().join("footfall.db")), "a database");
    let shop = "insert into site (key, name, currency, time_zone, origins, prices_include_tax, created_at_ms)
                values ('shop', 'Old shop', 'EUR', 'UTC', '[]', 0, 0);
                insert into user (id, email, created_at_ms) values (7, 'ann@example.org', 0);
                pragma user_version = 1";
    must(before.execute_batch(&format!("{first}; {shop}")), "the first schema");
    let hash = footfall_collector::secret::hash(&secret);
    let ends = footfall_tests::now_ms() + 29 * 86_400_000;
    must(before.execute("insert into sign_in values (?1, 7, ?2)", (hash, ends)), "a sign-in");
    drop(before);
    let server = Server::on(&dir.data(), &[]);
    let ann = Person::with(&server, &format!("footfall={secret}"));
    assert_eq!(ann.get("/api/v1/sites/shop/keys").status, 200);
    assert_eq!(ann.get("/api/v1/me").json()["person"]["everywhere"], "owner");
}
