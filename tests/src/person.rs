//! Somebody at the dashboard: asks as its page does, with a cookie, from the server's own origin.

use serde_json::{Value, json};

use crate::{Answer, Http, Server, must};

/// Long enough for anybody.
pub const PASSWORD: &str = "a heron by the lake";

#[derive(Debug, Clone)]
pub struct Person {
    http: Http,
    url: String,
    pub cookie: String,
}

impl Person {
    /// Nobody yet.
    pub fn at(server: &Server) -> Self {
        Self { http: server.http.clone(), url: server.url.clone(), cookie: String::new() }
    }

    /// Whoever has these cookies.
    pub fn with(server: &Server, cookie: &str) -> Self {
        Self { cookie: cookie.to_owned(), ..Self::at(server) }
    }

    /// Whoever uses the link that the first start printed.
    pub fn first(server: &Server) -> Self {
        Self::by_link(server, &server.printed("sign in"))
    }

    /// Uses a link without choosing a password.
    #[track_caller]
    pub fn by_link(server: &Server, link: &str) -> Self {
        let mut person = Self::at(server);
        let entered = person.use_link(link, &json!({}));
        assert_eq!(entered.status, 204, "{entered:?}");
        person
    }

    /// Somebody whom the operator added, with more flags, and who chose a password.
    #[track_caller]
    pub fn added(server: &Server, email: &str, flags: &[&str]) -> Self {
        let added = server.command(&[&["user", "add", email], flags].concat());
        assert!(added.success, "{added:?}");
        let mut person = Self::at(server);
        let entered = person.use_link(added.stdout.trim(), &json!({ "password": PASSWORD }));
        assert_eq!(entered.status, 204, "{entered:?}");
        person
    }

    /// Keeps the cookie of the answer, if it has one.
    pub fn use_link(&mut self, link: &str, chosen: &Value) -> Answer {
        let token = link.rsplit('/').next().unwrap_or_default();
        let answer = self.post(&format!("/sign-in/{token}"), chosen);
        self.keep(&answer);
        answer
    }

    pub fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let said = json!({ "email": email, "password": password });
        let answer = self.post("/api/v1/sign-in", &said);
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        }
    }

    /// Asks with other headers in place of its own, but for the cookie.
    #[track_caller]
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let url = format!("{}{path}", self.url);
        let mut all = headers.to_vec();
        if !self.cookie.is_empty() {
            all.push(("cookie", &self.cookie));
        }
        must(self.http.try_send(method, &url, &all, body), &url)
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.change("POST", path, &body.to_string())
    }

    #[track_caller]
    pub fn delete(&self, path: &str) -> Answer {
        self.change("DELETE", path, "")
    }

    #[track_caller]
    pub fn change(&self, method: &str, path: &str, body: &str) -> Answer {
        let headers = [("origin", &*self.url), ("content-type", "application/json")];
        self.send(method, path, &headers, Some(body).filter(|body| !body.is_empty()))
    }
}
