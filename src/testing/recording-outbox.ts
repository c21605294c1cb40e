import type { Message } from '../alerts/message.js';
import { Outbox } from '../delivery/outbox.js';
import type { Acceptance, OutboxParts } from '../delivery/outbox-parts.js';
import type { AlertRegister } from '../sandbox/register/alert-register.js';

/** An outbox that carries out each message at once on a register of alerts, as the platform will later. */
export class RecordingOutbox extends Outbox {
  readonly #register: AlertRegister;

  constructor(parts: OutboxParts, register: AlertRegister) {
    super(parts);
    this.#register = register;
  }

  override accept(message: Message): Acceptance {
    carryOut(message, this.#register);
    return super.accept(message);
  }
}

// What the register refuses, an alias without an open alert say, the platform would refuse as well: there is nothing to record.
function carryOut({ type, alias, payload, target }: Message, register: AlertRegister): void {
  const identifier = { type: 'alias', value: alias } as const;
  switch (type) {
    case 'create':
      register.create({ ...payload, target });
      break;
    case 'close':
      register.closeByAlias(alias, payload);
      break;
    case 'note':
      register.addNote(identifier, payload);
      break;
    case 'acknowledge':
      register.acknowledge(identifier, payload);
      break;
  }
}
