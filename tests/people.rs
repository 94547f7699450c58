//! People: how they come in, what each may do, what they pass on to others, and what is written down of it.

#[path = "people/accounts.rs"]
mod accounts;
#[path = "people/audit.rs"]
mod audit;
#[path = "people/browser.rs"]
mod browser;
#[path = "people/command.rs"]
mod command;
#[path = "people/keys.rs"]
mod keys;
#[path = "people/matrix.rs"]
mod matrix;
#[path = "people/pages.rs"]
mod pages;
#[path = "people/roles.rs"]
mod roles;
#[path = "people/shares.rs"]
mod shares;
#[path = "people/timing.rs"]
mod timing;
#[path = "people/tries.rs"]
mod tries;
