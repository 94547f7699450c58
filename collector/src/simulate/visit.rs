//! Simulated shoppers: what they do, as a tracker would send it, and what it adds to the totals.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::device;
use super::shop::{Catalogue, minute_of_day, source};
use super::totals::{CartTotals, Totals, VisitTotals};
use crate::ingest::Device;
use crate::site::{Day, Site};

const MINUTE_MS: i64 = 60_000;
/// Visits of the last day start before 18:00, so that all is over, and every lost cart abandoned, by midnight.
const LAST_DAY_MINUTES: i64 = 18 * 60;
/// The standard shipping, in hundredths of the currency's unit; free from 100 units.
const SHIPPING_HUNDREDTHS: i64 = 490;

/// A request of a simulated tracker.
pub(super) struct Sent {
    pub(super) received_at_ms: i64,
    pub(super) visitor: i64,
    pub(super) device: Device,
    pub(super) body: String,
}

/// An order that will be refunded.
pub(super) struct RefundPlan {
    order_id: String,
    amount_minor: i64,
    /// Product, units and unit price of what comes back; empty for all of it.
    items: Vec<Line>,
    /// What comes back of each product.
    of_products: Vec<(usize, i64)>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) product: usize,
    pub(super) units: i64,
    pub(super) price_minor: i64,
    pub(super) discount_minor: i64,
}

/// A visitor of a day: all that a tracker and a shop know of them.
pub(super) struct Shopper {
    pub(super) visitor: i64,
    pub(super) device: Device,
    pub(super) at_ms: i64,
    pub(super) sent: Vec<Sent>,
    pub(super) visit: VisitTotals,
    /// What the shop calls them, once they have ordered with an account.
    pub(super) customer: Option<u64>,
    lines: Vec<Line>,
    cart: Option<CartTotals>,
    cart_active_ms: i64,
    abandoned_at_ms: Option<i64>,
}

pub(super) struct Shoppers<'s> {
    pub(super) random: ChaCha8Rng,
    pub(super) catalogue: Catalogue,
    pub(super) totals: Totals,
    pub(super) site: &'s Site,
    pub(super) seed: u64,
    pub(super) orders: u64,
    pub(super) customers: u64,
    pub(super) refunds: BTreeMap<Day, Vec<RefundPlan>>,
    /// The last day of the history.
    pub(super) last: Day,
}

impl Shoppers<'_> {
    /// Everything that is sent on a day, of about so many sessions.
    pub(super) fn day(&mut self, day: Day, sessions: usize) -> Vec<Sent> {
        let before = self.totals.visits.len();
        let mut sent = Vec::new();
        for plan in self.refunds.remove(&day).unwrap_or_default() {
            sent.extend(self.customer_gets_refund(day, plan));
        }
        while self.totals.visits.len() < before + sessions {
            sent.extend(self.shopper(day));
        }
        sent
    }

    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn arrives(&mut self, day: Day) -> Shopper {
        let until = if day == self.last { LAST_DAY_MINUTES } else { 24 * 60 };
        let minute = minute_of_day(&mut self.random, until);
        let at_ms = self.site.start_of_day_ms(day)
            + minute * MINUTE_MS
            + self.random.random_range(0..MINUTE_MS);
        Shopper {
            visitor: self.random.random::<i64>() & i64::MAX,
            device: device(&mut self.random),
            at_ms,
            sent: Vec::new(),
            visit: VisitTotals::default(),
            customer: None,
            lines: Vec::new(),
            cart: None,
            cart_active_ms: 0,
            abandoned_at_ms: None,
        }
    }

    fn begins(&self, shopper: &mut Shopper) {
        let day = self.site.day_of(shopper.at_ms);
        shopper.visit = VisitTotals { visitor: shopper.visitor, day, ..VisitTotals::default() };
    }

    fn ends(&mut self, shopper: &mut Shopper) {
        self.totals.visits.push(std::mem::take(&mut shopper.visit));
    }

    /// One visitor's day: a visit, and sometimes another one hours later.
    fn shopper(&mut self, day: Day) -> Vec<Sent> {
        let mut shopper = self.arrives(day);
        self.begins(&mut shopper);
        self.browses(&mut shopper);
        let left_cart = shopper.cart.is_some();
        self.ends(&mut shopper);
        // Who left something in the cart comes back more often.
        if self.chance(if left_cart { 35 } else { 10 }) {
            shopper.at_ms += self.random.random_range(62..180) * MINUTE_MS;
            self.begins(&mut shopper);
            if left_cart && self.chance(70) {
                self.views_cart(&mut shopper);
                self.checks_out(&mut shopper);
            } else {
                self.browses(&mut shopper);
            }
            self.ends(&mut shopper);
        }
        self.totals.carts.extend(shopper.cart.take());
        shopper.sent
    }

    fn browses(&mut self, shopper: &mut Shopper) {
        let (query, referrer) = source(&mut self.random);
        self.page(shopper, &format!("/{query}"), referrer, Vec::new());
        while self.chance(58) {
            let product = self.catalogue.pick(&mut self.random);
            self.views_product(shopper, product);
        }
        if shopper.cart.is_some() && self.chance(60) {
            self.views_cart(shopper);
            if self.chance(50) {
                self.checks_out(shopper);
            }
        }
    }

    fn views_product(&mut self, shopper: &mut Shopper, product: usize) {
        let line = Line { product, units: 1, price_minor: self.price(product), discount_minor: 0 };
        let mut events = vec![self.event("view_item", &[line], json!({}))];
        self.product(product).views += 1;
        shopper.visit.viewed.insert(product);
        shopper.visit.funnel = shopper.visit.funnel.max(1);
        if self.chance(12) {
            let line = Line { units: self.random.random_range(1..=3), ..line };
            events.push(self.event("add_to_cart", &[line], json!({})));
            self.product(product).adds += 1;
            shopper.visit.added.insert(product);
            shopper.visit.funnel = shopper.visit.funnel.max(2);
            self.puts_into_cart(shopper, line);
        }
        let path = self.catalogue.products.get(product).map(|product| product.id.to_lowercase());
        self.page(shopper, &format!("/product/{}", path.unwrap_or_default()), "", events);
    }

    fn puts_into_cart(&mut self, shopper: &mut Shopper, line: Line) {
        self.touches_cart(shopper);
        match shopper.lines.iter_mut().find(|known| known.product == line.product) {
            Some(known) => {
                (known.units, known.price_minor) = (known.units + line.units, line.price_minor)
            }
            None => shopper.lines.push(line),
        }
        self.values_cart(shopper);
    }

    /// Opens a cart if there is none; notes whether it had been abandoned until now.
    fn touches_cart(&mut self, shopper: &mut Shopper) {
        let idle_ms = shopper.at_ms - shopper.cart_active_ms;
        let cart = shopper.cart.get_or_insert_with(|| {
            shopper.abandoned_at_ms = None;
            CartTotals::default()
        });
        if shopper.cart_active_ms > 0 && idle_ms > self.site.cart_timeout_ms {
            cart.came_back = true;
            shopper.abandoned_at_ms = Some(shopper.cart_active_ms + self.site.cart_timeout_ms);
        }
        shopper.cart_active_ms = shopper.at_ms;
    }

    fn values_cart(&mut self, shopper: &mut Shopper) {
        let value_minor = shopper.lines.iter().map(|line| line.price_minor * line.units).sum();
        if let Some(cart) = &mut shopper.cart {
            cart.value_minor = value_minor;
        }
    }

    /// This cart's life is over.
    fn cart_ends(&mut self, shopper: &mut Shopper, change: impl FnOnce(&mut CartTotals)) {
        if let Some(mut cart) = shopper.cart.take() {
            change(&mut cart);
            self.totals.carts.push(cart);
        }
        shopper.lines.clear();
        shopper.cart_active_ms = 0;
    }

    fn views_cart(&mut self, shopper: &mut Shopper) {
        let mut events = vec![self.event("view_cart", &shopper.lines, json!({}))];
        self.touches_cart(shopper);
        while !shopper.lines.is_empty() && self.chance(12) {
            let line = shopper.lines.remove(0);
            events.push(self.event("remove_from_cart", &[line], json!({})));
            self.product(line.product).removes += 1;
        }
        self.values_cart(shopper);
        if shopper.lines.is_empty() {
            self.cart_ends(shopper, |cart| cart.emptied = true);
        }
        self.page(shopper, "/cart", "", events);
    }

    fn checks_out(&mut self, shopper: &mut Shopper) {
        if shopper.lines.is_empty() {
            return;
        }
        let coupon = self.chance(15);
        if coupon {
            for line in &mut shopper.lines {
                line.discount_minor = line.price_minor / 10;
                line.price_minor -= line.discount_minor;
            }
        }
        let extra = if coupon { json!({ "coupon": "TEN" }) } else { json!({}) };
        for (step, path, stays) in [
            ("begin_checkout", "/checkout/address", 80),
            ("add_shipping_info", "/checkout/shipping", 90),
            ("add_payment_info", "/checkout/payment", 88),
        ] {
            let event = self.event(step, &shopper.lines, extra.clone());
            self.touches_cart(shopper);
            self.values_cart(shopper);
            if let Some(cart) = &mut shopper.cart {
                cart.checkout = true;
            }
            if step == "begin_checkout" && shopper.visit.funnel == 2 {
                shopper.visit.funnel = 3;
            }
            self.page(shopper, path, "", vec![event]);
            if !self.chance(stays) {
                return;
            }
        }
        self.orders(shopper, extra);
    }

    fn orders(&mut self, shopper: &mut Shopper, mut extra: Value) {
        self.orders += 1;
        shopper.customer = self.signs_in();
        let order_id = format!("SIM-{}-{}", self.seed, self.orders);
        let lines = std::mem::take(&mut shopper.lines);
        let unit = 10i64.pow(self.catalogue.exponent.into());
        let value: i64 = lines.iter().map(|line| line.price_minor * line.units).sum();
        let shipping = if value >= 100 * unit { 0 } else { SHIPPING_HUNDREDTHS * unit / 100 };
        let tax = value / 5;
        let gross = value + shipping + if self.site.prices_include_tax { 0 } else { tax };
        extra["transaction_id"] = json!(order_id);
        extra["tax"] = json!(self.catalogue.text(tax));
        extra["shipping"] = json!(self.catalogue.text(shipping));
        let event = self.event("purchase", &lines, extra);

        self.totals.orders += 1;
        self.totals.gross_minor += gross;
        self.totals.item_revenue_minor += value;
        self.totals.tax_minor += tax;
        self.totals.shipping_minor += shipping;
        self.totals.discount_minor +=
            lines.iter().map(|line| line.discount_minor * line.units).sum::<i64>();
        for line in &lines {
            let product = self.product(line.product);
            product.orders += 1;
            product.units += line.units;
            product.revenue_minor += line.price_minor * line.units;
            shopper.visit.bought.insert(line.product);
        }
        shopper.visit.ordered = true;
        if shopper.visit.funnel == 3 {
            shopper.visit.funnel = 4;
        }
        self.touches_cart(shopper);
        let (ordered_at_ms, abandoned_at_ms) = (shopper.at_ms, shopper.abandoned_at_ms);
        self.cart_ends(shopper, |cart| {
            cart.ordered = true;
            cart.recovery_ms =
                abandoned_at_ms.map(|abandoned_at_ms| ordered_at_ms - abandoned_at_ms);
        });
        self.plans_refund(shopper, order_id, gross, &lines);
        let again = event.clone();
        self.page(shopper, "/thank-you", "", vec![event]);
        // Some reload the last page, and the shop reports the order again.
        if self.chance(8) {
            self.page(shopper, "/thank-you", "", vec![again]);
        }
    }

    fn plans_refund(
        &mut self,
        shopper: &Shopper,
        order_id: String,
        gross_minor: i64,
        lines: &[Line],
    ) {
        let day = self.site.day_of(shopper.at_ms) + self.random.random_range(1..21);
        if !self.chance(9) || day > self.last {
            return;
        }
        let whole = lines.len() == 1 || self.chance(40);
        let back = if whole { lines } else { lines.get(..1).unwrap_or_default() };
        let of_products: Vec<_> =
            back.iter().map(|line| (line.product, line.price_minor * line.units)).collect();
        let plan = RefundPlan {
            order_id,
            amount_minor: if whole {
                gross_minor
            } else {
                of_products.iter().map(|(_, minor)| minor).sum()
            },
            items: if whole { Vec::new() } else { back.to_vec() },
            of_products,
        };
        self.refunds.entry(day).or_default().push(plan);
    }

    /// The customer opens the page of the order, which reports that the money came back.
    fn customer_gets_refund(&mut self, day: Day, plan: RefundPlan) -> Vec<Sent> {
        let mut shopper = self.arrives(day);
        self.begins(&mut shopper);
        let mut event =
            self.event("refund", &plan.items, json!({ "transaction_id": plan.order_id }));
        // Without a value, the items tell it.
        if let Some(params) = event["params"].as_object_mut() {
            params.remove("value");
        }
        self.totals.refunds_minor += plan.amount_minor;
        for (product, minor) in plan.of_products {
            self.product(product).refunds_minor += minor;
        }
        self.page(&mut shopper, "/account/order", "", vec![event]);
        self.ends(&mut shopper);
        shopper.sent
    }

    fn price(&self, product: usize) -> i64 {
        self.catalogue.products.get(product).map_or(0, |product| product.price_minor)
    }

    fn product(&mut self, product: usize) -> &mut super::totals::ProductTotals {
        let known = self.catalogue.products.get(product);
        let entry = self.totals.products.entry(product).or_default();
        if let Some(known) = known.filter(|_| entry.0.is_empty()) {
            entry.0 = known.id.clone();
            entry.1.name = known.name.clone();
        }
        &mut entry.1
    }
}
