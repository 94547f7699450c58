//! The tracker's promises, in the three engines that all browsers are built on: 0 lost where it promises so, 0 double
//! everywhere. A case is a sentence and a function; each file holds those of one subject, its table on top.
//!
//! The way of a case: a [`stage::Stage`] (site, shop, tag and tab of its own) → hand-written pages ([`page`]) → what a
//! visitor does → the [`line`], with whatever is wrong with it → the collector → what is [`stored`].
//!
//! `FOOTFALL_CASE=consent` plays only those with the word in their name.

mod line;
mod matrix;
mod page;
mod stage;
mod stored;

mod agreement;
mod consent;
mod engagement;
#[path = "../wire/generator.rs"]
mod generator;
mod hostile;
mod layer;
mod leaving;
mod network;
mod opening;
mod paq;
mod privacy;
mod raw;
mod routes;
mod storage;

use footfall_tests::Engine;

use matrix::Case;

const TABLES: &[&[Case]] = &[
    opening::CASES,
    leaving::CASES,
    routes::CASES,
    network::CASES,
    consent::CASES,
    storage::CASES,
    layer::CASES,
    paq::CASES,
    raw::CASES,
    privacy::CASES,
    engagement::CASES,
    hostile::CASES,
    agreement::CASES,
];

#[test]
fn chromium_loses_and_doubles_nothing() {
    matrix::play(Engine::Chromium, TABLES);
}

#[test]
fn firefox_loses_and_doubles_nothing() {
    matrix::play(Engine::Firefox, TABLES);
}

#[test]
fn webkit_loses_and_doubles_nothing() {
    matrix::play(Engine::WebKit, TABLES);
}
