//! What the page is listened to for, and what is done when it happens.

use crate::tracker::Tracker;
use crate::{guard, leaving, page};

/// Scroll events come with every frame, and measuring asks for layout: five times a second is deep enough.
const SCROLL_REST_MS: i32 = 200;

/// What [`happened`] is told; the kinds of events behind each are in `listen.js`.
pub(crate) const TIMER: u8 = 0;
const ACTIVE: u8 = 1;
const SCROLLED: u8 = 2;
const VISIBILITY: u8 = 4;
const LEAVING: u8 = 5;
const ONLINE: u8 = 6;
const RESTORED: u8 = 7;

pub(crate) fn happened(tracker: &mut Tracker, what: u8) {
    let now_ms = page::monotonic_ms();
    match what {
        TIMER => {
            if std::mem::take(&mut tracker.scrolling) {
                measure_scroll(tracker);
            }
            leaving::send_due(tracker);
        }
        // Scrolling is activity, too.
        ACTIVE | SCROLLED => {
            tracker.engagement.active(now_ms);
            if what == SCROLLED && !std::mem::replace(&mut tracker.scrolling, true) {
                guard::later(TIMER, SCROLL_REST_MS);
            }
        }
        RESTORED => tracker.give_up_waiting(),
        ONLINE => {
            tracker.schedule.retry_now();
            tracker.send_within(0.0);
        }
        _ => {
            // Some browsers say both `pagehide` and `visibilitychange`, in either order: the first ends the attention,
            // and the second has nothing left to say.
            let leaves = what == LEAVING || what == VISIBILITY && !page::is_visible();
            if leaves {
                measure_scroll(tracker);
            }
            tracker.engagement.attend(!leaves && page::is_attended(), now_ms);
            if leaves {
                tracker.report_engagement();
                leaving::leave(tracker);
            }
        }
    }
}

fn measure_scroll(tracker: &mut Tracker) {
    tracker.engagement.scrolled_to(page::scroll_percent());
}
