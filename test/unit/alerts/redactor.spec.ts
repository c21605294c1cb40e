import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';

const redactor = createRedactor();

describe('a redactor hides secrets', () => {
  // Every secret in these contains "hunter".
  it.each([
    'password=hunter2',
    'password = hunter2!',
    'DB_PASSWORD=hunter2',
    'userPassword: hunter2',
    'dbpassword=hunter2',
    'Passwd: "hunter2 with spaces"',
    "{ password: 'hunter\\'2', user: 'bob' }",
    '{"password":"hunter\\"2hunter"}',
    '{"passwordHash":"hunter"}',
    '{"new_password":"hunter","password_confirmation":"hunter","password2":"hunter"}',
    '{"a":"{\\"password\\":\\"hunter\\\\\\"hunter\\",\\"b\\":1}"}',
    '{\\\\\\"apiKey\\\\\\":\\\\\\"hunter\\\\\\"}',
    '{"stack":"Error\\napi_key=hunter"}',
    '{"stack":"Error\\nCookie: a=hunter"}',
    '{"stack":"Error\\nGenieKey hunterhunter"}',
    '{"stack":"Error\\nsk_live_hunter01234567"}',
    'api_key=hunter',
    'apiKey: hunter',
    'x-api-key: hunter',
    'X-API-KEY: hunter',
    '"clientSecret" : "hunter"',
    'client_secret=hunter&grant_type=x',
    'https://example.com/callback?access_token=hunter&state=1',
    '#access_token=hunter',
    'private_key: hunter',
    'AccountKey=hunterhunter==;EndpointSuffix=core',
    '{"session":"hunter"}',
    'PHPSESSID=hunter',
    'connect.sid=hunter',
    '"pin":"hunter"',
    'pass=hunter',
    'otp: hunter',
    'ssn: hunter',
    'card_number: hunter',
    'credentials: { user: "a", key: ["hunter"] }',
    'passwords: ["a", "hunter"]',
    "Map(1) { 'password' => 'hunter' }",
    "{ refreshToken: Tok { id: 3, value: 'hunter' } }",
    "credentials: [Object: null prototype] { key: 'hunter' }",
    "secrets: Set(1) { 'hunter' }",
    "secrets: Map(1) { 'a' => 'hunter' }",
    "token: <ref *1> Tok { value: 'hunter' }",
    "secrets: Secrets(2) [Set] { 'a', 'hunter' }",
    "cookies: {\n    theme: 'x',\n    tracking: 'hunter'\n  }",
    "cookies: [\n    'theme=x',\n    'tracking=hunter'\n  ]",
    "authorization: {\n    scheme: 'x',\n    parameter: 'hunter'\n  }",
    "secret: 'aaa\\n' +\n    'hunter\\n' +\n    \"it's hunter\"",
    'Invalid token: password: hunter',
    'Failed to decrypt secret: apiKey: hunter',
    'env: DB_PASSWORD= DB_TOKEN: hunter',
    'login with password=hunter_secret: refused',
    'password: no-really-hunter',
    'password: expired1hunter!',
    'password: 401hunter Unauthorized',
    'https://example.com/?pass=1hunter',
    'mysql --password hunter -h db',
    'mysql --password=hunter -h db',
    '<wsse:Password>hunter</wsse:Password>',
    '<wsse:Password Type="http://example.com/x.xsd#PasswordText">hunter</wsse:Password>',
    '<password xsi:type="xsd:string">hunter</password>',
    '<Password >hunter</Password>',
    '<password><![CDATA[hunter<hunter]]></password>',
    '<password><![CDATA[hunter',
    '<input id="x" password="hunter">',
    '<credentials password="hunter">hunter</credentials>',
    "password=it'shunter, user=bob",
    'password=a"hunter',
    'password=a`hunter',
    'keytool -password hunter -v',
    'deploy -token hunter',
    'apiKeys: hunter',
    'accessTokens: hunter',
    'refresh_tokens=hunter',
    'AUTH_TOKENS=hunter',
    'api-tokens: hunter',
    'secretKeys=hunter',
    'privateKeys=hunter',
    'access_keys=hunter',
    'mysecretkey=hunter',
    'awsaccesskey=hunter',
    'passkey: hunter',
    'x-rapidapi-key: hunter',
    'x-functions-key: hunter',
    'password[0]=hunter',
    'password[]=hunter',
    'X-Forwarded-Authorization: Custom hunter hunter',
    'x-original-cookie: a=1; b=hunter',
    'password: |\n  hunter\n\n  hunter\nnext: 1',
    'db:\n  password: >-\n    hunter\n    hunter\n  host: x',
    'Path `password` (`hunter`hunter`) is shorter than the minimum allowed length (8).',
    'Path `password` is invalid (hunter)hunter).',
    'Validator failed for path `password` with value `hunter`',
    'Key (reset_token)=(hunter)hunter) already exists.',
    'Key (id, reset_token)=(7, hunter) already exists.',
    "ValidationError { value: 'hunter', property: 'password' }",
    "ValidationError {\n  value: \"it's hunter\",\n  property: 'password'\n}",
    '{"name":"DB_PASSWORD","value":"hunter"}',
    '{"value":"hunter\\"hunter","name":"DB_PASSWORD"}',
    '{"env":"[{\\"name\\":\\"DB_PASSWORD\\",\\"value\\":\\"hunter\\"}]"}',
    "{ key: 'apiKey', value: 'hunter",
    "{ path: 'token', value: 1hunter }",
    'Authorization: Bearer hunter hunter',
    'authorization: hunter',
    'Cookie: theme="dark"; sid=hunter; b=hunter',
    'Set-Cookie: sid=hunter; HttpOnly',
    `curl -H 'Cookie: a=hunter; b=hunter' -H 'Accept: x'`,
    'token: Bearer hunter.hunter',
    'Bearer hunterhunter',
    'GenieKey hunter12-0000-4000-8000-000000000000',
    'Basic aHVudhunterErOmh=',
    'sent eyJhunterIUzI1NiJ9.eyJzdWIihunter.c2lnhunter to',
    'sent eyJhunterIUzI1NiJ9',
    'postgres://bob:hunter@db:5432/orders',
    'postgres://bob:hun/hunter@db:5432/orders',
    'postgres://bob:p@hunter@db:5432/orders',
    'redis://:hunter@cache',
    'https://hunter@github.com/a/b',
    "postgres://bob:it'shunter@db",
    "postgres://bob:it's/hunter@db",
    'curl -u bob:hunter https://x',
    'curl -u "bob:hunter hunter" https://x',
    "curl -u 'bob:hunter' https://x",
    'curl --user bob:hunter https://x',
    'curl --proxy-user=bob:hunter https://x',
    'mail hunter@example.com now',
    'mail a.hunter+x@sub.example.co.uk now',
    'mail hünter.hunter@exämple.de now',
    '-----BEGIN RSA PRIVATE KEY-----\nhunter\nhunter\n-----END RSA PRIVATE KEY----- ',
    '-----BEGIN PRIVATE KEY-----\nhunter cut here',
    '-----BEGIN OPENSSH PRIVATE KEY-----\\nhunter\\n-----END OPENSSH PRIVATE KEY-----',
    'ghp_hunter0123456789012345',
    'github_pat_hunter0123456789012345',
    'xoxb-hunter-0123456789',
    'sk_live_hunter01234567',
    'glpat-hunter01234567890123',
    'sk-proj-hunter0123456789012345',
  ])('%s', (text) => {
    expect(redactor.text(text)).toContain('[redacted]');
    expect(redactor.text(text)).not.toContain('hunter');
  });

  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '378282246310005',
    '3782 822463 10005',
  ])('of well-known form: %s', (secret) => {
    expect(redactor.text(`the value ${secret}, exactly`)).toBe('the value [redacted], exactly');
  });

  it('even if other digits precede or follow a card number', () => {
    expect(redactor.text('at 2024 4111 1111 1111 1111 12/25')).toBe('at 2024 [redacted] 12/25');
  });

  it('even if letters that could be hexadecimal are next to a card number', () => {
    expect(redactor.text('face4111111111111111 4111111111111111b 4111111111111111-abcdef 378282246310005a')).toBe(
      'face[redacted] [redacted]b [redacted]-abcdef [redacted]a',
    );
  });

  it('in the user part of a URL, however long, even if its end was cut off', () => {
    const token = `ya29.${'hunter'.repeat(300)}`;
    expect(redactor.text(`fetch https://oauth2accesstoken:${token}@host/a`)).toBe('fetch https://[redacted]@host/a');
    expect(redactor.text(`fetch https://oauth2accesstoken:${token}`)).toBe('fetch https://[redacted]@');
  });

  it.each([
    '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
    '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b27hw',
  ])('that were hashed: %s', (hash) => {
    expect(redactor.text(`hash ${hash} differs`)).toBe('hash [redacted] differs');
  });

  it('in an e-mail address with accents as separate characters', () => {
    expect(redactor.text('mail bju\u0308rn@example.com now')).toBe('mail [redacted] now');
  });

  it('in bytes as printed by Node', () => {
    expect(redactor.text('{ secret: Uint8Array(2) [ 104, 117 ], id: 7 }')).toBe('{ secret: [redacted], id: 7 }');
    expect(redactor.text('{ secret: <Buffer 68 75 ... 9 more bytes>, id: 7 }')).toBe('{ secret: [redacted], id: 7 }');
  });

  it('even if they look like an error code', () => {
    expect(redactor.text('password: ELEPHANT')).toBe('password: [redacted]');
  });

  it('and keeps the text around them', () => {
    expect(redactor.text('GET postgres://bob:pw123456@db:5432/x?a=1 failed')).toBe(
      'GET postgres://[redacted]@db:5432/x?a=1 failed',
    );
    expect(redactor.text('{"user":"bob","password":"x y","age":3}')).toBe(
      '{"user":"bob","password":"[redacted]","age":3}',
    );
    expect(redactor.text('a=1&token=abc&b=2')).toBe('a=1&token=[redacted]&b=2');
    expect(redactor.text('db:\n  password: |\n    a\n    b\n  host: x')).toBe('db:\n  password: [redacted]\n  host: x');
    expect(redactor.text('<password a="b">c</password><id>7</id>')).toBe(
      '<password a="b">[redacted]</password><id>7</id>',
    );
    expect(redactor.text("(token=it's), 'id'")).toBe("(token=[redacted]), 'id'");
    expect(redactor.text('Cookie: a=b; c=d\nHost: example')).toBe('Cookie: [redacted]\nHost: example');
  });

  it.each([
    ['IdP answered 502 {"access_token":"hunter', 'IdP answered 502 {"access_token":"[redacted]'],
    ['Expression error, unexpected token: {', 'Expression error, unexpected token: [redacted]'],
    ["credentials: { user: 'bob', key: 'hunter", 'credentials: [redacted]'],
  ])('up to the next frame or cause if the value never ends: %s', (cut, hidden) => {
    const frames = '\n    at find (/app/orders.js:7:9)\nCaused by: Error: connect ETIMEDOUT 10.0.0.1:443';
    expect(redactor.text(cut + frames)).toBe(hidden + frames);
    expect(redactor.text(`${cut}\nCaused by: Error: refused`)).toBe(`${hidden}\nCaused by: Error: refused`);
  });

  it('is idempotent', () => {
    const once = redactor.text('password=x, Authorization: Bearer abc.def.ghi\nbob@example.com');
    expect(redactor.text(once)).toBe(once);
  });
});

describe('a redactor keeps harmless text unchanged', () => {
  it.each([
    'token expired',
    'Bearer token expired',
    'bearer authentication is required',
    'basic authentication failed',
    'the secret sauce',
    'tokens: 5',
    'max_tokens=4096, token_count: 12, tokenType: refresh',
    'passwordLength: 8',
    'session: 5 open, auth: failed, pin: 13, first pass: ok',
    'password: null, token: undefined, "secret": true',
    'password=',
    'author: Bob, keyword=red, passenger: 3, compass: north',
    'duplicate key: 17',
    'primary_key=4 public_key_id=x',
    'GET /auth/token: 37% 5XX (412/1113) in 5m',
    'orders-api:production:exception:POST /password:TypeError',
    'at 1700000000000 ms took 4111111111111112 ns',
    'order 4111111111111112',
    'pi is 3.14159265358979',
    '412 1113 5 300 2024 15 3000 22 145 3 14 15 92 65',
    '550e8400-e29b-41d4-a716-446655440000',
    'span ec2661825547505b',
    '00-a4111111111111111aaaaaaaaaaaaaaa-30569309025904ab-01',
    'image a411111111111111100000000000000000000000',
    'abcd4111-1111-1111-1111-a00000000000',
    'at fn (/app/node_modules/.pnpm/@nestjs+core@11.0.1-beta.next/node_modules/@nestjs/core/router.js:1:2)',
    'http://localhost:3000/users/1?x=a',
    'connect ECONNREFUSED 127.0.0.1:5432',
    "Cannot read properties of undefined (reading 'password')",
    'if (token === undefined) throw',
    'Failed to refresh token: 401 Unauthorized',
    'could not read secret: ENOENT: no such file',
    'secret: not found',
    'token: expired',
    'token: Error: expired',
    'Password: Required.',
    'jwt: malformed',
    'Failed to get secret: AccessDeniedException: User is not allowed',
    'UPDATE users SET password = $1, token = ? WHERE reset_token = ANY($2)',
    'pass=10 fail=2',
    'Path `name` (`bob`) is shorter than the minimum allowed length (8).',
    'Path `name` is invalid (bob).',
    'Key (order_number)=(17) already exists.',
    '{"name":"plan","value":"gold"}',
    "{ value: 'gold', property: 'plan' }",
    "{ value: undefined, property: 'password' }",
    'Path `password` is required.',
    'docker run -u 1000:1000 node',
    'git clone git@github.com:org/repo.git',
    'GET /icon@2x.png',
    'sk-component-loader-very-long-name',
    '<password />, <br> and <a href="x">b</a>',
    'tags[0]=red, options[]=blue',
    'a - token of thanks, pre-token check',
    'Unexpected token { in JSON at position 0',
  ])('%s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

describe('a detail with a secret-looking key', () => {
  it.each(['password', 'apiKey', 'X-Api-Key', 'Authorization', 'cookie', 'session', 'DB_PASS', 'CLIENT_SECRET', 'pin'])(
    '%s is hidden whole',
    (key) => {
      expect(redactor.detail(key, 'anything at all')).toBe('[redacted]');
    },
  );

  it.each(['plan', 'tokenCount', 'keyboard', 'author', 'customer', 'status', 'päss'])('%s is shown', (key) => {
    expect(redactor.detail(key, 'gold')).toBe('gold');
  });
});

describe('a redactor with configured names and patterns', () => {
  it('hides its keys in any spelling', () => {
    const own = createRedactor({ keys: ['customerNumber', 'пароль', ''] });
    expect(own.text('customer_number=12 X-Customer-Number: 13 CUSTOMERNUMBER=14 number=15')).toBe(
      'customer_number=[redacted] X-Customer-Number: [redacted] CUSTOMERNUMBER=[redacted] number=15',
    );
    expect(own.text('пароль=qwerty')).toBe('пароль=[redacted]');
    expect(own.detail('customer-number', '12')).toBe('[redacted]');
  });

  it('hides every match of its patterns, whatever their flags', () => {
    const used = /cust-\d+/giy;
    used.lastIndex = 5;
    for (const pattern of [used, /CUST-\d+/, /cust-\d+/i, /cust-\d+/gi]) {
      const own = createRedactor({ patterns: [pattern] });
      expect(own.text('CUST-1 and CUST-2').replace(/cust-\d/g, '')).toBe('[redacted] and [redacted]');
      expect(own.text('CUST-1 and CUST-2')).toBe('[redacted] and [redacted]');
    }
    expect(used.lastIndex).toBe(5);
  });

  it('inserts no mark for an empty match', () => {
    expect(createRedactor({ patterns: [/x?/] }).text('axb')).toBe('a[redacted]b');
  });

  it('hides the whole text if a pattern throws', () => {
    class Broken extends RegExp {
      override exec(): never {
        throw new Error('broken');
      }
    }
    // A copy is made, so that an overridden method never runs.
    expect(createRedactor({ patterns: [new Broken('b')] }).text('abc')).toBe('a[redacted]c');
  });
});

describe('a redactor never throws', () => {
  it('whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (key, value) => {
        expect(typeof redactor.text(`${key}=${value}`)).toBe('string');
        expect(typeof redactor.detail(key, value)).toBe('string');
      }),
    );
  });

  it('and terminates for hostile text', () => {
    const size = 300_000;
    const fill = (part: string) => part.repeat(Math.ceil(size / part.length)).slice(0, size);
    for (const part of [
      'a',
      '1',
      '-',
      '=',
      '@',
      'a.',
      'a@',
      'a@b.',
      'eyJ',
      '\\',
      '"',
      'password=',
      'password="',
      '\\"password\\":\\"',
      'token:{[',
      '://a:',
      'http://a:b',
      "://'a",
      '-u a:',
      '--user "a:',
      '$argon2id$',
      'sk-',
      'Path `a` (`',
      'Path `a` is invalid (',
      'Key (a)=(',
      'name:"a",value:"',
      'value:\\"',
      'value:',
      'git@a',
      '-----BEGIN PRIVATE KEY-----',
      '--token ',
      '<token>',
      'Bearer ',
      '4111 1111 1111 1112 ',
      'Cookie: ',
      "'Cookie: a' ",
      'token:{[\n    at ',
      'token: |\n ',
      '<a b>',
      '<a ',
      ' >',
      '<token><![CDATA[',
      'password="a" +\n "',
    ]) {
      expect(redactor.text(fill(part)).length, part).toBeGreaterThan(0);
    }
  }, 60_000);
});
