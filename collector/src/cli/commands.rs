//! What each command does and prints.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::door::Door;
use super::{
    BotsCommand, Command, KeyCommand, RatesCommand, SiteCommand, UserCommand, doctor, import,
};
use crate::collector::{Collector, DataLock, now_ms};
use crate::config::{Config, LogFormat};
use crate::control::{self, MINUTE_MS, Request};
use crate::http;
use crate::notices::{self, Courier};
use crate::setup::{Routes, pixel_tag, script_tag};
use crate::simulate::Simulation;
use crate::site::date_of;
use crate::store::{self, NewSite, Readers, SiteChanges, StoreError};
use crate::upkeep;

pub(super) type Outcome = Result<(), Box<dyn Error>>;

pub(super) fn serve(config: &Config) -> Outcome {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOOTFALL_LOG")
        .unwrap_or_else(|_| "warn,footfall_collector=info".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    let courier = Courier::new(&config.notices)?;
    let Some(lock) = DataLock::take(&config.data)? else {
        return Err(format!("another server already uses {}", config.data.display()).into());
    };
    let collector = Arc::new(Collector::start(&config.data, lock, config.limits, now_ms())?);
    control::listen(Arc::clone(&collector), &config.data)?;
    upkeep::start(Arc::clone(&collector))?;
    notices::start(Arc::clone(&collector), courier)?;
    let served = http::serve(config, Arc::clone(&collector));
    collector.stop();
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
            sender_ids_consented,
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
                sender_ids: sender_ids_consented,
            };
            let added = ask(config, Request::SiteAdd(site))?;
            println!("{}", site_line(&added));
            let routes = Routes { hash: hash_routes, query: query_routes };
            println!("\n{}", tag(&script_url(config, &added), &added, routes));
            Ok(())
        }
        Command::Site(SiteCommand::Set {
            id,
            origin,
            session_timeout_min,
            cart_timeout_min,
            keep_months,
        }) => {
            let changes = SiteChanges {
                origins: Some(origin).filter(|origins| !origins.is_empty()),
                session_timeout_ms: session_timeout_min.map(|minutes| minutes * MINUTE_MS),
                cart_timeout_ms: cart_timeout_min.map(|minutes| minutes * MINUTE_MS),
                keep_months,
                ..SiteChanges::default()
            };
            let set = ask(config, Request::SiteSet { site: id, changes })?;
            println!("{}", site_line(&set));
            Ok(())
        }
        Command::Site(SiteCommand::List) => {
            for site in ask(config, Request::SiteList)?.as_array().into_iter().flatten() {
                println!("{}", site_line(site));
            }
            Ok(())
        }
        Command::Key(KeyCommand::Create { site, scope }) => {
            let created = ask(config, Request::KeyCreate { site, scope })?;
            println!("{}", text(&created, "key"));
            Ok(())
        }
        Command::Key(KeyCommand::List { site }) => {
            for key in ask(config, Request::KeyList { site })?.as_array().into_iter().flatten() {
                let (site, scope) = (text(key, "site"), text(key, "scope"));
                let day = day_of_ms(key["created_at_ms"].as_i64().unwrap_or_default());
                println!("{}\t{site}\t{scope}\t{day}", key["id"]);
            }
            Ok(())
        }
        Command::Key(KeyCommand::Revoke { id }) => {
            ask(config, Request::KeyRevoke { id })?;
            Ok(())
        }
        Command::Bots(BotsCommand::List { site }) => {
            for bot in ask(config, Request::BotsList { site })?.as_array().into_iter().flatten() {
                println!("{}", bot_line(bot));
            }
            Ok(())
        }
        Command::Bots(BotsCommand::Count { site, bots }) => {
            let counted = ask(config, Request::BotsCount { site, bots })?;
            println!("{} events counted after all", counted["counted_events"]);
            Ok(())
        }
        Command::Bots(BotsCommand::SetAside { site, bots }) => {
            ask(config, Request::BotsSetAside { site, bots })?;
            Ok(())
        }
        Command::User(UserCommand::Add { email, role, site }) => {
            let added = ask(config, Request::UserAdd { email, role, site })?;
            println!("{}{}", public_url(config, &added), text(&added, "path"));
            Ok(())
        }
        Command::Rates(RatesCommand::Import { file }) => {
            let table = std::fs::read_to_string(&file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            println!("{}", ask(config, Request::RatesImport { table })?);
            Ok(())
        }
        Command::Rates(RatesCommand::List) => {
            for rate in ask(config, Request::RatesList)?.as_array().into_iter().flatten() {
                let [currency, first, last, per_euro] =
                    ["currency", "first", "last", "per_euro"].map(|key| text(rate, key));
                println!("{currency}\t{first}\t{last}\t{}\t{per_euro}", rate["days"]);
            }
            Ok(())
        }
        Command::Export { site } => export(config, &site),
        Command::Import { site, file } => import::orders(config, &site, &file),
        Command::Simulate { site, days, sessions_per_day, seed } => {
            let simulation = Simulation { site, days, sessions_per_day, seed };
            let totals = ask(config, Request::Simulate(simulation))?;
            println!("{totals}");
            Ok(())
        }
        Command::Backup { file } => {
            let file = std::path::absolute(file)?;
            ask(config, Request::Backup { file: file.clone() })?;
            println!("{}", file.display());
            Ok(())
        }
        Command::Restore { file } => restore(config, &file),
        Command::Doctor => doctor::examine(&config.data),
    }
}

fn restore(config: &Config, file: &Path) -> Outcome {
    let data = config.data.display();
    let Some(_lock) = DataLock::take(&config.data)? else {
        return Err(format!("a server uses {data}: stop it first").into());
    };
    let bar = progress_bar();
    let share = &mut |share| bar.set_position(thousandths(share));
    let replaced = store::restore(file, &config.data, now_ms(), share)?;
    bar.finish_and_clear();
    println!("restored into {data}");
    if let Some(replaced) = replaced {
        println!("what was there before is kept as {}", replaced.display());
    }
    Ok(())
}

/// Hidden unless stderr is a terminal.
pub(super) fn progress_bar() -> indicatif::ProgressBar {
    indicatif::ProgressBar::new(1000)
}

pub(super) fn thousandths(share: f64) -> u64 {
    (share * 1000.0) as u64
}

/// One JSON object a line.
fn export(config: &Config, site: &str) -> Outcome {
    ask(config, Request::Settle)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let known = Readers::new(config.data.clone()).read(|reading| {
        let id = reading.site_id(site)?;
        if let Some(id) = id {
            reading.export_events(id, |event| writeln!(out, "{event}"))?;
        }
        Ok::<_, StoreError>(id.is_some())
    })?;
    out.flush()?;
    if known { Ok(()) } else { Err(format!("there is no site {site}").into()) }
}

/// Executes a request here when the data directory is free, else in the server that holds it.
fn ask(config: &Config, request: Request) -> Result<Value, Box<dyn Error>> {
    let bar = progress_bar();
    let mut progress = |share| bar.set_position(thousandths(share));
    let door = Door::open(config)?;
    let answer = door.ask(request, &mut progress);
    door.close();
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
    // Settings that are not the defaults.
    for (key, default, before, after) in [
        ("session_timeout_min", 30, "sessions end after ", " min"),
        ("cart_timeout_min", 60, "carts are abandoned after ", " min"),
        ("keep_months", 13, "keeps ", " months"),
    ] {
        if let Some(value) = site[key].as_i64().filter(|value| *value != default) {
            line = format!("{line}\t{before}{value}{after}");
        }
    }
    if site["sender_ids"] == true {
        line.push_str("\tsender ids consented");
    }
    line
}

fn bot_line(bot: &Value) -> String {
    let numbers = ["events", "counted_events", "kept_events"].map(|key| bot[key].to_string());
    let mut line =
        format!("{}\t{}\t{}", text(bot, "bot"), text(bot, "category"), numbers.join("\t"));
    if bot["counted"] == true {
        line.push_str("\tcounted");
    }
    line
}

fn day_of_ms(at_ms: i64) -> String {
    let date = date_of(at_ms.div_euclid(86_400_000));
    date.map_or_else(String::new, |date| date.to_string())
}

/// What the shop's pages need.
fn tag(script: &str, site: &Value, routes: Routes) -> String {
    let (id, scrub_params) = (text(site, "id"), text(site, "scrub_params"));
    let url = script.rsplit_once('/').map_or("", |(url, _)| url);
    format!("  {}\n  {}", script_tag(script, id, scrub_params, routes), pixel_tag(url, id))
}

fn script_url(config: &Config, answer: &Value) -> String {
    let running = answer["tag_path"].as_str().unwrap_or(&config.paths.tag);
    format!("{}/{running}", public_url(config, answer))
}

/// The running server's, else what the settings say.
fn public_url(config: &Config, answer: &Value) -> String {
    let running = answer["public_url"].as_str().map(str::to_owned);
    running
        .or_else(|| config.public_url.clone())
        .unwrap_or_else(|| format!("http://{}", config.listen))
}
