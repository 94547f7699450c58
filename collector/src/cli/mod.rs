//! The command line: raw arguments → a checked command. Nothing deeper sees a flag.

mod commands;
mod doctor;
mod door;
mod import;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Flags};
use crate::people::Role;
use crate::store::KeyScope;

/// Self-hosted ecommerce analytics.
#[derive(Debug, Parser)]
#[command(name = "footfall", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
    /// Where the database lies [default: footfall-data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A TOML file of settings
    #[arg(long, global = true, env = "FOOTFALL_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Default, Args)]
struct Serve {
    /// Address and port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// How browsers reach it
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// A proxy whose X-Forwarded-For is believed; may be repeated
    #[arg(long, value_name = "CIDR")]
    trusted_proxy: Vec<String>,
    /// The demo site and shop, also on a public URL
    #[arg(long)]
    demo: bool,
    /// text or json [default: text]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
    /// Requests per second that one visitor may send in the long run; 0 with --visitor-burst 0 for any [default: 30]
    #[arg(long, value_name = "N")]
    visitor_rate: Option<u32>,
    /// Requests that one visitor may send at once [default: 300]
    #[arg(long, value_name = "N")]
    visitor_burst: Option<u32>,
    /// Requests per second that one site's visitors may send together [default: any]
    #[arg(long, value_name = "N")]
    site_rate: Option<u32>,
    /// Requests that one site's visitors may send at once [default: any]
    #[arg(long, value_name = "N")]
    site_burst: Option<u32>,
    /// New pages, titles and products that a site may have in a day, of each [default: 50000]
    #[arg(long, value_name = "N")]
    new_texts_per_day: Option<u32>,
    /// Where the tag's script is found, too [default: /footfall.js]
    #[arg(long, value_name = "PATH")]
    tag_path: Option<String>,
    /// Where it sends its batches [default: /v1/events]
    #[arg(long, value_name = "PATH")]
    events_path: Option<String>,
    /// Sends summaries and alerts, like smtps://user:password@mail.example; better as FOOTFALL_SMTP_URL, which no list of
    /// processes shows
    #[arg(long, value_name = "URL")]
    smtp_url: Option<String>,
    /// Whom they are from: stats@shop.example
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Webhooks may lead to the server's own network
    #[arg(long)]
    allow_private_webhooks: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server (the default)
    Serve(Serve),
    /// Shops
    #[command(subcommand)]
    Site(SiteCommand),
    /// Keys for reports and for the shop's server
    #[command(subcommand)]
    Key(KeyCommand),
    /// What bots sent: set aside, and counted if you say so
    #[command(subcommand)]
    Bots(BotsCommand),
    /// People
    #[command(subcommand)]
    User(UserCommand),
    /// The euro's reference rates, by which orders in other currencies are counted in the shop's
    #[command(subcommand)]
    Rates(RatesCommand),
    /// Write a realistic history into a site and print what its reports must show
    Simulate {
        #[arg(long)]
        site: String,
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3660))]
        days: u32,
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        sessions_per_day: u32,
        /// The same seed writes the same history
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Copy the database, as it is now, into a file that is not there yet; also while a server runs
    Backup { file: PathBuf },
    /// Put a backup in the database's place; the one that was there is kept aside
    Restore { file: PathBuf },
    /// Look for what is wrong with the data; also while a server runs
    Doctor,
    /// Take over orders of the past from a CSV file: order_id, date (or timestamp), customer, total, currency, and tax,
    /// shipping, discount, coupon where there are; prints how many were imported, known, refused, as JSON
    Import {
        #[arg(long)]
        site: String,
        file: PathBuf,
    },
    /// Print all raw events of a shop, one JSON object a line
    Export {
        #[arg(long)]
        site: String,
    },
}

#[derive(Debug, Subcommand)]
enum SiteCommand {
    /// Add a shop
    Add {
        id: String,
        #[arg(long)]
        name: Option<String>,
        /// ISO 4217
        #[arg(long, default_value = "EUR")]
        currency: String,
        /// IANA
        #[arg(long, default_value = "Europe/Paris")]
        timezone: String,
        /// Where its pages are, like https://shop.example; may be repeated
        #[arg(long)]
        origin: Vec<String>,
        /// The prices it reports include tax
        #[arg(long)]
        prices_include_tax: bool,
        /// A query parameter of its own that is personal and is taken out of URLs; may be repeated
        #[arg(long, value_name = "NAME")]
        scrub_param: Vec<String>,
        /// Its visitors agreed to the ids that tags and servers of Matomo or Piwik PRO give them
        #[arg(long)]
        sender_ids_consented: bool,
        /// Print a tag for a shop whose pages are fragments: #/…
        #[arg(long)]
        hash_routes: bool,
        /// Print a tag for a shop where another query is another page
        #[arg(long)]
        query_routes: bool,
    },
    /// Change what a shop was added with; what is not named stays
    Set {
        id: String,
        /// Where its pages are, in place of all that were named before; may be repeated
        #[arg(long)]
        origin: Vec<String>,
        /// A visitor's next event after so long begins another session [default: 30]
        #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(i64).range(1..=720))]
        session_timeout_min: Option<i64>,
        /// A cart left alone for so long is abandoned [default: 60]
        #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(i64).range(1..=43_200))]
        cart_timeout_min: Option<i64>,
        /// Raw events go after so long; sessions, orders and reports stay [default: 13]
        #[arg(long, value_name = "MONTHS", value_parser = clap::value_parser!(i64).range(1..=1_200))]
        keep_months: Option<i64>,
    },
    /// List the shops
    List,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a key and print its secret, once
    Create {
        #[arg(long)]
        site: String,
        #[arg(long)]
        scope: KeyScope,
    },
    /// List the keys: number, site, scope, day of making
    List {
        /// Of this site only
        #[arg(long)]
        site: Option<String>,
    },
    /// Make a key open nothing any more
    Revoke {
        /// Its number in the list
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
enum BotsCommand {
    /// List a site's bots: name, category, events set aside, those counted after all, those that still can be
    List {
        #[arg(long)]
        site: String,
    },
    /// Count bots like anybody else from now on, and what is kept of them (30 days, 64 MiB)
    Count {
        #[arg(long)]
        site: String,
        #[arg(required = true)]
        bots: Vec<String>,
    },
    /// Set bots aside again from now on
    SetAside {
        #[arg(long)]
        site: String,
        #[arg(required = true)]
        bots: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
enum RatesCommand {
    /// Add the rates of a file as the European Central Bank publishes them (Date,USD,JPY,…), and exchange orders that
    /// waited for one
    Import { file: PathBuf },
    /// List the currencies: code, first and last day, number of days, the last rate for one euro
    List,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Print a fresh one-time sign-in link for somebody; somebody new is an owner of all shops
    Add {
        email: String,
        /// owner, analyst or viewer
        #[arg(long)]
        role: Option<Role>,
        /// At this shop only
        #[arg(long)]
        site: Option<String>,
    },
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (serve, command) = match arguments.command {
        None => (Some(arguments.serve), None),
        Some(Command::Serve(serve)) => (Some(serve), None),
        Some(command) => (None, Some(command)),
    };
    let serve = serve.unwrap_or_default();
    let flags = Flags {
        listen: serve.listen,
        data: arguments.data,
        public_url: serve.public_url,
        trusted_proxy: serve.trusted_proxy,
        demo: serve.demo,
        log_format: serve.log_format,
        visitor_rate: serve.visitor_rate,
        visitor_burst: serve.visitor_burst,
        site_rate: serve.site_rate,
        site_burst: serve.site_burst,
        new_texts_per_day: serve.new_texts_per_day,
        tag_path: serve.tag_path,
        events_path: serve.events_path,
        smtp_url: serve.smtp_url,
        mail_from: serve.mail_from,
        allow_private_webhooks: serve.allow_private_webhooks,
    };
    let done =
        Config::load(flags, arguments.config).map_err(Into::into).and_then(
            |config| match command {
                None => commands::serve(&config),
                Some(command) => commands::operate(&config, command),
            },
        );
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("footfall: {error}");
            ExitCode::FAILURE
        }
    }
}
