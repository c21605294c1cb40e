import type { AlertContext, AlertShape } from '../rules/alert-shape.js';
import { behind, reasonParts, type FailureReason, type Headline, type HeadlinePart } from '../text/headline.js';
import type { TraceIds } from '../rules/outcome.js';
import { parseDuration } from '../time/duration.js';
import type { CreateAlertPayload } from './message.js';
import type { AlertComposer } from './composer.js';
import type { AlertIdentity } from './shape/context-facts.js';
import { failureReason } from './text/failure-reason.js';
import { describeError } from './text/error-description.js';
import { repairManualAlert, repairShape, type IsTarget } from './shape/manual-alert.js';

/** A manual alert, ready to send. */
export interface ComposedAlert {
  readonly payload: CreateAlertPayload;
  /** The key that it is sent with; absent: the module's own. */
  readonly target?: string | undefined;
  /** Milliseconds until the alert is closed automatically; absent if the application closes it. */
  readonly closeAfter?: number | undefined;
}

/** What the alert about an error says of its own. */
export interface ErrorTexts {
  /** The headline unless the alert has a message. */
  readonly headline?: Headline | undefined;
  /** Paragraphs in front of the error. */
  readonly evidence?: readonly string[] | undefined;
}

/** Composes the alerts that the application raises itself, from any input. Never throws. */
export class ManualAlerts {
  readonly #composer: AlertComposer;
  readonly #identity: AlertIdentity;
  readonly #lay: (shape: AlertShape) => AlertShape;
  readonly #activeTrace: () => TraceIds | undefined;
  readonly #isTarget: IsTarget | undefined;

  /**
   * @param lay merges an alert's own shape over the module's defaults
   * @param activeTrace returns the trace ids of the caller. @defaultValue none
   * @param isTarget whether there is a target of this name. @defaultValue there is
   */
  constructor(
    composer: AlertComposer,
    identity: AlertIdentity,
    lay: (shape: AlertShape) => AlertShape,
    activeTrace: () => TraceIds | undefined = () => undefined,
    isTarget?: IsTarget,
  ) {
    this.#composer = composer;
    this.#identity = identity;
    this.#lay = lay;
    this.#activeTrace = activeTrace;
    this.#isTarget = isTarget;
  }

  /** An alert with a message. */
  ofMessage(input: unknown): ComposedAlert {
    const budget = this.#composer.budget();
    const { alert, repairs } = repairManualAlert(input, budget, this.#isTarget);
    const shape = this.#lay(alert);
    const payload = this.#composer.create({
      context: this.#context(alert),
      shape,
      discriminator: '',
      headline: { parts: [] },
      evidence: [],
      facts: {},
      repairs,
      budget,
    });
    return { payload, target: shape.target, closeAfter: parseDuration(alert.closeAfter) };
  }

  /**
   * An alert about an error that the application caught.
   *
   * @param texts its own headline and paragraphs. @defaultValue the entity and the reason, and no paragraphs
   */
  ofError(error: unknown, input: unknown, { headline, evidence = [] }: ErrorTexts = {}): ComposedAlert {
    const budget = this.#composer.budget();
    const { alert, repairs } = repairShape(input, budget, this.#isTarget);
    const shape = this.#lay(alert);
    const description = describeError(error, budget);
    const reason = failureReason(description);
    const payload = this.#composer.create({
      context: { ...this.#context(alert), error },
      shape,
      discriminator: description.name,
      headline: headline ?? { about: alert.entity, parts: handled(reason) },
      evidence,
      facts: {},
      repairs,
      budget,
    });
    return { payload, target: shape.target };
  }

  #context(shape: AlertShape): AlertContext {
    const { service, environment, version } = this.#identity;
    const operation = shape.entity ?? 'raise';
    return { kind: 'manual', rule: 'manual', service, environment, version, operation, trace: this.#activeTrace() };
  }
}

function handled(reason: FailureReason): readonly HeadlinePart[] {
  if (reason.thrown !== undefined) return ['raised with ', { text: reason.thrown }];
  return [...reasonParts(reason), ...behind(reason)];
}
