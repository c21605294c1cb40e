import { hex, letters, type TokenForm, UUID } from './token-form.js';

/** Payments, shops and shipping. */
export const PAYMENTS: readonly TokenForm[] = [
  {
    name: 'Stripe key',
    pattern: /(?:[srp]k|ek)_(?:live|test|prod)_[A-Za-z0-9]{8,}/,
    example: `sk_live_${letters(24)}`,
    source: 'https://docs.stripe.com/keys',
  },
  {
    name: 'Stripe and Svix webhook secret',
    pattern: /whsec_[\w+/=-]{12,}/,
    example: `whsec_${letters(32)}`,
    source: 'https://docs.stripe.com/webhooks',
  },
  {
    name: 'PayPal and Braintree token',
    pattern: /access_token\$(?:production|sandbox)\$[\da-z]{8,}(?:\$[\da-f]*)?|A21AA[\w-]{20,}/,
    example: `access_token$production$${hex(16)}$${hex(32)}`,
    source: 'https://developer.paypal.com/braintree/docs/guides/authorization/overview',
  },
  {
    name: 'Square token',
    pattern: /EAAA[\w-]{20,}|sq0[a-z]{3}-[\w-]{12,}/,
    example: `EAAA${letters(60)}`,
    source: 'https://developer.squareup.com/docs/build-basics/access-tokens',
  },
  {
    name: 'Shopify token',
    pattern: /shp(?:at|ca|pa|ss|ua|tka|rt)_[\da-fA-F]{16,}/,
    example: `shpat_${hex(32)}`,
    source: 'https://shopify.dev/docs/apps/build/authentication-authorization',
  },
  {
    name: 'Adyen key',
    pattern: /AQE[\w+/=.-]{40,}/,
    example: `AQE${letters(100)}`,
    source: 'https://docs.adyen.com/development-resources/api-credentials/',
  },
  {
    name: 'Razorpay key',
    pattern: /rzp_(?:live|test)_[A-Za-z0-9]{8,}/,
    example: `rzp_live_${letters(14)}`,
    source: 'https://razorpay.com/docs/api/authentication/',
  },
  {
    name: 'Flutterwave key',
    pattern: /FLW(?:SECK|PUBK)(?:_TEST)?-[\da-zA-Z]{8,}(?:-X)?/,
    example: `FLWSECK-${hex(32)}-X`,
    source: 'https://developer.flutterwave.com/docs/authentication',
  },
  {
    name: 'Plaid token',
    pattern: /(?:access|public|link)-(?:sandbox|development|production)-[\da-f-]{8,}/,
    example: `access-production-${UUID}`,
    source: 'https://plaid.com/docs/api/tokens/',
  },
  {
    name: 'Mollie, GoCardless and Lob key',
    pattern:
      /(?:live|test)_(?:(?=[A-Za-z]{0,24}\d)[A-Za-z0-9]{28,}|(?=[a-z\d_-]{0,31}[A-Z])(?=[A-Za-z_-]{0,31}\d)[\w-]{40})/,
    example: `live_${letters(30)}`,
    source: 'https://docs.mollie.com/reference/authentication',
  },
  {
    name: 'EasyPost key',
    pattern: /EZ[AT]K[A-Za-z0-9]{20,}/,
    example: `EZAK${letters(54)}`,
    source: 'https://docs.easypost.com/docs/authentication',
  },
  {
    name: 'Shippo token',
    pattern: /shippo_(?:live|test)_[\da-f]{16,}/,
    example: `shippo_live_${hex(40)}`,
    source: 'https://docs.goshippo.com/docs/guides_general/authentication/',
  },
  {
    name: 'Duffel token',
    pattern: /duffel_(?:live|test)_[\w=-]{16,}/,
    example: `duffel_live_${letters(43)}`,
    source: 'https://duffel.com/docs/api/overview/making-requests',
  },
  {
    name: 'Mercado Pago token',
    pattern: /APP_USR-[\w-]{16,}/,
    example: `APP_USR-1234567890123456-010203-${hex(32)}-123456789`,
    source: 'https://www.mercadopago.com/developers/en/docs/credentials',
  },
  {
    name: 'Paddle key',
    pattern: /pdl_(?:live|sdbx)_[\w.-]{16,}/,
    example: `pdl_live_apikey_${letters(50)}`,
    source: 'https://developer.paddle.com/api-reference/about/authentication',
  },
  {
    name: 'Polar token',
    pattern: /polar_[a-z]{2,6}_(?=[A-Za-z_-]{0,31}\d)[\w-]{16,}/,
    example: `polar_oat_${letters(40)}`,
    source: 'https://polar.sh/docs/integrate/authentication',
  },
  {
    name: 'Xendit key',
    pattern: /xnd_(?:production|development)_[\w-]{16,}/,
    example: `xnd_production_${letters(48)}`,
    source: 'https://docs.xendit.co/',
  },
  {
    name: 'Midtrans key',
    pattern: /(?:SB-)?Mid-(?:server|client)-[\w-]{12,}/,
    example: `Mid-server-${letters(24)}`,
    source: 'https://docs.midtrans.com/docs/midtrans-account',
  },
  {
    name: 'Checkout.com key',
    pattern: /[sp]k_(?:sbox_)?(?=[a-z]{0,12}\d)[a-z0-9]{24,}/,
    example: `sk_sbox_${hex(29)}`,
    source: 'https://www.checkout.com/docs/developer-resources/api/api-authentication',
  },
];
