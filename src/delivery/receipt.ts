/** What became of a message in the end. */
export interface DeliveryResult {
  /** Whether the platform accepted it (202), which means queued there, or, with `confirm`, really did it. */
  readonly ok: boolean;
  /** The platform's id of the request; quote it to the platform's support. */
  readonly requestId?: string | undefined;
  /** The HTTP status of the last attempt. */
  readonly status?: number | undefined;
  /** How many times it was sent. */
  readonly attempts: number;
  /** Why it was not delivered, in words. */
  readonly reason?: string | undefined;
}

/** What becomes of something at the moment it is handed in. */
export type ReceiptOutcome = 'queued' | 'deduplicated' | 'disabled' | 'dropped' | 'muted' | 'inhibited';

/** The answer to a call of the service: at once what was decided, later what became of it. */
export interface AlertReceipt {
  /** The alias under which the platform knows the alert. */
  readonly alias: string;
  /** `queued`: it will be sent. `deduplicated`: an alert of this alias is on its way or open, and counts it. `disabled`: the module is off. `dropped`: the outbox is full of more urgent ones. `muted`: alerts are muted. `inhibited`: a wider alert covers it. */
  readonly outcome: ReceiptOutcome;
  /** Resolves when the fate of the message is known; never rejects. */
  readonly delivered: Promise<DeliveryResult>;
}
