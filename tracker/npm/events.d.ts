// GA4's recommended ecommerce events as Footfall takes them. `tests/npm.rs` holds the names equal to the Rust protocol's.

/** A price or amount as the shop has it: a number, or its decimal text ("19.99", never "19,99"). */
export type Amount = number | string;
/** ISO 4217, three letters. The site's own where it is left out. */
export type Currency = string;
/** What a parameter of the shop's own may be; anything else is left out. */
export type Scalar = string | number | boolean | null | undefined;

/**
 * Parameters of the shop's own items, so that a typo in another one is still found:
 * `declare module '@footfall/tracker' { interface ItemParams { item_color?: string } }`
 */
export interface ItemParams {
  affiliation?: string;
  coupon?: string;
  index?: number;
  item_brand?: string;
  item_category?: string;
  item_category2?: string;
  item_category3?: string;
  item_category4?: string;
  item_category5?: string;
  item_list_id?: string;
  item_list_name?: string;
  item_variant?: string;
  location_id?: string;
  promotion_id?: string;
  promotion_name?: string;
  creative_name?: string;
  creative_slot?: string;
}

/** A product line. One of `item_id` and `item_name` is required. */
export type Item = ItemParams & {
  /** Per unit, after discount. */
  price?: Amount;
  /** 1 where it is left out. */
  quantity?: Amount;
  /** Per unit. */
  discount?: Amount;
} & (
  | { item_id: string | number; item_name?: string }
  | { item_id?: string | number; item_name: string }
);

/** Parameters of the shop's own, beside the named ones of an event: at most 25 in all. */
interface Own {
  [name: string]: Scalar | readonly Item[];
}

export interface Lists extends Own {
  item_list_id?: string;
  item_list_name?: string;
  items?: readonly Item[];
}

export interface Products extends Own {
  currency?: Currency;
  /** Σ price × quantity where it is left out. */
  value?: Amount;
  items: readonly Item[];
}

export interface Checkout extends Products {
  coupon?: string;
}

export interface ShippingInfo extends Checkout {
  shipping_tier?: string;
}

export interface PaymentInfo extends Checkout {
  payment_type?: string;
}

export interface Order extends Own {
  /** The order's id: it counts once per site, for ever. */
  transaction_id: string | number;
  currency?: Currency;
  /** Without tax and shipping, as GA4 has it. Σ price × quantity where it is left out. */
  value?: Amount;
  tax?: Amount;
  shipping?: Amount;
  coupon?: string;
}

export interface Purchase extends Order {
  items?: readonly Item[];
  /** The shop's, made by its server: 64 hexadecimal digits. With it the order is verified. */
  signature?: string;
}

/** The whole order, or with items these only. */
export interface Refund extends Order {
  items?: readonly Item[];
}

export interface Promotion extends Own {
  promotion_id?: string;
  promotion_name?: string;
  creative_name?: string;
  creative_slot?: string;
  items?: readonly Item[];
}

export interface Search extends Own {
  search_term: string;
}

export interface Account extends Own {
  method?: string;
}

/** Every standard event that a shop may say, with its parameters. */
export interface StandardEvents {
  view_item_list: Lists;
  select_item: Lists;
  view_item: Products;
  add_to_wishlist: Products;
  add_to_cart: Products;
  remove_from_cart: Products;
  view_cart: Products;
  /** The whole cart as it is now; the other cart events say what changed. */
  cart_update: Products;
  begin_checkout: Checkout;
  add_shipping_info: ShippingInfo;
  add_payment_info: PaymentInfo;
  purchase: Purchase;
  refund: Refund;
  /** The order is void, and so are its refunds. */
  order_cancelled: Order;
  view_promotion: Promotion;
  select_promotion: Promotion;
  search: Search;
  sign_up: Account;
  login: Account;
}

/** Measured by the tracker itself: use `page()` for another page view. */
export type MeasuredEvents = 'page_view' | 'user_engagement';

/** Events that make sense without a word more. */
export type BareEvents = 'sign_up' | 'login';

/** A name of the shop's own: a letter, then letters, digits and underscores, at most 40. */
export type CustomName<Name extends string> = Name extends keyof StandardEvents | MeasuredEvents ? never : Name;

export interface CustomParams {
  [name: string]: Scalar | readonly Item[];
  items?: readonly Item[];
}
