//! A notice to a person: by SMTP, through the operator's own server.

use std::time::Duration;

use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message, SmtpTransport, Transport};
use serde_json::Value;

use super::words::letter;

const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Mail {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Mail {
    /// `url`: `smtps://user:password@host`, or `smtp://host:587?tls=required`.
    pub(super) fn new(url: &str, from: &str) -> Result<Self, String> {
        // Neither error repeats the URL, which has a password in it.
        let transport = SmtpTransport::from_url(url)
            .map_err(|_| "smtp_url is not an address like smtps://user:password@mail.example")?;
        let from = from.parse().map_err(|_| "mail_from is not an address of mail")?;
        Ok(Self { transport: transport.timeout(Some(TIMEOUT)).build(), from })
    }

    pub(super) fn send(&self, to: &str, notice: &Value, dashboard: &str) -> Result<(), String> {
        let letter = letter(notice, dashboard);
        let to: Address = to.parse().map_err(|_| "it is not an address of mail")?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|error| error.to_string())?;
        self.transport.send(&message).map(|_| ()).map_err(|error| error.to_string())
    }
}

/// Whether mail can be sent there, as far as its form tells.
pub fn is_address(address: &str) -> bool {
    address.len() <= 254 && address.parse::<Address>().is_ok()
}
