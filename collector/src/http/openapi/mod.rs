//! `GET /api/v1/openapi.json`: what can be asked here, for programs. Made from the list of reports, the registry of
//! definitions and the list of [`doors`]; the tests hold it against the routes and the answers of the real server.

mod beside;
mod doors;
mod people;
mod report;
mod schemas;
mod setting_up;

use std::sync::OnceLock;

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ComponentsBuilder, HttpMethod, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths,
    Required,
};

use self::doors::{Door, Said, Who, doors};
use self::schemas::{named, text};
use crate::people::Act;
use crate::reports::REPORTS;

const ABOUT: &str = "Self-hosted ecommerce analytics. Money is an exact decimal text with its currency; times are \
    milliseconds; a ratio without a denominator is null; days are those of the site's time zone. What each number means: \
    /api/v1/definitions.";

const KEY: &str = "key";
const COOKIE: &str = "cookie";

pub(super) fn routes(config: &mut ServiceConfig) {
    config.route("/api/v1/openapi.json", web::get().to(answer));
}

/// For anybody: it says nothing about any shop.
async fn answer() -> impl Responder {
    static DOCUMENT: OnceLock<OpenApi> = OnceLock::new();
    HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=300"))
        .json(DOCUMENT.get_or_init(document))
}

fn document() -> OpenApi {
    let mut paths = Paths::new();
    for report in REPORTS {
        let path = format!("/api/v1/sites/{{site}}/{}", report.id);
        paths.add_path_operation(path, vec![HttpMethod::Get], report::operation(report));
    }
    for door in doors() {
        paths.add_path_operation(door.path, vec![door.method()], operation(door));
    }
    let license = LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build();
    let info = InfoBuilder::new()
        .title("Footfall")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(license));
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A key of the site: footfall key create --site ID --scope read"))
        .build();
    let cookie = ApiKeyValue::with_description("footfall", "Somebody signed in");
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas::fixed())
        .schemas_from_iter(schemas::of_people())
        .schemas_from_iter(REPORTS.iter().flat_map(report::schemas))
        .security_scheme(KEY, SecurityScheme::Http(bearer))
        .security_scheme(COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components.build())).build()
}

/// What stands in braces in a path.
fn path_params(path: &str) -> impl Iterator<Item = Parameter> {
    path.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        let param = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
        Some(param.required(Required::True).schema(Some(text())).build())
    })
}

fn operation(door: &Door) -> OperationBuilder {
    let mut operation = OperationBuilder::new()
        .tag(door.tag)
        .summary(Some(door.about))
        .operation_id(Some(door.id()))
        .parameters(Some(path_params(door.path)));
    for (name, about) in door.query {
        let param = ParameterBuilder::new().name(*name).parameter_in(ParameterIn::Query);
        operation = operation.parameter(param.description(Some(*about)).schema(Some(text())));
    }
    if let Some((content_type, schema)) = door.body {
        let content = ContentBuilder::new().schema(Some(named(schema))).build();
        let body = RequestBodyBuilder::new().content(content_type, content);
        operation = operation.request_body(Some(body.required(Some(Required::True)).build()));
    }
    for (status, about, said) in door.answers {
        let mut response = ResponseBuilder::new().description(*about);
        response = match said {
            Said::Nothing => response,
            Said::Json(schema) => {
                let content = ContentBuilder::new().schema(Some(named(schema))).build();
                response.content("application/json", content)
            }
            Said::Other(content_type) => {
                response.content(*content_type, ContentBuilder::new().build())
            }
        };
        operation = operation.response(*status, response);
    }
    secured(operation, door.who)
}

fn secured(operation: OperationBuilder, who: Who) -> OperationBuilder {
    let none: [&str; 0] = [];
    let key = SecurityRequirement::new(KEY, none);
    let cookie = SecurityRequirement::new(COOKIE, none);
    let operation = operation
        .extensions(Some(ExtensionsBuilder::new().add("x-footfall-who", who.word()).build()));
    match who {
        Who::Anybody => operation,
        Who::May(Act::Manage) => operation.security(cookie),
        Who::May(_) => operation.security(key).security(cookie),
        Who::Key(_) => operation.security(key),
        Who::SignedIn | Who::Visitor => operation.security(cookie),
    }
}
