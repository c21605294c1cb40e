/** A connection to Redis that was opened by one of the client packages. It does not reconnect: when it breaks, it is over. */
export interface RedisClient {
  /** Whether commands can be sent now. */
  readonly isReady: boolean;
  /** Sends one command. `key` says which node of a Cluster gets it. */
  send(key: string, command: readonly string[]): Promise<unknown>;
  /** Breaks the connection at once; commands without an answer reject. Never throws. */
  destroy(): void;
}

/** How a connection is opened. */
export interface Opening {
  /** How long a socket may take to connect, in milliseconds. */
  readonly timeout: number;
  /** Aborts the opening: everything that was opened is destroyed. */
  readonly signal: AbortSignal;
  /** Something failed, or the connection ended: look at {@link RedisClient.isReady}. */
  readonly onTrouble: (error: unknown) => void;
}

/** Opens connections to the Redis of the options. */
export interface RedisClientSource {
  /** Where Redis is, for people; without secrets. */
  readonly place: string;
  /** Opens a new connection. If it rejects, nothing stays open. */
  open(opening: Opening): Promise<RedisClient>;
}
