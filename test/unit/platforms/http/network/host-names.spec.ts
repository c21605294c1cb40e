import { describe, expect, it } from 'vitest';
import { fullNames, ownAddresses } from '../../../../../src/platforms/http/network/host-names.js';

describe('the addresses that need no name server', () => {
  const hosts =
    '127.0.0.1 localhost\n10.0.0.7\tALERTS.example alerts # 10.0.0.8 alerts\n# 10.0.0.9 alerts\n::7 alerts\nrubbish alerts';

  it.each<[string, readonly string[]]>([
    ['10.1.2.3', ['10.1.2.3']],
    ['::1', ['::1']],
    ['alerts', ['10.0.0.7', '::7']],
    ['alerts.EXAMPLE', ['10.0.0.7']],
    ['localhost', ['127.0.0.1']],
    ['shop.localhost', ['127.0.0.1', '::1']],
    ['other.example', []],
  ])('%s', (name, addresses) => {
    expect(ownAddresses(name, hosts)).toEqual(addresses);
  });
});

describe('the names to resolve', () => {
  const settings =
    'nameserver 10.0.0.1\nsearch old.example\nsearch shop.svc.cluster.local cluster.local.\noptions ndots:5';

  it.each<[string, readonly string[]]>([
    ['proxy', ['proxy.shop.svc.cluster.local', 'proxy.cluster.local', 'proxy']],
    ['proxy.shop', ['proxy.shop', 'proxy.shop.shop.svc.cluster.local', 'proxy.shop.cluster.local']],
    ['api.example.com.', ['api.example.com']],
  ])('%s', (name, names) => {
    expect(fullNames(name, settings)).toEqual(names);
  });

  it('are the name alone without search domains', () => {
    expect(fullNames('proxy', '')).toEqual(['proxy']);
  });
});
