//! What a purchase or a refund says in money. One place for the arithmetic of the metric definitions.

use crate::{Currency, Decimal, Event, Item, Reason, Refusal};

/// An order's totals, in minor units of `currency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderTotals {
    pub currency: Currency,
    /// What the customer paid: tax and shipping included.
    pub gross: i64,
    /// As reported (`value`), else the sum of the lines.
    pub item_revenue: i64,
    pub tax: i64,
    pub shipping: i64,
    /// Σ discount per unit × quantity.
    pub discount: i64,
}

impl Event {
    /// The totals of a `purchase`. GA4's `value` excludes tax and shipping, so gross = value + tax + shipping; where
    /// the site's prices include tax, the tax is a part of the value and gross = value + shipping.
    /// An `order_total` is gross, and what is left of it after the same is the revenue of the items.
    /// `Range` for a total over the limit.
    pub fn order_totals(
        &self,
        site_currency: Currency,
        prices_include_tax: bool,
    ) -> Result<OrderTotals, Refusal> {
        let currency = self.currency.unwrap_or(site_currency);
        let exponent = currency.exponent();
        let minor = |amount: Option<Decimal>, field| match amount {
            Some(amount) => amount.to_minor(exponent).map_err(|reason| Refusal::new(reason, field)),
            None => Ok(0),
        };
        let (tax, shipping) =
            (minor(self.tax, "params.tax")?, minor(self.shipping, "params.shipping")?);
        let (mut lines, mut discount) = (0, 0);
        for item in &self.items {
            lines += item.line_minor(currency)?;
            if let Some(per_unit) = item.discount {
                discount += per_unit.line_minor(item.quantity, exponent).map_err(out_of_range)?;
            }
        }
        let beside = shipping + if prices_include_tax { 0 } else { tax };
        let item_revenue = match (self.order_total, self.value) {
            (Some(_), _) => {
                discount += self.order_discount_minor(exponent);
                minor(self.order_total, "params.order_total")? - beside
            }
            (None, Some(_)) => minor(self.value, "params.value")?,
            (None, None) => lines.max(0),
        };
        let gross = item_revenue + beside;
        Ok(OrderTotals { currency, gross, item_revenue, tax, shipping, discount })
    }

    /// Of the order as a whole, beside those of its items. A parameter like any other: what is no amount is none.
    fn order_discount_minor(&self, exponent: u8) -> i64 {
        let discount = self.param("discount").and_then(|text| Decimal::parse(text).ok());
        discount.and_then(|discount| discount.to_minor(exponent).ok()).unwrap_or(0).max(0)
    }
}

impl Item {
    /// Price × quantity in minor units, rounded once. No price is 0.
    pub fn line_minor(&self, currency: Currency) -> Result<i64, Refusal> {
        match self.price {
            Some(price) => {
                price.line_minor(self.quantity, currency.exponent()).map_err(out_of_range)
            }
            None => Ok(0),
        }
    }

    /// Units in thousandths, so that 0.5 m of cloth is half a unit.
    pub fn units_milli(&self) -> i64 {
        self.quantity.to_minor(3).unwrap_or(0)
    }
}

fn out_of_range(reason: Reason) -> Refusal {
    Refusal::new(reason, "params.items")
}
