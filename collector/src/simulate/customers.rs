//! Who orders again.

use rand::RngExt;

use super::visit::Shoppers;

/// Of the orders, those without an account; and of the others, those of somebody who has ordered before.
const GUESTS_PERCENT: u32 = 25;
const RETURNING_PERCENT: u32 = 30;

impl Shoppers<'_> {
    /// Whose order it is: a guest's, or a customer's. Who has ordered often orders more often than others, which is what
    /// picking among all past orders makes of it.
    pub(super) fn signs_in(&mut self) -> Option<u64> {
        if self.chance(GUESTS_PERCENT) {
            return None;
        }
        let returns = self.chance(RETURNING_PERCENT) && self.customers > 0;
        let orders = &mut self.totals.customer_orders;
        let customer = if returns {
            orders.get(self.random.random_range(0..orders.len())).copied()
        } else {
            self.customers += 1;
            Some(self.customers)
        };
        orders.extend(customer);
        customer
    }
}
