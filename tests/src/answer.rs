//! A plain HTTP client: no redirect followed, no status taken for an error.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

use crate::must;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Null when it is no JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

/// One client with its own connections.
#[derive(Debug, Clone)]
pub struct Http(Agent);

impl Default for Http {
    fn default() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            // Below the server's keep-alive, or a request may meet the server hanging up.
            .max_idle_age(Duration::from_secs(2))
            .build();
        Self(Agent::new_with_config(config))
    }
}

impl Http {
    /// An error is a connection that failed, never a status.
    pub fn try_send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<Answer, ureq::Error> {
        let (mut answer, bytes) = self.try_fetch(method, url, headers, body)?;
        answer.body = String::from_utf8_lossy(&bytes).into_owned();
        Ok(answer)
    }

    /// The same with the body as it came, beside the rest.
    pub fn try_fetch(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<(Answer, Vec<u8>), ureq::Error> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = match body {
            Some(body) => self.0.run(request.body(body)?)?,
            None => self.0.run(request.body(())?)?,
        };
        let headers = response.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let status = response.status().as_u16();
        let answer = Answer { status, headers: headers.collect(), body: String::new() };
        Ok((answer, response.body_mut().read_to_vec()?))
    }

    /// An answer that goes on.
    pub fn open(
        &self,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<Box<dyn std::io::Read>, ureq::Error> {
        let mut request = Request::builder().uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ok(Box::new(self.0.run(request.body(())?)?.into_body().into_reader()))
    }

    #[track_caller]
    pub fn get(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        must(self.try_send("GET", url, headers, None), url)
    }

    #[track_caller]
    pub fn post(&self, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        must(self.try_send("POST", url, headers, Some(body)), url)
    }
}
