//! What each command does and prints.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::{Command, KeyCommand, SiteCommand, UserCommand};
use crate::collector::{Collector, DataLock, now_ms};
use crate::config::Config;
use crate::control::{self, Request};
use crate::http;
use crate::simulate::Simulation;
use crate::store::{NewSite, Readers};

type Outcome = Result<(), Box<dyn Error>>;

pub(super) fn serve(config: &Config) -> Outcome {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOOTFALL_LOG")
        .unwrap_or_else(|_| "warn,footfall_collector=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let Some(lock) = DataLock::take(&config.data)? else {
        return Err(format!("another server already uses {}", config.data.display()).into());
    };
    let collector = Arc::new(Collector::start(&config.data, lock, now_ms())?);
    control::listen(Arc::clone(&collector), &config.data)?;
    let served = http::serve(config, Arc::clone(&collector));
    collector.queue.stop();
    Ok(served?)
}

/// Every command but `serve`.
pub(super) fn operate(config: &Config, command: Command) -> Outcome {
    match command {
        Command::Serve(_) => Ok(()),
        Command::Site(SiteCommand::Add {
            id,
            name,
            currency,
            timezone,
            origin,
            prices_include_tax,
            scrub_param,
            hash_routes,
            query_routes,
        }) => {
            let name = name.unwrap_or_else(|| id.clone());
            let site = NewSite {
                key: id,
                name,
                currency,
                time_zone: timezone,
                origins: origin,
                prices_include_tax,
                scrub_params: scrub_param,
            };
            let added = ask(&config.data, Request::SiteAdd(site))?;
            println!("{}", site_line(&added));
            println!("\n{}", tag(&public_url(config, &added), &added, hash_routes, query_routes));
            Ok(())
        }
        Command::Site(SiteCommand::List) => {
            for site in ask(&config.data, Request::SiteList)?.as_array().into_iter().flatten() {
                println!("{}", site_line(site));
            }
            Ok(())
        }
        Command::Key(KeyCommand::Create { site, scope }) => {
            let created = ask(&config.data, Request::KeyCreate { site, scope })?;
            println!("{}", text(&created, "key"));
            Ok(())
        }
        Command::User(UserCommand::Add { email }) => {
            let added = ask(&config.data, Request::UserAdd { email })?;
            println!("{}{}", public_url(config, &added), text(&added, "path"));
            Ok(())
        }
        Command::Export { site } => export(&config.data, &site),
        Command::Simulate { site, days, sessions_per_day, seed } => {
            let simulation = Simulation { site, days, sessions_per_day, seed };
            let totals = ask(&config.data, Request::Simulate(simulation))?;
            println!("{totals}");
            Ok(())
        }
    }
}

/// One JSON object a line.
fn export(data: &Path, site: &str) -> Outcome {
    ask(data, Request::Settle)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let known = Readers::new(data.to_owned()).read(|reading| {
        let id = reading.site_id(site)?;
        if let Some(id) = id {
            reading.export_events(id, |event| writeln!(out, "{event}"))?;
        }
        Ok(id.is_some())
    })?;
    out.flush()?;
    if known { Ok(()) } else { Err(format!("there is no site {site}").into()) }
}

/// Executes a request here when the data directory is free, else in the server that holds it.
fn ask(data: &Path, request: Request) -> Result<Value, Box<dyn Error>> {
    // Hidden unless stderr is a terminal.
    let bar = indicatif::ProgressBar::new(1000);
    let mut progress = |share: f64| bar.set_position((share * 1000.0) as u64);
    let answer = match DataLock::take(data)? {
        Some(lock) => {
            let collector = Collector::start(data, lock, now_ms())?;
            let answer = control::execute(&collector, request, now_ms(), &mut progress);
            collector.queue.stop();
            answer
        }
        None => control::ask(data, &request, &mut progress),
    };
    bar.finish_and_clear();
    Ok(answer?)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn site_line(site: &Value) -> String {
    let origins = site["origins"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let fields = ["id", "name", "currency", "time_zone"].map(|key| text(site, key).to_owned());
    let mut line = format!("{}\t{}", fields.join("\t"), origins.collect::<Vec<_>>().join(" "));
    if !text(site, "scrub_params").is_empty() {
        line = format!("{line}\tscrubs {}", text(site, "scrub_params"));
    }
    line
}

/// What the shop's pages need. How its pages are told apart is only the tag's business, and kept nowhere else.
fn tag(url: &str, site: &Value, hash_routes: bool, query_routes: bool) -> String {
    let (id, scrub_params) = (text(site, "id"), text(site, "scrub_params"));
    let mut more = String::new();
    if hash_routes {
        more.push_str(" data-hash-routes");
    }
    if query_routes {
        more.push_str(" data-query-routes");
    }
    if !scrub_params.is_empty() {
        more.push_str(&format!(" data-scrub-params=\"{scrub_params}\""));
    }
    format!(
        "  <script async src=\"{url}/footfall.js\" data-site=\"{id}\"{more}></script>\n  \
         <noscript><img src=\"{url}/v1/pixel.gif?site={id}\" \
         referrerpolicy=\"no-referrer-when-downgrade\" alt=\"\"></noscript>"
    )
}

/// The running server's, else what the settings say.
fn public_url(config: &Config, answer: &Value) -> String {
    let running = answer["public_url"].as_str().map(str::to_owned);
    running
        .or_else(|| config.public_url.clone())
        .unwrap_or_else(|| format!("http://{}", config.listen))
}
