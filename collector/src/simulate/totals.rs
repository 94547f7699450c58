//! What the reports must show, added up in the plainest way while it happens: counters, and one entry for each visit,
//! cart and product. By PRODUCT.md section 4, not by the store's rollups.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::site::{Day, Site};

#[derive(Debug, Default)]
pub(super) struct VisitTotals {
    pub(super) visitor: i64,
    pub(super) day: Day,
    pub(super) page_views: i64,
    pub(super) engaged_ms: i64,
    pub(super) ordered: bool,
    /// How far it came in the closed funnel, 0–4.
    pub(super) funnel: usize,
    pub(super) viewed: BTreeSet<usize>,
    pub(super) added: BTreeSet<usize>,
    pub(super) bought: BTreeSet<usize>,
}

#[derive(Debug, Default, Clone)]
pub(super) struct CartTotals {
    pub(super) value_minor: i64,
    pub(super) checkout: bool,
    pub(super) ordered: bool,
    pub(super) emptied: bool,
    /// Left alone for the timeout before it was touched again.
    pub(super) came_back: bool,
    pub(super) recovery_ms: Option<i64>,
}

#[derive(Debug, Default, Clone)]
pub(super) struct ProductTotals {
    pub(super) name: String,
    pub(super) views: i64,
    pub(super) adds: i64,
    pub(super) removes: i64,
    pub(super) orders: i64,
    pub(super) units: i64,
    pub(super) revenue_minor: i64,
    pub(super) refunds_minor: i64,
}

#[derive(Debug)]
pub(super) struct Totals {
    site: String,
    currency: String,
    exponent: usize,
    pub(super) visits: Vec<VisitTotals>,
    pub(super) carts: Vec<CartTotals>,
    pub(super) products: BTreeMap<usize, (String, ProductTotals)>,
    pub(super) time_on_page_ms: Vec<i64>,
    /// The customer of each order that was made with an account.
    pub(super) customer_orders: Vec<u64>,
    pub(super) orders: i64,
    pub(super) gross_minor: i64,
    pub(super) item_revenue_minor: i64,
    pub(super) tax_minor: i64,
    pub(super) shipping_minor: i64,
    pub(super) discount_minor: i64,
    pub(super) refunds_minor: i64,
}

impl Totals {
    pub(super) fn new(site: &Site) -> Self {
        Self {
            site: site.key.clone(),
            currency: site.currency.code().to_owned(),
            exponent: site.currency.exponent().into(),
            visits: Vec::new(),
            carts: Vec::new(),
            products: BTreeMap::new(),
            time_on_page_ms: Vec::new(),
            customer_orders: Vec::new(),
            orders: 0,
            gross_minor: 0,
            item_revenue_minor: 0,
            tax_minor: 0,
            shipping_minor: 0,
            discount_minor: 0,
            refunds_minor: 0,
        }
    }

    fn money(&self, minor: i64) -> Value {
        let digits = format!("{:0width$}", minor.abs(), width = self.exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.exponent);
        let point = if fraction.is_empty() { "" } else { "." };
        let sign = if minor < 0 { "-" } else { "" };
        json!({ "amount": format!("{sign}{whole}{point}{fraction}"), "currency": self.currency })
    }

    fn money_each(&self, minor: i64, count: usize) -> Value {
        whole_ratio(minor, count).map_or(Value::Null, |each| self.money(each))
    }

    pub(super) fn json(&self, from: &str, to: &str) -> Value {
        let mut all = self.overview();
        all.insert("site".into(), json!(self.site));
        all.insert("from".into(), json!(from));
        all.insert("to".into(), json!(to));
        all.insert("funnel".into(), json!({ "steps": self.funnel() }));
        all.insert("products".into(), json!({ "rows": self.product_rows() }));
        Value::Object(all)
    }

    fn overview(&self) -> Map<String, Value> {
        let visits = &self.visits;
        let sessions = visits.len();
        let count =
            |is: &dyn Fn(&VisitTotals) -> bool| visits.iter().filter(|visit| is(visit)).count();
        let engaged =
            count(&|visit| visit.engaged_ms > 10_000 || visit.page_views >= 2 || visit.ordered);
        let with_order = count(&|visit| visit.ordered);
        let visitors: BTreeSet<_> = visits.iter().map(|visit| (visit.day, visit.visitor)).collect();
        let buyers: BTreeSet<_> = visits
            .iter()
            .filter(|visit| visit.ordered)
            .map(|visit| (visit.day, visit.visitor))
            .collect();
        let engaged_ms: i64 = visits.iter().map(|visit| visit.engaged_ms).sum();
        let mut times = self.time_on_page_ms.clone();
        times.sort_unstable();
        let total_revenue = self.gross_minor - self.refunds_minor;

        let carts =
            |is: &dyn Fn(&CartTotals) -> bool| self.carts.iter().filter(|cart| is(cart)).count();
        let lost = |cart: &CartTotals| !cart.ordered && !cart.emptied;
        let recovered = carts(&|cart| cart.ordered && cart.came_back);
        let ever_abandoned = carts(&|cart| lost(cart) || cart.came_back);
        let checkouts = carts(&|cart| cart.checkout);
        let mut lags: Vec<i64> = self.carts.iter().filter_map(|cart| cart.recovery_ms).collect();
        lags.sort_unstable();
        let lost_revenue =
            self.carts.iter().filter(|cart| lost(cart)).map(|cart| cart.value_minor).sum();

        let mut orders_of: BTreeMap<u64, i64> = BTreeMap::new();
        for customer in &self.customer_orders {
            *orders_of.entry(*customer).or_default() += 1;
        }
        let repeated = orders_of.values().filter(|orders| **orders > 1).count();

        let overview = json!({
            "sessions": sessions,
            "visitors": visitors.len(),
            "page_views": visits.iter().map(|visit| visit.page_views).sum::<i64>(),
            "engaged_ms": engaged_ms,
            "engaged_ms_per_session": whole_ratio(engaged_ms, sessions),
            "engagement_rate": ratio(engaged, sessions),
            "bounce_rate": ratio(sessions - engaged, sessions),
            "time_on_page_median_ms": middle(&times),
            "time_on_page_mean_ms": whole_ratio(times.iter().sum(), times.len()),
            "gross_revenue": self.money(self.gross_minor),
            "refunds": self.money(self.refunds_minor),
            "total_revenue": self.money(total_revenue),
            "item_revenue": self.money(self.item_revenue_minor),
            "tax": self.money(self.tax_minor),
            "shipping": self.money(self.shipping_minor),
            "discount": self.money(self.discount_minor),
            "orders": self.orders,
            "average_order_value": self.money_each(self.gross_minor, self.orders as usize),
            "session_conversion_rate": ratio(with_order, sessions),
            "visitor_conversion_rate": ratio(buyers.len(), visitors.len()),
            "repeat_purchase_rate": ratio(repeated, orders_of.len()),
            "revenue_per_session": self.money_each(total_revenue, sessions),
            "revenue_per_visitor": self.money_each(total_revenue, visitors.len()),
            "carts": self.carts.len(),
            "cart_abandonment_rate": ratio(carts(&lost), self.carts.len()),
            "checkout_abandonment_rate": ratio(checkouts - carts(&|cart| cart.checkout && cart.ordered), checkouts),
            "recovered_carts": recovered,
            "recovery_rate": ratio(recovered, ever_abandoned),
            "recovery_lag": middle(&lags),
            "lost_revenue": self.money(lost_revenue),
        });
        match overview {
            Value::Object(overview) => overview,
            _ => Map::new(),
        }
    }

    fn funnel(&self) -> Vec<Value> {
        let steps = ["view_item", "add_to_cart", "begin_checkout", "purchase"];
        let reached = |step: usize| self.visits.iter().filter(|visit| visit.funnel > step).count();
        steps
            .iter()
            .enumerate()
            .map(|(index, step)| json!({ "step": step, "count": reached(index) }))
            .collect()
    }

    fn product_rows(&self) -> Vec<Value> {
        let row = |(&index, (id, product)): (&usize, &(String, ProductTotals))| {
            let viewed = || self.visits.iter().filter(|visit| visit.viewed.contains(&index));
            json!({
                "item_id": id,
                "item_name": product.name,
                "views": product.views,
                "adds": product.adds,
                "removes": product.removes,
                "orders": product.orders,
                "units": product.units,
                "revenue": self.money(product.revenue_minor),
                "refunds": self.money(product.refunds_minor),
                "add_rate": ratio(viewed().filter(|visit| visit.added.contains(&index)).count(), viewed().count()),
                "buy_rate": ratio(viewed().filter(|visit| visit.bought.contains(&index)).count(), viewed().count()),
            })
        };
        self.products.iter().map(row).collect()
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Rounded half up; for negative sums half away from zero.
fn whole_ratio(sum: i64, count: usize) -> Option<i64> {
    if count == 0 {
        return None;
    }
    let magnitude = (sum.abs() * 2 + count as i64) / (2 * count as i64);
    Some(if sum < 0 { -magnitude } else { magnitude })
}

fn middle(sorted: &[i64]) -> Option<i64> {
    let (low, high) =
        (sorted.get(sorted.len().checked_sub(1)? / 2)?, sorted.get(sorted.len() / 2)?);
    whole_ratio(low + high, 2)
}
