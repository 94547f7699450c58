//! Somebody who is signed in, as the dashboard's page is: by a cookie, and writing JSON.

use serde_json::Value;

use crate::{Answer, Http, Server};

/// Whoever opened the link that the server printed.
#[derive(Debug, Clone)]
pub struct Owner {
    http: Http,
    url: String,
    cookie: String,
}

impl Owner {
    #[track_caller]
    pub fn of(server: &Server) -> Self {
        let entered = server.http.get(&server.printed("sign in"), &[]);
        let cookie = entered.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.unwrap_or_default().to_owned();
        assert!(!cookie.is_empty(), "{entered:?}");
        Self { http: server.http.clone(), url: server.url.clone(), cookie }
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.http.get(&format!("{}{path}", self.url), &[("cookie", &self.cookie)])
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_as("application/json", path, body)
    }

    #[track_caller]
    pub fn post_as(&self, content_type: &str, path: &str, body: &Value) -> Answer {
        let headers = [("cookie", &*self.cookie), ("content-type", content_type)];
        self.http.post(&format!("{}{path}", self.url), &headers, &body.to_string())
    }
}
