import { describe, expect, it } from 'vitest';
import { outgoingMessage } from '../../../../src/delivery/queue/outgoing-message.js';
import { queuedMessage } from '../../../../src/delivery/queue/queued-message.js';
import { shortenMessage } from '../../../../src/platforms/opsgenie/shorten-message.js';
import type { Message } from '../../../../src/alerts/message.js';
import { OPSGENIE } from '../opsgenie-platform.js';
import { close, create, note } from '../../delivery/delivery-bench.js';
import { matching } from '../../delivery/expectations.js';

const team = { type: 'team', name: 'orders' } as const;
const whole: Message = {
  type: 'create',
  alias: 'a',
  priority: 'P2',
  payload: {
    message: 'Trouble',
    alias: 'a',
    priority: 'P2',
    description: 'x'.repeat(5_000),
    details: { key: 'value' },
    responders: [team],
    visibleTo: [team],
    tags: ['t'],
  },
};

describe('An alert that the platform refused', () => {
  it('is resent without details and with a short description that says so, to the same people', () => {
    const shorter = shortenMessage(whole, '422 too much', []);
    expect(shorter?.payload).toEqual({
      message: 'Trouble',
      alias: 'a',
      priority: 'P2',
      responders: [team],
      visibleTo: [team],
      tags: ['t'],
      description: `${'x'.repeat(999)}…\n\n[Shortened: the platform refused the whole alert with: 422 too much]`,
    });
  });

  it('is cut between visible characters', () => {
    const family = '👨‍👩‍👧‍👦';
    const text = family.repeat(500);
    for (const message of [
      { ...whole, payload: { ...whole.payload, description: text, note: text } },
      note('a', text),
    ]) {
      const shorter = shortenMessage(message, `x${family.repeat(100)}`, []);
      const texts = Object.values(shorter?.payload ?? {}).flatMap((value) =>
        typeof value === 'string' ? [value] : [],
      );
      const ends = texts.join('').split('…').slice(0, -1);
      expect(ends.length).toBeGreaterThan(1);
      for (const end of ends) expect(end.endsWith(family)).toBe(true);
    }
  });

  it('is resent without the people that the platform named', () => {
    expect(shortenMessage(whole, '422', ['responders'])?.payload).not.toHaveProperty('responders');
    expect(shortenMessage(whole, '422', ['responders'])?.payload).toHaveProperty('visibleTo');
  });

  it('is not resent if nothing can be left out', () => {
    expect(shortenMessage({ type: 'close', alias: 'a', priority: 'P1', payload: {} }, '422', [])).toBeUndefined();
    expect(shortenMessage(close('a'), '422', [])?.payload).toEqual({ note: matching(/^Over\n\n\[Short/) });
    expect(shortenMessage(note('a', 'n'.repeat(9_000)), '422', [])?.payload.note?.length).toBeLessThan(1_200);
  });
});

describe('An alert with merged repeats', () => {
  function repeated(message: Message, repeats: number) {
    const entry = queuedMessage(message, {
      key: '0',
      sequence: 0,
      acceptedAt: 0,
      acceptedWall: 0,
      size: 0,
      exempt: false,
      isInherited: false,
      closedBy: undefined,
      isDelayReported: false,
    });
    entry.repeats = repeats;
    return OPSGENIE.fit(outgoingMessage(entry)).payload;
  }

  it('contains their number', () => {
    expect(repeated(whole, 3)).toMatchObject({ details: { key: 'value', repeats: '3' } });
    expect(repeated(create('a'), 0)).not.toHaveProperty('details');
  });

  it('makes room for the number without cutting a character apart', () => {
    const details = { k: '👨‍👩‍👧‍👦'.repeat(727) };
    const payload = { message: 'm', alias: 'a', priority: 'P1', details } as const;
    const sent = repeated({ type: 'create', alias: 'a', priority: 'P1', payload }, 12);
    const { k } = 'details' in sent ? (sent.details ?? {}) : {};
    expect(k?.endsWith('👨‍👩‍👧‍👦…')).toBe(true);
  });

  it('makes room for the number where the details are full', () => {
    const full: Message = {
      type: 'create',
      alias: 'a',
      priority: 'P1',
      payload: { message: 'm', alias: 'a', priority: 'P1', details: { k: 'x'.repeat(7_990), short: 'yes' } },
    };
    const payload = repeated(full, 12);
    const details = 'details' in payload ? (payload.details ?? {}) : {};
    expect(Object.entries(details).flat().join('')).toHaveLength(8_000);
    expect(details).toMatchObject({ short: 'yes', repeats: '12', k: matching(/x…$/) });
  });
});
