//! The shop's pages: written by hand, one tag, a few lines of the shop's own.

/// A page, as the case wants it.
#[derive(Debug, Clone)]
pub(crate) struct Html {
    title: String,
    /// The shop's scripts before the tag: what is pushed early, what is broken early.
    before: String,
    attributes: String,
    /// Where the script is, below the tag's origin.
    script: String,
    tagged: bool,
    body: String,
    /// A policy; `{tag}` in it is the tag's origin.
    policy: Option<&'static str>,
}

/// What every page has first: it tells the line of errors, and keeps its way to do so to itself; it counts how often it
/// was out of sight; and `step(i)` is an event of the shop with a number of its own, so that a copy under another number
/// is seen.
const FIRST: &str = "
(() => {
  const tell = navigator.sendBeacon.bind(navigator, '/errors'), text = String;
  addEventListener('error', event => tell(text(event.message)));
  addEventListener('unhandledrejection', event => tell('rejected: ' + text(event.reason)));
  window.timesHidden = 0;
  document.addEventListener('visibilitychange', () => timesHidden += document.hidden);
  window.footfall = window.footfall || [];
  window.step = (ref, more) => footfall.push(['track', 'step', { ref, ...more }]);
  window.steps = (from, until) => { for (let ref = from; ref < until; ref++) step(ref); };
})();";

impl Default for Html {
    fn default() -> Self {
        Self {
            title: "A shop".to_owned(),
            before: String::new(),
            attributes: "data-site=\"{site}\"".to_owned(),
            script: "footfall.js".to_owned(),
            tagged: true,
            body: String::new(),
            policy: None,
        }
    }
}

impl Html {
    pub(crate) fn titled(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// A script of the shop's before the tag.
    pub(crate) fn before(mut self, script: &str) -> Self {
        self.before.push_str(&format!("<script>{script}</script>"));
        self
    }

    /// One of the tag's optional attributes.
    pub(crate) fn set(mut self, attribute: &str) -> Self {
        self.attributes.push(' ');
        self.attributes.push_str(attribute);
        self
    }

    /// A tag with another path, and nothing said of the site.
    pub(crate) fn script(mut self, path: &str) -> Self {
        self.script = path.to_owned();
        self.attributes.clear();
        self
    }

    /// A page that nobody counts.
    pub(crate) fn untagged(mut self) -> Self {
        self.tagged = false;
        self
    }

    pub(crate) fn body(mut self, html: &str) -> Self {
        self.body.push_str(html);
        self
    }

    pub(crate) fn policy(mut self, policy: &'static str) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The page and its policy.
    pub(crate) fn written(&self, tag: &str, site: &str) -> (String, Option<String>) {
        let Self { title, before, attributes, script, tagged, body, policy } = self;
        let fill = |text: &str| text.replace("{tag}", tag).replace("{site}", site);
        let tag_html = format!("<script async src=\"{{tag}}/{script}\" {attributes}></script>");
        let tag_html = if *tagged { tag_html } else { String::new() };
        let html = fill(&format!(
            "<!doctype html><html><head><meta charset=utf-8><title>{title}</title><link rel=icon href=\"data:,\">\
             <script>{FIRST}</script>{before}{tag_html}</head>\
             <body>{body}</body></html>"
        ));
        (html, policy.map(fill))
    }
}
