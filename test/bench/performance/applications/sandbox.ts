import { OpsgenieSandbox, type SandboxFault } from '../../../../src/testing/index.js';
import { answer } from '../processes/answer.js';

let sandbox: OpsgenieSandbox | undefined;
const calls: number[] = [];

const answers = {
  /** Starts the sandbox. @returns its URL */
  async start(fault?: SandboxFault): Promise<string> {
    sandbox = await OpsgenieSandbox.start();
    sandbox.on('request', ({ at }) => calls.push(at.getTime()));
    sandbox.fault(fault);
    return sandbox.url;
  },

  /** Frees the port: from now on connections are refused. */
  async refuse(): Promise<void> {
    await sandbox?.stop();
  },

  /** When each call was received, in milliseconds since 1970. */
  calls: (): number[] => calls,
};

export type SandboxAnswers = typeof answers;

answer(answers);
