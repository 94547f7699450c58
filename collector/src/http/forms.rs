//! In which form a client wants an answer: it says so in the query, or in `Accept`.

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, Header};

use super::errors::ApiError;
use crate::reports::Form;

/// `format` wins over `Accept`, as a link can't say the latter. Who accepts anything, or nothing that there is, gets JSON.
pub(super) fn negotiated(request: &HttpRequest, format: Option<&str>) -> Result<Form, ApiError> {
    if let Some(format) = format {
        return Form::ALL
            .into_iter()
            .find(|form| form.name() == format)
            .ok_or_else(|| ApiError::parameter("format", "json, csv or ndjson"));
    }
    let accepted = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let wanted = accepted.iter().find_map(|wanted| match (wanted.type_(), wanted.subtype()) {
        (kind, subtype) if kind == "text" && subtype == "csv" => Some(Form::Csv),
        (kind, subtype) if kind == "application" => match subtype.as_str() {
            "json" => Some(Form::Json),
            "x-ndjson" | "ndjson" => Some(Form::Ndjson),
            _ => None,
        },
        (kind, subtype) if kind == "*" && subtype == "*" => Some(Form::Json),
        _ => None,
    });
    Ok(wanted.unwrap_or(Form::Json))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_query_wins_and_then_what_is_liked_best_of_what_there_is() {
        let check = |accept: &str, format: Option<&str>, expected: Form| {
            let request =
                TestRequest::default().insert_header(("accept", accept)).to_http_request();
            assert_eq!(negotiated(&request, format).ok(), Some(expected), "{accept} {format:?}");
        };
        check("*/*", None, Form::Json);
        check("text/html,application/xhtml+xml,*/*;q=0.8", None, Form::Json);
        check("text/csv", None, Form::Csv);
        check("application/json;q=0.5, text/csv", None, Form::Csv);
        check("text/csv;q=0.1, application/json", None, Form::Json);
        check("application/x-ndjson", None, Form::Ndjson);
        check("image/png", None, Form::Json);
        check("text/csv", Some("json"), Form::Json);
        check("not a type", Some("ndjson"), Form::Ndjson);
        let request = TestRequest::default().to_http_request();
        assert_eq!(negotiated(&request, None).ok(), Some(Form::Json));
        assert!(negotiated(&request, Some("xml")).is_err());
    }
}
