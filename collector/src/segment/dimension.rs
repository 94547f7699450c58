//! What sessions can be told apart by.

use strsim::levenshtein;

use crate::store::trail::StepKind;

/// What a dimension's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A count, or milliseconds.
    Number,
    /// Major units of the site's currency.
    Money,
    OneOf(&'static [&'static str]),
}

macro_rules! dimensions {
    ($($variant:ident $id:literal $kind:expr, $about:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Dimension { $($variant,)* }

        /// All of them, in the order of the documentation.
        pub const DIMENSIONS: &[Dimension] = &[$(Dimension::$variant,)*];

        impl Dimension {
            pub fn id(self) -> &'static str {
                match self { $(Dimension::$variant => $id,)* }
            }

            pub fn kind(self) -> Kind {
                match self { $(Dimension::$variant => $kind,)* }
            }

            pub fn about(self) -> &'static str {
                match self { $(Dimension::$variant => $about,)* }
            }
        }
    };
}

/// In the order of their numbers in the database.
pub(crate) const DEVICES: &[&str] = &["desktop", "mobile", "tablet"];
pub(crate) const STAGES: &[&str] = &["visited", "viewed", "added", "checkout", "ordered"];
const VISITOR: &[&str] = &["new", "returning"];
const YES_NO: &[&str] = &["yes", "no"];

dimensions! {
    Country "country" Kind::Text, "ISO 3166 code of the country it came from; empty when unknown.";
    Device "device" Kind::OneOf(DEVICES), "The class of device.";
    Source "source" Kind::Text, "Where it came from.";
    Medium "medium" Kind::Text, "By which kind of way.";
    Campaign "campaign" Kind::Text, "By which campaign; empty for none.";
    LandingPage "landing_page" Kind::Text, "The page on which it began.";
    ExitPage "exit_page" Kind::Text, "The page that it saw last.";
    Page "page" Kind::Text, "A page that it saw.";
    Product "product" Kind::Text, "The id (else name) of a product that it viewed, had in the cart or bought.";
    ProductName "product_name" Kind::Text, "The name of such a product.";
    Category "category" Kind::Text, "Category of such a product: any of its levels, or all joined by ' > '.";
    Brand "brand" Kind::Text, "Brand of such a product.";
    ProductViewed "product_viewed" Kind::Text, "The id (else name) of a product that it viewed.";
    ProductAdded "product_added" Kind::Text, "The id (else name) of a product that it put into the cart.";
    ProductBought "product_bought" Kind::Text, "The id (else name) of a product that it bought.";
    SearchTerm "search_term" Kind::Text, "What it sought in the shop.";
    List "list" Kind::Text, "A list of products that it saw or clicked.";
    Promotion "promotion" Kind::Text, "A promotion that it saw or clicked.";
    Event "event" Kind::Text, "The name of an event of the shop's own.";
    Coupon "coupon" Kind::Text, "The coupon of one of its orders.";
    OrderId "order_id" Kind::Text, "The shop's id of one of its orders.";
    Visitor "visitor" Kind::OneOf(VISITOR), "Whether its visitor had a session before, as far as visitors can be told apart.";
    Engaged "engaged" Kind::OneOf(YES_NO), "Whether it counts as engaged.";
    Stage "stage" Kind::OneOf(STAGES), "How far it came on the way to an order.";
    PageViews "page_views" Kind::Number, "How many pages it saw.";
    EngagedMs "engaged_ms" Kind::Number, "Its engaged time in milliseconds.";
    DurationMs "duration_ms" Kind::Number, "From its first event to its last, in milliseconds.";
    Orders "orders" Kind::Number, "How many orders it placed.";
    VisitorOrders "visitor_orders" Kind::Number, "How many orders all sessions of its visitor placed.";
    Revenue "revenue" Kind::Money, "Totals of its orders without what was refunded.";
    CartValue "cart_value" Kind::Money, "The value of the largest cart that was created in it, of those in the site's currency.";
}

impl Dimension {
    pub(super) fn of(id: &str) -> Option<Self> {
        DIMENSIONS.iter().copied().find(|dimension| dimension.id() == id)
    }

    /// The nearest name to one that is none.
    pub(super) fn near(id: &str) -> Option<&'static str> {
        let distances = DIMENSIONS.iter().map(|known| (levenshtein(known.id(), id), known.id()));
        distances.min().filter(|(distance, _)| *distance <= 3).map(|(_, near)| near)
    }
}

impl Dimension {
    /// Whether events of a kind are with it: with a page, with a product …
    pub(super) fn is_of(self, kind: StepKind) -> bool {
        match self {
            Dimension::Page => kind == StepKind::PageView,
            Dimension::Product
            | Dimension::ProductName
            | Dimension::Category
            | Dimension::Brand => {
                matches!(
                    kind,
                    StepKind::ViewItem
                        | StepKind::AddToCart
                        | StepKind::RemoveFromCart
                        | StepKind::AddToWishlist
                        | StepKind::Purchase
                )
            }
            Dimension::SearchTerm => kind == StepKind::Search,
            Dimension::List => matches!(kind, StepKind::ViewItemList | StepKind::SelectItem),
            Dimension::Promotion => {
                matches!(kind, StepKind::ViewPromotion | StepKind::SelectPromotion)
            }
            _ => false,
        }
    }
}
