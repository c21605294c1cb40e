import type { Message } from '../alerts/message.js';

/** What a platform may be able to do: take a kind of message, and say later what it did with one. */
export type PlatformCall = Message['type'] | 'confirm';

/** How one attempt ended: with an answer, or without. Only the platform knows what an answer means. */
export type Attempt =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** By their names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** As much of the body as could be read; empty when none could. */
      readonly body: string;
    }
  | {
      readonly kind: 'unreachable';
      /** What went wrong, in words. Never holds a key. */
      readonly reason: string;
    };

/** What an attempt means for the message, and for what is sent after it. */
export type Verdict =
  /** It is with the platform, and must never be sent again. By the id, the platform can be asked what it did with it. */
  | { readonly kind: 'accepted'; readonly requestId: string | undefined }
  /** No answer, or the platform is in trouble: try again. `wait` is what it asked for, in milliseconds. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly wait: number | undefined }
  /** Too many requests: try again, and send nothing else meanwhile. */
  | { readonly kind: 'rateLimited'; readonly reason: string; readonly wait: number | undefined }
  /** The key is refused, and so would be every other message. `advice` says what to do. */
  | { readonly kind: 'keyRefused'; readonly reason: string; readonly advice: string }
  /** The platform objects to what the message holds. */
  | ({ readonly kind: 'invalid' } & Objection)
  /** No second attempt would end otherwise. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** Why a platform does not take a message as it is. */
export interface Objection {
  readonly reason: string;
  /** The fields that it names, in the platform's own words. */
  readonly fields: readonly string[];
}

/** What the platform says of a message that it accepted earlier. */
export type Confirmation =
  /** It has not come to it, or did not answer. */
  { readonly kind: 'unknown' } | { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string };

/**
 * The port to a platform: everything that is known of it stands behind it. One attempt at a time; queues, retries and rate limits are the
 * delivery's.
 */
export interface Platform {
  /** The name that people know it by. */
  readonly title: string;
  /** What it can do. A message of another type must not be sent. */
  readonly calls: ReadonlySet<PlatformCall>;
  /**
   * The form in which the platform takes an alias. Pure; two aliases stay two, and a fitted one stays as it is: an alert is found again
   * by it.
   */
  fitAlias(alias: string): string;
  /** The message within the platform's limits. What is cut ends in `…`. Pure; what fits stays as it is. */
  fit(message: Message): Message;
  /**
   * The message without what the platform may object to, for one more attempt.
   *
   * @returns `undefined` when nothing can be left out
   */
  shorten(message: Message, objection: Objection): Message | undefined;
  /**
   * Tries once to send a message that {@link fit} gave.
   *
   * @throws UnsupportedCallError before anything is sent, when the platform cannot take this type. Rejects for nothing else.
   */
  send(message: Message): Promise<Attempt>;
  /** @param wall - milliseconds since 1970, for waits that are given as a date */
  judge(attempt: Attempt, wall: number): Verdict;
  /**
   * Asks once what became of an accepted message.
   *
   * @throws UnsupportedCallError when the platform cannot be asked. Rejects for nothing else.
   */
  confirm(requestId: string, type: Message['type']): Promise<Confirmation>;
  /** Sends when the process ends; absent where nothing can be sent then. */
  readonly lastMoment?: LastMoment | undefined;
  /** Ends all requests, and what would keep the process alive. */
  close?(): void;
}

/** Sends while everything else in the process stands still: Node runs nothing asynchronous any more when a process ends. */
export interface LastMoment {
  /** Gets ready. Never throws. */
  start(): void;
  /**
   * Sends all messages at once.
   *
   * @param timeout - how long it may take in all, in milliseconds
   * @returns how the attempt ended, for each; never throws
   */
  send(messages: readonly Message[], timeout: number): readonly Attempt[];
  /** Ends what {@link start} began. */
  stop(): void;
}

/** The platform has no such call. Nothing was sent. */
export class UnsupportedCallError extends Error {
  override readonly name = 'UnsupportedCallError';

  constructor(
    /** The platform's {@link Platform.title}. */
    readonly platform: string,
    readonly call: PlatformCall,
  ) {
    super(`${platform} does not support '${call}'; nothing was sent.`);
  }
}

/** @throws UnsupportedCallError when the platform cannot do this */
export function requireCall({ title, calls }: Pick<Platform, 'calls' | 'title'>, call: PlatformCall): void {
  if (!calls.has(call)) throw new UnsupportedCallError(title, call);
}
