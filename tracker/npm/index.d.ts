import type { BareEvents, CustomName, CustomParams, StandardEvents } from './events.js';

export type * from './events.js';

export interface Options {
  /** The collector's address: `https://stats.example`. */
  host: string;
  /** The site's id, as in `footfall site add`. */
  site: string;
  /** The fragment (`#/cart`) is a part of the page: another one is another page view. */
  hashRoutes?: boolean;
  /** A change of only the query is another page view. */
  queryRoutes?: boolean;
  /** Query parameters to remove from every URL, beside those that always are. */
  scrubParams?: readonly string[];
  /** For a Content-Security-Policy with nonces. */
  nonce?: string;
}

/** "granted" keeps a visitor's id and unsent events on the device; "denied" removes them and sends nothing. */
export type ConsentState = 'granted' | 'denied';

/** One call as a list: `['track', 'purchase', {…}]`. */
export type Call =
  | readonly [method: 'track', name: string, params?: object]
  | readonly [method: 'page']
  | readonly [method: 'consent', state: ConsentState];

interface Track {
  /** A standard event, with GA4's parameters. */
  <Name extends keyof StandardEvents>(name: Name, params: StandardEvents[Name]): void;
  <Name extends BareEvents>(name: Name): void;
  /** An event of the shop's own, with up to 25 parameters. */
  <const Name extends string>(name: CustomName<Name>, params?: CustomParams): void;
}

/** What the tag puts at `window.footfall`. */
export interface Tracker {
  readonly track: Track;
  /** Another page view in the same document. Changes of the route are seen without it. */
  readonly page: () => void;
  readonly consent: (state: ConsentState) => void;
  /** Prints to the console what is sent, what was removed, and why an event would be refused. */
  readonly debug: () => void;
  readonly push: (call: Call) => void;
  /** Resolves when the tracker runs. It never rejects, and stays pending where the tag is blocked: no shop waits for it. */
  readonly ready: Promise<void>;
}

export interface Footfall extends Tracker {
  /** Puts the tag into the page, once. Does nothing on a server. */
  readonly install: (options: Options) => void;
}

export declare const footfall: Footfall;
export default footfall;

export declare const install: Footfall['install'];
export declare const track: Footfall['track'];
export declare const page: Footfall['page'];
export declare const consent: Footfall['consent'];
export declare const debug: Footfall['debug'];

/** The most the protocol takes; what is beyond is refused by name. */
export declare const limits: {
  readonly items: 200;
  readonly params: 25;
  readonly itemParams: 40;
  readonly nameChars: 40;
  readonly idBytes: 256;
  readonly textBytes: 500;
};
