//! What the page is listened to for, and what is done when it happens.

use crate::tracker::with;
use crate::{clock, guard, leaving, page};

/// Scroll events come with every frame, and measuring asks for layout: five times a second is deep enough.
const SCROLL_REST_MS: i32 = 200;

/// What [`happened`] is told; the kinds of events behind each are in `guard.js`.
pub(crate) const TIMER: u8 = 0;
const ACTIVE: u8 = 1;
const SCROLLED: u8 = 2;
const ATTENTION: u8 = 3;
const VISIBILITY: u8 = 4;
const LEAVING: u8 = 5;

pub(crate) fn happened(what: u8) {
    match what {
        TIMER => timer(),
        ACTIVE => active(),
        SCROLLED => scrolled(),
        ATTENTION => attention_changed(),
        VISIBILITY => visibility_changed(),
        LEAVING => leave(),
        _ => {}
    }
}

fn active() {
    with(|tracker| tracker.engagement.active(clock::monotonic_ms()));
}

/// Scrolling is activity, too.
fn scrolled() {
    active();
    let is_first = with(|tracker| !std::mem::replace(&mut tracker.scrolling, true));
    if is_first == Some(true) {
        guard::later(TIMER, SCROLL_REST_MS);
    }
}

fn measure_scroll() {
    let percent = page::scroll_percent();
    with(|tracker| tracker.engagement.scrolled_to(percent));
}

fn attention_changed() {
    let attended = page::is_visible() && page::has_focus();
    with(|tracker| tracker.engagement.attend(attended, clock::monotonic_ms()));
}

fn visibility_changed() {
    attention_changed();
    if !page::is_visible() {
        leave();
    }
}

/// The page is hidden and may never be back: everything leaves now. Some browsers say both `pagehide` and
/// `visibilitychange`, in either order, so the first ends the attention and the second has nothing left to say.
fn leave() {
    measure_scroll();
    with(|tracker| {
        tracker.engagement.attend(false, clock::monotonic_ms());
        tracker.report_engagement();
    });
    leaving::leave();
}

fn timer() {
    if with(|tracker| std::mem::take(&mut tracker.scrolling)) == Some(true) {
        measure_scroll();
    }
    leaving::send_due();
    // Last: what it may run into ends this tick.
}
