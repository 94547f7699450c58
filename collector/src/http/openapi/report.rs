//! Reports as operations, and their answers as schemas: from the list of reports and the registry of definitions.

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{Object, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, Required};

use super::doors::Who;
use super::schemas::{self, AnySchema, list, named, text};
use super::{path_params, secured};
use crate::people::act_of_report;
use crate::reports::{Form, Report, definitions};

/// What all of them take.
const QUERY: &[(&str, &str, &[&str])] = &[
    ("from", "The first day: 2026-01-31.", &[]),
    ("to", "The last day, included.", &[]),
    ("compare", "The same of the days before, or of a year before.", &["previous", "year"]),
    ("filter", "A segment: which sessions are meant; country==FR;device==mobile, say.", &[]),
    ("limit", "Rows at most: 1 to 10,000; 100 otherwise.", &[]),
    ("after", "The `next` of the page before.", &[]),
    ("format", "The form of the answer; otherwise as `Accept` says.", &["json", "csv", "ndjson"]),
];
const NEEDED: &[&str] = &["from", "to"];

/// Where an answer has its rows; the others are one object of numbers.
fn rows_key(report: &Report) -> Option<&'static str> {
    match report.id {
        "overview" | "clv" => None,
        "funnel" => Some("steps"),
        _ => Some("rows"),
    }
}

/// `LandingPages`
fn name(report: &Report) -> String {
    let words = report.id.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    });
    words.collect()
}

pub(super) fn operation(report: &Report) -> OperationBuilder {
    let mut operation = OperationBuilder::new()
        .tag("Reports")
        .summary(Some(report.about))
        .operation_id(Some(report.id))
        .parameters(Some(path_params("{site}")));
    for (name, about, words) in QUERY {
        let schema = text();
        let schema = if words.is_empty() {
            schema
        } else {
            ObjectBuilder::from(schema).enum_values(Some(words.iter().copied())).build()
        };
        operation = operation.parameter(param(name, about, schema));
    }
    for own in report.params {
        operation = operation.parameter(param(own.name, own.about, text()));
    }
    let header = |about: &str| HeaderBuilder::new().schema(text()).description(Some(about)).build();
    let mut answer = ResponseBuilder::new()
        .description("The report")
        .header("ETag", header("The same as long as the answer is."))
        .header("Link", header("The next page, in CSV and NDJSON."));
    for form in Form::ALL {
        let content = ContentBuilder::new();
        let content = match form {
            Form::Json => content.schema(Some(named(&name(report)))),
            _ => content.schema(Some(text())),
        };
        let media_type = form.content_type().split(';').next().unwrap_or_default();
        answer = answer.content(media_type, content.build());
    }
    operation = operation
        .response("200", answer)
        .response("304", ResponseBuilder::new().description("The answer that the client has"));
    for (status, about) in [
        ("400", "A parameter is wrong, and which"),
        ("401", "No key, and nobody signed in"),
        ("403", "Not with this key or role"),
        ("404", "No such site"),
    ] {
        let content = ContentBuilder::new().schema(Some(named("Error"))).build();
        let error = ResponseBuilder::new().description(about).content("application/json", content);
        operation = operation.response(status, error);
    }
    secured(operation, Who::May(act_of_report(report.id)))
}

fn param(name: &str, about: &str, schema: Object) -> Parameter {
    let needed = if NEEDED.contains(&name) { Required::True } else { Required::False };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .description(Some(about))
        .required(needed)
        .schema(Some(schema))
        .build()
}

/// Its answer, and its row.
pub(super) fn schemas(report: &Report) -> Vec<(String, AnySchema)> {
    let name = name(report);
    let mut row = ObjectBuilder::new().schema_type(Type::Object);
    for definition in definitions::of_report(report.id) {
        row = row.property(definition.id, schemas::of(definition));
    }
    let Some(rows_key) = rows_key(report) else {
        let answer = row.property("previous", named(&name));
        return vec![(name.clone(), answer.description(Some(report.about)).build().into())];
    };
    let row_name = format!("{name}Row");
    let rows = list(named(&row_name));
    let cursor = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("The `after` of the next page; null of the last one."));
    let mut answer = ObjectBuilder::new().schema_type(Type::Object).description(Some(report.about));
    for definition in definitions::beside_rows(report.id) {
        answer = answer.property(definition.id, schemas::of(definition));
    }
    let answer = answer
        .property(rows_key, rows.clone())
        .property("previous", rows)
        .property("next", cursor.build());
    vec![(name, answer.build().into()), (row_name, row.build().into())]
}
