/** The requests that a worker process answers: the name of each with its function. */
export type Answers = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/** A request, as sent between processes. */
export interface Question {
  readonly id: number;
  readonly name: string;
  readonly parameters: readonly unknown[];
}

/** The response to a request. */
export interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  /** The error message if it failed. */
  readonly problem?: string;
}

/** Answers requests of the parent process; ends when the parent ends. */
export function answer(answers: Answers): void {
  process.on('message', (question: Question) => void reply(answers, question));
  process.once('disconnect', () => process.kill(process.pid));
}

async function reply(answers: Answers, { id, name, parameters }: Question): Promise<void> {
  try {
    // `ask()` is typed by the same answers, so the parameters have the right types.
    send({ id, answer: await answers[name]?.(...(parameters as never[])) });
  } catch (error) {
    send({ id, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function send(message: Reply): void {
  process.send?.(message);
}
