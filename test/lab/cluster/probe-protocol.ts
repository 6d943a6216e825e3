/** What the probe has seen; times are epoch ms of the question. */
export type Observation =
  /** A new connection to the web server: name of the host that answered, `null` with the reason for none. */
  | {
      readonly kind: 'web';
      readonly at: number;
      readonly tookMs: number;
      readonly from: string | null;
      readonly why: string;
    }
  /** One question by ARP to everybody: hardware addresses of all who said to have the address. */
  | { readonly kind: 'arp'; readonly at: number; readonly address: string; readonly from: readonly string[] };
