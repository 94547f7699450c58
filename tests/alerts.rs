//! What a shop is told without looking: by mail and by webhook, once for each occurrence, and never into a private network.

#[path = "alerts/clock.rs"]
mod clock;
#[path = "alerts/mail.rs"]
mod mail;
#[path = "alerts/settings.rs"]
mod settings;
#[path = "alerts/webhook.rs"]
mod webhook;
