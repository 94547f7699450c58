//! The tabs of one browser.

use serde_json::{Value, json};

use super::{Browser, Engine};
use crate::{must, wait_until};

impl Browser {
    #[track_caller]
    pub fn tab(&self) -> String {
        self.get("window").as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub fn tabs(&self) -> Vec<String> {
        let handles = self.get("window/handles");
        let handles = handles.as_array().into_iter().flatten();
        handles.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A new one, in sight; the one that was driven stays the one that is.
    #[track_caller]
    pub fn new_tab(&self) -> String {
        // WebKit never shows a tab that it opened behind another.
        let kind = if self.engine == Engine::WebKit { "window" } else { "tab" };
        let opened = self.command("window/new", &json!({ "type": kind }));
        opened["handle"].as_str().unwrap_or_default().to_owned()
    }

    /// The one that `open` opens.
    #[track_caller]
    pub fn tab_of(&self, open: impl FnOnce()) -> String {
        let before = self.tabs();
        open();
        wait_until("the new tab", || self.tabs().into_iter().find(|tab| !before.contains(tab)))
    }

    #[track_caller]
    pub fn switch_to(&self, tab: &str) {
        self.command("window", &json!({ "handle": tab }));
    }

    /// The driven tab goes out of sight, as it does for a person who looks at something else. Answers what to
    /// [`Self::look_back`] at.
    #[track_caller]
    pub fn look_away(&self) -> String {
        let tab = self.tab();
        match self.tabs().into_iter().find(|other| *other != tab) {
            // In a window of its own, it would stay in sight.
            Some(other) if self.engine != Engine::WebKit => self.switch_to(&other),
            _ => {
                self.command("window/minimize", &json!({}));
            }
        }
        tab
    }

    #[track_caller]
    pub fn look_back(&self, tab: &str) {
        self.switch_to(tab);
        if self.engine == Engine::WebKit {
            self.command("window/rect", &json!({ "width": 1200, "height": 900 }));
        }
        wait_until("in sight", || (self.run("return document.hidden") == false).then_some(()));
    }

    /// Closes all but this one and drives it.
    #[track_caller]
    pub fn keep_only(&self, tab: &str) {
        for other in self.tabs().iter().filter(|other| *other != tab) {
            self.switch_to(other);
            self.close_tab();
        }
        self.switch_to(tab);
    }

    #[track_caller]
    pub fn close_tab(&self) {
        let path = format!("/session/{}/window", self.session);
        must(self.try_ask("DELETE", &path, None), "the tab");
    }
}
