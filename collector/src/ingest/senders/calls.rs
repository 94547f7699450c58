//! What a tracking request says, as the `_paq` call that it was made of.
//!
//! It says one thing, the first of these: a heartbeat, a commerce event of Piwik PRO's (`e_t`), an order or a cart
//! (`idgoal=0`), a goal, a custom event, a search, a link. Nothing of it: somebody looks at a page.
//!
//! A heartbeat (`ping`) keeps its session open and adds no engaged time. It says that a page is still there, not for how
//! long anybody looked: the interval is a setting of the tag, and no measure of it is on the wire. A guess would break the
//! promise that engaged time is never above wall time.

use footfall_protocol::Raw;

use super::{Params, products, text};

/// Of an order's payment, what `_paq` calls it.
const PAYMENT: [(&str, &str); 6] = [
    ("ec_id", "orderId"),
    ("revenue", "grandTotal"),
    ("ec_st", "subTotal"),
    ("ec_tx", "tax"),
    ("ec_sh", "shipping"),
    ("ec_dt", "discount"),
];
/// Of the product on a page.
const PRODUCT: [(&str, &str); 3] = [("_pks", "sku"), ("_pkn", "name"), ("_pkp", "price")];

/// The call of a hit; `None` for the view of a page.
pub(super) fn call(params: &Params, at_ms: i64) -> Option<Raw<'_>> {
    let says = |name| params.get(name).is_some();
    let call = Call { params, at_ms };
    if params.get("ping").is_some_and(|ping| ping != "0") {
        return Some(Raw::List(vec![text("track"), Raw::Int(at_ms), text("heartbeat")]));
    }
    if let Some(commerce) = params.get("e_t") {
        return Some(call.commerce(commerce));
    }
    Some(match params.get("idgoal") {
        Some("0") if says("ec_id") => call.commerce("order"),
        Some("0") => call.commerce("cart-update"),
        Some(_) => call.paq("trackGoal", call.arguments(&["idgoal", "revenue"])),
        None if says("e_c") => {
            call.paq("trackEvent", call.arguments(&["e_c", "e_a", "e_n", "e_v"]))
        }
        None if says("search") => {
            // The words are anybody's: "false" may be what was looked for.
            let mut arguments = call.arguments(&["search", "search_cat", "search_count"]);
            arguments[0] = text(params.get("search").unwrap_or_default());
            call.paq("trackSiteSearch", arguments)
        }
        None if says("link") => call.paq("trackLink", call.arguments(&["link"])),
        None if says("download") => {
            let mut arguments = call.arguments(&["download"]);
            arguments.push(text("download"));
            call.paq("trackLink", arguments)
        }
        // Content, crashes and what else is no view of a page.
        None if says("c_n") || says("ca") => call.paq("", Vec::new()),
        None => return None,
    })
}

/// The product on a page that is viewed. Theirs is known by its sku alone.
pub(super) fn product_view(params: &Params, at_ms: i64) -> Option<Raw<'_>> {
    params.argument("_pks")?;
    let call = Call { params, at_ms };
    let mut product = call.named(&PRODUCT);
    if let Some(category) = params.argument("_pkc") {
        // A text, or a list of them.
        let list = serde_json::from_str(category).ok().filter(|list| matches!(list, Raw::List(_)));
        product.push(("category".into(), list.unwrap_or_else(|| text(category))));
    }
    Some(call.paq("ecommerceProductDetailView", vec![Raw::List(vec![Raw::Map(product)])]))
}

/// The products of a hit, in JSON.
pub(super) fn items_text(params: &Params) -> Option<&str> {
    ["ec_products", "ec_items"].into_iter().find_map(|name| params.argument(name))
}

type Entries<'p> = Vec<(std::borrow::Cow<'p, str>, Raw<'p>)>;

#[derive(Clone, Copy)]
struct Call<'p> {
    params: &'p Params,
    at_ms: i64,
}

impl<'p> Call<'p> {
    fn paq(self, command: &'p str, arguments: Vec<Raw<'p>>) -> Raw<'p> {
        let mut call = vec![text("paq"), Raw::Int(self.at_ms), text(command)];
        call.extend(arguments);
        Raw::List(call)
    }

    /// By Piwik PRO's name.
    fn commerce(self, name: &str) -> Raw<'p> {
        let items = items_text(self.params).and_then(products::named);
        let items = items.unwrap_or(Raw::List(Vec::new()));
        match name {
            "order" => self.paq("ecommerceOrder", vec![items, Raw::Map(self.named(&PAYMENT))]),
            "cart-update" => {
                let total = self.arguments(&["revenue"]);
                self.paq("ecommerceCartUpdate", [vec![items], total].concat())
            }
            "product-detail-view" => self.paq("ecommerceProductDetailView", vec![items]),
            "add-to-cart" => self.paq("ecommerceAddToCart", vec![items]),
            "remove-from-cart" => self.paq("ecommerceRemoveFromCart", vec![items]),
            _ => self.paq("", Vec::new()),
        }
    }

    fn argument(self, name: &str) -> Raw<'p> {
        self.params.argument(name).map_or(Raw::Null, text)
    }

    fn arguments(self, names: &[&str]) -> Vec<Raw<'p>> {
        names.iter().map(|name| self.argument(name)).collect()
    }

    fn named(self, names: &[(&str, &'static str)]) -> Entries<'p> {
        names.iter().map(|(theirs, name)| ((*name).into(), self.argument(theirs))).collect()
    }
}
