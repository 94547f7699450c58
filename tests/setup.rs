//! A shop is set up in the page: it is added, its pages get what they need, and its owner is told whether it is heard and
//! what looks wrong.

#[path = "setup/heard.rs"]
mod heard;
#[path = "setup/sites.rs"]
mod sites;
#[path = "setup/warnings.rs"]
mod warnings;
