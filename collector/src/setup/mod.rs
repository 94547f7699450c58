//! What a shop needs in its pages, and whether it is heard: facts, which the dashboard puts into words.

mod check;
mod usual;
mod warnings;

pub use check::{answer, heard_json};
pub use usual::{Lately, WEEK_HOURS, lately};
pub use warnings::REFUSED_BESIDE;

use crate::site::Site;

/// Where browsers find what.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// Without a slash at its end.
    pub public_url: &'a str,
    /// Of the script, without a slash in front.
    pub tag_path: &'a str,
    /// Of the batches, the same.
    pub events_path: &'a str,
}

impl Places<'_> {
    pub fn script(&self) -> String {
        format!("{}/{}", self.public_url, self.tag_path)
    }

    pub fn events(&self) -> String {
        format!("{}/{}", self.public_url, self.events_path)
    }

    /// Scheme, host and port: what a Content-Security-Policy names.
    pub fn origin(&self) -> &str {
        let host = self.public_url.find("://").map_or(0, |at| at + 3);
        let path = self.public_url[host..].find('/');
        path.map_or(self.public_url, |path| &self.public_url[..host + path])
    }
}

/// How a site's pages are told apart: only the tag's business, and kept nowhere else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Routes {
    pub hash: bool,
    pub query: bool,
}

/// The script's element. `scrub_params` and the id can stand in an attribute as they are.
pub fn script_tag(script: &str, site: &str, scrub_params: &str, routes: Routes) -> String {
    let mut more = String::new();
    if routes.hash {
        more.push_str(" data-hash-routes");
    }
    if routes.query {
        more.push_str(" data-query-routes");
    }
    if !scrub_params.is_empty() {
        more.push_str(&format!(" data-scrub-params=\"{scrub_params}\""));
    }
    format!("<script async src=\"{script}\" data-site=\"{site}\"{more}></script>")
}

/// The image for browsers that run no script.
pub fn pixel_tag(public_url: &str, site: &str) -> String {
    format!(
        "<noscript><img src=\"{public_url}/v1/pixel.gif?site={site}\" \
         referrerpolicy=\"no-referrer-when-downgrade\" alt=\"\"></noscript>"
    )
}

/// What a Content-Security-Policy of the shop must allow: the script and the parts it loads, compiled WebAssembly, what it
/// sends (and the Wasm it fetches), and the image.
fn policy(places: &Places) -> [(&'static str, String); 3] {
    let origin = places.origin();
    [
        ("script-src", format!("{origin} 'wasm-unsafe-eval'")),
        ("connect-src", origin.to_owned()),
        ("img-src", origin.to_owned()),
    ]
}

fn tag_of(places: &Places, site: &Site) -> String {
    let script = script_tag(&places.script(), &site.key, &site.scrub_params, Routes::default());
    format!("{script}\n{}", pixel_tag(places.public_url, &site.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::test_site;

    const RENAMED: Places = Places {
        public_url: "https://stats.example/own",
        tag_path: "shop.js",
        events_path: "said",
    };

    #[test]
    fn the_tag_has_the_public_url_and_the_renamed_path() {
        let mut site = test_site("UTC");
        site.scrub_params = "a,b".into();
        assert_eq!(
            tag_of(&RENAMED, &site),
            "<script async src=\"https://stats.example/own/shop.js\" data-site=\"shop\" \
             data-scrub-params=\"a,b\"></script>\n\
             <noscript><img src=\"https://stats.example/own/v1/pixel.gif?site=shop\" \
             referrerpolicy=\"no-referrer-when-downgrade\" alt=\"\"></noscript>"
        );
        let routes = Routes { hash: true, query: true };
        assert_eq!(
            script_tag("s.js", "shop", "", routes),
            "<script async src=\"s.js\" data-site=\"shop\" data-hash-routes data-query-routes></script>"
        );
    }

    #[test]
    fn a_policy_names_the_origin_alone() {
        let policy = policy(&RENAMED);
        assert_eq!(policy[0], ("script-src", "https://stats.example 'wasm-unsafe-eval'".into()));
        assert_eq!(policy[1], ("connect-src", "https://stats.example".into()));
    }
}
