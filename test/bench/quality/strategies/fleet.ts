import type { Message } from '../../../../src/alerts/message.js';
import { fleetPace } from '../../../../src/fleet/fleet-pace.js';
import type { FleetStore } from '../../../../src/fleet/fleet-store.js';
import { fleetTimes } from '../../../../src/fleet/fleet-times.js';
import { Fleet } from '../../../../src/fleet/fleet.js';
import { IncidentEngine } from '../../../../src/incidents/incident-engine.js';
import { recommendedRules, rulesInFleet } from '../../../../src/rules/recommended-rules.js';
import { RuleBook } from '../../../../src/rules/rule-book.js';
import type { AlertRule } from '../../../../src/rules/rule-kinds.js';
import { ModelFleet } from '../../../fleet/model/model-fleet.js';
import { Random } from '../simulation/random.js';
import { HOUR, SECOND } from '../simulation/spans.js';
import type { Sample } from '../traces/sample.js';
import { alertBook, observer } from './service.js';
import type { Contender, Strategy, Surroundings, World } from './strategy.js';

/** The library with `fleet`, without `rules`. */
export const fleet = inFleet('ours: fleet, recommended rules', rulesInFleet(recommendedRules()));

const SYNC_EVERY = 2 * SECOND;
const LEASE = 10 * SECOND;
const OUTLIER = 3;

/** One process of the service: the real pipeline from a finished request to a message, in a fleet whose store is a model. */
interface Member {
  readonly take: (sample: Sample) => void;
  /** It ends as it should. */
  readonly leave: () => void;
  /** It is gone. */
  readonly stop: () => void;
}

function startMember(
  rules: readonly AlertRule[],
  { clock, lastRaised, send }: Surroundings,
  store: FleetStore,
  random: () => number,
): Member {
  const book = new RuleBook(rules, {});
  const deliver = (message: Message): Promise<{ readonly ok: boolean }> =>
    new Promise((resolve) => {
      send(message, () => resolve({ ok: true }));
    });
  const alerts = alertBook((message) => self.sent(message.type, message.alias, deliver(message)));
  const fault = (error: unknown): never => {
    throw error;
  };
  const pace = fleetPace(SYNC_EVERY, LEASE);
  const self = new Fleet({ store, clock, pace, outlier: OUTLIER, random, fault, changed: () => undefined });
  const engine = new IncidentEngine({ clock, random, emit: (transition) => self.take(transition), peers: self });
  self.connect({
    engine,
    emit: (transition) => alerts.take(transition),
    alerts: {
      alertOf: (incidentId) => alerts.alertOf(incidentId),
      adopt: (incidentId, alias, priority) => alerts.adopt(incidentId, alias, priority),
      release: (incidentId) => alerts.release(incidentId),
      withdrawClose: () => undefined,
      lastRaised: (alias) => Promise.resolve(lastRaised(alias)),
    },
  });
  // Processes do not sync at the same moment.
  clock.after(random() * SYNC_EVERY, () => self.start());
  return {
    take: observer(book, engine, clock),
    leave: () => {
      engine.evaluate();
      engine.stop();
      void self.leave();
    },
    stop: () => {
      engine.stop();
      self.stop();
      store.close();
    },
  };
}

/** Instances that share one store, which goes away when the world says so. */
class FleetStrategy implements Strategy {
  readonly #hosts: { readonly start: () => Member; member: Member }[];
  #isAwaiting = false;

  constructor(rules: readonly AlertRule[], instances: readonly Surroundings[], { clock, store: faults }: World) {
    const store = new ModelFleet(() => clock.wall(), fleetTimes({ lease: LEASE, history: HOUR }));
    for (const { from, to, isEmptied } of faults) {
      clock.after(from, () => store.setAway(true));
      clock.after(to, () => {
        if (isEmptied) store.flush();
        store.setAway(false);
      });
    }
    const called = (): void => void (this.#isAwaiting = true);
    this.#hosts = instances.map((surroundings, number) => {
      const generator = new Random(number + 1, 'jitter');
      const start = (): Member =>
        startMember(rules, surroundings, watched(store.join(), called), () => generator.next());
      return { start, member: start() };
    });
  }

  readonly awaits = (): boolean => {
    const isAwaiting = this.#isAwaiting;
    this.#isAwaiting = false;
    return isAwaiting;
  };

  onSample(instance: number, sample: Sample): void {
    this.#hosts[instance]?.member.take(sample);
  }

  onTick(): void {
    // The engine and the fleet set their own timers.
  }

  onShutdown(instance: number): void {
    this.#hosts[instance]?.member.leave();
  }

  onRestart(instance: number): void {
    const host = this.#hosts[instance];
    if (host === undefined) return;
    host.member.stop();
    host.member = host.start();
  }
}

/** A store that says when it is called. */
function watched(store: FleetStore, called: () => void): FleetStore {
  const call = <Result>(answer: Result): Result => {
    called();
    return answer;
  };
  return {
    self: store.self,
    sync: (request) => call(store.sync(request)),
    record: (operation) => call(store.record(operation)),
    mute: (id, milliseconds) => call(store.mute(id, milliseconds)),
    reserve: (used, wanted, limit) => call(store.reserve(used, wanted, limit)),
    leave: () => call(store.leave()),
    close: () => store.close(),
  };
}

function inFleet(name: string, rules: readonly AlertRule[]): Contender {
  return {
    name,
    watches: ['errors'],
    delivery: 'retrying',
    start: (instances, world) => new FleetStrategy(rules, instances, world),
  };
}
