//! One request of Matomo's or Piwik PRO's kind: a single hit in the query, or in a form's body, or in both; or many hits
//! in a JSON body. Which it is, its bytes say: real senders label JSON as a form.

use footfall_protocol::limits::MAX_BATCH_EVENTS;
use footfall_protocol::{Raw, Reason, Refusal};

use super::Params;

/// The hits of a request, in their order.
#[derive(Debug)]
pub struct Requests {
    /// Something that is neither a query nor a map is an error of its own.
    pub hits: Vec<Result<Params, Refusal>>,
    pub is_bulk: bool,
    /// What was asked beside the hits of a bulk; of a single one, the same as the hit.
    pub asked: Params,
}

impl Requests {
    pub fn read(query: &str, body: &[u8]) -> Result<Self, Refusal> {
        let body = body.trim_ascii_start();
        let mut asked = Params::default();
        if !body.starts_with(b"{") {
            asked.read(body);
            // Where both say something, it is the query, as with PHP's `$_GET + $_POST`.
            asked.read(query.as_bytes());
            return Ok(Self { hits: vec![Ok(asked.clone())], is_bulk: false, asked });
        }
        let bulk: Raw =
            serde_json::from_slice(body).map_err(|_| Refusal::new(Reason::Malformed, ""))?;
        let requests = bulk.get("requests").ok_or(Refusal::new(Reason::Missing, "requests"))?;
        let requests = requests.list().ok_or(Refusal::new(Reason::Type, "requests"))?;
        if requests.is_empty() {
            return Err(Refusal::new(Reason::Missing, "requests"));
        }
        if requests.len() > MAX_BATCH_EVENTS {
            return Err(Refusal::new(Reason::Many, "requests"));
        }
        asked.read(query.as_bytes());
        if let Some(token) = bulk.get("token_auth").and_then(Raw::text) {
            asked.set_default("token_auth", token);
        }
        let token = asked.get("token_auth").unwrap_or_default();
        let hits = requests.iter().map(|request| {
            let mut params = hit(request)?;
            params.set_default("token_auth", token);
            Ok(params)
        });
        let hits = hits.collect();
        Ok(Self { hits, is_bulk: true, asked })
    }
}

/// `"?idsite=…"`, an address with such a query, or a map of the same.
fn hit(request: &Raw) -> Result<Params, Refusal> {
    let mut params = Params::default();
    match request {
        Raw::Text(text) => {
            let query = text.split_once('?').map_or(&**text, |(_, query)| query);
            params.read(query.as_bytes());
        }
        Raw::Map(_) => params.read_map(request),
        _ => return Err(Refusal::new(Reason::Type, "requests")),
    }
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hits' `url`, each with its key, as `url key`.
    #[track_caller]
    fn check(query: &str, body: &str, expected: &[&str]) {
        let requests = Requests::read(query, body.as_bytes()).unwrap();
        let words = |hit: &Result<Params, Refusal>| match hit {
            Ok(params) => ["url", "token_auth"].map(|key| params.get(key).unwrap_or("-")).join(" "),
            Err(refusal) => refusal.reason.code().to_owned(),
        };
        assert_eq!(requests.hits.iter().map(words).collect::<Vec<_>>(), expected, "{query} {body}");
    }

    #[test]
    fn a_hit_is_in_the_query_or_in_the_body_or_in_both() {
        check("url=a&token_auth=k", "", &["a k"]);
        check("", "url=a+b%26c", &["a b&c -"]);
        check("url=a", "url=b&token_auth=k", &["a k"]);
        check("url=a&url=b&url", "", &["- -"]);
        check("url=%ff%", "", &["\u{fffd}% -"]);
        check("", "", &["- -"]);
    }

    #[test]
    fn a_bulk_is_what_looks_like_one_however_it_is_labelled() {
        check("", r#"{"requests":["?url=a","url=b"]}"#, &["a -", "b -"]);
        check("", " {\"requests\":[\"https://x/matomo.php?url=a%3Fb\"]}", &["a?b -"]);
        check(
            "",
            r#"{"requests":["?url=a","?url=b&token_auth=l"],"token_auth":"k"}"#,
            &["a k", "b l"],
        );
        check("token_auth=q", r#"{"requests":["?url=a"],"token_auth":"k"}"#, &["a q"]);
        check("", r#"{"requests":[{"url":"a","idsite":1},5]}"#, &["a -", "wrong_type"]);
    }

    #[test]
    fn a_bulk_without_hits_is_refused() {
        let many = format!(r#"{{"requests":[{}""]}}"#, "\"\",".repeat(MAX_BATCH_EVENTS));
        for (body, reason) in [
            ("{", Reason::Malformed),
            ("{}", Reason::Missing),
            (r#"{"requests":[]}"#, Reason::Missing),
            (r#"{"requests":"?url=a"}"#, Reason::Type),
            (&many, Reason::Many),
        ] {
            assert_eq!(Requests::read("", body.as_bytes()).unwrap_err().reason, reason, "{body}");
        }
    }
}
