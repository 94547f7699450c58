//! Schemas: of units, and of what is no report.

use serde_json::json;
use utoipa::openapi::schema::{AdditionalProperties, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{ArrayBuilder, Object, ObjectBuilder, Ref, RefOr, Schema};

use crate::reports::definitions::{Definition, Unit};

/// A calendar day, or a moment that begins with one.
const DATE: &str = r"^\d{4}-\d\d-\d\d";

pub(super) type AnySchema = RefOr<Schema>;

pub(super) fn named(name: &str) -> AnySchema {
    Ref::from_schema_name(name).into()
}

pub(super) fn text() -> Object {
    Object::with_type(Type::String)
}

fn or_null(kind: Type) -> SchemaType {
    SchemaType::from_iter([kind, Type::Null])
}

pub(super) fn list(of: AnySchema) -> AnySchema {
    ArrayBuilder::new().items(of).build().into()
}

fn object(properties: impl IntoIterator<Item = (&'static str, AnySchema)>) -> ObjectBuilder {
    let object = ObjectBuilder::new().schema_type(Type::Object);
    properties
        .into_iter()
        .fold(object, |object, (name, schema)| object.property(name, schema).required(name))
}

/// Of a value by its definition.
pub(super) fn of(definition: &Definition) -> AnySchema {
    let value =
        ObjectBuilder::new().title(Some(definition.name)).description(Some(definition.text));
    let value = match definition.unit {
        Unit::Count => value.schema_type(Type::Integer),
        Unit::Ratio | Unit::Number | Unit::Units => value.schema_type(or_null(Type::Number)),
        Unit::Milliseconds | Unit::Moment => value.schema_type(or_null(Type::Integer)),
        Unit::Date => value.schema_type(or_null(Type::String)).pattern(Some(DATE)),
        Unit::Text => value.schema_type(or_null(Type::String)),
        Unit::Flag => value.schema_type(Type::Boolean),
        Unit::Money | Unit::OfMetric => {
            let other = match definition.unit {
                Unit::Money => Type::Null,
                _ => Type::Number,
            };
            return OneOfBuilder::new()
                .title(Some(definition.name))
                .description(Some(definition.text))
                .item(named("Money"))
                .item(Object::with_type(other))
                .into();
        }
        Unit::List => return list(text().into()),
        Unit::Object => value.schema_type(or_null(Type::Object)),
        Unit::Rows => {
            let row = Object::with_type(Type::Object);
            return ArrayBuilder::new()
                .description(Some(definition.text))
                .items(row)
                .build()
                .into();
        }
    };
    value.build().into()
}

/// Those of every document, by name.
pub(super) fn fixed() -> Vec<(String, AnySchema)> {
    let money =
        object([("amount", text_of(r"^-?\d+(\.\d+)?$")), ("currency", text_of("^[A-Z]{3}$"))])
            .description(Some("An exact amount: as many places as its currency has."));
    let count = || Object::with_type(Type::Integer).into();
    let refusal = object([("index", count()), ("code", text().into()), ("field", text().into())])
        .property("message", text())
        .build();
    let answer = || object([("accepted", count()), ("refused", list(refusal.clone().into()))]);
    let error = object([("code", text().into()), ("message", text().into())])
        .property("field", text())
        .build();
    let error = object([("error", error.into())]);
    let site =
        object(["id", "name", "currency", "time_zone", "role"].map(|id| (id, text().into())));
    let definition = object([
        ("id", text().into()),
        ("name", text().into()),
        ("unit", text().into()),
        ("definition", text().into()),
        ("formula", ObjectBuilder::new().schema_type(or_null(Type::String)).build().into()),
        ("additive", Object::with_type(Type::Boolean).into()),
        ("reports", list(text().into())),
        ("places", list(text().into())),
    ])
    .build();
    let definitions = || list(definition.clone().into());
    let param = object([("name", text().into()), ("about", text().into())]);
    let report = object([
        ("id", text().into()),
        ("about", text().into()),
        ("params", list(param.build().into())),
    ]);
    let note = object([("id", text().into()), ("note", text().into())]);
    let system = object([
        ("id", text().into()),
        ("name", text().into()),
        ("definitions", list(note.build().into())),
    ]);
    let filter = object([
        ("id", text().into()),
        ("about", text().into()),
        ("kind", text().into()),
        ("values", list(text().into())),
    ]);
    let registry = object([
        ("metrics", definitions()),
        ("dimensions", definitions()),
        ("filters", list(filter.build().into())),
        ("events", list(text().into())),
        ("reports", list(report.build().into())),
        ("systems", list(system.build().into())),
    ]);
    let rows_of = || list(Object::with_type(Type::Object).into());
    let now = object([
        ("at_ms", count()),
        ("people", count()),
        ("pages", rows_of()),
        ("sources", rows_of()),
        ("carts", count()),
        ("carts_in_checkout", count()),
        ("carts_value", named("Money")),
        ("newest_carts", rows_of()),
        ("newest_orders", rows_of()),
    ]);
    let new_note = object([("day", text_of(DATE)), ("text", text().into())]);
    let note_kept = object([
        ("id", count()),
        ("date", text_of(DATE)),
        ("text", text().into()),
        ("author", ObjectBuilder::new().schema_type(or_null(Type::String)).build().into()),
        ("created_at_ms", count()),
    ]);
    let event = object([("name", text().into())])
        .property("params", Object::with_type(Type::Object))
        .property("at", Object::with_type(Type::Integer))
        .property("customer", text())
        .property("event_id", text());
    let server_events = object([("events", list(event.build().into()))]).examples([json!({
        "events": [{
            "name": "purchase",
            "params": { "transaction_id": "T-1", "currency": "EUR", "order_total": "38.00" },
            "customer": "4711",
        }],
    })]);
    let batch = object([
        ("v", count()),
        ("site", text().into()),
        ("page_load", text_of("^[0-9a-f]{32}$")),
        ("sent_at", count()),
    ])
    .description(Some(
        "What the tracker sends: events and the page views they belong to, or raw calls.",
    ))
    .property("pages", list(Object::with_type(Type::Object).into()))
    .property("events", list(Object::with_type(Type::Object).into()));
    let open = || {
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(true)))
    };
    let settings = || {
        ObjectBuilder::new()
            .property("name", text())
            .property("currency", text())
            .property("time_zone", text())
            .property("origins", list(text().into()))
            .property("prices_include_tax", Object::with_type(Type::Boolean))
            .property("session_timeout_min", Object::with_type(Type::Integer))
            .property("cart_timeout_min", Object::with_type(Type::Integer))
            .property("keep_months", Object::with_type(Type::Integer))
    };
    let moment = || ObjectBuilder::new().schema_type(or_null(Type::Integer)).build().into();
    let heard = object([
        ("id", text().into()),
        ("count", count()),
        ("first_at_ms", moment()),
        ("last_at_ms", moment()),
    ])
    .build();
    let heard = || list(heard.clone().into());
    let all_heard = object([
        ("events", count()),
        ("first_at_ms", moment()),
        ("last_at_ms", moment()),
        ("origins", heard()),
        ("refused_origins", heard()),
        ("dialects", heard()),
        ("steps", heard()),
    ]);
    let warning = object([
        ("code", text().into()),
        ("level", text().into()),
        ("count", count()),
        ("since_ms", count()),
        ("example", text().into()),
    ]);
    let setup = object([
        ("site", named("Site")),
        ("tag", text().into()),
        ("script_url", text().into()),
        ("events_url", text().into()),
        ("public_url", text().into()),
        ("csp", text().into()),
        ("heard", all_heard.build().into()),
        ("warnings", list(warning.build().into())),
        ("now_ms", count()),
    ]);
    let target = object([("id", count()), ("kind", text().into()), ("address", text().into())])
        .property("created_at_ms", Object::with_type(Type::Integer));
    let rule = object([
        ("name", text().into()),
        ("active", Object::with_type(Type::Boolean).into()),
        ("threshold", count()),
        ("min", count()),
        ("max", count()),
        ("wrong_since_ms", moment()),
    ])
    .build();
    let notice = object([
        ("id", count()),
        ("rule", text().into()),
        ("kind", text().into()),
        ("address", text().into()),
        ("created_at_ms", count()),
        ("attempts", count()),
        ("next_at_ms", moment()),
        ("sent_at_ms", moment()),
        ("error", text().into()),
    ]);
    let alerts = object([
        ("has_mail", Object::with_type(Type::Boolean).into()),
        ("rules", list(rule.into())),
        ("targets", list(target.build().into())),
        ("notices", list(notice.build().into())),
    ]);
    let whole_site = settings()
        .property("id", text())
        .property("scrub_params", text())
        .property("sender_ids", Object::with_type(Type::Boolean))
        .required("id")
        .required("currency")
        .required("time_zone");
    [
        ("Site", whole_site),
        ("Settings", settings()),
        ("Setup", setup),
        ("Alerts", alerts),
        ("Alert", open().description(Some("A rule or a target; of a webhook with its secret, once."))),
        (
            "AlertChange",
            open().description(Some(
                "One of rule {name, threshold, active}, mail {address}, webhook {url}, forget {id}.",
            )),
        ),
        ("AlertTest", object([("id", count())])),
        ("Money", money),
        ("Accepted", answer()),
        ("Refused", open().description(Some("Like Accepted, or like Error."))),
        ("Error", error),
        ("Segment", object([("name", text().into()), ("filter", text().into())])),
        ("Segments", object([("segments", list(named("Segment")))])),
        ("NewNote", new_note),
        ("Note", note_kept),
        ("Notes", object([("notes", list(named("Note")))])),
        ("Now", now),
        ("Sites", object([("sites", list(site.build().into()))])),
        ("Definitions", registry),
        ("ServerEvents", server_events),
        ("Batch", batch),
        ("Form", open().description(Some("As the other system has it."))),
        ("Document", open().description(Some("OpenAPI 3.1."))),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema.build().into()))
    .collect()
}

/// What people and their keys are asked for and answered.
pub(super) fn of_people() -> Vec<(String, AnySchema)> {
    let words = |names: &[&'static str]| {
        object(names.iter().map(|name| (*name, AnySchema::from(text()))).collect::<Vec<_>>())
    };
    let number = || Object::with_type(Type::Integer);
    let flag = || Object::with_type(Type::Boolean);
    let maybe = |kind| ObjectBuilder::new().schema_type(or_null(kind)).build();
    let rows = |name: &'static str, row: ObjectBuilder| object([(name, list(row.build().into()))]);
    let person = words(&["email"])
        .property("id", number())
        .property("role", maybe(Type::String))
        .property("is_everywhere", flag())
        .property("is_settled", flag())
        .property("used_at_ms", maybe(Type::Integer))
        .property("is_me", flag());
    let key = words(&["name", "scope"])
        .property("id", number())
        .property("made_by", maybe(Type::String))
        .property("created_at_ms", number())
        .property("used_on", maybe(Type::String));
    let share = words(&["name", "filter"])
        .property("id", number())
        .property("made_by", maybe(Type::String))
        .property("created_at_ms", number())
        .property("expires_at_ms", maybe(Type::Integer));
    let session = words(&["browser"])
        .property("id", number())
        .property("created_at_ms", number())
        .property("used_at_ms", number())
        .property("expires_at_ms", number())
        .property("is_this", flag());
    let line = words(&["actor", "action", "detail"])
        .property("at_ms", number())
        .property("email", maybe(Type::String))
        .property("site", maybe(Type::String))
        .property("subject", maybe(Type::String));
    [
        ("SignIn", words(&["email", "password"])),
        ("Link", object([("email", maybe(Type::String).into()), ("has_password", flag().into())])),
        ("Chosen", words(&[]).property("email", text()).property("password", text())),
        ("NewPassword", words(&["password"]).property("current", text())),
        (
            "Me",
            object([("person", maybe(Type::Object).into()), ("guest", maybe(Type::Object).into())]),
        ),
        ("Sessions", rows("sessions", session)),
        ("People", rows("people", person)),
        ("Role", words(&["email", "role"])),
        ("Invited", object([("link", maybe(Type::String).into())])),
        ("Keys", rows("keys", key)),
        ("NewKey", words(&["name", "scope"])),
        ("MadeKey", words(&["key"]).property("id", number())),
        ("Shares", rows("shares", share)),
        (
            "NewShare",
            words(&["name"]).property("filter", text()).property("days", maybe(Type::Integer)),
        ),
        ("MadeShare", words(&["link"]).property("id", number())),
        ("Audit", rows("rows", line).property("next", maybe(Type::String))),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema.build().into()))
    .collect()
}

fn text_of(pattern: &str) -> AnySchema {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build().into()
}
