/** What a process of ours can be asked: the name of each question with the function that answers it. */
export type Answers = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/** A question, as it goes from process to process. */
export interface Question {
  readonly id: number;
  readonly name: string;
  readonly parameters: readonly unknown[];
}

/** What came of a question. */
export interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  /** Why there is no answer. */
  readonly problem?: string;
}

/** Lets the process that started this one ask questions; without that process this one ends. */
export function answer(answers: Answers): void {
  process.on('message', (question: Question) => void reply(answers, question));
  process.once('disconnect', () => process.kill(process.pid));
}

async function reply(answers: Answers, { id, name, parameters }: Question): Promise<void> {
  try {
    // `ask()` is typed by the same answers, so the parameters are the right ones.
    send({ id, answer: await answers[name]?.(...(parameters as never[])) });
  } catch (error) {
    send({ id, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function send(message: Reply): void {
  process.send?.(message);
}
