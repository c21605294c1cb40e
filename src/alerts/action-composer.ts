import { BOUNDS } from './bounds.js';
import type { AlertActionPayload } from './message.js';
import { defined } from './shape/defined.js';
import type { TextFields } from './shape/text-fields.js';

/** Who closes, acknowledges or comments on an alert, if it is not the service itself. */
export interface ActionAuthor {
  readonly source?: string | undefined;
  readonly user?: string | undefined;
}

/** Composes what is done with an open alert: closes, acknowledgements and notes. */
export class ActionComposer {
  readonly #fields: TextFields;

  constructor(fields: TextFields) {
    this.#fields = fields;
  }

  /** The payload that closes or acknowledges an alert. */
  action(note?: string, author: ActionAuthor = {}): AlertActionPayload {
    return { ...this.#author(author), ...defined({ note: this.#fields.block(note, BOUNDS.note) }) };
  }

  /** The payload that adds a note to an alert. */
  note(note: string, author: ActionAuthor = {}): AlertActionPayload & { readonly note: string } {
    return { ...this.#author(author), note: this.#fields.block(note, BOUNDS.note) ?? '(empty note)' };
  }

  #author({ source, user }: ActionAuthor): { readonly source: string; readonly user: string } {
    const by = this.#fields.source(source);
    return { source: by, user: this.#fields.line(user, BOUNDS.user) ?? by };
  }
}
