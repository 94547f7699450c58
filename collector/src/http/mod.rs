//! HTTP: routes, who may call them, and what they answer. The only place with an `HttpResponse`.

mod assets;
mod auth;
mod client;
mod errors;
mod events;
mod keys;
mod live;
mod measurement;
mod pixel;
mod reports;
mod server_events;
mod tracking;

use std::sync::Arc;

use actix_web::middleware::DefaultHeaders;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::web::{self, Data, PayloadConfig};
use actix_web::{App, HttpResponse, HttpServer, Responder, get};
use footfall_protocol::limits::MAX_BODY_BYTES;
use ipnet::IpNet;
use tokio::sync::watch;

use self::assets::Asset;
use crate::collector::{Collector, now_ms};
use crate::config::Config;
use crate::control;
use crate::store::NewSite;

/// The demo's site, and the address its first owner is known by until people have accounts.
const DEMO: &str = "demo";
const OWNER: &str = "owner@localhost";

/// How long requests that are being answered may take when the server stops; systemd waits 90 s.
const SHUTDOWN_S: u64 = 20;

/// What a sender is told when there is no room: a group commit takes milliseconds, so one second is long.
const RETRY_AFTER_S: &str = "1";

/// What handlers share.
struct Server {
    collector: Arc<Collector>,
    trusted_proxies: Vec<IpNet>,
    demo: bool,
    /// The tag's script, as the settings have it.
    script: &'static Asset,
    /// Cookies go over TLS only.
    secure: bool,
    /// `true` once the server begins to stop.
    stopping: watch::Receiver<bool>,
}

#[get("/healthz")]
async fn healthz() -> impl Responder {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// Serves until SIGTERM or SIGINT, then answers what was accepted and returns.
pub fn serve(config: &Config, collector: Arc<Collector>) -> std::io::Result<()> {
    actix_web::rt::System::new().block_on(run(config, collector))
}

async fn run(config: &Config, collector: Arc<Collector>) -> std::io::Result<()> {
    let at = |error: std::io::Error| {
        std::io::Error::new(error.kind(), format!("{}: {error}", config.listen))
    };
    let listener = std::net::TcpListener::bind(config.listen).map_err(at)?;
    let address = listener.local_addr()?;
    let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let demo = config.demo || is_loopback(&public_url);
    let stopping = watch::Sender::new(false);
    let server = Data::new(Server {
        collector: Arc::clone(&collector),
        trusted_proxies: config.trusted_proxies.clone(),
        demo,
        script: assets::script_for(&config.paths.events)?,
        secure: public_url.starts_with("https://"),
        stopping: stopping.subscribe(),
    });
    let link = actix_web::web::block({
        let public_url = public_url.clone();
        collector.set_public_url(&public_url, &config.paths.tag);
        move || first_start(&collector, &public_url, demo)
    })
    .await
    .map_err(std::io::Error::other)?
    .map_err(std::io::Error::other)?;

    let paths = config.paths.clone();
    let running = HttpServer::new(move || {
        App::new()
            .app_data(Data::clone(&server))
            // The default for a body; the batch has its own.
            .app_data(PayloadConfig::new(16 * 1024))
            .wrap(
                DefaultHeaders::new()
                    .add(("x-content-type-options", "nosniff"))
                    .add(("referrer-policy", "same-origin")),
            )
            .service(healthz)
            .configure(|config| events::routes(config, &format!("/{}", paths.events)))
            .route("/v1/pixel.gif", web::get().to(pixel::view))
            .configure(tracking::routes)
            .configure(measurement::routes)
            .service(
                web::resource("/api/v1/sites/{site}/events")
                    .app_data(PayloadConfig::new(MAX_BODY_BYTES))
                    .post(server_events::receive),
            )
            .configure(auth::routes)
            .configure(reports::routes)
            .configure(|config| assets::routes(config, &format!("/{}", paths.tag)))
            .default_service(web::to(assets::not_found))
    })
    .shutdown_timeout(SHUTDOWN_S)
    .disable_signals()
    .listen(listener)?
    .run();
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let handle = running.handle();
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stopping.send_replace(true);
        handle.stop(true).await;
    });

    println!("Footfall {}", env!("CARGO_PKG_VERSION"));
    println!("  dashboard  {public_url}/");
    if demo {
        println!("  demo shop  {public_url}/demo/");
    }
    if let Some(path) = link {
        println!("  sign in    {public_url}{path}   (once, within 24 hours)");
    }
    running.await
}

/// Makes the demo site, and a sign-in link when nobody ever signed in.
fn first_start(
    collector: &Collector,
    public_url: &str,
    demo: bool,
) -> Result<Option<String>, control::ControlError> {
    if demo {
        let origins = origins_of(public_url);
        let site = NewSite {
            key: DEMO.into(),
            name: "Demo shop".into(),
            currency: "EUR".into(),
            time_zone: "Europe/Paris".into(),
            origins: origins.clone(),
            prices_include_tax: true,
            scrub_params: Vec::new(),
            sender_ids: false,
        };
        let sites = control::run(collector, move |store| {
            // The address may be another than at the last start.
            if !store.add_site(&site, now_ms())? {
                store.set_site_origins(DEMO, &origins)?;
            }
            store.sites()
        })?;
        collector.set_sites(sites);
    }
    if control::run(collector, |store| store.has_sign_ins())? {
        return Ok(None);
    }
    control::sign_in_path(collector, OWNER.into(), now_ms()).map(Some)
}

/// The origin of the public URL; of a loopback one under all its names.
fn origins_of(public_url: &str) -> Vec<String> {
    let Some((scheme, host)) = public_url.split_once("://") else { return Vec::new() };
    let host = host.split('/').next().unwrap_or_default();
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    let mut origins = vec![format!("{scheme}://{host}")];
    if is_loopback(public_url) && !port.is_empty() {
        origins = ["127.0.0.1", "localhost", "[::1]"]
            .map(|name| format!("{scheme}://{name}:{port}"))
            .into();
    }
    origins
}

fn is_loopback(public_url: &str) -> bool {
    let address = public_url.split_once("://").map_or("", |(_, address)| address);
    let authority = address.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next(),
        None => authority.split(':').next(),
    };
    let host = host.unwrap_or_default();
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_for_hosts_that_are_loopback_themselves() {
        for url in
            ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80/x", "http://127.9.9.9"]
        {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://localhost.example",
            "http://127.0.0.1.evil.example",
            "https://shop.example",
            "",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
