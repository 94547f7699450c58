//! Every limit of the wire, each with its reason. Both ends apply the same ones.

/// The wire's version; a batch of any other is refused, never guessed at.
pub const VERSION: i64 = 1;

/// Browsers share 64 KiB among all keepalive requests and beacons of a page; a request of ours stays well below,
/// so that the shop's own beacons find room.
pub const MAX_REQUEST_BYTES: usize = 60_000;

/// What the collector reads of one batch. Larger than [`MAX_REQUEST_BYTES`] because one purchase with 200 long
/// items may need a request of its own, sent without keepalive.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// Events in one batch: 60 kB hold about 600 of the smallest.
pub const MAX_BATCH_EVENTS: usize = 1_000;

/// Number of an event within its page load. The collector keeps one bit for each, so this bounds its memory per
/// page load at 8 KiB; a single-page shop left open for a day stays far below.
pub const MAX_EVENT_NUMBER: u32 = 65_535;

/// Items in one event, as GA4 has it.
pub const MAX_ITEMS: usize = 200;

/// Own parameters of one event, as GA4 has it.
pub const MAX_PARAMS: usize = 25;

/// Parameters of one item that are kept; GA4 has 27 of its own and the standard ones are 20.
pub const MAX_ITEM_PARAMS: usize = 40;

/// Event and parameter names, as GA4 has it: `[A-Za-z][A-Za-z0-9_]*`.
pub const MAX_NAME_CHARS: usize = 40;

/// Order, item, list and promotion ids, and a shop's names for its customers. They are keys: never shortened, refused when longer.
pub const MAX_ID_BYTES: usize = 256;

/// Titles, names and other texts for people. Shortened, never refused.
pub const MAX_TEXT_BYTES: usize = 500;

/// URLs are shortened here; real ones of shops are below 300 bytes once campaign tags are off.
pub const MAX_URL_BYTES: usize = 2_000;

/// Largest amount, in minor units: 10^13, a thousand times the largest order anybody pays by card, and small enough
/// that a million of them still sum in an i64.
pub const MAX_MINOR: i64 = 10_000_000_000_000;

/// Largest quantity of one line.
pub const MAX_QUANTITY: i64 = 1_000_000;

/// An event, or a batch, older than this at receipt is refused as `too_old` …
pub const MAX_AGE_MS: i64 = 72 * 3_600_000;

/// … and one from further in the future as `in_future`: clocks of real visitors are wrong by hours (a wrong time
/// zone set by hand), and what is further off would keep the seen-window open for ever.
pub const MAX_AHEAD_MS: i64 = 24 * 3_600_000;

/// A request is on its way for at most this long; a larger difference between sending and receipt is a wrong clock.
/// Taking latency for a wrong clock would date what one slow request brings after what a fast one brought.
pub const MAX_LATENCY_MS: i64 = 60_000;

/// How long the collector remembers which events of a page load it has. A batch that was accepted at `t` claims a
/// `sent_at` of at most `t + MAX_AHEAD_MS` and is `too_old` once that is `MAX_AGE_MS` past, so a copy that comes after
/// this window is always refused. One hour more, for a server clock that is set back.
pub const SEEN_WINDOW_MS: i64 = MAX_AGE_MS + MAX_AHEAD_MS + 3_600_000;

/// How long a visitor who agreed is the same one: 13 months, as Europe's authorities advise.
pub const MAX_VISITOR_AGE_MS: i64 = 396 * 86_400_000;

/// What one request of a tracker carries. Two of them, one on its way and one that leaves with the page, stay within the
/// 64 KiB that browsers share among all keepalive requests of a page.
pub const MAX_DEPARTURE_BYTES: usize = 30_000;

/// What a tracker sends of one event: well below [`MAX_BODY_BYTES`], so that one of them never has the whole batch
/// refused. 200 items of all of GA4's fields are half of it.
pub const MAX_EVENT_BYTES: usize = 200 * 1024;
