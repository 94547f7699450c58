//! What the build put into the binary: tracker, dashboard, demo shop. Compressed once, at build.

use std::io::Write;

use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Server;
use super::errors::ApiError;
use crate::config::EVENTS_PATH;

#[derive(Debug)]
pub(super) struct Asset {
    path: &'static str,
    etag: &'static str,
    plain: &'static [u8],
    /// Empty where there is none.
    brotli: &'static [u8],
    gzip: &'static [u8],
}

const SCRIPT: &str = "tracker/footfall.js";

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// uPlot and we set styles by script only, which `style-src 'self'` allows.
const DASHBOARD_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// A shop that runs the tracker: Wasm, and nothing else more.
const DEMO_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// `renamed`: where the script is found, too.
pub(super) fn routes(config: &mut ServiceConfig, renamed: &str) {
    config
        .route(renamed, web::get().to(script))
        .route("/", web::get().to(dashboard))
        .route("/footfall.js", web::get().to(script))
        // Where tags of Matomo and Piwik PRO look for theirs, so that changing one host name moves a shop.
        .route("/matomo.js", web::get().to(script))
        .route("/piwik.js", web::get().to(script))
        .route("/ppms.js", web::get().to(script))
        .route("/{site:[a-z0-9_-]{1,64}}.js", web::get().to(site_script))
        .route("/{name:footfall-[0-9a-f]+\\.(?:wasm|mjs)}", web::get().to(tracker))
        .route("/dashboard/{path:.*}", web::get().to(dashboard_file))
        .route("/demo", web::get().to(demo_folder))
        .route("/demo/{path:.*}", web::get().to(demo_file));
}

pub(super) async fn not_found() -> Result<HttpResponse, ApiError> {
    Err(ApiError::NotFound)
}

pub(super) async fn dashboard(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    page(&request, "dashboard/index.html", DASHBOARD_CSP)
}

async fn dashboard_file(
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    page(&request, &format!("dashboard/{path}"), DASHBOARD_CSP)
}

async fn demo_folder(server: Data<Server>) -> Result<HttpResponse, ApiError> {
    if !server.demo {
        return Err(ApiError::NotFound);
    }
    Ok(HttpResponse::PermanentRedirect().insert_header(("location", "/demo/")).finish())
}

async fn demo_file(
    request: HttpRequest,
    server: Data<Server>,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    if !server.demo {
        return Err(ApiError::NotFound);
    }
    let path = if path.is_empty() { "index.html" } else { &path };
    page(&request, &format!("demo/{path}"), DEMO_CSP)
}

/// Checked again at each visit (an ETag answers most), so that a new version reaches people with their next page.
fn page(request: &HttpRequest, path: &str, csp: &str) -> Result<HttpResponse, ApiError> {
    let asset = find(path)?;
    Ok(respond(request, asset, &[("cache-control", "no-cache"), ("content-security-policy", csp)]))
}

/// The tag's script: short-lived, because it names the versions of the rest.
async fn script(request: HttpRequest, server: Data<Server>) -> Result<HttpResponse, ApiError> {
    Ok(respond(
        &request,
        server.script,
        &[
            ("cache-control", "public, max-age=3600"),
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
        ],
    ))
}

/// The script that sends its batches to this path. Of another path than the one that the build knows it is made here, once
/// for as long as the process lives, and compressed by gzip alone: a tenth more of its kilobyte.
pub(super) fn script_for(events_path: &str) -> std::io::Result<&'static Asset> {
    let asset = find(SCRIPT).map_err(std::io::Error::other)?;
    let usual = EVENTS_PATH.trim_start_matches('/');
    if events_path == usual {
        return Ok(asset);
    }
    let plain = String::from_utf8_lossy(asset.plain).replace(usual, events_path).into_bytes();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&plain)?;
    Ok(Box::leak(Box::new(Asset {
        path: asset.path,
        etag: format!("\"{}\"", &blake3::hash(&plain).to_hex()[..16]).leak(),
        plain: plain.leak(),
        brotli: &[],
        gzip: encoder.finish()?.leak(),
    })))
}

/// The same under a site's own name.
async fn site_script(
    request: HttpRequest,
    server: Data<Server>,
    site: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    match server.collector.site(&site) {
        Some(_) => script(request, server).await,
        None => Err(ApiError::NotFound),
    }
}

/// Glue and Wasm have their content's hash in the name: they never change.
async fn tracker(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let asset = find(&format!("tracker/{name}"))?;
    Ok(respond(
        &request,
        asset,
        &[
            ("cache-control", "public, max-age=31536000, immutable"),
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
        ],
    ))
}

fn find(path: &str) -> Result<&'static Asset, ApiError> {
    let found = FILES.binary_search_by_key(&path, |asset| asset.path);
    found.ok().and_then(|index| FILES.get(index)).ok_or(ApiError::NotFound)
}

fn respond(request: &HttpRequest, asset: &'static Asset, headers: &[(&str, &str)]) -> HttpResponse {
    let header = |name| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    let unchanged = header(IF_NONE_MATCH) == asset.etag;
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    for &header in headers {
        response.insert_header(header);
    }
    response.insert_header((ETAG, asset.etag)).insert_header(("vary", "accept-encoding"));
    if unchanged {
        return response.finish();
    }
    let accepts = |encoding| {
        header(ACCEPT_ENCODING)
            .split(',')
            .any(|entry| entry.split(';').next().map(str::trim) == Some(encoding))
    };
    let body = if accepts("br") && !asset.brotli.is_empty() {
        response.insert_header((CONTENT_ENCODING, "br"));
        asset.brotli
    } else if accepts("gzip") {
        response.insert_header((CONTENT_ENCODING, "gzip"));
        asset.gzip
    } else {
        asset.plain
    };
    response.content_type(content_type(asset.path)).body(body)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "text/plain; charset=utf-8",
    }
}
