import { CHECK } from './check/check-command.js';
import type { Command } from './command.js';
import { REPLAY } from './replay/replay-command.js';
import { RULES } from './rules/rules-command.js';
import { SANDBOX } from './sandbox/sandbox-command.js';

/** All commands, in the order of the help. A new one is one line here. */
export const COMMANDS: readonly Command[] = [SANDBOX, CHECK, REPLAY, RULES];
