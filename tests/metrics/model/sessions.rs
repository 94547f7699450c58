//! Sessions: a visitor's events with no gap of more than thirty minutes.

use super::{Fact, Told};
use crate::history::Deed;
use crate::shop::{CUSTOM, LISTS, ORIGINS, PAGES, PROMOTIONS, TERMS, VISITORS};

const TIMEOUT_MS: i64 = 30 * 60_000;
const DAY_MS: i64 = 86_400_000;

/// A visitor, as far as they can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    Known(usize),
    /// By the UTC day on which the session began.
    OfDay(usize, i64),
}

#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) who: Who,
    /// In the order in which it happened.
    pub(crate) facts: Vec<Fact>,
    /// When the orders that are its own were reported.
    pub(crate) reports_ms: Vec<i64>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    pub(crate) at_ms: i64,
    pub(crate) page: usize,
    pub(crate) engaged_ms: i64,
}

/// One thing that was done, with what: a page, a product's place in the shop, a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) at_ms: i64,
    pub(crate) name: &'static str,
    pub(crate) with: With,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    Nothing,
    Text(&'static str),
    Product(usize),
}

pub(super) fn sessions(told: &[Told]) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    for (visitor, browser) in VISITORS.iter().enumerate() {
        let mut facts: Vec<&Fact> = Vec::new();
        for told in told {
            if let Told::Page(fact) = told
                && fact.visitor == visitor
            {
                facts.push(fact);
            }
        }
        facts.sort_by_key(|fact| fact.at_ms);
        let mut last_ms = i64::MIN / 2;
        for fact in facts {
            if fact.at_ms - last_ms > TIMEOUT_MS {
                let who = match browser.id {
                    Some(_) => Who::Known(visitor),
                    None => Who::OfDay(visitor, fact.at_ms.div_euclid(DAY_MS)),
                };
                sessions.push(Session { who, facts: Vec::new(), reports_ms: Vec::new() });
            }
            last_ms = fact.at_ms;
            if let Some(session) = sessions.last_mut() {
                session.facts.push(fact.clone());
            }
        }
    }
    // Of several reports of an order, the first one to arrive is its session's.
    let mut known = Vec::new();
    for told in told {
        let Told::Page(Fact { at_ms, deed: Deed::Buy(purchase), .. }) = told else { continue };
        if known.contains(&purchase.order) {
            continue;
        }
        known.push(purchase.order);
        for session in &mut sessions {
            if session.facts.iter().any(|fact| fact.at_ms == *at_ms) {
                session.reports_ms.push(*at_ms);
            }
        }
    }
    sessions
}

impl Session {
    fn first(&self) -> &Fact {
        &self.facts[0]
    }

    pub(crate) fn started_ms(&self) -> i64 {
        self.first().at_ms
    }

    pub(crate) fn last_ms(&self) -> i64 {
        self.facts.iter().map(|fact| fact.at_ms).max().unwrap_or(0)
    }

    /// Source, medium, campaign.
    pub(crate) fn channel(&self) -> [&'static str; 3] {
        ORIGINS[self.first().origin].channel
    }

    pub(crate) fn landing_page(&self) -> &'static str {
        PAGES[self.first().page]
    }

    pub(crate) fn exit_page(&self) -> Option<&'static str> {
        self.views().last().map(|view| PAGES[view.page])
    }

    pub(crate) fn country(&self) -> &'static str {
        VISITORS[self.first().visitor].country
    }

    pub(crate) fn device(&self) -> &'static str {
        VISITORS[self.first().visitor].device
    }

    /// Page views, each with the time that was spent on it.
    pub(crate) fn views(&self) -> Vec<View> {
        let mut views = Vec::new();
        for fact in &self.facts {
            if fact.deed != Deed::PageView {
                continue;
            }
            let mut engaged_ms = 0;
            for other in &self.facts {
                if let Deed::Engaged(ms) = other.deed
                    && other.load == fact.load
                {
                    engaged_ms += ms;
                }
            }
            views.push(View { at_ms: fact.at_ms, page: fact.page, engaged_ms });
        }
        views
    }

    /// Never above wall time.
    pub(crate) fn engaged_ms(&self) -> i64 {
        let mut reported = 0;
        for fact in &self.facts {
            if let Deed::Engaged(ms) = fact.deed {
                reported += ms;
            }
        }
        reported.min(self.last_ms() - self.started_ms())
    }

    fn is_report(&self, at_ms: i64) -> bool {
        self.reports_ms.contains(&at_ms)
    }

    /// What it did, by the names of events: an event of several products is done once with each line.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for fact in &self.facts {
            let at_ms = fact.at_ms;
            let mut did = |name, with| steps.push(Step { at_ms, name, with });
            match &fact.deed {
                Deed::PageView => did("page_view", With::Text(PAGES[fact.page])),
                Deed::Engaged(_) => {}
                Deed::View(product) => did("view_item", With::Product(*product)),
                Deed::Add((product, _)) => did("add_to_cart", With::Product(*product)),
                Deed::Remove((product, _)) => did("remove_from_cart", With::Product(*product)),
                Deed::Cart(lines) => {
                    for (product, _) in lines {
                        did("cart_update", With::Product(*product));
                    }
                }
                Deed::Wish(product) => did("add_to_wishlist", With::Product(*product)),
                Deed::LookAtCart => did("view_cart", With::Nothing),
                Deed::Checkout(_) => did("begin_checkout", With::Nothing),
                Deed::Shipping => did("add_shipping_info", With::Nothing),
                Deed::Buy(_) if !self.is_report(at_ms) => {}
                Deed::Buy(purchase) => {
                    did("purchase", With::Nothing);
                    for (product, _) in &purchase.lines {
                        did("bought", With::Product(*product));
                    }
                }
                Deed::Search(term) => did("search", With::Text(TERMS[*term])),
                Deed::SeeList(list) => did("view_item_list", With::Text(LISTS[*list])),
                Deed::ClickInList(list, _) => did("select_item", With::Text(LISTS[*list])),
                Deed::SeePromotion(place) => {
                    did("view_promotion", With::Text(PROMOTIONS[*place]));
                }
                Deed::ClickPromotion(place) => {
                    did("select_promotion", With::Text(PROMOTIONS[*place]));
                }
                Deed::LogIn => did("login", With::Nothing),
                Deed::Custom(name) => did(CUSTOM[*name], With::Nothing),
            }
        }
        steps
    }

    /// Whether it did one of these with a product.
    pub(crate) fn did_with(&self, names: &[&str], product: usize) -> bool {
        let is = |step: &Step| names.contains(&step.name) && step.with == With::Product(product);
        self.steps().iter().any(is)
    }
}
