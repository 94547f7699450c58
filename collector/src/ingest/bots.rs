//! Bots and AI crawlers, by the list of npm's crawler-user-agents: 1,500 of them, each with the name it goes by in its
//! user agent. Who hides is not found; who says what it is, is.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::RegexSet;

/// One of the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Bot {
    pub name: &'static str,
    /// `search-engine`, `ai-crawler`, `http-library` …
    pub category: &'static str,
    sought: Sought,
}

#[derive(Debug, PartialEq, Eq)]
enum Sought {
    Text(&'static str),
    Pattern(&'static str),
}

include!(concat!(env!("OUT_DIR"), "/bots.rs"));

/// User agents that were looked through lately: looking takes 2 µs, remembering a tenth of that. Sets of eight fill a
/// line of the processor's cache each, and all of them 256 kB.
const SETS: usize = 4_096;
const WAYS: usize = 8;
/// Of a remembered user agent, the lowest bits say whose it is.
const WHOSE_BITS: u32 = 16;
const WHOSE: u64 = (1 << WHOSE_BITS) - 1;

/// The list, ready to be sought through in one pass.
#[derive(Debug)]
pub struct Bots {
    texts: AhoCorasick,
    /// Which bot each text is of.
    of_text: Vec<usize>,
    patterns: RegexSet,
    of_pattern: Vec<usize>,
    /// The upper bits of a user agent's hash, and in place of the lower ones the bot's number + 1, or 0 for none. The
    /// hash has a key that nobody knows, so that no bot can be made to look like a browser.
    remembered: Box<[[AtomicU64; WAYS]]>,
    hashed: RandomState,
}

#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error("the list of bots: {0}")]
    Texts(#[from] aho_corasick::BuildError),
    #[error("the list of bots: {0}")]
    Patterns(#[from] regex::Error),
}

impl Bots {
    pub fn new() -> Result<Self, ListError> {
        let (mut texts, mut of_text) = (Vec::new(), Vec::new());
        let (mut patterns, mut of_pattern) = (Vec::new(), Vec::new());
        for (number, bot) in BOTS.iter().enumerate() {
            match bot.sought {
                Sought::Text(text) => {
                    texts.push(text);
                    of_text.push(number);
                }
                Sought::Pattern(pattern) => {
                    patterns.push(pattern);
                    of_pattern.push(number);
                }
            }
        }
        // As fast as a whole automaton, which takes 7 MB, on what fits into a processor's cache: 350 kB.
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        Ok(Self {
            texts: AhoCorasick::builder().kind(kind).build(texts)?,
            of_text,
            patterns: RegexSet::new(patterns)?,
            of_pattern,
            remembered: (0..SETS).map(|_| Default::default()).collect(),
            hashed: RandomState::new(),
        })
    }

    /// Who sends this user agent, when it is somebody of the list.
    pub fn find(&self, user_agent: &str) -> Option<&'static Bot> {
        let hash = self.hashed.hash_one(user_agent);
        let set = self.remembered.get(hash as usize / WAYS % SETS)?;
        let known = set.iter().map(|way| way.load(Ordering::Relaxed));
        let whose = match known.clone().find(|known| known & !WHOSE == hash & !WHOSE) {
            Some(known) => known & WHOSE,
            None => {
                let whose = self.seek(user_agent).map_or(0, |number| number as u64 + 1);
                // An empty place, else anyone's.
                let free = known.clone().position(|known| known == 0);
                let place = set.get(free.unwrap_or(hash as usize % WAYS))?;
                place.store(hash & !WHOSE | whose, Ordering::Relaxed);
                whose
            }
        };
        BOTS.get((whose as usize).checked_sub(1)?)
    }

    /// Of a bot of this name; `None` when there is none.
    pub fn category(name: &str) -> Option<&'static str> {
        BOTS.iter().find(|bot| bot.name == name).map(|bot| bot.category)
    }

    fn seek(&self, user_agent: &str) -> Option<usize> {
        if let Some(found) = self.texts.find(user_agent) {
            return self.of_text.get(found.pattern().as_usize()).copied();
        }
        let found = self.patterns.matches(user_agent).iter().next()?;
        self.of_pattern.get(found).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bots_are_told_by_name_and_category() {
        let bots = Bots::new().unwrap();
        let check = |agent: &str, name: &str, category: &str| {
            // Once looked through, once remembered.
            for _ in 0..2 {
                let found = bots.find(agent).map(|bot| (bot.name, bot.category));
                assert_eq!(found, Some((name, category)), "{agent}");
            }
        };
        check(
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Googlebot",
            "search-engine",
        );
        check(
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "GPTBot",
            "ai-crawler",
        );
        check(
            "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
            "ClaudeBot",
            "ai-crawler",
        );
        check("curl/8.5.0", "curl", "http-library");
        check("python-requests/2.32.3", "python-requests", "http-library");
        check(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
            "HeadlessChrome",
            "browser-automation",
        );
        check(
            "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
            "AhrefsBot",
            "seo",
        );
    }

    #[test]
    fn browsers_are_no_bots() {
        let bots = Bots::new().unwrap();
        for agent in [
            "",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 380.0.0.28.104 (iPhone15,2; iOS 18_5; de_DE; de; scale=3.00; 1179x2556; 741737741)",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22F76 [FBAN/FBIOS;FBAV/515.0.0.42.90;FBBV/739921567;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/18.5]",
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 14; SM-S911B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36 musical_ly_2024 BytedanceWebview/d8a21c6",
            "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36 OPR/84.0.0.0",
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Vivaldi/7.1",
            "Mozilla/5.0 (Linux; Android 9; KFMAWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/130.4.1 like Chrome/130.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15 DuckDuckGo/7",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/380.0.0 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]",
        ] {
            assert_eq!(bots.find(agent), None, "{agent}");
        }
    }

    #[test]
    fn every_bot_has_a_name_to_be_called_by() {
        for Bot { name, category, .. } in BOTS {
            assert!(name.len() >= 2 && name.trim() == *name, "{name:?}");
            assert!(!category.is_empty(), "{name}");
        }
        assert!(BOTS.len() > 1_000 && (BOTS.len() as u64) < WHOSE);
    }
}
