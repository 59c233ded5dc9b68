import { DomainError } from './domain-error.js';
import { newWebhookSecret, signatureHeaders } from './standard-webhooks.js';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const message = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: new Date(1614265330_999),
  body: Buffer.from('{"test": 2432232314}'),
};
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

it('signs as the specification’s own example', () => {
  expect(signatureHeaders({ ...message, secrets: [secret] })).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  });
});

it('takes a secret without its prefix', () => {
  const headers = signatureHeaders({ ...message, secrets: [secret.slice('whsec_'.length)] });
  expect(headers['webhook-signature']).toBe(signature);
});

it('signs with the old and the new secret during a rotation', () => {
  const newer = newWebhookSecret();
  const [first, second, ...others] = signatureHeaders({ ...message, secrets: [newer, secret] })[
    'webhook-signature'
  ].split(' ');
  expect(first).toBe(signatureHeaders({ ...message, secrets: [newer] })['webhook-signature']);
  expect(second).toBe(signature);
  expect(others).toEqual([]);
});

it('signs an empty body and bytes that are no text', () => {
  const bodies = [Buffer.alloc(0), Buffer.from([0xff, 0x00]), Buffer.from([0xfe, 0x00])];
  const signatures = bodies.map(
    (body) => signatureHeaders({ ...message, body, secrets: [secret] })['webhook-signature'],
  );
  expect(new Set(signatures).size).toBe(bodies.length);
});

it.each([[[]], [['']], [['whsec_']], [['whsec_not base64!']], [['whsec_AAA']], [[secret, 'whsec_']]])(
  'refuses to sign with the secrets %j, without repeating them',
  (secrets) => {
    let refusal: unknown;
    try {
      signatureHeaders({ ...message, secrets });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ kind: 'rejected', code: 'webhook_secret_invalid' });
    expect(String(refusal)).not.toContain('not base64!');
  },
);

it('makes secrets of 32 random bytes', () => {
  const made = [newWebhookSecret(), newWebhookSecret()];
  expect(made[0]).not.toBe(made[1]);
  for (const each of made) expect(Buffer.from(each.slice('whsec_'.length), 'base64')).toHaveLength(32);
});
