//! HTTP: routes, who may call them, and what they answer. The only place with an `HttpResponse`.

mod alerts;
mod api_keys;
mod assets;
mod audit;
mod auth;
mod body;
mod client;
mod cookies;
mod errors;
mod events;
mod forms;
mod keys;
mod live;
mod me;
mod measurement;
mod not_stored;
mod notes;
mod now;
mod openapi;
mod operator;
mod own_page;
mod people;
mod pixel;
mod refused;
mod reports;
mod segments;
mod server_events;
mod setup;
mod shares;
mod sign_in;
mod tags;
mod tracking;
mod tries;

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::dev::Service;
use actix_web::middleware::DefaultHeaders;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};
use footfall_protocol::limits::MAX_BODY_BYTES;
use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::watch;

use self::assets::Asset;
use crate::collector::{Collector, now_ms};
use crate::config::{Config, Paths};
use crate::control;
use crate::ingest::Bots;
use crate::secret::Secret;
use crate::store::{NewSite, SiteChanges};

/// The demo's site, and the address its first owner is known by until they say theirs.
const DEMO: &str = "demo";
const OWNER: &str = "owner@localhost";

/// The policy of an answer that is no page.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// How long requests that are being answered may take when the server stops; systemd waits 90 s.
const SHUTDOWN_S: u64 = 20;

/// What a sender is told when there is no room: a group commit takes milliseconds, so one second is long.
const RETRY_AFTER_S: u64 = 1;

/// Between two requests on one connection: a page's next batch comes seconds later, and an idle connection is cheap.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// For the head of a request, which fits into a packet or two: whoever needs longer means no good.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// For a client to notice that it was hung up on.
const HANG_UP_TIMEOUT: Duration = Duration::from_secs(1);
/// At about 10 kB each while they wait: 40 MB at worst. Others wait in the system's queue until one is free.
const MAX_CONNECTIONS: usize = 4_096;
/// Of the files that may be open, those that are no connection of a visitor: the database's and the system's.
const OTHER_FILES: u64 = 256;

/// Asks for as many open files as [`MAX_CONNECTIONS`] needs (shells and systemd allow 1,024 at first, and more to whoever
/// asks) and shares what is allowed among the workers.
fn connections_per_worker() -> usize {
    let needed = MAX_CONNECTIONS as u64 + OTHER_FILES;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|current| current < needed) {
        let more = Rlimit { current: Some(maximum.unwrap_or(needed).min(needed)), maximum };
        if let Err(error) = setrlimit(Resource::Nofile, more) {
            tracing::warn!(%error, "no more open files are allowed");
        }
    }
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(needed);
    let connections = allowed.saturating_sub(OTHER_FILES).clamp(64, MAX_CONNECTIONS as u64);
    let workers = std::thread::available_parallelism().map_or(1, |workers| workers.get());
    (connections as usize).div_ceil(workers)
}

/// What handlers share.
struct Server {
    collector: Arc<Collector>,
    trusted_proxies: Vec<IpNet>,
    demo: bool,
    bots: Bots,
    coming: body::Coming,
    tags: tags::Tags,
    tries: tries::Tries,
    /// Turns at passwords.
    hashing: tokio::sync::Semaphore,
    /// Held by the one who proves that something can be committed.
    proving: tokio::sync::Mutex<()>,
    /// The tag's script, as the settings have it.
    script: &'static Asset,
    /// How browsers reach it, without a slash at the end.
    public_url: String,
    paths: Paths,
    /// Mail can be sent.
    has_mail: bool,
    allow_private_webhooks: bool,
    /// Cookies go over TLS only.
    secure: bool,
    /// `true` once the server begins to stop.
    stopping: watch::Receiver<bool>,
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
    let demo = config.demo || client::is_loopback(client::authority(&public_url));
    let stopping = watch::Sender::new(false);
    let server = Data::new(Server {
        collector: Arc::clone(&collector),
        trusted_proxies: config.trusted_proxies.clone(),
        demo,
        bots: Bots::new().map_err(std::io::Error::other)?,
        coming: body::Coming::default(),
        tags: tags::Tags::new()?,
        tries: tries::Tries::new(Secret::draw_long()?.hash, Instant::now()),
        hashing: tokio::sync::Semaphore::new(sign_in::HASHED_AT_ONCE),
        proving: tokio::sync::Mutex::default(),
        script: assets::script_for(&config.paths.events)?,
        public_url: public_url.clone(),
        paths: config.paths.clone(),
        has_mail: config.notices.smtp_url.is_some(),
        allow_private_webhooks: config.notices.allow_private_webhooks,
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
        let metrics = Arc::clone(&server.collector.metrics);
        let wrapped = web::scope("")
            .wrap(
                DefaultHeaders::new()
                    .add(("x-content-type-options", "nosniff"))
                    .add(("referrer-policy", "same-origin"))
                    // Of all that is no page: nothing in it runs, and nobody frames it.
                    .add(("content-security-policy", NOTHING)),
            )
            .wrap_fn(move |request, next| {
                let metrics = Arc::clone(&metrics);
                let answering = next.call(request);
                async move {
                    let response = answering.await?;
                    metrics.answered(response.request().path(), response.status().as_u16());
                    Ok(response)
                }
            })
            .configure(operator::routes)
            .route("/v1/pixel.gif", web::get().to(pixel::view))
            .configure(tracking::routes)
            .configure(measurement::routes)
            .service(
                web::resource("/api/v1/sites/{site}/events")
                    .app_data(body::MaxBytes(MAX_BODY_BYTES))
                    .post(server_events::receive),
            )
            .configure(sign_in::routes)
            .configure(me::routes)
            .configure(people::routes)
            .configure(api_keys::routes)
            .configure(shares::routes)
            .configure(audit::routes)
            .configure(openapi::routes)
            .configure(reports::routes)
            .configure(segments::routes)
            .configure(setup::routes)
            .configure(alerts::routes)
            .configure(notes::routes)
            .configure(now::routes)
            .configure(|config| assets::routes(config, &format!("/{}", paths.tag)))
            .default_service(web::to(assets::not_found));
        App::new()
            .app_data(Data::clone(&server))
            .configure(|config| events::routes(config, &format!("/{}", paths.events)))
            .service(wrapped)
    })
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(HEAD_TIMEOUT)
    .client_disconnect_timeout(HANG_UP_TIMEOUT)
    .max_connections(connections_per_worker())
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
                store.set_site(
                    DEMO,
                    &SiteChanges { origins: Some(origins), ..SiteChanges::default() },
                )?;
            }
            store.sites()
        })?;
        collector.set_sites(sites);
    }
    if control::run(collector, |store| store.has_sign_ins())? {
        return Ok(None);
    }
    control::sign_in_path(collector, OWNER, None, now_ms()).map(Some)
}

/// As long as a line of a menu.
const MAX_NAME_CHARS: usize = 80;

/// What somebody calls something that they keep here.
fn name_of(text: &str) -> Result<String, errors::ApiError> {
    let name = text.trim();
    let fits = (1..=MAX_NAME_CHARS).contains(&name.chars().count());
    if !fits || name.chars().any(char::is_control) {
        return Err(errors::ApiError::parameter("name", "1 to 80 characters"));
    }
    Ok(name.to_owned())
}

/// The origin of the public URL; of a loopback one under all its names.
fn origins_of(public_url: &str) -> Vec<String> {
    let Some((scheme, _)) = public_url.split_once("://") else { return Vec::new() };
    let host = client::authority(public_url);
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    let mut origins = vec![format!("{scheme}://{host}")];
    if client::is_loopback(host) && !port.is_empty() {
        origins = ["127.0.0.1", "localhost", "[::1]"]
            .map(|name| format!("{scheme}://{name}:{port}"))
            .into();
    }
    origins
}
